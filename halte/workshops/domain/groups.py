"""Acts on counted groups after they were recorded: correct, remove."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from halte.core.models import LogEntry
from halte.workshops.models import GroupVisit, HeadCount


@transaction.atomic
def correct_group(
    visit: GroupVisit, *, day: date, group: str, heads: Mapping[tuple[str, str], int], by=None
) -> GroupVisit:
    """The group was another one, or had other heads."""
    if not any(heads.values()):
        raise ValueError("a group has at least one head")
    row = GroupVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    row.day, row.group = day, group
    row.save(update_fields=["day", "group"])
    row.counts.all().delete()
    HeadCount.objects.bulk_create(
        HeadCount(visit=row, age_band=band, gender=gender, heads=count)
        for (band, gender), count in heads.items()
        if count
    )
    LogEntry.record(row, "correct", by=by)
    return row


@transaction.atomic
def remove_group(visit: GroupVisit, *, by=None) -> None:
    """The group was recorded by mistake."""
    LogEntry.record(visit, "remove", by=by, note=f"{visit}")
    visit.delete()
