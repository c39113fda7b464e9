"""Acts on the list of people to call."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from halte.core.models import LogEntry
from halte.workshops.models import Call


@transaction.atomic
def calls_done(calls: Iterable[Call], *, by=None) -> int:
    """Somebody was told several things in one call; how many of them were news."""
    return sum(call_done(call, by=by) for call in calls)


@transaction.atomic
def call_done(call: Call, *, by=None) -> bool:
    """Somebody was told; whether this was news. Who was first stays the one who did it."""
    row = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if row.done_at:
        return False
    row.done_at, row.done_by = timezone.now(), by
    row.save(update_fields=["done_at", "done_by"])
    LogEntry.record(row, "call", by=by, target=row.reason)
    return True
