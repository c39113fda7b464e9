"""Made-up schedules for the tests of opening hours, small and close to the changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from halte.network.hours import Period, Schedule, Slot, Special

BRUSSELS = ZoneInfo("Europe/Brussels")
KINDS = ("free_access", "training", "appointment", "awareness")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)

times = st.one_of(
    st.sampled_from([time(0), time(2), time(2, 30), time(3), time(9), time(12), time(17)]),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
)
kinds = st.sampled_from(KINDS)
slots = st.builds(Slot, times, times, kinds)


def days_near(day):
    return st.integers(-12, 12).map(lambda n: day + timedelta(days=n))


def bounds(day):
    """Two inclusive dates in order, either of them possibly None."""
    edge = st.none() | days_near(day)
    return st.tuples(edge, edge).map(lambda pair: pair if None in pair else (min(pair), max(pair)))


def periods(day):
    return st.builds(
        lambda weekday, opens, closes, kind, valid: Period(weekday, opens, closes, kind, *valid),
        st.integers(0, 6), times, times, kinds, st.just((None, None)) | bounds(day),
    )  # fmt: skip


def specials(day):
    return st.builds(
        lambda first, length, some: Special(first, first + timedelta(days=length), tuple(some)),
        days_near(day), st.integers(0, 4), st.lists(slots, max_size=2),
    )  # fmt: skip


def schedules(day, max_periods=8, max_specials=3):
    return st.builds(
        lambda some, other: Schedule(tuple(some), tuple(other), BRUSSELS),
        st.lists(periods(day), max_size=max_periods),
        st.lists(specials(day), max_size=max_specials),
    )


def moments(day):
    """Aware instants around a day, on the minute or just beside it."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    near = st.integers(-3 * 96, 3 * 96).map(lambda quarters: timedelta(minutes=15 * quarters))
    beside = st.sampled_from([timedelta(0), timedelta(microseconds=-1), timedelta(seconds=20)])
    return st.builds(lambda distance, step: start + distance + step, near, beside)


# A day to build around, with a schedule and moments near it.
days = st.sampled_from([SPRING, AUTUMN, date(2026, 12, 31), date(2026, 6, 10)])
scenes = days.flatmap(lambda day: st.tuples(st.just(day), schedules(day), moments(day)))
