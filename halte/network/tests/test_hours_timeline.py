"""Weeks one after the other, and seasons in between."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halte.network.hours import Period, Schedule, day_slots
from halte.network.hours.timeline import (
    FIRST,
    LAST,
    NOTHING,
    Opening,
    Row,
    SeasonWeek,
    Stretch,
    overlapping,
    rows_of,
    usual_line,
    week_on,
    with_week,
    without_change,
)
from halte.network.tests.hours_strategies import BRUSSELS, kinds, periods, times

DAY = timedelta(days=1)
MONDAY, TUESDAY = (
    Opening(0, time(9), time(12), "training"),
    Opening(1, time(13), time(17), "training"),
)
START = date(2026, 6, 10)

openings = st.builds(Opening, st.integers(0, 6), times, times, kinds, st.booleans())
weeks = st.frozensets(openings.filter(lambda row: row.opens != row.closes), max_size=5)
near = st.integers(-20, 40).map(lambda n: START + timedelta(days=n))


def as_periods(rows):
    return [
        Period(row.opening.weekday, row.opening.opens, row.opening.closes, row.opening.kind,
               None if row.first == FIRST else row.first, None if row.last == LAST else row.last,
               row.opening.facilitator)
        for row in rows
    ]  # fmt: skip


def slots(rows, day):
    return set(day_slots(Schedule(tuple(as_periods(rows)), (), BRUSSELS), day))


def asked(week, day):
    wanted = Schedule(tuple(as_periods([Row(row, FIRST, LAST) for row in week])), (), BRUSSELS)
    return set(day_slots(wanted, day))


def test_an_opening_that_goes_on_stays_one_row():
    line = with_week(usual_line([]), frozenset({MONDAY, TUESDAY}), START)
    line = with_week(line, frozenset({MONDAY}), START + 10 * DAY)
    assert rows_of(line) == [Row(MONDAY, START, LAST), Row(TUESDAY, START, START + 9 * DAY)]


def test_a_planned_change_stays_planned():
    later, week = START + 30 * DAY, frozenset({MONDAY})
    line = with_week(usual_line([]), frozenset({TUESDAY}), later)
    line = with_week(line, week, START)
    assert line == (
        Stretch(FIRST, START - DAY, NOTHING),
        Stretch(START, later - DAY, week),
        Stretch(later, LAST, frozenset({TUESDAY})),
    )
    assert without_change(line, later)[1:] == (Stretch(START, LAST, week),)


def test_the_first_change_can_be_taken_back():
    assert without_change(usual_line([]), FIRST) == (Stretch(FIRST, LAST, NOTHING),)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Opening(0, time(9), time(12), "a"), Opening(0, time(12), time(13), "a"), False),
        (Opening(0, time(9), time(12), "a"), Opening(0, time(11), time(13), "a"), True),
        (Opening(0, time(9), time(12), "a"), Opening(0, time(11), time(13), "b"), False),
        (Opening(4, time(22), time(2), "a"), Opening(5, time(1), time(3), "a"), True),
        (Opening(6, time(22), time(2), "a"), Opening(0, time(1), time(3), "a"), True),
        (Opening(6, time(22), time(2), "a"), Opening(0, time(2), time(3), "a"), False),
        (Opening(0, time(9), time(0), "a"), Opening(1, time(0), time(3), "a"), False),
    ],
)
def test_overlaps_are_seen_past_midnight(one, other, overlap):
    assert bool(overlapping([one, other])) == overlap


@st.composite
def seasons(draw):
    """Up to three seasons that do not overlap."""
    edges = sorted(draw(st.sets(near, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [SeasonWeek(n, a, b, draw(weeks)) for n, (a, b) in enumerate(pairs)]


@given(st.lists(periods(START), max_size=6), weeks, near)
def test_a_new_week_is_what_was_asked_and_the_days_before_stay(rows, week, starting):
    rows = [row for row in rows if row.opens != row.closes]
    line = usual_line(rows)
    after = rows_of(with_week(line, week, starting))
    before = Schedule(tuple(rows), (), BRUSSELS)
    planned = [piece.first for piece in line if piece.first > starting]
    for day in (START + n * DAY for n in range(-30, 60)):
        is_new = starting <= day < min(planned, default=LAST)
        wanted = asked(week, day) if is_new else set(day_slots(before, day))
        assert slots(after, day) == wanted, day


@given(st.lists(st.tuples(weeks, near), max_size=4), seasons())
def test_seasons_cover_the_usual_week_and_go_without_a_trace(changes, some):
    line = usual_line([])
    for week, starting in changes:
        line = with_week(line, week, starting)
    rows = rows_of(line, some)
    for day in (START + n * DAY for n in range(-30, 60)):
        covering = [season.week for season in some if season.first <= day <= season.last]
        wanted = covering[0] if covering else week_on(line, day).week
        assert slots(rows, day) == asked(wanted, day), day
    read = usual_line(as_periods(row for row in rows if row.season is None), some)
    assert rows_of(read, some) == rows


@given(st.lists(st.tuples(weeks, near), max_size=4), seasons())
def test_no_equal_rows_ever_overlap(changes, some):
    line = usual_line([])
    for week, starting in changes:
        line = with_week(line, week, starting)
    rows = rows_of(line, some)
    for index, one in enumerate(rows):
        assert one.first <= one.last
        for other in rows[index + 1 :]:
            same = one.opening == other.opening
            assert not (same and one.first <= other.last and other.first <= one.last)
