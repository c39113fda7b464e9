from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import override

from halte.network.hours import OsmHoursError, Period, Schedule, Slot, Special, from_osm, status
from halte.network.hours.text import (
    DayRow,
    StatusText,
    date_text,
    osm_error_text,
    special_text,
    status_text,
    summary_lines,
    week_rows,
    weekday_text,
)
from halte.network.tests.hours_strategies import BRUSSELS

MONDAY = date(2026, 11, 23)
KIND = "free_access"


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def period(weekday, opens, closes, **valid):
    return Period(weekday, time.fromisoformat(opens), time.fromisoformat(closes), KIND, **valid)


def slot(opens, closes):
    return Slot(time.fromisoformat(opens), time.fromisoformat(closes), KIND)


def schedule(*periods, specials=()):
    return Schedule(tuple(periods), tuple(specials), BRUSSELS)


SITE = schedule(
    period(0, "09:00", "12:00"), period(0, "14:00", "17:00"), period(4, "10:00", "14:30")
)


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-23T10:00", StatusText("open_until", "Open until 12:00", "12:00")),
        ("2026-11-23T11:00", StatusText("closing_soon", "Closes soon, at 12:00", "12:00")),
        ("2026-11-23T12:00", StatusText("opens_today", "Closed, opens at 14:00", "14:00")),
        (
            "2026-11-26T23:59",
            StatusText("opens_tomorrow", "Closed, opens tomorrow at 10:00", "10:00"),
        ),
        (
            "2026-11-24T12:00",
            StatusText("opens_weekday", "Closed, opens Friday at 10:00", "10:00"),
        ),
    ],
)
def test_status_text_says_what_comes_next(moment, answer):
    now = datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)
    assert status_text(status(SITE, now), now) == answer


@pytest.mark.parametrize(
    ("days", "text"),
    [(6, "Closed, opens Monday at 10:00"), (7, "Closed, opens on Monday 4 January at 10:00")],
)
def test_status_text_gives_the_date_from_a_week_on(days, text):
    monday = date(2027, 1, 4)
    now = datetime.combine(monday - timedelta(days=days), time(12), BRUSSELS)
    site = schedule(period(0, "10:00", "12:00", valid_from=monday))
    assert status_text(status(site, now), now).text == text


def test_status_text_counts_days_where_the_site_is():
    now = datetime.fromisoformat("2026-11-22T23:30:00+00:00")
    assert status_text(status(SITE, now), now).text == "Closed, opens at 09:00"


def test_status_text_without_any_known_hours():
    now = datetime.combine(MONDAY, time(12), BRUSSELS)
    assert status_text(status(schedule(), now), now) == StatusText("closed", "Closed")
    assert status_text(None, now) == StatusText("unknown", "Hours not confirmed yet: please call")


def test_status_text_of_a_site_that_stays_open_for_days():
    now = datetime.combine(MONDAY, time(12), BRUSSELS)
    week = [period(day, "00:00", "00:00") for day in range(7)]
    holiday = Special(date(2026, 12, 25), date(2026, 12, 25))
    for site in (schedule(*week), schedule(*week, specials=[holiday])):
        assert status_text(status(site, now), now) == StatusText("open", "Open now")


def test_status_text_gives_the_pieces_around_the_time():
    text = StatusText("open_until", "Open until 17:00", "17:00")
    assert text.parts == ("Open until ", "17:00", "")
    assert StatusText("closed", "Closed").parts == ("Closed", "", "")


@pytest.mark.parametrize(
    ("special", "text"),
    [
        (Special(date(2026, 12, 25), date(2026, 12, 25)), "Closed on Friday 25 December"),
        (
            Special(date(2026, 12, 25), date(2027, 1, 1)),
            "Closed from Friday 25 December to Friday 1 January",
        ),
        (
            Special(date(2026, 12, 24), date(2026, 12, 24), (slot("09:00", "12:00"),)),
            "Special hours on Thursday 24 December: 09:00\u202f–\u202f12:00",
        ),
        (
            Special(MONDAY, date(2026, 11, 24), (slot("09:00", "12:00"), slot("14:00", "16:00"))),
            "Special hours from Monday 23 November to Tuesday 24 November: "
            "09:00\u202f–\u202f12:00, 14:00\u202f–\u202f16:00",
        ),
    ],
)
def test_special_text_is_one_sentence(special, text):
    assert special_text(special) == text


def test_week_rows_have_seven_days_and_the_exceptions():
    site = schedule(period(0, "09:00", "12:00"), period(4, "10:00", "14:30"),
                    specials=[Special(MONDAY, MONDAY)])  # fmt: skip
    rows = week_rows(site, MONDAY)
    assert [row.weekday for row in rows] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    assert rows[0].slots == ()
    assert rows[4] == DayRow(MONDAY + timedelta(days=4), "Friday", (slot("10:00", "14:30"),))


@pytest.mark.parametrize(
    ("weekdays", "days"),
    [
        ((0, 1, 2, 3, 4), "Monday to Friday"),
        ((0, 1), "Monday and Tuesday"),
        ((0, 2, 4), "Monday, Wednesday and Friday"),
        ((0, 1, 2, 5), "Monday to Wednesday and Saturday"),
    ],
)
def test_summary_lines_group_the_days(weekdays, days):
    site = schedule(*(period(day, "09:00", "12:00") for day in weekdays))
    assert summary_lines(site, MONDAY) == [f"{days}: 09:00\u202f–\u202f12:00"]


def test_summary_lines_show_the_ordinary_week():
    site = schedule(
        period(0, "09:00", "12:00"), period(0, "11:00", "13:00"),
        period(2, "09:00", "12:00", valid_until=date(2026, 1, 1)),
        specials=[Special(MONDAY, MONDAY)],
    )  # fmt: skip
    assert summary_lines(site, MONDAY) == ["Monday: 09:00\u202f–\u202f13:00"]
    assert summary_lines(schedule(), MONDAY) == []


@pytest.mark.parametrize(
    ("language", "weekday", "day"),
    [
        ("fr", "vendredi", "vendredi 1er janvier"),
        ("nl", "vrijdag", "vrijdag 1 januari"),
        ("en", "Friday", "Friday 1 January"),
        ("ar", "الجمعة", "الجمعة، 1 يناير"),
        ("tr", "Cuma", "1 Ocak Cuma"),
        ("ro", "vineri", "vineri, 1 ianuarie"),
        ("sq", "e premte", "e premte, 1 janar"),
        ("pl", "piątek", "piątek, 1 stycznia"),
        ("pt", "sexta-feira", "sexta-feira, 1 de janeiro"),
        ("es", "viernes", "viernes, 1 de enero"),
    ],
)
def test_days_are_written_as_the_language_writes_them(language, weekday, day):
    with override(language):
        assert weekday_text(date(2027, 1, 1)) == weekday
        assert date_text(date(2027, 1, 1)) == day


def test_osm_error_text_is_the_sentence():
    with pytest.raises(OsmHoursError) as refused:
        from_osm("9-17", BRUSSELS)
    assert osm_error_text(refused.value) == "This part of the hours was not understood: 9-17"
