"""Opening hours as schema.org OpeningHoursSpecification, for the JSON-LD of a page.

A closed day opens and closes at 00:00, so a day that is open round the clock ends at 23:59.
"""

from datetime import date, time

from halte.network.hours.schedule import MIDNIGHT, Period, Schedule, special_ranges

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opening_hours_specification(schedule: Schedule, today: date) -> list[dict]:
    """The weekly hours of today and later; weekdays with the same hours stand together."""
    groups: dict[tuple, set[int]] = {}
    for period in schedule.periods:
        if period.valid_until is None or period.valid_until >= today:
            groups.setdefault(_key(period), set()).add(period.weekday)
    rows = sorted(groups.items(), key=lambda row: (sorted(row[1]), str(row[0])))
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{WEEKDAYS[day]}" for day in sorted(weekdays)],
            **_times(opens, closes),
            **_validity(first, last),
        }
        for (opens, closes, first, last), weekdays in rows
    ]


def special_opening_hours_specification(schedule: Schedule, today: date) -> list[dict]:
    """The exceptions from today on, one entry for each slot, or for each closed stretch."""
    return [
        {"@type": "OpeningHoursSpecification", **times, **_validity(first, last)}
        for first, last, slots in special_ranges(schedule, today)
        for times in [_times(slot.opens, slot.closes) for slot in slots]
        or [{"opens": "00:00", "closes": "00:00"}]
    ]


def _key(period: Period) -> tuple:
    return (period.opens, period.closes, period.valid_from, period.valid_until)


def _times(opens: time, closes: time) -> dict[str, str]:
    if opens == closes == MIDNIGHT:
        closes = time(23, 59)
    return {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}


def _validity(first: date | None, last: date | None) -> dict[str, str]:
    bounds = {"validFrom": first, "validThrough": last}
    return {key: day.isoformat() for key, day in bounds.items() if day}
