"""What people are told by mail about the register: one function for each message.

No subject names a person or a place: subjects are read on locked screens.
"""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from halte.accounts.models import Membership, User
from halte.core.i18n import babel_locale, language, localized
from halte.core.mail.domain import send
from halte.network.confirmation_links import HOLDS_FOR, make_link
from halte.network.fingerprint import public_sites
from halte.network.hours.text import summary_lines
from halte.network.models import Site, Space


def is_it_still_right(person: User, asked: Sequence[tuple[Space, Membership]]) -> None:
    """Somebody reads what the public reads about her spaces, with a link to confirm each.

    The spaces come from `with_everything`.
    """
    with override(person.language):
        context = {
            "items": [
                {
                    **in_short(space),
                    "confirm": make_link(space, membership, person.language),
                    "correct": settings.BASE_URL + correcting(space),
                }
                for space, membership in asked
            ],
            "days": HOLDS_FOR.days,
        }
    send(
        person.email,
        template="still_right",
        context=context,
        language=person.language,
        secret=True,
    )


def in_short(space: Space) -> dict:
    """What is public about a space, in the active language."""
    today = timezone.localdate()
    return {
        "name": localized(space, "name"),
        "phone": space.phone.as_national if space.phone else "",
        "confirmed": _day(space.confirmed_on) if space.confirmed_on else "",
        "sites": [_site(site, today) for site in public_sites(space)],
    }


def _site(site: Site, today: date) -> dict:
    """Its address and the lines of its hours; none when the public reads "please call"."""
    municipality = site.municipality
    town = municipality.name_nl if language() == "nl" else municipality.name_fr
    return {
        "address": f"{site.street}, {site.postcode} {town}",
        "known": site.hours_known,
        "hours": summary_lines(site.schedule, today) if site.hours_known else [],
    }


def _day(day: date) -> str:
    return format_date(day, "long", locale=babel_locale())


def correcting(space: Space) -> str:
    """Where somebody of the space puts it right, after signing in."""
    return reverse("network:space", args=[space.slug])
