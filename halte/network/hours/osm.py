"""Opening hours written as an OpenStreetMap `opening_hours` string.

Rules of the format: wiki.openstreetmap.org, Key:opening_hours/specification 0.7.2. After `;` a
rule replaces the earlier ones on its days, so a day is always written in one rule. `SH` (school
holidays) is never written: programs know no Belgian dates for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from halte.network.hours.schedule import (
    DAY,
    MIDNIGHT,
    Schedule,
    merged_times,
    ordinary,
    wall_ranges,
)

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE = timedelta(minutes=1)
FULL_DAY = 24 * 60

# Stretches of a day in minutes since its midnight; an end past 1440 lies on the next day.
Hours = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Dated:
    """Hours on the days `first` to `last` (None: for ever), on `weekdays` only (None: all)."""

    first: date
    last: date | None
    weekdays: tuple[int, ...] | None
    hours: Hours


def to_osm(schedule: Schedule, today: date, until: date | None = None) -> str:
    """Hours from `today` on; dated rules that begin after `until` are left out.

    The weekly rules are those valid today; later changes and exceptions follow as dated rules.
    Evening hours past midnight are written `22:00-02:00`, or cut at midnight when there are
    dated rules: programs disagree on what such a rule does to the night before.
    """
    usual = ordinary(schedule, today)
    base = {day.weekday(): _hours(usual, day) for day in _days(today, 7)}
    dated = list(_dated_rules(schedule, today, until, base))
    if not dated:
        return _undated(usual, today)
    rules = [*_weekly_rules(base), *(_dated_rule(rule) for rule in _joined(dated))]
    return "; ".join(rules)


def _undated(usual: Schedule, today: date) -> str:
    week = {day.weekday(): _uncut_hours(usual, day) for day in _days(today, 7)}
    late = any(end > FULL_DAY for hours in week.values() for _, end in hours)
    # After a comma, a rule leaves what the night before still has open on its days.
    return (", " if late else "; ").join(_weekly_rules(week)) or "off"


def _dated_rules(
    schedule: Schedule, today: date, until: date | None, base: dict[int, Hours]
) -> Iterator[_Dated]:
    """What differs from the base week, for each stretch of days on which nothing changes."""
    edges = _edges(schedule, today)
    lasts = [edge - DAY for edge in edges[1:]]
    for first, last in zip(edges, [*lasts, None], strict=True):
        if until and first > until:
            return
        length = 7 if last is None else min(7, (last - first).days + 1)
        week = {day.weekday(): _hours(schedule, day) for day in _days(first, length)}
        changed = {weekday: hours for weekday, hours in week.items() if hours != base[weekday]}
        if changed and len(set(week.values())) == 1:
            yield _Dated(first, last, None, next(iter(week.values())))
            continue
        for hours, weekdays in _groups(changed):
            yield _Dated(first, last, weekdays, hours)


def _edges(schedule: Schedule, today: date) -> list[date]:
    """Days, from today on, from which another set of periods or exceptions holds."""
    starts = {period.valid_from for period in schedule.periods if period.valid_from}
    starts |= {special.first for special in schedule.specials}
    ends = {period.valid_until for period in schedule.periods if period.valid_until}
    ends |= {special.last for special in schedule.specials}
    edges = starts | {end + DAY for end in ends if end < date.max}
    times = [(period.opens, period.closes) for period in schedule.periods]
    times += [(slot.opens, slot.closes) for row in schedule.specials for slot in row.slots]
    if any(MIDNIGHT < closes <= opens for opens, closes in times):
        edges |= {edge + DAY for edge in edges | {today}}  # the night before ends on that day
    return sorted({edge for edge in edges if edge > today} | {today})


def _joined(rules: list[_Dated]) -> list[_Dated]:
    """Rules without weekdays that follow each other with the same hours, as one."""
    joined: list[_Dated] = []
    for rule in rules:
        last = joined[-1] if joined else None
        if last and _follows(last, rule):
            joined[-1] = replace(last, last=rule.last)
        else:
            joined.append(rule)
    return joined


def _follows(last: _Dated, rule: _Dated) -> bool:
    whole = last.weekdays is None and rule.weekdays is None
    same = whole and last.hours == rule.hours
    return same and last.last is not None and last.last + DAY == rule.first


def _hours(schedule: Schedule, day: date) -> Hours:
    return tuple(
        (_minutes(begin, day), _minutes(end, day)) for begin, end in wall_ranges(schedule, day)
    )


def _uncut_hours(schedule: Schedule, day: date) -> Hours:
    return tuple(
        (_clock(opens), _clock(closes) + (FULL_DAY if closes <= opens else 0))
        for opens, closes in merged_times(schedule, day)
    )


def _clock(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _minutes(moment: datetime, day: date) -> int:
    return (moment - datetime.combine(day, MIDNIGHT)) // MINUTE


def _days(first: date, count: int) -> list[date]:
    return [first + DAY * n for n in range(count)]


def _groups(week: dict[int, Hours]) -> list[tuple[Hours, tuple[int, ...]]]:
    """Weekdays with the same hours together, in the order of their first day."""
    groups: dict[Hours, list[int]] = {}
    for weekday in sorted(week):
        groups.setdefault(week[weekday], []).append(weekday)
    return [(hours, tuple(weekdays)) for hours, weekdays in groups.items()]


def _weekly_rules(week: dict[int, Hours]) -> list[str]:
    if set(week.values()) == {((0, FULL_DAY),)}:
        return ["24/7"]
    return [f"{_weekdays(weekdays)} {_times(hours)}" for hours, weekdays in _groups(week) if hours]


def _dated_rule(rule: _Dated) -> str:
    days = _day(rule.first)
    if rule.last is None:
        days += "+"
    elif rule.last > rule.first:
        days += f"-{_day(rule.last)}"
    weekdays = "" if rule.weekdays is None else f" {_weekdays(rule.weekdays)}"
    return f"{days}{weekdays} {_times(rule.hours)}"


def _day(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"


def _weekdays(weekdays: tuple[int, ...]) -> str:
    """`Mo-We,Fr`: three or more in a row become a range, and so do two."""
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and runs[-1][-1] == weekday - 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return ",".join("-".join(dict.fromkeys((WEEKDAYS[r[0]], WEEKDAYS[r[-1]]))) for r in runs)


def _times(hours: Hours) -> str:
    return ",".join(f"{_time(begin)}-{_time(_end(end))}" for begin, end in hours) or "off"


def _end(minutes: int) -> int:
    return minutes if minutes <= FULL_DAY else minutes - FULL_DAY


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
