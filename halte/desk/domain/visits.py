"""Acts on visits: arrive, leave, put right, delete and bring back.

A visit is written in one statement, so that what was acknowledged is there whatever fails
afterwards.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from halte.core.models import LogEntry
from halte.core.statements import written
from halte.desk.enums import Leaving, OccupancyKind, Purpose, VisitSource
from halte.desk.models import Exclusion, Occupancy, Visit
from halte.network.models import Outing, Space
from halte.visitors.domain import NEEDED, SEEN
from halte.visitors.models import Visitor
from halte.workshops.models import Session

# A clock may be a little fast.
AHEAD = timedelta(minutes=5)
# Longer ago than this, a visit is not noted any more but belongs to an import.
BEHIND = timedelta(days=31)
UNDO = timedelta(days=30)
CORRECTED = ("heads", "purposes", "arrived_at", "left_at", "leaving")


# Nobody who may not come, and nothing twice: what the constraints refuse is not written.
OF_VISIT = written(Visit)
WRITE = f"""
    WITH made AS (
        INSERT INTO desk_visit ({", ".join(OF_VISIT)})
        SELECT {", ".join(f"%({name})s" for name in OF_VISIT)}
        WHERE NOT EXISTS (
            SELECT FROM desk_exclusion WHERE visitor_id = %(visitor)s
            AND first <= %(day)s AND last >= %(day)s AND reviewed_at IS NULL
        )
        ON CONFLICT DO NOTHING RETURNING id
    ), seen AS ({SEEN} AND EXISTS (SELECT FROM made)
    ), needed AS ({NEEDED} AND EXISTS (SELECT FROM made)
    )
    SELECT id FROM made
