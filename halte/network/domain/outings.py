"""Where a mobile space goes: adding, changing, removing an outing."""

from django.db import transaction

from halte.core.models import LogEntry
from halte.network.models import Outing, Space


@transaction.atomic
def set_outing(outing: Outing, *, by) -> Outing:
    """Save a new outing or a changed one; the space is locked meanwhile."""
    Space.objects.select_for_update(of=("self",)).only("pk").get(pk=outing.space_id)
    outing.save()
    LogEntry.record(outing.space, "set_outing", by=by, note=str(outing))
    return outing


@transaction.atomic
def remove_outing(outing: Outing, *, by) -> None:
    """The space does not go there after all."""
    space, note = outing.space, str(outing)
    outing.delete()
    LogEntry.record(space, "remove_outing", by=by, note=note)
