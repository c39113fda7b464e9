"""What the editor of hours shows beside the rows: bars, hours by kind, the public's text."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from halte.core.i18n import DATA_LANGUAGES, own_name
from halte.network.enums import OpeningKind
from halte.network.forms.week import TypedDay, TypedWeek
from halte.network.hours import Period, Schedule, weekly_hours
from halte.network.hours.text import time_text, week_rows
from halte.network.hours.timeline import Opening, Week
from halte.network.label import Measure, measures
from halte.network.presenting.changes import Change, changes
from halte.network.presenting.words import duration_text

A_MONDAY = date(2001, 1, 1)
# The drawing of a day: units wide and high, and the hours it shows at least.
WIDTH, HEIGHT = 480, 14
USUAL_HOURS = (8, 18)
GAUGE_ROOM = 1.12


@dataclass(frozen=True, slots=True)
class Bar:
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Scale:
    """From which hour to which the days are drawn."""

    first: int
    last: int

    def x(self, minutes: float) -> float:
        return round((minutes - self.first * 60) * WIDTH / ((self.last - self.first) * 60), 1)

    @property
    def ticks(self) -> list[float]:
        return [self.x(hour * 60) for hour in range(self.first + 1, self.last)]

    @property
    def labels(self) -> list[tuple[float, str, str]]:
        """(x, anchor, hour) of every second hour, or of every fourth in a long day."""
        step = 2 if self.last - self.first <= 12 else 4
        hours = range(self.first, self.last + 1, step)
        anchors = {self.first: "start", self.last: "end"}
        return [(self.x(h * 60), anchors.get(h, "middle"), f"{h:02}:00") for h in hours]


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day of the grid: its total and its drawing."""

    day: TypedDay
    total: str
    bars: list[Bar]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Gauge:
    """One threshold of the label, and what the changes do to it."""

    measure: Measure
    hours: str
    minimum: str
    short: str
    width: float
    tick: float
    was_reached: bool
    because: list[Change]

    @property
    def is_reached(self) -> bool:
        return self.measure.is_reached

    @property
    def is_lost(self) -> bool:
        """Reached before the changes, and not any more."""
        return self.was_reached and not self.is_reached

    @property
    def days(self) -> list[tuple[int, str]]:
        """(weekday, words of the button) of the days that can be put back."""
        found: dict[int, list[Change]] = {}
        for change in self.because:
            found.setdefault(change.weekday, []).append(change)
        return [
            (weekday, some[0].put_back if len(some) == 1 else "") for weekday, some in found.items()
        ]


@dataclass(frozen=True, slots=True)
class PublicTimes:
    opens: str
    closes: str
    opens_changed: bool
    closes_changed: bool
    kind: str


