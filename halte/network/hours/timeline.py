"""The weeks of a site, one after the other: what holds from which day, and seasons in between.

Rows are kept as `Period`s, each with its first and last day, because that is what every screen and
filter reads. Here they are read as a line of weeks, changed, and written as rows again. A season
covers the usual week on its days; when it goes, the week before it goes on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from halte.network.hours.schedule import DAY, Period

FIRST, LAST = date.min, date.max
MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """One row of a week."""

    weekday: int
    opens: time
    closes: time
    kind: str
    facilitator: bool = True

    @property
    def minutes(self) -> tuple[int, int]:
        """Beginning and end in minutes since Monday 00:00; the end may lie in the next week."""
        begin = _minutes(self.opens) + self.weekday * MINUTES_A_DAY
        end = _minutes(self.closes) + self.weekday * MINUTES_A_DAY
        return begin, end if self.closes > self.opens else end + MINUTES_A_DAY


Week = frozenset[Opening]
NOTHING: Week = frozenset()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both included, on which one week holds; FIRST and LAST stand for "ever"."""

    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True)
class SeasonWeek:
    """A season: its days, its week, and the key under which its rows are kept."""

    key: int
    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """A period to be stored; `season` is None for the usual week."""

    opening: Opening
    first: date
    last: date
    season: int | None = None


Line = tuple[Stretch, ...]


def usual_line(periods: Iterable[Period], seasons: Sequence[SeasonWeek] = ()) -> Line:
    """The usual weeks from the first day to the last, as if there were no seasons."""
    rows = list(periods)
    starts = {FIRST}
    for row in rows:
        starts.add(row.valid_from or FIRST)
        if row.valid_until and row.valid_until < LAST:
            starts.add(row.valid_until + DAY)
    starts |= {season.last + DAY for season in seasons}
    covered = [(season.first, season.last) for season in seasons]
    free = (day for day in starts if not any(a <= day <= b for a, b in covered))
    return _line({day: _week_on(rows, day) for day in free} or {FIRST: NOTHING})


def week_on(line: Line, day: date) -> Stretch:
    """What holds on a day."""
    return next(stretch for stretch in line if stretch.first <= day <= stretch.last)


def with_week(line: Line, week: Week, starting: date, today: date | None = None) -> Line:
    """Another week from a day on, until the next change that was planned already.

    A day that is over: changes from then until `today` are written over, so that it holds now.
    """
    over = starting if today is None else today
    starts = {
        stretch.first: stretch.week for stretch in line if not starting < stretch.first <= over
    }
    return _line({**starts, starting: week})


def without_change(line: Line, starting: date) -> Line:
    """The change of a day is taken back: the week before it goes on."""
    starts = {stretch.first: stretch.week for stretch in line if stretch.first != starting}
    return _line(starts or {FIRST: NOTHING})


def rows_of(line: Line, seasons: Sequence[SeasonWeek] = ()) -> list[Row]:
    """The rows to store, in order: an opening that goes on through a change stays one row."""
    found = [
        Row(opening, season.first, season.last, season.key)
        for season in seasons
        for opening in season.week
    ]
    going: dict[Opening, tuple[date, date]] = {}
    for stretch in _around(line, seasons):
        for opening in stretch.week:
            first, last = going.get(opening, (stretch.first, LAST))
            joins = last < LAST and last + DAY == stretch.first
            if opening in going and not joins:
                found.append(Row(opening, first, last))
            going[opening] = (first if joins else stretch.first, stretch.last)
    found += [Row(opening, first, last) for opening, (first, last) in going.items()]
    return sorted(found, key=lambda row: (row.first, row.opening, row.last))


def overlapping(openings: Iterable[Opening]) -> list[tuple[Opening, Opening]]:
    """Pairs of openings of one kind that are open at the same time, also past midnight."""
    rows = sorted(openings)
    return [
        (one, other)
        for index, one in enumerate(rows)
        for other in rows[index + 1 :]
        if one.kind == other.kind and _overlap(one, other)
    ]


def _overlap(one: Opening, other: Opening) -> bool:
    (begin, end), (start, stop) = one.minutes, other.minutes
    return any(
        begin + shift < stop and start < end + shift
        for shift in (-MINUTES_A_WEEK, 0, MINUTES_A_WEEK)
    )


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _week_on(rows: Iterable[Period], day: date) -> Week:
    return frozenset(
        Opening(row.weekday, row.opens, row.closes, row.kind, row.facilitator)
        for row in rows
        if (row.valid_from or FIRST) <= day <= (row.valid_until or LAST)
    )


def _line(starts: dict[date, Week]) -> Line:
    """Stretches from the day on which each week begins; equal neighbours are one."""
    days = sorted(starts)
    kept = [
        day
        for index, day in enumerate(days)
        if index == 0 or starts[day] != starts[days[index - 1]]
    ]
    lasts = [day - DAY for day in kept[1:]]
    firsts = [FIRST, *kept[1:]]
    return tuple(
        Stretch(first, last, starts[day])
        for first, last, day in zip(firsts, [*lasts, LAST], kept, strict=True)
    )


def _around(line: Line, seasons: Sequence[SeasonWeek]) -> list[Stretch]:
    """The usual weeks on the days that no season covers, in order."""
    pieces = list(line)
    for season in seasons:
        pieces = [part for piece in pieces for part in _cut(piece, season)]
    return pieces


def _cut(piece: Stretch, season: SeasonWeek) -> list[Stretch]:
    if season.last < piece.first or season.first > piece.last:
        return [piece]
    parts = []
    if piece.first < season.first:
        parts.append(Stretch(piece.first, season.first - DAY, piece.week))
    if season.last < piece.last:
        parts.append(Stretch(season.last + DAY, piece.last, piece.week))
    return parts
