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


class AlreadySeated(RoomRefused):
    """This visit has a computer already."""


class VisitOver(RoomRefused):
    """Nobody of this visit is here any more."""


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
    """Somebody sits down. Raises `Taken`, `NoTime`, `AlreadySeated`, `VisitOver`."""
    moment = at or timezone.now()
    _lock_visit(visit)
    return _sit_down(workstation, visit, moment, by)


def _lock_visit(visit: Visit | None) -> None:
    """A visit is locked before its computer, here and where it ends: nobody waits in a circle."""
    if visit is None:
        return
    if not Visit.objects.present().select_for_update().filter(pk=visit.pk):
        raise VisitOver
    seated = Occupancy.objects.filter(visit=visit, kind=OccupancyKind.SESSION, state=RUNNING)
    if seated.exists():
        raise AlreadySeated


def _sit_down(
    workstation: Workstation,
    visit: Visit | None,
    moment: datetime,
    by,
    until: datetime | None = None,
) -> Occupancy:
    locked = lock(workstation)
    rules = rules_of(locked.space_id)
    _refuse_taken(locked, moment)
    allowance = timedelta(minutes=rules.allowance_minutes)
    end_at = session_end(
        moment,
        max(allowance, until - moment) if until else allowance,
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


def lock(workstation: Workstation) -> Workstation:
    """The computer as it is now; others who would take it wait."""
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
    station = lock(occupancy.workstation)
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
    lock(occupancy.workstation)
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
    if occupancy.visit_id:
        Visit.objects.select_for_update().filter(pk=occupancy.visit_id).first()
    for station in sorted({occupancy.workstation_id, workstation.pk}):
        lock(Workstation(pk=station))
    if occupancy.kind != OccupancyKind.SESSION or occupancy.workstation_id == workstation.pk:
        raise Taken
    gone = end(occupancy, at=moment, by=by)
    fresh = _sit_down(workstation, gone.visit, moment, by)
    if occupancy.ends_at is not None and moment < occupancy.ends_at < (fresh.ends_at or moment):
        fresh.during = DateTimeTZRange(fresh.starts_at, occupancy.ends_at)
        fresh.save(update_fields=["during"])
    return fresh


@transaction.atomic
def reserve(
    workstation: Workstation, visitor: Visitor, start_at: datetime, end_at: datetime, *, by=None
) -> Occupancy:
    """Keep a computer for somebody. Raises `NotReservable`, `Taken`, `NoTime`."""
    locked = lock(workstation)
    if not locked.is_reservable:
        raise NotReservable
    return plan(locked, OccupancyKind.BOOKING, start_at, end_at, visitor=visitor, by=by)


def plan(
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
def sit_reserved(
    booking: Occupancy, *, visit: Visit | None = None, at: datetime | None = None, by=None
) -> Occupancy:
    """Whoever reserved is here: her session, until the reservation ends at least.

    Raises `Taken`, `NoTime`, `TransitionRefused`, `AlreadySeated`, `VisitOver`.
    """
    moment = at or timezone.now()
    _lock_visit(visit)
    if booking.kind != OccupancyKind.BOOKING:
        raise TransitionRefused("begin", booking.state)
    until = booking.ends_at
    end(booking, at=moment, by=by)
    return _sit_down(booking.workstation, visit, moment, by, until=until)


@transaction.atomic
def put_in_repair(workstation: Workstation, *, at: datetime | None = None, by=None) -> Occupancy:
    """The computer does not work; until somebody says that it does. Raises `Taken` while somebody
    sits at it. A workshop loses it; what was reserved stays, and is shown as in danger."""
    moment = at or timezone.now()
    locked = lock(workstation)
    kept = Occupancy.objects.taking().filter(
        workstation=locked, kind=OccupancyKind.WORKSHOP, during__contains=moment
    )
    for row in kept:
        end(row, at=moment, by=by)
    _refuse_taken(locked, moment)
    row = Occupancy.objects.create(
        space_id=locked.space_id,
        workstation=locked,
        kind=OccupancyKind.REPAIR,
        state=RUNNING,
        during=DateTimeTZRange(moment, _next_start(locked, moment)),
    )
    LogEntry.record(row, "repair", by=by, target=RUNNING)
    return row
