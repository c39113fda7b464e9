from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halte.network.hours import (
    Period,
    Schedule,
    Slot,
    Special,
    Status,
    day_slots,
    is_open,
    open_intervals,
    status,
    weekly_hours,
)
from halte.network.hours.schedule import special_ranges
from halte.network.tests.hours_strategies import AUTUMN, BRUSSELS, SPRING, days, scenes, schedules

MONDAY = date(2026, 11, 23)


def schedule(*periods, specials=()):
    return Schedule(tuple(periods), tuple(specials), BRUSSELS)


def weekly(weekday, opens, closes, kind="free_access", **more):
    return Period(weekday, time.fromisoformat(opens), time.fromisoformat(closes), kind, **more)


def slot(opens, closes, kind="free_access"):
    return Slot(time.fromisoformat(opens), time.fromisoformat(closes), kind)


def at(text, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS, fold=fold)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_day_slots_are_sorted_and_keep_overlapping_kinds():
    site = schedule(
        weekly(0, "14:00", "17:00"), weekly(0, "09:00", "12:00"),
        weekly(0, "10:00", "11:00", "training"), weekly(1, "09:00", "12:00"),
    )  # fmt: skip
    assert day_slots(site, MONDAY) == (
        slot("09:00", "12:00"), slot("10:00", "11:00", "training"), slot("14:00", "17:00"),
    )  # fmt: skip


def test_day_slots_respect_inclusive_validity():
    site = schedule(
        weekly(0, "09:00", "12:00", valid_from=MONDAY, valid_until=MONDAY + timedelta(days=7))
    )
    counts = [len(day_slots(site, MONDAY + timedelta(days=7 * n))) for n in (-1, 0, 1, 2)]
    assert counts == [0, 1, 1, 0]


def test_day_slots_of_an_exception_replace_the_weekly_ones():
    special = Special(MONDAY, MONDAY, (slot("13:00", "15:00"),))
    site = schedule(weekly(0, "09:00", "12:00"), specials=[special])
    assert day_slots(site, MONDAY) == (slot("13:00", "15:00"),)


def test_day_slots_of_several_exceptions_add_up():
    one, other = slot("13:00", "15:00"), slot("09:00", "10:00")
    site = schedule(
        specials=[Special(MONDAY, MONDAY, (one,)), Special(MONDAY, MONDAY, (other, one))]
    )
    assert day_slots(site, MONDAY) == (other, one)


def test_day_slots_are_empty_when_one_exception_is_closed():
    site = schedule(
        specials=[Special(MONDAY, MONDAY, (slot("13:00", "15:00"),)), Special(MONDAY, MONDAY)]
    )
    assert day_slots(site, MONDAY) == ()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00:00", True),
        ("2026-11-23T11:59:59.999999", True),
        ("2026-11-23T12:00:00", False),
        ("2026-11-23T22:00:00", True),
        ("2026-11-24T00:00:00", True),
        ("2026-11-24T01:59:59", True),
        ("2026-11-24T02:00:00", False),
        ("2026-11-24T09:00:00", False),
        ("2026-11-24T23:59:59", True),
        ("2026-11-25T00:00:00", False),
    ],
)
def test_is_open_follows_the_wall_clock(moment, expected):
    site = schedule(
        weekly(0, "09:00", "12:00"), weekly(0, "22:00", "02:00"), weekly(1, "20:00", "00:00")
    )
    assert is_open(site, at(moment)) == expected


def test_is_open_all_day_from_midnight_to_midnight():
    site = schedule(weekly(0, "00:00", "00:00"))
    moments = ["2026-11-22T23:59", "2026-11-23T00:00", "2026-11-23T23:59", "2026-11-24T00:00"]
    assert [is_open(site, at(moment)) for moment in moments] == [False, True, True, False]


def test_is_open_late_into_a_day_that_is_closed():
    site = schedule(
        weekly(0, "22:00", "02:00"), weekly(1, "09:00", "12:00"),
        specials=[Special(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1))],
    )  # fmt: skip
    assert is_open(site, at("2026-11-24T01:00")) is True
    assert is_open(site, at("2026-11-24T10:00")) is False


