"""Visits that nobody ended: they end when the space closed, and say so."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from halte.core.transitions import TransitionRefused
from halte.desk.domain import room
from halte.desk.domain.visits import AlreadyLeft, WrongTime, leave
from halte.desk.enums import Leaving, OccupancyKind, OccupancyState
from halte.desk.models import Occupancy, Visit
from halte.network.hours import Schedule, open_intervals
from halte.network.models import Site
from halte.network.schedules import schedule_of

# The last people go, and the desk says so itself, in the minutes after closing time.
LINGER = timedelta(minutes=15)
# Who comes in the evening may stay beyond midnight, as long as the space does.
NIGHT = timedelta(hours=12)


def closing_after(schedules: Iterable[Schedule], moment: datetime) -> datetime:
    """The last closing time of the day of `moment`; midnight when there is none after it.

    The last one, not the next: at noon people go for lunch and come back.
    """
    midnight = end_of_day(moment)
    closings = [
        closes
        for schedule in schedules
        for opens, closes in open_intervals(schedule, moment, midnight + NIGHT)
        if opens < midnight
    ]
    return max(closings, default=midnight)


def end_of_day(moment: datetime) -> datetime:
    """The next midnight on the wall: after 23, 24 or 25 hours."""
    following = timezone.localdate(moment) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(following, time()))


def close_visits(now: datetime) -> int:
    """Visits and sessions still open a while after closing time end at it; how many."""
    visits = list(Visit.objects.present().select_related("workshop", "outing"))
    alone = list(
        Occupancy.objects.filter(
            kind=OccupancyKind.SESSION, state=OccupancyState.RUNNING, visit__isnull=True
        ).select_related("workstation")
    )
    spaces = {row.space_id for row in [*visits, *alone]}
    schedules: dict[int, list[Schedule]] = {pk: [] for pk in spaces}
    sites = Site.objects.in_use().filter(space__in=spaces)
    for site in sites.prefetch_related("periods", "exceptions__slots"):
        schedules[site.space_id].append(schedule_of(site))
    closed = sum(_close(visit, schedules[visit.space_id], now) for visit in visits)
    return closed + sum(_end(row, schedules[row.space_id], now) for row in alone)


def _close(visit: Visit, schedules: list[Schedule], now: datetime) -> int:
    ends = [closing_after(schedules, visit.arrived_at)]
    if visit.outing is not None:
        # Where the bus stands, the hours of the house say nothing.
        ends = [visit.outing.ends_at]
    if visit.workshop is not None:
        ends.append(visit.workshop.ends_at)
    at = max(end for end in [*ends, visit.arrived_at])
    if now < at + LINGER:
        return 0
    try:
        leave(visit, at=at, how=Leaving.CLOSING)
    except (AlreadyLeft, WrongTime):
        return 0
    return 1


def _end(row: Occupancy, schedules: list[Schedule], now: datetime) -> int:
    at = closing_after(schedules, row.starts_at)
    if now < at + LINGER:
        return 0
    try:
        room.end(row, at=at)
    except TransitionRefused:
        return 0
    return 1
