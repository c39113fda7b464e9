"""The figures of workshops, counted as the training programme Start Digital counts
(annual report 2021, axis 4 §3).

Each figure is one function from a space and a period to numbers by activity; what it counts is
said in its docstring and nowhere else. Facilitators are never compared: no figure knows who taught.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import (
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    QuerySet,
    Sum,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import localized
from halte.network.models import Space
from halte.workshops.enums import EnrolmentState, SeriesResult, SessionState
from halte.workshops.models import Activity, Enrolment, HeadCount, Outcome, Session

# By activity; hours as fractions of an hour.
Numbers = dict[int, float]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def ends(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))

    def holds(self, moment: datetime) -> bool:
        return self.begins <= moment < self.ends


def held(space: Space, period: Period) -> QuerySet[Session]:
    """Sessions that took place: neither drafts nor cancelled, ended in the period and by now."""
    return Session.objects.filter(
        space=space,
        state=SessionState.PUBLISHED,
        ends_at__gte=period.begins,
        ends_at__lt=min(period.ends, timezone.now()),
    )


def sessions(space: Space, period: Period) -> Numbers:
    """Sessions that took place in the period."""
    return _by_activity(held(space, period).values_list("activity").annotate(Count("pk")))


def started(space: Space, period: Period) -> Numbers:
    """People who came for the first time to a series, or to a session outside any, in the period.

    Somebody counts once for each, however often she asked and came. Once her name is deleted she
    is known by the code of her asking.
    """
    came = Enrolment.objects.filter(
        space=space, state=EnrolmentState.ATTENDED, session__state=SessionState.PUBLISHED
    )
    course = Coalesce("session__series", -F("session"))
    person = Coalesce(Cast("visitor", CharField()), "code")
    each_person = came.order_by().annotate(course=course, person=person)
    first = each_person.values("session__activity", "course", "person")
    first = first.annotate(at=Min("session__ends_at"))
    return Counter(
        each["session__activity"]
        for each in first.filter(at__gte=period.begins, at__lt=period.ends)
    )


def finished(space: Space, period: Period) -> Numbers:
    """People who finished a series whose last session was in the period, as the team noted."""
    return _outcomes(space, period, result=SeriesResult.FINISHED)


def left(space: Space, period: Period) -> Numbers:
    """People who left such a series before its end, as the team noted."""
    return _outcomes(space, period, result=SeriesResult.LEFT)


def person_hours(space: Space, period: Period) -> Numbers:
    """Training hours times presence: the length of each session for each person who came."""
    length = ExpressionWrapper(
        F("session__ends_at") - F("session__starts_at"), output_field=DurationField()
    )
    came = _enrolments(space, period, EnrolmentState.ATTENDED)
    sums = came.values_list("session__activity").annotate(long=Sum(length))
    return {activity: long.total_seconds() / 3600 for activity, long in sums}


def certificates(space: Space, period: Period) -> Numbers:
    """Certificates for people who finished such a series."""
    return _outcomes(space, period, has_certificate=True)


def positive_exits(space: Space, period: Period) -> Numbers:
    """People who ended such a series with success, or stopped because they found work."""
    return _outcomes(space, period, is_positive_exit=True)


def no_shows(space: Space, period: Period) -> Numbers:
    """Seats whose person did not come and had not given the seat back."""
    missed = _enrolments(space, period, EnrolmentState.ABSENT)
    return _by_activity(missed.values_list("session__activity").annotate(Count("pk")))


def seats(space: Space, period: Period) -> Numbers:
    """Seats of the sessions that took place."""
    return _by_activity(held(space, period).values_list("activity").annotate(Sum("capacity")))


def seats_taken(space: Space, period: Period) -> Numbers:
    """Seats that somebody had, whether she came or not; with the seats it makes the fill rate."""
    return _by_activity(held(space, period).values_list("activity").annotate(Sum("taken")))


def heads(space: Space, period: Period) -> int:
    """Heads of groups that came in the period; they are in no other figure."""
    counts = HeadCount.objects.filter(
        visit__space=space, visit__day__gte=period.first, visit__day__lte=period.last
    )
    return counts.aggregate(number=Sum("heads"))["number"] or 0


def _by_activity(pairs: Iterable[tuple[int, int]]) -> Numbers:
    """Sessions are ordered by their start, which must not part the groups."""
    ordered = pairs.order_by() if isinstance(pairs, QuerySet) else pairs
    return {activity: number for activity, number in ordered if number}


def _enrolments(space: Space, period: Period, state: str) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(session__in=held(space, period), state=state).order_by()


def _outcomes(space: Space, period: Period, **which) -> Numbers:
    """Results of the series whose last session took place in the period."""
    ends = Session.objects.filter(
        space=space, series__isnull=False, state=SessionState.PUBLISHED
    ).order_by()
    over = ends.values("series").annotate(last=Max("ends_at"))
    over = over.filter(last__gte=period.begins, last__lt=min(period.ends, timezone.now()))
    rows = Outcome.objects.filter(space=space, series__in=over.values("series"), **which)
    return _by_activity(rows.order_by().values_list("series__activity").annotate(Count("pk")))


# ---- The table ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A column: its key, its name, what it counts in a sentence, and the function that counts."""

    key: str
    name: Promise
    counts: Promise
    of: Callable[[Space, Period], Numbers]


