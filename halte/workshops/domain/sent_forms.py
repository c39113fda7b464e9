"""Forms that are carried out once, however often they are sent."""

import json
from collections.abc import Callable, Mapping

from django.core.cache import cache
from django.db import transaction

from halte.workshops.models import Enrolment

# How long a form that was carried out is remembered.
KEPT = 24 * 60 * 60


def key_of(who: str, number: str, answers: Mapping[str, object]) -> str:
    """What tells a form that is sent again: whose it is, its number, and all that was filled in.

    Another browser has another `who`, and is never told what the first one got. Empty for a form
    that cannot be told from another.
    """
    if not who or not number:
        return ""
    return f"form {who} {number} {json.dumps(answers, sort_keys=True, default=str)}"


@transaction.atomic
def once(key: str, act: Callable[[], Enrolment]) -> tuple[Enrolment, bool]:
    """Act, unless this form was carried out before; the row, and whether it is new.

    The note is a row of the same transaction: what fails leaves none, and two at once wait for
    each other.
    """
    if key and not cache.add(key, 0, KEPT):
        before = Enrolment.objects.filter(pk=cache.get(key, 0)).first()
        if before:
            return before, False
    row = act()
    if key:
        cache.set(key, row.pk, KEPT)
    return row, True