@dataclass(frozen=True, slots=True)
class PublicDay:
    name: str
    slots: list[PublicTimes]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class PublicText:
    """The table of hours as a reader of one language will see it."""

    code: str
    name: str
    closed: str
    days: list[PublicDay]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that follows from what is typed; nothing of it is saved."""

    scale: Scale
    days: list[DayShown]
    gauges: list[Gauge]
    texts: list[PublicText]
    changes: list[Change]
    incomplete: bool


def preview(typed: TypedWeek, saved: Week) -> Preview:
    """The typed week beside the saved one; rows that cannot be read are left out."""
    week = typed.readable
    some = changes(saved, week)
    scale = _scale(week | saved)
    days = [
        DayShown(day, _total(day.openings), _bars(day.openings, scale), _touched(day, saved))
        for day in typed.days
    ]
    unread = any(not row.is_blank and row.opening is None for row in typed.rows)
    return Preview(scale, days, gauges(week, saved), public_texts(week, some), some, unread)


def gauges(week: Week, saved: Week | None = None) -> list[Gauge]:
    """The week beside the thresholds of the label."""
    before = measures(week if saved is None else saved)
    some = changes(saved, week) if saved is not None else []
    return [_gauge(measure, old, some) for measure, old in zip(measures(week), before, strict=True)]


def public_texts(week: Week, some: list[Change] | None = None) -> list[PublicText]:
    """The week as the public reads it, in each language of the network."""
    texts = []
    for code in DATA_LANGUAGES:
        with override(code):
            texts.append(_public_text(code, week, some or []))
    return texts


def _touched(day: TypedDay, saved: Week) -> bool:
    return day.openings != {row for row in saved if row.weekday == day.weekday}


def _total(openings: set[Opening]) -> str:
    if not openings:
        return _("closed")
    periods = tuple(Period(0, row.opens, row.closes, row.kind) for row in openings)
    schedule = Schedule(periods, (), ZoneInfo(settings.TIME_ZONE))
    return duration_text(weekly_hours(schedule, A_MONDAY).total)


def _scale(week: Week) -> Scale:
    ends = [(row.minutes[0] % 1440, row.minutes[0] % 1440 + _length(row)) for row in week]
    first = min([USUAL_HOURS[0], *(begin // 60 for begin, _end in ends)])
    last = max([USUAL_HOURS[1], *(-(-end // 60) for _begin, end in ends)])
    last = min(last, 24)
    return Scale(first, last + (last - first) % 2 if last < 24 else last)


def _length(row: Opening) -> int:
    return row.minutes[1] - row.minutes[0]


def _bars(openings: set[Opening], scale: Scale) -> list[Bar]:
    """Openings side by side where they overlap; what runs past midnight is cut there."""
    lanes: list[int] = []
    placed = []
    for row in sorted(openings):
        begin = row.minutes[0] % 1440
        end = min(begin + _length(row), scale.last * 60)
        lane = next((n for n, busy in enumerate(lanes) if busy <= begin), len(lanes))
        lanes[lane : lane + 1] = [end]
        placed.append((row, begin, end, lane))
    high = HEIGHT / max(len(lanes), 1)
    return [
        Bar(
            row.kind,
            scale.x(begin) + 1,
            round(lane * high, 1) + 1,
            max(round(scale.x(end) - scale.x(begin), 1) - 2, 1),
            round(high, 1) - 2,
        )
        for row, begin, end, lane in placed
    ]


def _gauge(measure: Measure, old: Measure, some: list[Change]) -> Gauge:
    threshold = measure.threshold
    room = max(measure.hours, threshold.minimum) * GAUGE_ROOM
    because = [change for change in some if _takes_from(change, measure)]
    return Gauge(
        measure,
        duration_text(measure.hours),
        _("minimum %(time)s") % {"time": duration_text(threshold.minimum)},
        str(threshold.short) % {"time": duration_text(measure.missing)} if measure.missing else "",
        round(100 * measure.hours / room, 1),
        round(100 * threshold.minimum / room, 1),
        old.is_reached,
        because if not measure.is_reached else [],
    )


def _takes_from(change: Change, measure: Measure) -> bool:
    counts = measure.threshold.counts
    old, new = ((row and counts(row) and _length(row)) or 0 for row in (change.old, change.new))
    return new < old


def _public_text(code: str, week: Week, some: list[Change]) -> PublicText:
    periods = tuple(Period(r.weekday, r.opens, r.closes, r.kind) for r in sorted(week))
    rows = week_rows(Schedule(periods, (), ZoneInfo(settings.TIME_ZONE)), A_MONDAY)
    marks = {_public_key(change.new): change for change in some if change.new}
    days = [
        PublicDay(
            capfirst(row.weekday),
            [
                _public_times(slot, marks.get((weekday, slot.opens, slot.closes, slot.kind)))
                for slot in row.slots
            ],
            is_changed=any(change.weekday == weekday for change in some),
        )
        for weekday, row in enumerate(rows)
    ]
    return PublicText(code, own_name(code), _("Closed"), days)


def _public_key(row: Opening) -> tuple:
    return (row.weekday, row.opens, row.closes, row.kind)


def _public_times(slot, change: Change | None) -> PublicTimes:
    old = change and change.old
    return PublicTimes(
        time_text(slot.opens),
        time_text(slot.closes),
        bool(change) and (old is None or old.opens != slot.opens or old.kind != slot.kind),
        bool(change) and (old is None or old.closes != slot.closes or old.kind != slot.kind),
        OpeningKind(slot.kind).label,
    )