def test_is_open_for_one_kind_only():
    site = schedule(weekly(0, "09:00", "12:00", "training"), weekly(0, "11:00", "14:00"))
    hours = ["10:00", "11:30", "13:00"]
    moments = [at(f"2026-11-23T{hour}") for hour in hours]
    assert [is_open(site, moment, "training") for moment in moments] == [True, True, False]
    assert [is_open(site, moment, "free_access") for moment in moments] == [False, True, True]


def test_is_open_refuses_a_moment_without_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        is_open(schedule(), datetime.combine(MONDAY, time(9)))


def test_is_open_twice_when_the_clock_shows_the_hour_twice():
    site = schedule(weekly(6, "02:15", "02:45"))
    assert is_open(site, at("2026-10-25T02:30", fold=0)) is True
    assert is_open(site, at("2026-10-25T02:30", fold=1)) is True
    assert open_intervals(site, utc("2026-10-24T22:00"), utc("2026-10-25T23:00")) == [
        (utc("2026-10-25T00:15"), utc("2026-10-25T00:45")),
        (utc("2026-10-25T01:15"), utc("2026-10-25T01:45")),
    ]


def test_open_intervals_skip_an_hour_that_does_not_exist():
    site = schedule(weekly(6, "02:00", "03:00"), weekly(6, "01:30", "02:30", "training"))
    assert open_intervals(site, utc("2026-03-28T12:00"), utc("2026-03-29T12:00")) == [
        (utc("2026-03-29T00:30"), utc("2026-03-29T01:00"))
    ]


def test_open_intervals_of_a_long_day_when_the_clock_changes():
    site = schedule(weekly(5, "20:00", "06:00"))
    hours = [
        closes - opens
        for day in (SPRING, AUTUMN)
        for opens, closes in open_intervals(
            site,
            datetime.combine(day, time(0), UTC) - timedelta(days=1),
            datetime.combine(day, time(0), UTC) + timedelta(days=1),
        )
    ]
    assert hours == [timedelta(hours=9), timedelta(hours=11)]


def test_open_intervals_join_across_midnight():
    site = schedule(*(weekly(day, "00:00", "00:00") for day in range(7)))
    start, end = utc("2026-10-01T10:00"), utc("2026-11-01T10:00")
    assert open_intervals(site, start, end) == [(start, end)]


@given(scenes)
def test_open_intervals_agree_with_is_open(scene):
    day, site, moment = scene
    start = datetime.combine(day, time(0), UTC) - timedelta(days=4)
    intervals = open_intervals(site, start, start + timedelta(days=8))
    assert is_open(site, moment) == any(opens <= moment < closes for opens, closes in intervals)


@given(scenes, st.sampled_from(["training", "appointment"]))
def test_open_intervals_of_a_kind_agree_with_is_open(scene, kind):
    day, site, moment = scene
    start = datetime.combine(day, time(0), UTC) - timedelta(days=4)
    intervals = open_intervals(site, start, start + timedelta(days=8), kind)
    inside = any(opens <= moment < closes for opens, closes in intervals)
    assert is_open(site, moment, kind) == inside


@given(scenes)
def test_open_intervals_are_in_order_and_apart(scene):
    day, site, _ = scene
    start = datetime.combine(day, time(0), UTC) - timedelta(days=4)
    edges = [edge for pair in open_intervals(site, start, start + timedelta(days=8))
             for edge in pair]  # fmt: skip
    assert edges == sorted(set(edges))


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Africa/Casablanca", date(2026, 2, 15)), ("America/Havana", date(2026, 11, 1)),
     ("Australia/Lord_Howe", date(2026, 4, 5)), ("Asia/Kolkata", date(2026, 4, 5))],
)  # fmt: skip
def test_open_intervals_agree_with_is_open_in_other_zones(zone, day):
    periods = [
        weekly(6, "00:10", "00:50"),
        weekly(6, "01:20", "03:10"),
        weekly(5, "23:00", "01:00"),
    ]
    site = Schedule(tuple(periods), (), ZoneInfo(zone))
    start = datetime.combine(day, time(0), UTC) - timedelta(days=1)
    moments = [start + timedelta(minutes=5 * n) for n in range(3 * 288)]
    intervals = open_intervals(site, start, start + timedelta(days=3))
    inside = [any(opens <= moment < closes for opens, closes in intervals) for moment in moments]
    assert inside == [is_open(site, moment) for moment in moments]


