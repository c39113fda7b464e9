"""Somebody of a space says that everything on its page is still right, or takes it back."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from halte.core.models import LogEntry
from halte.network.models import Site, Space


class NothingToUndo(Exception):
    """No confirmation of today stands any more."""


@transaction.atomic
def confirm_space(space: Space, *, by, note: str = "") -> Space:
    """Everything that the public reads about a space is right today, its hours included.

    Hours that nobody ever confirmed stay hidden: whoever presses this button has not seen them.
    The log keeps the day that stood there before, for `undo_confirmation`.
    """
    row = _locked(space)
    today = timezone.localdate()
    for site in row.sites.in_use().filter(hours_confirmed_on__lt=today):
        _confirm_hours(site, today, "confirm_hours", by)
    # Pressed twice on one day, it can still be undone to the day before.
    before = _standing(row, "confirm", row.confirmed_on)
    source = before.source if before else _text(row.confirmed_on)
    LogEntry.record(row, "confirm", by=by, source=source, target=_text(today), note=note)
    _save(space, row, today)
    return row


@transaction.atomic
def undo_confirmation(space: Space, *, by) -> Space:
    """Put back the days that stood there before the last confirmation, if it is of today.

    Raises `NothingToUndo`. What was confirmed otherwise meanwhile stays.
    """
    row = _locked(space)
    last = _standing(row, "confirm", row.confirmed_on)
    if last is None:
        raise NothingToUndo
    for site in row.sites.filter(hours_confirmed_on=row.confirmed_on):
        entry = _standing(site, "confirm_hours", site.hours_confirmed_on)
        if entry:
            _confirm_hours(site, _day(entry.source), "undo_confirm_hours", by)
    LogEntry.record(row, "undo_confirm", by=by, source=last.target, target=last.source)
    _save(space, row, _day(last.source))
    return row


def can_undo(space: Space) -> bool:
    """Whether the space was confirmed today by this act, and that still stands."""
    return _standing(space, "confirm", space.confirmed_on) is not None


def _locked(space: Space) -> Space:
    return Space.objects.select_for_update(of=("self",)).get(pk=space.pk)


def _save(space: Space, row: Space, day: date | None) -> None:
    row.confirmed_on = space.confirmed_on = day
    row.save(update_fields=["confirmed_on", "updated_at"])


def _confirm_hours(site: Site, day: date | None, verb: str, by) -> None:
    source, site.hours_confirmed_on = _text(site.hours_confirmed_on), day
    site.save(update_fields=["hours_confirmed_on"])
    LogEntry.record(site, verb, by=by, source=source, target=_text(day))


def _standing(row: Space | Site, verb: str, day: date | None) -> LogEntry | None:
    """The log of today's act that set `day`, unless it was undone since."""
    if day != timezone.localdate():
        return None
    acts = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=row.pk
    )
    last = acts.filter(verb__in=[verb, f"undo_{verb}"]).first()
    return last if last and last.verb == verb and last.target == _text(day) else None


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
