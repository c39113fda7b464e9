from datetime import date, time

from halte.network.hours import (
    Period,
    Schedule,
    Slot,
    Special,
    opening_hours_specification,
    special_opening_hours_specification,
)
from halte.network.tests.hours_strategies import BRUSSELS

TODAY = date(2026, 11, 23)
KIND = "free_access"


def test_opening_hours_specification_groups_weekdays_with_the_same_hours():
    periods = [Period(day, time(9), time(12), KIND) for day in (0, 1)]
    periods += [Period(1, time(9), time(12), "training"), Period(5, time(22), time(2), KIND)]
    assert opening_hours_specification(Schedule(tuple(periods), (), BRUSSELS), TODAY) == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Tuesday"],
            "opens": "09:00",
            "closes": "12:00",
        },
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["https://schema.org/Saturday"],
            "opens": "22:00",
            "closes": "02:00",
        },
    ]


def test_opening_hours_specification_states_validity_and_drops_the_past():
    periods = (
        Period(0, time(9), time(12), KIND, None, date(2026, 11, 22)),
        Period(0, time(9), time(12), KIND, date(2026, 12, 1), date(2026, 12, 31)),
    )
    assert opening_hours_specification(Schedule(periods, (), BRUSSELS), TODAY) == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["https://schema.org/Monday"],
            "opens": "09:00",
            "closes": "12:00",
            "validFrom": "2026-12-01",
            "validThrough": "2026-12-31",
        }
    ]


def test_opening_hours_specification_never_writes_a_full_day_as_closed():
    schedule = Schedule((Period(0, time(0), time(0), KIND),), (), BRUSSELS)
    row = opening_hours_specification(schedule, TODAY)[0]
    assert (row["opens"], row["closes"]) == ("00:00", "23:59")


def test_special_opening_hours_specification_has_closed_and_other_hours():
    specials = (
        Special(date(2026, 12, 24), date(2026, 12, 24), (Slot(time(9), time(12), KIND),)),
        Special(date(2026, 12, 25), date(2027, 1, 1)),
        Special(date(2026, 11, 1), date(2026, 11, 1)),
    )
    assert special_opening_hours_specification(Schedule((), specials, BRUSSELS), TODAY) == [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "09:00",
            "closes": "12:00",
            "validFrom": "2026-12-24",
            "validThrough": "2026-12-24",
        },
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": "2026-12-25",
            "validThrough": "2027-01-01",
        },
    ]