FIGURES = (
    Figure("sessions", _("Sessions held"), _("Sessions that took place."), sessions),
    Figure(
        "started",
        _("Started"),
        _("People who came for the first time; a whole series counts once."),
        started,
    ),
    Figure(
        "finished",
        _("Finished"),
        _("People who finished a series that ended in the period, as the team noted."),
        finished,
    ),
    Figure("left", _("Left"), _("People who left such a series before its end."), left),
    Figure(
        "person_hours",
        _("Hours of people"),
        _("The length of each session for each person who came."),
        person_hours,
    ),
    Figure(
        "certificates",
        _("Certificates"),
        _("Certificates for people who finished such a series."),
        certificates,
    ),
    Figure(
        "positive_exits",
        _("Positive ends"),
        _("People who ended such a series with success, or stopped because they found work."),
        positive_exits,
    ),
    Figure(
        "no_shows",
        _("Did not come"),
        _("Seats whose person did not come and had not given the seat back."),
        no_shows,
    ),
    Figure("seats_taken", _("Seats taken"), _("Seats that somebody had."), seats_taken),
    Figure("seats", _("Seats"), _("Seats of the sessions that took place."), seats),
)


@dataclass(frozen=True, slots=True)
class Line:
    """An activity, or the total, with its figures in the order of `FIGURES`."""

    title: str
    numbers: dict[str, float]

    @property
    def fill_rate(self) -> int | None:
        """Of a hundred seats, so many were taken; nothing without seats."""
        offered = self.numbers["seats"]
        return round(100 * self.numbers["seats_taken"] / offered) if offered else None

    @property
    def cells(self) -> list[float]:
        return [_plain(self.numbers[each.key]) for each in FIGURES]

    @property
    def named(self) -> list[tuple[Promise, float]]:
        """Each cell with the name of its column."""
        return list(zip((each.name for each in FIGURES), self.cells, strict=True))


def _plain(number: float) -> float:
    """A whole number without a point; hours with one figure behind it."""
    return int(number) if number == int(number) else round(number, 1)


def table(space: Space, period: Period) -> tuple[list[Line], Line]:
    """The activities that have figures in the period, by title, and their total."""
    by_activity: dict[int, dict[str, float]] = defaultdict(
        lambda: {each.key: 0 for each in FIGURES}
    )
    total = {each.key: 0.0 for each in FIGURES}
    for figure in FIGURES:
        for activity, number in figure.of(space, period).items():
            by_activity[activity][figure.key] = number
            total[figure.key] += number
    titles = Activity.objects.in_bulk(list(by_activity))
    lines = [Line(localized(titles[key], "title"), numbers) for key, numbers in by_activity.items()]
    lines.sort(key=lambda line: line.title.casefold())
    return lines, Line("", total)
