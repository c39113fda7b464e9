"""Opening hours of one site: what is declared, and everything that is computed from it.

Nothing here reads a clock, a setting or a database: the moment is always an argument. Hours are
wall-clock hours of the site's time zone, because that is what is written on the door. On the two
days a year when the clock changes, "open until 03:00" means until the clock on the wall says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
DAY = timedelta(days=1)

# A half-open stretch [start, end), as two datetimes without time zone.
Range = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Slot:
    """One stretch of opening on a day. `closes <= opens` means that it ends the next day."""

    opens: time
    closes: time
    kind: str

    @property
    def ends_next_day(self) -> bool:
        return self.closes <= self.opens


@dataclass(frozen=True, slots=True)
class Period:
    """A slot that comes back every week on `weekday` (0 = Monday), within inclusive dates."""

    weekday: int
    opens: time
    closes: time
    kind: str
    valid_from: date | None = None
    valid_until: date | None = None
    facilitator: bool = True


@dataclass(frozen=True, slots=True)
class Special:
    """An exception: from `first` to `last` (inclusive) these slots replace the weekly ones.

    No slots means closed.
    """

    first: date
    last: date
    slots: tuple[Slot, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that a site declares about its hours."""

    periods: tuple[Period, ...]
    specials: tuple[Special, ...]
    timezone: ZoneInfo
    # By weekday: (first valid day, last valid day, slot), in order. Prepared once, read often.
    _week: tuple = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        week: tuple[list, ...] = tuple([] for _ in range(7))
        for period in self.periods:
            slot = Slot(period.opens, period.closes, period.kind)
            valid = (period.valid_from or date.min, period.valid_until or date.max)
            week[period.weekday].append((*valid, slot))
        for rows in week:
            rows.sort(key=lambda row: _slot_order(row[2]))
        object.__setattr__(self, "_week", week)


