from datetime import UTC, date, datetime, time, timedelta

import opening_hours
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from halte.network.hours import (
    OsmHoursError,
    Period,
    Schedule,
    Slot,
    Special,
    from_osm,
    is_open,
    to_osm,
)
from halte.network.tests.hours_strategies import BRUSSELS, days, schedules

MONDAY = date(2026, 11, 23)
OFFICE = [("09:00", "12:00"), ("14:00", "17:00")]


def period(weekday, opens, closes, **valid):
    return Period(
        weekday, time.fromisoformat(opens), time.fromisoformat(closes), "free_access", **valid
    )


def slot(opens, closes):
    return Slot(time.fromisoformat(opens), time.fromisoformat(closes), "free_access")


def schedule(*periods, specials=()):
    return Schedule(tuple(periods), tuple(specials), BRUSSELS)


def office(**valid):
    return [period(day, *hours, **valid) for day in range(5) for hours in OFFICE]


def walls(day):
    """Wall-clock moments from the start of `day`, on the quarter or just before."""
    start = datetime.combine(day, time(0))
    return st.lists(
        st.builds(
            lambda quarters, before: start + timedelta(minutes=15 * quarters - before),
            st.integers(1, 30 * 96), st.sampled_from([0, 1]),
        ),
        min_size=5, max_size=30,
    )  # fmt: skip


def wall_states(site, moments):
    """By our rule, in a zone without clock changes: the format knows wall clocks only."""
    steady = Schedule(site.periods, site.specials, UTC)
    return [is_open(steady, moment.replace(tzinfo=UTC)) for moment in moments]


scenes = days.flatmap(lambda day: st.tuples(st.just(day), schedules(day), walls(day)))


@given(scenes)
def test_to_osm_says_the_same_as_the_schedule(scene):
    today, site, moments = scene
    there = opening_hours.OpeningHours(to_osm(site, today), country="BE")
    assert [there.is_open(moment) for moment in moments] == wall_states(site, moments)


@given(scenes)
def test_to_osm_without_later_changes_says_the_same_as_the_schedule(scene):
    today, site, moments = scene
    periods = tuple(Period(p.weekday, p.opens, p.closes, p.kind) for p in site.periods)
    site = Schedule(periods, (), BRUSSELS)
    there = opening_hours.OpeningHours(to_osm(site, today), country="BE")
    assert [there.is_open(moment) for moment in moments] == wall_states(site, moments)


@given(days.flatmap(lambda day: st.tuples(st.just(day), schedules(day), st.integers(0, 30 * 24))))
def test_to_osm_agrees_with_the_library_at_instants(scene):
    today, site, hours = scene
    moment = datetime.combine(today, time(0), BRUSSELS).astimezone(UTC) + timedelta(hours=hours)
    there = opening_hours.OpeningHours(to_osm(site, today), timezone=BRUSSELS, country="BE")
    local = moment.astimezone(BRUSSELS)
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        assert there.is_open(local) == is_open(site, moment)


@given(scenes)
def test_from_osm_reads_what_to_osm_wrote(scene):
    today, site, moments = scene
    back = from_osm(to_osm(site, today), BRUSSELS).schedule
    assert wall_states(back, moments) == wall_states(site, moments)


@given(scenes)
def test_osm_does_not_drift_when_written_again(scene):
    today, site, _ = scene
    text = to_osm(site, today)
    again = to_osm(from_osm(text, BRUSSELS).schedule, today)
    assert to_osm(from_osm(again, BRUSSELS).schedule, today) == again


