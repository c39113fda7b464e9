"""Why a space is closed or open at other hours, most often; and the holidays that are proposed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from halte.core.enums import Codes
from halte.core.i18n import DATA_LANGUAGES
from halte.network.hours import Schedule, holiday_proposals, school_holiday_proposals


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
    """Public holidays and school holidays on which the site has hours, in order."""
    public = _proposals(
        lambda code: [
            (day, day, name) for day, name in holiday_proposals(schedule, first, last, code)
        ],
        is_school=False,
    )
    school = _proposals(
        lambda code: school_holiday_proposals(schedule, first, last, code), is_school=True
    )
    return sorted([*public, *school], key=lambda each: (each.is_school, each.first, each.last))


def _proposals(
    ask: Callable[[str], list[tuple[date, date, str]]], *, is_school: bool
) -> list[Proposal]:
    reasons: dict[tuple[date, date], dict[str, str]] = {}
    for code in DATA_LANGUAGES:
        for first, last, name in ask(code):
            reasons.setdefault((first, last), {})[code] = name
    return [Proposal(*days, names, is_school) for days, names in reasons.items()]
