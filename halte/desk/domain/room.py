"""Acts on computers: start, make longer, end, move, reserve, block, repair.

Every act that takes a computer first locks it; the database refuses two at once whatever happens
(`Occupancy`). Ends come from the clock, never from a timer.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused, move
from halte.desk.ends import NoTime, session_end
from halte.desk.enums import OccupancyKind, OccupancyState, TicketState
from halte.desk.models import DeskRules, Occupancy, Ticket, Visit, Workstation
from halte.network.hours import open_intervals
from halte.network.models import Site
from halte.network.schedules import schedule_of
from halte.visitors.models import Visitor

PLANNED, RUNNING, ENDED, CANCELLED = OccupancyState
OCCUPANCY_TRANSITIONS = {
    "begin": ({PLANNED}, RUNNING),
    "end": ({RUNNING}, ENDED),
    "cancel": ({PLANNED}, CANCELLED),
}


class RoomRefused(Exception):
    """The computer cannot be taken like this."""


class Taken(RoomRefused):
    """Somebody else has it then."""


class NotReservable(RoomRefused):
    """It stays free for whoever walks in (roadmap: one or two computers)."""


class SomebodyWaits(RoomRefused):
    """Others wait, and the last extension was given."""


def rules_of(space_id: int) -> DeskRules:
    """The rules of a space, or those of a space that has chosen nothing; never saved here."""
    return DeskRules.objects.filter(space=space_id).first() or DeskRules(space_id=space_id)


def closing_of(site: Site, now: datetime) -> datetime | None:
    """When the site closes today; None out of hours, when whoever is there decides."""
    for opens, closes in open_intervals(schedule_of(site), now, now + timedelta(days=1)):
        if opens <= now < closes:
            return closes
    return None


@transaction.atomic
def start(
    workstation: Workstation, *, visit: Visit | None = None, at: datetime | None = None, by=None
) -> Occupancy:
    """Somebody sits down. Raises `Taken`, `NoTime`."""
    moment = at or timezone.now()
    locked = _locked(workstation)
    rules = rules_of(locked.space_id)
    _refuse_taken(locked, moment)
    end_at = session_end(
        moment,
        timedelta(minutes=rules.allowance_minutes),
        next_booking=_next_start(locked, moment),
        gap=timedelta(minutes=rules.gap_minutes),
        closing=closing_of(locked.site, moment),
    )
    row = Occupancy.objects.create(
        space_id=locked.space_id,
        workstation=locked,
        kind=OccupancyKind.SESSION,
        state=RUNNING,
        during=DateTimeTZRange(moment, end_at),
        visit=visit,
    )
    LogEntry.record(row, "start", by=by, target=RUNNING)
    return row


def _locked(workstation: Workstation) -> Workstation:
    return (
        Workstation.objects.select_for_update(of=("self",))
        .select_related("site")
        .get(pk=workstation.pk)
    )


def _refuse_taken(workstation: Workstation, moment: datetime) -> None:
    taking = Occupancy.objects.taking().filter(workstation=workstation)
    stays = taking.filter(state=RUNNING, kind__in=[OccupancyKind.SESSION, OccupancyKind.REPAIR])
    if stays.exists() or taking.filter(during__contains=moment).exists():
        raise Taken


def _next_start(workstation: Workstation, moment: datetime) -> datetime | None:
    """When somebody or something else has the computer."""
    later = Occupancy.objects.taking().filter(
        workstation=workstation, during__startswith__gt=moment
    )
    first = later.order_by("during").first()
    return first.starts_at if first else None


@transaction.atomic
def extend(occupancy: Occupancy, *, at: datetime | None = None, by=None) -> Occupancy:
    """More time: as long as the rules allow while nobody waits, else a short grace, once.

    Raises `SomebodyWaits`, `NoTime`, and `TransitionRefused` for a session that has ended.
    """
    moment = at or timezone.now()
    station = _locked(occupancy.workstation)
    [row] = Occupancy.objects.select_for_update(of=("self",)).filter(pk=occupancy.pk)
    if row.state != RUNNING or row.kind != OccupancyKind.SESSION or row.ends_at is None:
        raise TransitionRefused("extend", row.state)
    rules = rules_of(row.space_id)
    minutes = rules.extension_minutes
    if _somebody_waits(row.space_id, moment):
        if row.is_grace_used:
            raise SomebodyWaits
        row.is_grace_used, minutes = True, rules.grace_minutes
    begins = max(row.ends_at, moment)
    end_at = session_end(
        begins,
        timedelta(minutes=minutes),
        next_booking=_next_start(station, row.starts_at),
        gap=timedelta(minutes=rules.gap_minutes),
        closing=closing_of(station.site, moment),
    )
    row.during = DateTimeTZRange(row.starts_at, end_at)
    row.extensions += 1
    row.save(update_fields=["during", "extensions", "is_grace_used"])
    LogEntry.record(row, "extend", by=by, source=RUNNING, target=RUNNING)
    return row


def _somebody_waits(space_id: int, moment: datetime) -> bool:
    today = timezone.localdate(moment)
    waiting = Ticket.objects.filter(space=space_id, day=today, state=TicketState.WAITING)
    return waiting.exists()


@transaction.atomic
def end(occupancy: Occupancy, *, at: datetime | None = None, by=None) -> Occupancy:
    """The computer is free. What was to come is cancelled; raises `TransitionRefused`."""
    moment = at or timezone.now()
    _locked(occupancy.workstation)
    [row] = Occupancy.objects.select_for_update(of=("self",)).filter(pk=occupancy.pk)
    if row.state == PLANNED:
        return move(row, "cancel", OCCUPANCY_TRANSITIONS, by=by)
    # Nothing lasts no time at all: the range would be empty.
    stop = max(moment, row.starts_at + timedelta(seconds=1))
    row.during = DateTimeTZRange(row.starts_at, stop)
    return move(row, "end", OCCUPANCY_TRANSITIONS, by=by, saving=["during"])


@transaction.atomic
def change_computer(
    occupancy: Occupancy, workstation: Workstation, *, at: datetime | None = None, by=None
) -> Occupancy:
    """Somebody goes on at another computer, until the same end if that can be. Raises `Taken`,
    `NoTime`, `TransitionRefused`."""
    moment = at or timezone.now()
    for station in sorted({occupancy.workstation_id, workstation.pk}):
        _locked(Workstation(pk=station))
    gone = end(occupancy, at=moment, by=by)
    fresh = start(workstation, visit=gone.visit, at=moment, by=by)
    if occupancy.ends_at is not None and moment < occupancy.ends_at < (fresh.ends_at or moment):
        fresh.during = DateTimeTZRange(fresh.starts_at, occupancy.ends_at)
        fresh.save(update_fields=["during"])
    return fresh


@transaction.atomic
def reserve(
    workstation: Workstation, visitor: Visitor, start_at: datetime, end_at: datetime, *, by=None
) -> Occupancy:
    """Keep a computer for somebody. Raises `NotReservable`, `Taken`, `NoTime`."""
    locked = _locked(workstation)
    if not locked.is_reservable:
        raise NotReservable
    return _plan(locked, OccupancyKind.BOOKING, start_at, end_at, visitor=visitor, by=by)


def _plan(
    workstation: Workstation, kind: str, start_at: datetime, end_at: datetime, *, by=None, **more
) -> Occupancy:
    """A stretch of time to come on a locked computer."""
    if end_at <= max(start_at, timezone.now()):
        raise NoTime
    during = DateTimeTZRange(start_at, end_at)
    if Occupancy.objects.taking().filter(workstation=workstation, during__overlap=during).exists():
        raise Taken
    row = Occupancy.objects.create(
        space_id=workstation.space_id,
        workstation=workstation,
        kind=kind,
        state=PLANNED,
        during=during,
        **more,
    )
    LogEntry.record(row, "reserve", by=by, target=PLANNED)
    return row


@transaction.atomic
def put_in_repair(workstation: Workstation, *, at: datetime | None = None, by=None) -> Occupancy:
    """The computer does not work; until somebody says that it does. Raises `Taken` while somebody
    sits at it; what was planned on it stays planned and is shown as in danger."""
    moment = at or timezone.now()
    locked = _locked(workstation)
    _refuse_taken(locked, moment)
    next_start = _next_start(locked, moment)
    row = Occupancy.objects.create(
        space_id=locked.space_id,
        workstation=locked,
        kind=OccupancyKind.REPAIR,
        state=RUNNING,
        during=DateTimeTZRange(moment, next_start),
    )
    LogEntry.record(row, "repair", by=by, target=RUNNING)
    return row