@pytest.mark.parametrize(
    ("site", "text"),
    [
        (schedule(), "off"),
        (schedule(*office()), "Mo-Fr 09:00-12:00,14:00-17:00"),
        (
            schedule(*office(), period(5, "10:00", "12:30")),
            "Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:30",
        ),
        (
            schedule(*(period(day, "10:00", "12:00") for day in (0, 1, 3, 5))),
            "Mo-Tu,Th,Sa 10:00-12:00",
        ),
        (schedule(period(0, "09:00", "12:00"), period(0, "11:00", "13:00")), "Mo 09:00-13:00"),
        (schedule(period(0, "20:00", "00:00")), "Mo 20:00-24:00"),
        (schedule(*(period(day, "22:00", "02:00") for day in range(3))), "Mo-We 22:00-02:00"),
        (
            schedule(period(0, "22:00", "02:00"), period(1, "09:00", "12:00")),
            "Mo 22:00-02:00, Tu 09:00-12:00",
        ),
        (schedule(*(period(day, "00:00", "00:00") for day in range(7))), "24/7"),
        (
            schedule(*office(), specials=[Special(date(2026, 12, 25), date(2027, 1, 1))]),
            "Mo-Fr 09:00-12:00,14:00-17:00; 2026 Dec 25-2027 Jan 01 off",
        ),
        (
            schedule(*office(), specials=[
                Special(date(2026, 12, 24), date(2026, 12, 24), (slot("09:00", "12:00"),)),
                Special(date(2026, 1, 1), date(2026, 1, 1)),
            ]),
            "Mo-Fr 09:00-12:00,14:00-17:00; 2026 Dec 24 09:00-12:00",
        ),
        (
            schedule(*office(valid_until=date(2027, 1, 31)),
                     period(0, "10:00", "16:00", valid_from=date(2027, 2, 1))),
            "Mo-Fr 09:00-12:00,14:00-17:00; 2027 Feb 01+ Mo 10:00-16:00; 2027 Feb 01+ Tu-Fr off",
        ),
        (
            schedule(*office(valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 14))),
            "2026 Dec 01-2026 Dec 14 Mo-Fr 09:00-12:00,14:00-17:00",
        ),
        (
            schedule(period(4, "22:00", "02:00"),
                     specials=[Special(date(2026, 11, 28), date(2026, 11, 29))]),
            "Fr 22:00-02:00",
        ),
        (
            schedule(period(4, "22:00", "02:00"),
                     specials=[Special(date(2026, 11, 27), date(2026, 11, 27))]),
            "Fr 22:00-24:00; Sa 00:00-02:00; 2026 Nov 27-2026 Nov 28 off",
        ),
    ],
)  # fmt: skip
def test_to_osm_is_written_as_people_write_it(site, text):
    assert to_osm(site, MONDAY) == text
    assert opening_hours.validate(text)


def test_to_osm_stops_at_the_given_day():
    specials = [
        Special(date(2026, 12, 25), date(2027, 1, 1)), Special(date(2027, 4, 5), date(2027, 4, 5))
    ]  # fmt: skip
    assert to_osm(schedule(*office(), specials=specials), MONDAY, until=date(2027, 1, 31)) == (
        "Mo-Fr 09:00-12:00,14:00-17:00; 2026 Dec 25-2027 Jan 01 off"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00",
        "Mo-Fr 09:00-12:00, 14:00-17:00",
        "mo-fr 9:00-12:00;",
        "Mo,We,Fr 09:00-12:00; We off",
        "Fr-Mo 10:00-12:00",
        "Mo-Fr 09:00-12:00, We 14:00-17:00",
        "Mo-Fr 09:00-12:00; We 14:00-17:00",
        "09:00-17:00; Su closed",
        "24/7; 2026 Dec 25 off",
        "Mo-Fr 09:00-12:00; 2026 Dec 25-2027 Jan 01 off",
        "Mo-Fr 09:00-12:00; 2026 Dec 24,2026 Dec 31 09:00-10:00",
        "Mo-Fr 09:00-12:00; 2026 Nov 24-26 off; 2026 Nov 25 10:00-11:00",
        "Mo-Fr 09:00-12:00; 2026 Nov-Dec Mo 10:00-11:00",
        "Mo-Fr 09:00-12:00; 2026 Dec off",
        "Mo-Fr 09:00-12:00; 2026 Nov 30+ Tu off",
        "Mo-Fr 09:00-12:00, 2026 Nov 24 14:00-17:00",
        "Mo-We 22:00-02:00",
        "Mo-We 22:00-26:00",
        "Mo 09:00-09:00",
        "Mo 20:00-24:00 open",
        "off",
    ],
)
def test_from_osm_reads_like_the_library(text):
    site = from_osm(text, BRUSSELS).schedule
    there = opening_hours.OpeningHours(text.rstrip(";"), country="BE")
    start = datetime.combine(date(2026, 11, 21), time(0))
    moments = [start + timedelta(minutes=30 * n) for n in range(45 * 48)]
    assert wall_states(site, moments) == [there.is_open(moment) for moment in moments]