@given(scenes, st.integers(1, 20))
def test_status_agrees_with_the_intervals(scene, horizon):
    _, site, moment = scene
    end = moment + timedelta(days=horizon)
    inside = open_intervals(site, moment, end + timedelta(days=2))
    current = next((pair for pair in inside if pair[0] == moment), None)
    closes = current[1] if current and current[1] <= end else None
    opens = next((begin for begin, _ in inside if moment < begin < end), None)
    answer = status(site, moment, horizon=timedelta(days=horizon))
    # Python finds no time of the repeated hour equal to one of another zone: compare in UTC.
    assert replace(
        answer, closes_at=_in_utc(answer.closes_at), next_opening=_in_utc(answer.next_opening)
    ) == Status(
        open=is_open(site, moment),
        closes_at=closes,
        closing_soon=closes is not None and closes - moment <= timedelta(minutes=60),
        next_opening=opens,
    )


def _in_utc(moment):
    return moment and moment.astimezone(UTC)


def test_status_of_an_open_site_closing_soon():
    site = schedule(weekly(0, "09:00", "12:00"), weekly(0, "14:00", "17:00"))
    assert status(site, at("2026-11-23T11:00")) == Status(
        True, at("2026-11-23T12:00"), True, at("2026-11-23T14:00")
    )
    assert status(site, at("2026-11-23T10:59")).closing_soon is False


def test_status_counts_real_minutes_when_the_clock_goes_back():
    site = schedule(weekly(5, "20:00", "03:00"))
    assert status(site, at("2026-10-25T02:30", fold=0)).closing_soon is False
    assert status(site, at("2026-10-25T02:30", fold=1)).closing_soon is True


def test_status_answers_in_the_time_zone_of_the_schedule():
    site = schedule(weekly(0, "09:00", "12:00"))
    opening = status(site, utc("2026-11-23T00:00")).next_opening
    assert (opening.tzinfo, opening.time()) == (BRUSSELS, time(9))


def test_status_knows_nothing_beyond_the_horizon():
    site = schedule(weekly(0, "09:00", "12:00", valid_from=date(2027, 3, 1)))
    assert status(site, at("2026-11-23T09:00")) == Status(False, None, False, None)


def test_status_of_a_site_that_never_closes():
    site = schedule(*(weekly(day, "00:00", "00:00") for day in range(7)))
    assert status(site, at("2026-11-23T09:00")) == Status(True, None, False, None)


def test_weekly_hours_count_overlapping_periods_once_in_the_total():
    site = schedule(
        weekly(0, "09:00", "12:00"), weekly(0, "10:00", "13:00", "training"),
        weekly(0, "12:00", "14:00", "training"),
    )  # fmt: skip
    hours = weekly_hours(site, MONDAY)
    assert hours.by_kind == {
        "free_access": timedelta(hours=3), "training": timedelta(hours=4),
    }  # fmt: skip
    assert hours.total == timedelta(hours=5)


def test_weekly_hours_are_wall_clock_hours_when_the_clock_changes():
    site = schedule(weekly(6, "00:00", "06:00"))
    totals = [weekly_hours(site, day - timedelta(days=6)).total for day in (SPRING, AUTUMN)]
    assert totals == [timedelta(hours=6)] * 2


def test_weekly_hours_leave_out_the_days_of_an_exception():
    site = schedule(
        weekly(0, "09:00", "12:00"), weekly(1, "09:00", "12:00"),
        specials=[Special(MONDAY, MONDAY)],
    )  # fmt: skip
    assert weekly_hours(site, MONDAY).total == timedelta(hours=3)


@given(days.flatmap(lambda day: st.tuples(st.just(day), schedules(day))))
def test_weekly_hours_total_lies_between_the_longest_kind_and_the_sum(pair):
    day, site = pair
    hours = weekly_hours(site, day - timedelta(days=day.weekday()))
    longest = max(hours.by_kind.values(), default=timedelta(0))
    assert longest <= hours.total <= sum(hours.by_kind.values(), timedelta(0))


@given(days.flatmap(lambda day: st.tuples(st.just(day), schedules(day))))
def test_special_ranges_say_what_each_day_says(pair):
    day, site = pair
    ranges = special_ranges(site, day)
    for shown in (day + timedelta(days=n) for n in range(20)):
        covered = any(special.first <= shown <= special.last for special in site.specials)
        said = [slots for first, last, slots in ranges if first <= shown <= last]
        assert said == ([day_slots(site, shown)] if covered else [])
