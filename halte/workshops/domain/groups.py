"""Acts on counted groups after they were recorded: correct, remove."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from halte.core.models import LogEntry
from halte.workshops.models import GroupVisit, HeadCount, Session


@transaction.atomic
def correct_group(
    visit: GroupVisit,
    *,
    day: date,
    group: str,
    heads: Mapping[tuple[str, str], int],
    session: Session | None = None,
    by=None,
) -> GroupVisit:
    """The group was another one, came to something else, or had other heads."""
    if not any(heads.values()):
        raise ValueError("a group has at least one head")
    row = GroupVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if session and session.space_id != row.space_id:
        raise ValueError("the session belongs to another space")
    row.day, row.group, row.session = day, group, session
    row.save(update_fields=["day", "group", "session"])
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