"""  # noqa: S608 - the columns are our model's


class VisitRefused(Exception):
    """The visit cannot be noted like this."""


class WrongTime(VisitRefused):
    """In the future, or too long ago."""


class UnknownPurpose(VisitRefused):
    """No such purpose, or none at all."""


class AlreadyHere(VisitRefused):
    """This person has not left yet; `visit` is the open one."""

    def __init__(self, visit: Visit):
        super().__init__(visit.pk)
        self.visit = visit


class AlreadyLeft(VisitRefused):
    """The visit is over."""


class Excluded(VisitRefused):
    """This person may not come until a day; a coordinator decided so."""

    def __init__(self, exclusion: Exclusion):
        super().__init__(exclusion.pk)
        self.exclusion = exclusion


def arrive(
    space: Space,
    *,
    visitor: Visitor | None = None,
    heads: int = 1,
    purposes: Collection[str],
    at: datetime | None = None,
    source: str = VisitSource.DESK,
    workshop: Session | None = None,
    outing: Outing | None = None,
    entry: UUID | None = None,
    by: Any = None,
) -> Visit:
    """Somebody is here. The same `entry` again gives the visit it made before.

    Raises `AlreadyHere`, `Excluded`, `WrongTime`, `UnknownPurpose`.
    """
    moment = at or timezone.now()
    _refuse_time(moment)
    row = Visit(
        space=space,
        visitor=visitor,
        heads=heads,
        purposes=read_purposes(purposes),
        arrived_at=moment,
        source=source,
        workshop=workshop,
        outing=outing,
        entry=entry,
        noted_by=by,
    )
    number = _write(row)
    if number is not None:
        row.pk, row._state.adding = number, False
        return row
    if visitor is not None:
        refuse_excluded(visitor, moment)
    return _what_stands_there(row)


def _write(row: Visit) -> int | None:
    """Write the visit, and that she was seen; None when it may not be written. One statement.

    Without the ORM: each arrival does it, at some desks many a minute.
    """
    row.noted_at = timezone.now()
    values = {name: getattr(row, name) for name in OF_VISIT}
    given = {**values, "day": timezone.localdate(row.arrived_at), "at": row.arrived_at}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {**given, "visitor": row.visitor_id})
        found = cursor.fetchone()
    return found[0] if found else None


def _refuse_time(moment: datetime) -> None:
    now = timezone.now()
    if not now - BEHIND <= moment <= now + AHEAD:
        raise WrongTime


def read_purposes(given: Iterable[str]) -> list[str]:
    """Purposes without doubles, in the order given; raises `UnknownPurpose`."""
    found = list(dict.fromkeys(given))
    if not found or not set(found) <= set(Purpose.values):
        raise UnknownPurpose
    return found


def refuse_excluded(visitor: Visitor, moment: datetime) -> None:
    """Raises `Excluded` while a decision keeps somebody away."""
    day = timezone.localdate(moment)
    exclusion = Exclusion.objects.filter(
        visitor=visitor, first__lte=day, last__gte=day, reviewed_at__isnull=True
    ).first()
    if exclusion is not None:
        raise Excluded(exclusion)


def _what_stands_there(row: Visit, wrong: IntegrityError | None = None) -> Visit:
    """The visit that the database did not write twice; raises `AlreadyHere`, or `VisitRefused`
    where trying again would do."""
    others = Visit.objects.exclude(pk=row.pk)
    if row.entry is not None:
        found = others.filter(space_id=row.space_id, entry=row.entry).first()
        if found is not None:
            return found
    if row.visitor_id is not None:
        if row.workshop_id is not None:
            found = others.counted().filter(visitor=row.visitor, workshop=row.workshop)
            if known := found.first():
                return known
        if here := others.present().filter(visitor=row.visitor).first():
            raise AlreadyHere(here) from wrong
    # What stood in the way has gone meanwhile.
    raise wrong or VisitRefused


@transaction.atomic
def leave(
    visit: Visit, *, at: datetime | None = None, how: str = Leaving.SAID, by: Any = None
) -> Visit:
    """Somebody leaves; her computer is free. Raises `AlreadyLeft`, `WrongTime`."""
    moment = at or timezone.now()
    [locked] = Visit.objects.select_for_update().filter(pk=visit.pk)
    if locked.left_at is not None:
        raise AlreadyLeft
    if moment < locked.arrived_at or moment > timezone.now() + AHEAD:
        raise WrongTime
    locked.left_at, locked.leaving = moment, how
    locked.save(update_fields=["left_at", "leaving"])
    _free_computers(locked, moment, by)
    return locked


def _free_computers(visit: Visit, moment: datetime, by: Any) -> None:
    from halte.desk.domain import room  # noqa: PLC0415 - both ends of one act

    taken = Occupancy.objects.taking().filter(visit=visit, kind=OccupancyKind.SESSION)
    for occupancy in taken.select_related("workstation"):
        room.end(occupancy, at=moment, by=by)


@transaction.atomic
def correct(visit: Visit, *, by: Any = None, **values: Any) -> Visit:
    """Put an entry right, whenever; counts follow. Raises `WrongTime`, `UnknownPurpose`,
    and `AlreadyHere` when who is here anew would be here twice."""
    [locked] = Visit.objects.select_for_update().filter(pk=visit.pk)
    if not values.keys() <= set(CORRECTED):
        raise TypeError(f"only {', '.join(CORRECTED)} can be put right")
    if "purposes" in values:
        values["purposes"] = read_purposes(values["purposes"])
    for name, value in values.items():
        setattr(locked, name, value)
    if locked.left_at is not None and not locked.leaving:
        locked.leaving = Leaving.SAID
    if locked.left_at is None:
        locked.leaving = ""
    now = timezone.now() + AHEAD
    if max(locked.arrived_at, locked.left_at or locked.arrived_at) > now:
        raise WrongTime
    if locked.left_at is not None and locked.left_at < locked.arrived_at:
        raise WrongTime
    try:
        with transaction.atomic():
            locked.save(update_fields=[*values, "leaving"])
    except IntegrityError as wrong:
        _what_stands_there(locked, wrong)
    LogEntry.record(locked, "correct", by=by, note=", ".join(values))
    return locked


@transaction.atomic
def delete(visit: Visit, *, by: Any = None) -> Visit:
    """It did not take place. It counts nowhere any more; `restore` undoes it for 30 days."""
    [locked] = Visit.objects.select_for_update().filter(pk=visit.pk)
    if locked.deleted_at is None:
        now = timezone.now()
        locked.deleted_at = now
        locked.save(update_fields=["deleted_at"])
        _free_computers(locked, now, by)
        LogEntry.record(locked, "delete", by=by)
    return locked


@transaction.atomic
def restore(visit: Visit, *, by: Any = None) -> Visit:
    """The deletion was a mistake. Raises `AlreadyHere` when she came again meanwhile."""
    [locked] = Visit.objects.select_for_update().filter(pk=visit.pk)
    if locked.deleted_at is not None:
        locked.deleted_at = None
        try:
            with transaction.atomic():
                locked.save(update_fields=["deleted_at"])
        except IntegrityError as wrong:
            _what_stands_there(locked, wrong)
        LogEntry.record(locked, "restore", by=by)
    return locked


def forget_deleted(now: datetime) -> int:
    """Visits deleted more than 30 days ago go for good; how many."""
    return Visit.objects.filter(deleted_at__lt=now - UNDO).delete()[0]
