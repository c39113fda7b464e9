from datetime import date, time

import pytest

from halte.network.hours import Period, Schedule, Special, holiday_proposals
from halte.network.tests.hours_strategies import BRUSSELS


def weekdays_only(*specials):
    periods = [Period(day, time(9), time(12), "free_access") for day in range(5)]
    return Schedule(tuple(periods), specials, BRUSSELS)


def test_holiday_proposals_are_holidays_with_hours():
    proposals = holiday_proposals(weekdays_only(), date(2026, 12, 1), date(2027, 4, 1), "en")
    assert proposals == [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 3, 29), "Easter Monday"),
    ]


def test_holiday_proposals_leave_out_days_that_are_closed_already():
    closed = Special(date(2026, 12, 24), date(2027, 1, 2))
    proposals = holiday_proposals(weekdays_only(closed), date(2026, 12, 1), date(2027, 1, 31), "en")
    assert proposals == []


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fr", "Noël"),
        ("nl", "Kerstmis"),
        ("en", "Christmas Day"),
        ("fr-be", "Noël"),
        ("ar", "Noël"),
    ],
)
def test_holiday_proposals_have_names_in_the_language(language, name):
    day = date(2026, 12, 25)
    assert holiday_proposals(weekdays_only(), day, day, language) == [(day, name)]
