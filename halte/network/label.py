"""What the label asks of the hours of an ordinary week, and how it is counted.

The hours' part of the criteria of 2019 (label procedure art. 6; label criteria C01, C02, C03, C05):
15 hours open to the public; among them 6 hours of training or awareness-raising, 6 hours of free
access, and a facilitator present during the 15 hours. What is counted is an ordinary week, without
holidays. Hours in which two things happen at once count once for "open", and once for each thing.
Appointments count as open only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halte.network.enums import OpeningKind
from halte.network.hours import Period, Schedule, weekly_hours
from halte.network.hours.timeline import Opening, Week

A_MONDAY = date(2001, 1, 1)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A minimum of hours a week; `kinds` of None counts whatever is open."""

    key: str
    name: Promise
    minimum: timedelta
    # Says how much is missing; holds %(time)s.
    short: Promise
    kinds: frozenset[str] | None = None
    with_facilitator: bool = False

    def counts(self, opening: Opening) -> bool:
        """Whether an opening adds to this threshold."""
        fits = self.kinds is None or opening.kind in self.kinds
        return fits and (opening.facilitator or not self.with_facilitator)


THRESHOLDS = (
    Threshold(
        "open", _("Open to the public"), timedelta(hours=15), _("%(time)s of opening missing.")
    ),
    Threshold(
        "training",
        _("Workshops and information"),
        timedelta(hours=6),
        _("%(time)s of workshops or information sessions missing."),
        frozenset({OpeningKind.TRAINING, OpeningKind.AWARENESS}),
    ),
    Threshold(
        "free_access",
        _("Free access"),
        timedelta(hours=6),
        _("%(time)s of free access missing."),
        frozenset({OpeningKind.FREE_ACCESS}),
    ),
    Threshold(
        "facilitator",
        _("Facilitator present"),
        timedelta(hours=15),
        _("%(time)s with a facilitator missing."),
        with_facilitator=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """The hours of a week beside one threshold."""

    threshold: Threshold
    hours: timedelta

    @property
    def is_reached(self) -> bool:
        return self.hours >= self.threshold.minimum

    @property
    def missing(self) -> timedelta:
        return max(self.threshold.minimum - self.hours, timedelta(0))


@lru_cache(maxsize=1000)
def measures(week: Week) -> tuple[Measure, ...]:
    """A week beside every threshold of the label that hours can meet."""
    return tuple(Measure(each, _hours(filter(each.counts, week))) for each in THRESHOLDS)


def _hours(openings: Iterable[Opening]) -> timedelta:
    periods = tuple(Period(row.weekday, row.opens, row.closes, row.kind) for row in openings)
    return weekly_hours(Schedule(periods, (), ZoneInfo("UTC")), A_MONDAY).total