def test_from_osm_keeps_exceptions_apart_from_weekly_periods():
    reading = from_osm('Mo 09:00-12:00; 2026 Dec 25-2027 Jan 01 off "fêtes"', BRUSSELS)
    assert reading.schedule == schedule(
        period(0, "09:00", "12:00"),
        specials=[Special(date(2026, 12, 25), date(2027, 1, 1), (), "fêtes")],
    )
    assert reading.warnings == ()


@pytest.mark.parametrize("text", ["Mo 09:00-12:00; PH off", "Mo 09:00-12:00; Su,PH off"])
def test_from_osm_gives_public_holidays_back_as_a_warning(text):
    reading = from_osm(text, BRUSSELS)
    assert reading.schedule == schedule(period(0, "09:00", "12:00"))
    assert reading.warnings == (
        "Public holidays are not kept as a rule: please accept the proposed closing days.",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There are no opening hours to read."),
        (" ; ", "There are no opening hours to read."),
        ("9-17", "This part of the hours was not understood: 9-17"),
        ("Mo-Fr 9h-17h", "This part of the hours was not understood: 9h-17h"),
        ("Monday 09:00-12:00", "This part of the hours was not understood: Monday"),
        ("Mo[1] 09:00-12:00", "This part of the hours was not understood: Mo[1]"),
        ("Mo 09:00-12:00; SH off", "This part of the hours was not understood: SH"),
        ("Mo 09:00+", "This part of the hours was not understood: 09:00+"),
        ("Mo sunrise-12:00", "This part of the hours was not understood: sunrise-12:00"),
        ("Mo 09:00-12:00 || Tu off", "This part of the hours was not understood: ||"),
        ("Mo 09:00-12:00 Tu", "This part of the hours was not understood: Tu"),
        ("PH 10:00-12:00", "This part of the hours was not understood: PH 10:00-12:00"),
        ("2026 off", "This part of the hours was not understood: off"),
        ("Mo-Fr", "These days have no hours: Mo-Fr"),
        ("Mo 09:00-12:00; Dec 25 off", "Please add the year: Dec 25 off"),
        ("2026 Feb 30 off", "This date does not exist: 2026 Feb 30"),
        ("2026 Feb 20-10 off", "This date does not exist: 2026 Feb 20-10"),
        ("Mo 25:00-26:00", "This time does not exist: 25:00-26:00"),
        ("Mo 09:60-10:00", "This time does not exist: 09:60-10:00"),
        ("2026 Dec 25 off; Mo-Fr 09:00-12:00",
         "Please write exceptions last, after: Mo-Fr 09:00-12:00"),
        ('Mo 09:00-12:00 "call first"', "A note is only possible on an exception: call first"),
    ],
)  # fmt: skip
def test_from_osm_names_the_piece_that_was_not_understood(text, sentence):
    with pytest.raises(OsmHoursError) as refused:
        from_osm(text, BRUSSELS)
    assert str(refused.value) == sentence


@given(st.text(max_size=60) | st.text('MoTuPHoff 2026Dec0123:-,;+/"', max_size=40))
@example('Mo 09:00-12:00 "')
@example("2099 Dec")
def test_from_osm_answers_any_text_with_hours_or_a_sentence(text):
    try:
        answer = from_osm(text, BRUSSELS).schedule
    except OsmHoursError as refused:
        answer = refused.sentence
    assert answer
