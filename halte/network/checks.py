"""`halte check --deploy`: nothing invented among what the public reads."""

from collections.abc import Callable, Iterator

from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from halte.accounts.models import User
from halte.network.loading import generated
from halte.network.loading.sample_accounts import DOMAIN
from halte.network.models import SampleTrace, Space


@register(Tags.security, deploy=True)
def check_invented_data(app_configs, **kwargs) -> list[Error]:
    try:
        return list(_invented())
    except DatabaseError:
        return []  # said by halte.E021


def _invented() -> Iterator[Error]:
    found: list[tuple[Callable[[], bool], int, str, str]] = [
        (
            SampleTrace.objects.exists,
            40,
            "Invented sample data stand among the real ones.",
            "Run: halte unload sample",
        ),
        (
            User.objects.filter(email__endswith=DOMAIN, is_active=True).exists,
            41,
            "Sample accounts, whose passwords were printed, can sign in.",
            "Run: halte unload sample",
        ),
        (
            Space.objects.filter(slug__startswith=generated.SLUG).exists,
            42,
            "Spaces generated to measure speed stand among the real ones.",
            "Run: halte unload generated",
        ),
    ]
    for is_so, number, what, todo in found:
        if is_so():
            yield Error(what, hint=todo, id=f"halte.E{number:03}")