@dataclass(frozen=True, slots=True)
class Status:
    """Open or closed at a moment, and what comes next, in the schedule's own time zone.

    `next_opening` is the first opening after the moment, also when it is open. Both times are
    None when nothing is known within the horizon.
    """

    open: bool
    closes_at: datetime | None
    closing_soon: bool
    next_opening: datetime | None


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours of one week; in `total`, hours of several kinds at once count once."""

    by_kind: dict[str, timedelta]
    total: timedelta


def _slot_order(slot: Slot) -> tuple:
    return (slot.opens, slot.ends_next_day, slot.closes, slot.kind)


def day_slots(schedule: Schedule, day: date) -> tuple[Slot, ...]:
    """Slots that begin on `day`, in order of opening; periods that overlap are all listed.

    Exceptions replace the weekly slots. Where several cover the day, a closed one wins.
    """
    specials = [special for special in schedule.specials if special.first <= day <= special.last]
    if not specials:
        rows = schedule._week[day.weekday()]
        return tuple([slot for first, last, slot in rows if first <= day <= last])
    if not all(special.slots for special in specials):
        return ()
    slots = {slot for special in specials for slot in special.slots}
    return tuple(sorted(slots, key=_slot_order))


def is_open(schedule: Schedule, moment: datetime, kind: str | None = None) -> bool:
    """Whether the wall clock, at this aware moment, lies in a slot of its day or of last night.

    An hour that the clock shows twice in autumn is open twice; one it skips is never open.
    With `kind`, only slots of that kind.
    """
    local = _local(schedule, moment)
    now, today = local.time(), local.date()
    for slot in day_slots(schedule, today):
        begun = kind in (None, slot.kind) and slot.opens <= now
        if begun and (slot.ends_next_day or now < slot.closes):
            return True
    return any(
        kind in (None, slot.kind) and slot.ends_next_day and now < slot.closes
        for slot in day_slots(schedule, today - DAY)
    )


def open_intervals(
    schedule: Schedule, start: datetime, end: datetime, kind: str | None = None
) -> list[tuple[datetime, datetime]]:
    """Merged stretches `[opens, closes)` of being open between two aware moments.

    In UTC, so that subtracting gives real time and comparing is safe when the clock changes.
    """
    begin, limit = _naive_utc(start), _naive_utc(end)
    days = (_local(schedule, start).date(), _local(schedule, end).date())
    return [
        (max(opens, begin).replace(tzinfo=UTC), min(closes, limit).replace(tzinfo=UTC))
        for opens, closes in _open_ranges(schedule, *days, kind)
        if closes > begin and opens < limit
    ]


def status(
    schedule: Schedule,
    moment: datetime,
    soon: timedelta = timedelta(minutes=60),
    horizon: timedelta = timedelta(days=60),
) -> Status:
    """Open or closed at this aware moment; when that changes, looking ahead up to `horizon`."""
    now = _naive_utc(moment)
    limit = now + horizon
    closes = opens = None
    is_open_now = False
    last_day = _local(schedule, moment + horizon).date()
    for begin, end in _open_ranges(schedule, _local(schedule, moment).date(), last_day):
        if begin > now:
            opens = begin if begin < limit else None
            break
        if end > now:
            is_open_now = True
            closes = end if end <= limit else None
    return Status(
        open=is_open_now,
        closes_at=closes and _aware(schedule, closes),
        closing_soon=closes is not None and closes - now <= soon,
        next_opening=opens and _aware(schedule, opens),
    )


def weekly_hours(schedule: Schedule, monday: date) -> WeeklyHours:
    """Wall-clock hours open from `monday` 00:00 to the next, by kind and in all.

    This is what the label counts: 15 hours open, of which 6 of training or awareness and 6 of
    free access (label criteria 2019, C01 to C03; label procedure art. 6). The week is taken as it
    is, exceptions included; for an ordinary week, give a schedule without specials. For the
    hours with a facilitator (C05), give only the periods that have one.
    """
    by_kind: dict[str, timedelta] = {}
    total = timedelta(0)
    for day in (monday + DAY * n for n in range(7)):
        rows = _wall_ranges(day_slots(schedule, day), day_slots(schedule, day - DAY), day)
        for kind in {kind for _, _, kind in rows}:
            hours = _duration((begin, end) for begin, end, other in rows if other == kind)
            by_kind[kind] = by_kind.get(kind, timedelta(0)) + hours
        total += _duration((begin, end) for begin, end, _ in rows)
    return WeeklyHours(by_kind, total)


def ordinary(schedule: Schedule, day: date) -> Schedule:
    """The ordinary week around a day: the periods valid on it, for ever, without exceptions."""
    periods = tuple(
        replace(period, valid_from=None, valid_until=None)
        for period in schedule.periods
        if (period.valid_from or day) <= day <= (period.valid_until or day)
    )
    return Schedule(periods, (), schedule.timezone)


def merged_times(schedule: Schedule, day: date) -> tuple[tuple[time, time], ...]:
    """(opens, closes) of the slots that begin on this day, of whatever kind, merged.

    Slots that would make one of more than 24 hours stay apart.
    """
    merged: list[Range] = []
    for slot in day_slots(schedule, day):
        begin = datetime.combine(day, slot.opens)
        end = datetime.combine(day + DAY if slot.ends_next_day else day, slot.closes)
        first, last = merged[-1] if merged else (begin, begin - DAY)
        if begin <= last and max(end, last) - first <= DAY:
            merged[-1] = (first, max(end, last))
        else:
            merged.append((begin, end))
    return tuple((begin.time(), end.time()) for begin, end in merged)


def wall_ranges(schedule: Schedule, day: date) -> list[Range]:
    """What the wall clock of this one day shows as open, merged, of whatever kind.

    The rest of a slot of the evening before is included; what runs past midnight is cut.
    """
    rows = _wall_ranges(day_slots(schedule, day), day_slots(schedule, day - DAY), day)
    return list(_merged(sorted((begin, end) for begin, end, _ in rows)))


def special_ranges(schedule: Schedule, first: date) -> list[tuple[date, date, tuple[Slot, ...]]]:
    """Exceptions from `first` on as ranges of days without overlap: (first, last, slots)."""
    specials = [special for special in schedule.specials if special.last >= first]
    starts = {max(special.first, first) for special in specials}
    edges = sorted(starts | {special.last + DAY for special in specials})
    return [
        (begin, after - DAY, day_slots(schedule, begin))
        for begin, after in pairwise(edges)
        if any(special.first <= begin <= special.last for special in specials)
    ]


def _duration(ranges: Iterable[Range]) -> timedelta:
    return sum((end - begin for begin, end in _merged(sorted(ranges))), timedelta(0))


def _open_ranges(
    schedule: Schedule, first: date, last: date, kind: str | None = None
) -> Iterator[Range]:
    """Merged ranges in naive UTC of being open on the days `first` to `last`, one by one."""
    return _merged(_open_by_day(schedule, first, last, kind))


def _open_by_day(schedule: Schedule, first: date, last: date, kind: str | None) -> Iterator[Range]:
    before = day_slots(schedule, first - DAY)
    day = first
    while day <= last:
        slots = day_slots(schedule, day)
        if slots or before:
            rows = _wall_ranges(slots, before, day)
            walls = [(begin, end) for begin, end, other in rows if kind in (None, other)]
            yield from sorted(_instants(schedule.timezone, day, walls))
        before = slots
        day += DAY


def _merged(ranges: Iterable[Range]) -> Iterator[Range]:
    """Ranges given in order of their start, joined where they touch or overlap."""
    current: Range | None = None
    for begin, end in ranges:
        if current and begin <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current:
            yield current
        current = (begin, end)
    if current:
        yield current


def _wall_ranges(
    slots: tuple[Slot, ...], before: tuple[Slot, ...], day: date
) -> list[tuple[datetime, datetime, str]]:
    """What the wall clock of this one day shows as open: its slots, and the rest of last night."""
    start, after = datetime.combine(day, MIDNIGHT), datetime.combine(day + DAY, MIDNIGHT)
    rows = [
        (start, datetime.combine(day, slot.closes), slot.kind)
        for slot in before
        if slot.ends_next_day and slot.closes > MIDNIGHT
    ]
    for slot in slots:
        end = after if slot.ends_next_day else datetime.combine(day, slot.closes)
        rows.append((datetime.combine(day, slot.opens), end, slot.kind))
    return rows


def _instants(timezone: ZoneInfo, day: date, walls: list[Range]) -> Iterator[Range]:
    """The instants, in naive UTC, at which the wall clock of `day` reads within `walls`."""
    offset, change, offset_after = _clock(timezone, day)
    if change is None:
        yield from ((begin - offset, end - offset) for begin, end in walls)
        return
    for begin, end in walls:
        if begin - offset < change:
            yield begin - offset, min(end - offset, change)
        if end - offset_after > change:
            yield max(begin - offset_after, change), end - offset_after


@lru_cache(maxsize=4096)
def _clock(timezone: ZoneInfo, day: date) -> tuple[timedelta, datetime | None, timedelta]:
    """UTC offset around a day, the instant (naive UTC) at which it changes, offset after that."""
    low = datetime.combine(day - DAY, MIDNIGHT)
    high = datetime.combine(day + 2 * DAY, MIDNIGHT)
    before, after = _offset(timezone, low), _offset(timezone, high)
    if before == after:
        return before, None, after
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(timezone, middle) == before else (low, middle)
    return before, high, after


def _offset(timezone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.replace(tzinfo=UTC).astimezone(timezone).utcoffset() or timedelta(0)


def _local(schedule: Schedule, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(schedule.timezone)


def _naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _aware(schedule: Schedule, instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC).astimezone(schedule.timezone)
