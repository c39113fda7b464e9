"""The dates of a series: pure, in the wall time of the place; clock changes move nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST = 60


class NoSuchTime(ValueError):
    """The clock jumps over this time on that day."""

    def __init__(self, day: date, at: time):
        super().__init__(f"{at:%H:%M} does not exist on {day}")
        self.day, self.at = day, at


@dataclass(frozen=True, slots=True)
class Rule:
    """Each week, or each second one, on some weekdays (0 is Monday), so many dates in all."""

    first: date
    opens: time
    closes: time
    weekdays: frozenset[int]
    count: int
    every: int = 1


def days(rule: Rule, *, skipped: Collection[date] = ()) -> Iterator[date]:
    """The days of a series; a skipped day does not count, so that the series has all its dates."""
    if not rule.weekdays or not 1 <= rule.count <= MOST or rule.every < 1:
        raise ValueError("a rule needs weekdays, 1 to 60 dates and a rhythm")
    monday = rule.first - timedelta(days=rule.first.weekday())
    day, found = rule.first, 0
    last = rule.first + timedelta(days=366 * 5)
    while found < rule.count and day <= last:
        week = (day - monday).days // 7
        if week % rule.every == 0 and day.weekday() in rule.weekdays and day not in skipped:
            found += 1
            yield day
        day += timedelta(days=1)


def span(day: date, opens: time, closes: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end on a day, in UTC arithmetic safe. Raises `NoSuchTime` at a clock change."""
    start = datetime.combine(day, opens, zone)
    end = datetime.combine(day + timedelta(days=closes <= opens), closes, zone)
    for moment in (start, end):
        back = moment.astimezone(ZoneInfo("UTC")).astimezone(zone)
        if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
            raise NoSuchTime(moment.date(), moment.time())
    return start, end


def spans(
    rule: Rule, zone: ZoneInfo, *, skipped: Collection[date] = ()
) -> list[tuple[datetime, datetime]]:
    """Start and end of each date of a series."""
    return [span(day, rule.opens, rule.closes, zone) for day in days(rule, skipped=skipped)]


def before(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day, some days earlier."""
    local = start.astimezone(zone)
    return datetime.combine(local.date() - timedelta(days=days), local.time(), zone)


@dataclass(frozen=True, slots=True)
class Lead:
    """How many days before each date something happens; None for what does not."""

    kept: int | None = None
    opens: int | None = None
    closes: int | None = None

    def moments(self, start: datetime, zone: ZoneInfo) -> dict[str, datetime | None]:
        """Until when seats are kept, when enrolment opens and closes, for one date."""
        given = {
            "kept_until": self.kept,
            "enrolment_opens_at": self.opens,
            "enrolment_closes_at": self.closes,
        }
        return {
            name: None if days is None else before(start, days, zone)
            for name, days in given.items()
        }
