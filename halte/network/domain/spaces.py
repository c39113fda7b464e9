"""What a space says of itself."""

from collections.abc import Mapping

from django.db import transaction

from halte.core.models import LogEntry
from halte.network.domain.editing import Saved, change_row, settle
from halte.network.enums import EquipmentKind
from halte.network.models import EquipmentCount, Space

LANGUAGES = ("fr", "nl", "en")
WORDS = ("name", "description", "audience_note", "price_note", "bring", "welcome")
# What a space says of itself. Not its address on the web, its organisation, its recognition by the
# Region, or the day on which it was confirmed.
SPACE_FIELDS = {
    *(f"{name}_{code}" for name in WORDS for code in LANGUAGES),
    "is_mobile",
    "is_published",
    "audience",
    "price",
    "services",
    "languages",
    "phone",
    "email",
    "website",
}


@transaction.atomic
def change_space(
    space: Space, values: Mapping[str, object], *, by, read: str | None = None
) -> Saved:
    """Change what a space says of itself, by names of `SPACE_FIELDS`.

    `read` is the note of the values as they were shown. Raises `Clash` when somebody else changed
    the same ones meanwhile, `ValidationError` by field, ValueError for a name that is not allowed.
    """
    row = locked_space(space)
    return change_row(row, values, allowed=SPACE_FIELDS, by=by, read=read)


@transaction.atomic
def change_equipment(
    space: Space, counts: Mapping[str, int | None], *, by, read: str | None = None
) -> Saved:
    """Say how many machines of some kinds there are; None where nobody says. Raises `Clash`."""
    unknown = set(counts) - set(EquipmentKind.values)
    if unknown:
        raise ValueError(f"no kinds of equipment: {', '.join(sorted(unknown))}")
    row = locked_space(space)
    written, saved = settle(equipment_of(row, list(counts)), counts, read)
    for kind, count in written.items():
        if count is None:
            row.equipment.filter(kind=kind).delete()
        elif isinstance(count, int):
            EquipmentCount.objects.update_or_create(space=row, kind=kind, defaults={"count": count})
    if saved.changed:
        LogEntry.record(row, "change", by=by, note=" ".join(saved.changed))
    return saved


def equipment_of(space: Space, kinds: list[str]) -> dict[str, object]:
    """The count of each kind; None where nobody says."""
    known = dict(space.equipment.values_list("kind", "count"))
    return {kind: known.get(kind) for kind in kinds}


def locked_space(space: Space) -> Space:
    """The row of a space and, with it, its sites and machines: until the transaction ends."""
    return Space.objects.select_for_update(of=("self",)).get(pk=space.pk)
