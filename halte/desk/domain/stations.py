"""Acts on the list of computers, and on the links of their pages and of the big screen.

A link is a random secret of which only a digest is kept; it opens one machine or one screen, until
the team makes another.
"""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from halte.accounts.domain import digest
from halte.core.models import LogEntry
from halte.desk.domain.room import RoomRefused, Taken, end, lock, rules_of
from halte.desk.enums import OccupancyKind
from halte.desk.models import DeskRules, Occupancy, Workstation
from halte.network.models import Space

FIELDS = ("label", "site", "kind", "is_adapted", "is_reservable", "position")
RULES = (
    "allowance_minutes",
    "gap_minutes",
    "extension_minutes",
    "grace_minutes",
    "never_reserved",
    "purposes",
)


class TooFewFree(RoomRefused):
    """Too few computers would be left that are never reserved; `number` must be."""

    def __init__(self, number: int):
        super().__init__(number)
        self.number = number


@transaction.atomic
def add_workstation(space: Space, values: dict[str, Any], *, by=None) -> Workstation:
    """One more computer. Raises `TooFewFree`."""
    _lock_space(space)
    row = Workstation(space=space)
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.save()
    _refuse_too_few(space)
    LogEntry.record(row, "add", by=by)
    return row


@transaction.atomic
def change_workstation(row: Workstation, values: dict[str, Any], *, by=None) -> Workstation:
    """Another name, place or kind. Raises `TooFewFree`."""
    _lock_space(row.space)
    locked = lock(row)
    for name in values.keys() & set(FIELDS):
        setattr(locked, name, values[name])
    locked.save(update_fields=sorted(values.keys() & set(FIELDS)))
    _refuse_too_few(row.space)
    LogEntry.record(locked, "change", by=by)
    return locked


@transaction.atomic
def retire_workstation(row: Workstation, *, by=None) -> Workstation:
    """It is there no more; its link works no more. Raises `Taken`, `TooFewFree`.

    Workshops get another one. What somebody reserved on it must be moved before: `Taken`.
    """
    _lock_space(row.space)
    locked = lock(row)
    taking = Occupancy.objects.taking().filter(workstation=locked)
    if taking.filter(kind__in=[OccupancyKind.SESSION, OccupancyKind.BOOKING]).exists():
        raise Taken
    for occupancy in taking:
        end(occupancy, by=by)
    locked.retired_at, locked.station_digest = timezone.now(), ""
    locked.save(update_fields=["retired_at", "station_digest"])
    _refuse_too_few(row.space)
    LogEntry.record(locked, "retire", by=by)
    return locked


@transaction.atomic
def change_rules(space: Space, values: dict[str, Any], *, by=None) -> DeskRules:
    """How the space deals with computers and visits. Raises `TooFewFree`."""
    _lock_space(space)
    rules = rules_of(space.pk)
    for name in RULES:
        if name in values:
            setattr(rules, name, values[name])
    rules.save()
    _refuse_too_few(space)
    LogEntry.record(rules, "change", by=by)
    return rules


def _lock_space(space: Space) -> None:
    """Two who change the list at once would each leave one computer too few."""
    Space.objects.select_for_update(of=("self",)).get(pk=space.pk)


def _refuse_too_few(space: Space) -> None:
    """Roadmap: one or two computers are never reserved; all of them where there are fewer."""
    kept = list(
        Workstation.objects.in_use().filter(space=space).values_list("is_reservable", flat=True)
    )
    needed = min(rules_of(space.pk).never_reserved, len(kept))
    if kept.count(False) < needed:
        raise TooFewFree(needed)


# ---- Links --------------------------------------------------------------------------------------


@transaction.atomic
def issue_station(row: Workstation, *, by=None) -> str:
    """A new link for the page of this computer; the one before stops working."""
    secret = secrets.token_urlsafe(32)
    _set_station(row, digest(secret), "issue", by)
    return secret


@transaction.atomic
def revoke_station(row: Workstation, *, by=None) -> None:
    """The page of this computer opens no more."""
    _set_station(row, "", "revoke", by)


def _set_station(row: Workstation, value: str, verb: str, by: Any) -> None:
    locked = lock(row)
    locked.station_digest = value
    locked.save(update_fields=["station_digest"])
    LogEntry.record(locked, verb, by=by)


def station_of(secret: str) -> Workstation | None:
    """The computer that a link is for."""
    rows = Workstation.objects.in_use().select_related("site", "space")
    return rows.filter(station_digest=digest(secret)).first() if secret else None


@transaction.atomic
def issue_display(space: Space, *, by=None) -> str:
    """A new link for the big screen; the one before stops working."""
    secret = secrets.token_urlsafe(32)
    _set_display(space, digest(secret), "issue", by)
    return secret


@transaction.atomic
def revoke_display(space: Space, *, by=None) -> None:
    """The big screen shows nothing more."""
    _set_display(space, "", "revoke", by)


def _set_display(space: Space, value: str, verb: str, by: Any) -> None:
    _lock_space(space)
    rules = rules_of(space.pk)
    rules.display_digest = value
    rules.save()
    LogEntry.record(rules, verb, by=by)


def display_of(secret: str) -> Space | None:
    """The space whose queue a link shows."""
    rows = DeskRules.objects.select_related("space__organisation")
    found = rows.filter(display_digest=digest(secret)).first() if secret else None
    return found.space if found else None
