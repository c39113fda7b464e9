"""The dates of a series."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halte.workshops.dates import NoSuchTime, Rule, days, span, spans

BRUSSELS = ZoneInfo("Europe/Brussels")
TUESDAY = date(2026, 11, 24)


def rule(**fields) -> Rule:
    given_ = {
        "first": TUESDAY,
        "opens": time(10),
        "closes": time(12),
        "weekdays": frozenset({1}),
        "count": 3,
    }
    return Rule(**{**given_, **fields})


def test_each_week():
    assert list(days(rule())) == [TUESDAY + timedelta(weeks=n) for n in range(3)]


def test_each_second_week_on_two_days():
    found = days(rule(weekdays=frozenset({0, 3}), every=2, count=4))
    assert [f"{day:%d.%m}" for day in found] == ["26.11", "07.12", "10.12", "21.12"]


def test_skipped_day_is_made_up_for():
    found = list(days(rule(), skipped={TUESDAY + timedelta(weeks=1)}))
    assert [f"{day:%d.%m}" for day in found] == ["24.11", "08.12", "15.12"]


@pytest.mark.parametrize(
    "fields", [{"count": 0}, {"count": 61}, {"weekdays": frozenset()}, {"every": 0}]
)
def test_rule_without_sense_is_refused(fields):
    with pytest.raises(ValueError, match="a rule needs"):
        list(days(rule(**fields)))


def test_clock_change_inside_a_series_moves_nothing_on_the_wall():
    found = spans(rule(first=date(2027, 3, 23), count=2), BRUSSELS)
    assert [f"{start:%H:%M %z}" for start, _end in found] == ["10:00 +0100", "10:00 +0200"]


def test_time_that_the_clock_jumps_over_is_refused():
    with pytest.raises(NoSuchTime):
        span(date(2027, 3, 28), time(2, 30), time(4), BRUSSELS)


def test_end_after_midnight_is_on_the_next_day():
    start, end = span(TUESDAY, time(22), time(0, 30), BRUSSELS)
    assert end - start == timedelta(hours=2, minutes=30)


@given(
    first=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    count=st.integers(1, 60),
    every=st.integers(1, 4),
)
def test_rule_gives_its_dates_in_order_on_its_days(first, weekdays, count, every):
    found = list(days(rule(first=first, weekdays=weekdays, count=count, every=every)))
    assert len(found) == count
    assert found == sorted(set(found))
    assert {day.weekday() for day in found} <= weekdays
    monday = first - timedelta(days=first.weekday())
    assert all((day - monday).days // 7 % every == 0 for day in found)


def test_span_is_in_the_time_of_the_place():
    start, _end = span(TUESDAY, time(10), time(12), BRUSSELS)
    assert start == datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("UTC"))
