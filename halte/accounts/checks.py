"""`halte check --deploy`: people with much power need a second factor."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError
from django.db.models import Q

from halte.accounts.models import Membership, User
from halte.accounts.permissions import COORDINATION

FACTORS = ("totp", "webauthn")


@register(Tags.security, deploy=True)
def check_second_factors(app_configs, **kwargs) -> list[Error]:
    """Officers, administrators and the administrators of the installation."""
    holding = Membership.objects.running().filter(role__in=COORDINATION).values("user")
    powerful = User.objects.filter(Q(is_superuser=True) | Q(pk__in=holding), is_active=True)
    powerful = powerful.exclude(authenticator__type__in=FACTORS)
    try:
        count = powerful.count()
    except DatabaseError:
        return []  # said by halte.E021
    if not count:
        return []
    return [
        Error(
            f"{count} people of the Region or of the installation sign in with a password alone.",
            hint="Before going public, let each set up a second factor on their account's page.",
            id="halte.E030",
        )
    ]
