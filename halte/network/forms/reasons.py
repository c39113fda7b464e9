"""Why a space is closed or open at other hours, most often; and the holidays that are proposed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from halte.core.enums import Codes
from halte.core.i18n import DATA_LANGUAGES
from halte.network.hours import Schedule, Special, holiday_proposals, school_holiday_proposals
from halte.network.hours.public_holidays import has_hours
from halte.network.hours.schedule import DAY


class ClosingReason(Codes):
    """A reason that needs no typing and is right in every language."""

    HOLIDAYS = "holidays", _("Annual holidays")
    PUBLIC_HOLIDAY = "public_holiday", _("Public holiday")
    SCHOOL_HOLIDAYS = "school_holidays", _("School holidays")
    TRAINING_DAY = "training_day", _("Training day of the team")
    ABSENCE = "absence", _("Nobody of the team is available")
    WORKS = "works", _("Works in the building")
    STRIKE = "strike", _("Strike")
    EVENT = "event", _("Event in the space")

    @property
    def in_all_languages(self) -> dict[str, str]:
        """The reason in each language of the data."""
        words = {}
        for code in DATA_LANGUAGES:
            with override(code):
                words[code] = str(self.label)
        return words


@dataclass(frozen=True, slots=True)
class Proposal:
    """Days on which a space could be closed, and why, in each language of the data."""

    first: date
    last: date
    reasons: dict[str, str]
    is_school: bool = False

    @property
    def key(self) -> str:
        """How the form names it; the names are worked out again when it comes back."""
        return f"{self.first}_{self.last}"


def proposals(schedule: Schedule, first: date, last: date) -> list[Proposal]:
    """Public holidays and school holidays on which the site has hours, in order.

    Days that an exception covers already are left out: holidays around it come in pieces.
    """
    public = _proposals(
        lambda code: [
            (day, day, name) for day, name in holiday_proposals(schedule, first, last, code)
        ],
        is_school=False,
    )
    school = _proposals(
        lambda code: school_holiday_proposals(schedule, first, last, code), is_school=True
    )
    left = [piece for each in [*public, *school] for piece in _left_of(each, schedule)]
    return sorted(left, key=lambda each: (each.is_school, each.first, each.last))


def _left_of(proposal: Proposal, schedule: Schedule) -> list[Proposal]:
    """What no exception covers of a proposal: the whole, pieces on which there are hours, none."""
    left = [(proposal.first, proposal.last)]
    for special in schedule.specials:
        left = [piece for days in left for piece in _without(days, special)]
    if left == [(proposal.first, proposal.last)]:
        return [proposal]
    return [
        replace(proposal, first=first, last=last)
        for first, last in left
        if has_hours(schedule, first, last)
    ]


def _without(days: tuple[date, date], special: Special) -> list[tuple[date, date]]:
    first, last = days
    if special.last < first or last < special.first:
        return [days]
    parts = [(first, special.first - DAY), (special.last + DAY, last)]
    return [part for part in parts if part[0] <= part[1]]


def _proposals(
    ask: Callable[[str], list[tuple[date, date, str]]], *, is_school: bool
) -> list[Proposal]:
    reasons: dict[tuple[date, date], dict[str, str]] = {}
    for code in DATA_LANGUAGES:
        for first, last, name in ask(code):
            reasons.setdefault((first, last), {})[code] = name
    return [Proposal(*days, names, is_school) for days, names in reasons.items()]
