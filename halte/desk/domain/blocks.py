"""Computers for workshops, and what begins or ends by the clock.

A workshop says how many computers it needs (`Session.computers_needed`). Its plan changes in many
ways, so nothing here listens to it: what is kept is compared with what is needed, each minute.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Lower, Upper

from halte.core.transitions import TransitionRefused, move
from halte.desk.domain import room
from halte.desk.domain.room import OCCUPANCY_TRANSITIONS, PLANNED, RUNNING
from halte.desk.enums import OccupancyKind, OccupancyState
from halte.desk.models import Occupancy, Workstation
from halte.workshops.enums import SessionState
from halte.workshops.models import Session

# Whoever reserved and is not here by then comes no more; the computer is free for others.
KEPT_FOR = timedelta(minutes=15)
TAKING = [str(state) for state in OccupancyState.taking()]


def follow_all(now: datetime) -> int:
    """Keep for each workshop to come the computers it needs; how many sessions were put right."""
    asked = _off_plan(now)
    for session in asked:
        follow(session, now=now)
    return len(asked)


def _off_plan(now: datetime) -> list[Session]:
    """Sessions of places with computers, for which not exactly what is needed is kept."""
    computers = Workstation.objects.in_use().filter(space=OuterRef("space"))
    kept = Q(computers__state__in=TAKING)
    exact = kept & Q(
        computers__during__startswith=F("starts_at"), computers__during__endswith=F("ends_at")
    )
    on = Q(state=SessionState.PUBLISHED, ends_at__gt=now)
    sessions = Session.objects.filter(Exists(computers), Q(computers_needed__gt=0) | kept)
    counted = sessions.annotate(
        kept=Count("computers", filter=kept, distinct=True),
        exact=Count("computers", filter=exact, distinct=True),
    )
    wrong = (on & (~Q(exact=F("computers_needed")) | ~Q(kept=F("exact")))) | (~on & Q(kept__gt=0))
    return list(counted.filter(Q(ends_at__gt=now) | Q(kept__gt=0)).filter(wrong))


@transaction.atomic
def follow(session: Session, *, now: datetime) -> list[Occupancy]:
    """What is kept for a session becomes what it needs now; the rows that keep it.

    Fewer when not enough can be had. Computers that are never reserved are never taken.
    """
    stations = list(
        Workstation.objects.select_for_update(of=("self",))
        .select_related("site")
        .filter(space=session.space_id)
        .order_by("pk")
    )
    during = DateTimeTZRange(session.starts_at, session.ends_at)
    usable = {row.pk: row for row in stations if _serves(row, session)}
    rows = Occupancy.objects.taking().filter(workshop=session).order_by("pk")
    right = [row for row in rows if row.during == during and row.workstation_id in usable]
    is_on = session.state == SessionState.PUBLISHED and session.ends_at > now
    wanted = session.computers_needed if is_on else 0
    kept = right[:wanted]
    for row in rows:
        if row not in kept:
            room.end(row, at=now)
    have = {row.workstation_id for row in kept}
    for station in _free(usable.values(), during, have, now)[: max(wanted - len(kept), 0)]:
        kept.append(
            room.plan(station, OccupancyKind.WORKSHOP, during.lower, during.upper, workshop=session)
        )
    return kept


def _serves(station: Workstation, session: Session) -> bool:
    return (
        station.retired_at is None and station.is_reservable and station.site_id == session.site_id
    )


def _free(
    stations: Collection[Workstation], during: DateTimeTZRange, have: set[int], now: datetime
) -> list[Workstation]:
    """Those that nothing else has then, in the order of the room."""
    broken = Q(kind=OccupancyKind.REPAIR, state=RUNNING)
    busy = set(
        Occupancy.objects.taking()
        .filter(broken | Q(during__overlap=during), workstation__in=[row.pk for row in stations])
        .values_list("workstation_id", flat=True)
    )
    free = [row for row in stations if row.pk not in busy | have]
    return sorted(free, key=lambda row: (row.position, row.label, row.pk))


def keep_clock(now: datetime) -> int:
    """What was planned begins, who reserved and does not come loses the computer, what is over
    ends; how many rows moved. A session ends only when somebody says so."""
    due = Occupancy.objects.alias(begins=Lower("during"), ends=Upper("during")).filter(
        kind__in=[OccupancyKind.BOOKING, OccupancyKind.WORKSHOP]
    )
    moved = 0
    for row in due.filter(state=PLANNED, begins__lte=now):
        moved += _try_move(row, "begin")
    missed = Q(kind=OccupancyKind.BOOKING, begins__lte=now - KEPT_FOR)
    for row in due.filter(missed | Q(ends__lte=now), state=RUNNING).select_related("workstation"):
        moved += _try_end(row, now)
    return moved


def _try_move(row: Occupancy, verb: str) -> int:
    try:
        move(row, verb, OCCUPANCY_TRANSITIONS)
    except TransitionRefused:
        # Somebody was quicker.
        return 0
    return 1


def _try_end(row: Occupancy, now: datetime) -> int:
    over = row.ends_at is not None and row.ends_at <= now
    try:
        room.end(row, at=row.ends_at if over else now)
    except TransitionRefused:
        return 0
    return 1
