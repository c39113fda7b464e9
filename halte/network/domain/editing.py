"""What every edit of the register shares: nothing foreign, nothing overwritten in silence.

An act locks the row, compares what was read, what stands there now and what was typed
(halte/core/conflicts.py), checks what it will write, writes only what changed, and logs which.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models

from halte.core.conflicts import compare, plain
from halte.core.models import LogEntry
from halte.network.loading.filling import attname, values_of

# Where a broken promise of the database is shown: the value that somebody can put right.
FIELD_OF_CONSTRAINT = {
    "space_services_are_known": "services",
    "restricted_audience_is_explained": "audience_note_fr",
    "space_website_is_a_web_address": "website",
    "site_accessibility_is_known": "accessibility",
    "site_postcode_has_four_digits": "postcode",
    "coordinates_have_a_source": "lat",
}
# Who was faster stands among the last acts.
LOOKED_BACK = 100


@dataclass(frozen=True, slots=True)
class Saved:
    """Names of the values that were written, and of those that others changed meanwhile."""

    changed: list[str]
    theirs: list[str]


class Clash(Exception):
    """Others changed the values `names` since they were read; `now` is what stands there."""

    def __init__(self, names: list[str], now: dict[str, object]):
        super().__init__(", ".join(names))
        self.names, self.now = names, now


def settle(
    now: Mapping[str, object], typed: Mapping[str, object], read: str | None
) -> tuple[dict[str, object], Saved]:
    """The values to write, by name, and what to say of it. Raises `Clash`.

    `read` is the note of what was read; None when nobody read anything (a load, a program).
    """
    theirs: list[str] = []
    merged: dict[str, object] = {**now, **typed}
    if read is not None:
        found = compare(read, now=now, typed=typed)
        if found.clashing:
            raise Clash(found.clashing, dict(now))
        merged, theirs = found.merged, found.theirs
    stands, wanted = plain(now), plain(merged)
    changed = [name for name in now if stands[name] != wanted[name]]
    return {name: merged[name] for name in changed}, Saved(changed, theirs)


def change_row(
    row: models.Model,
    values: Mapping[str, object],
    *,
    allowed: Collection[str],
    by,
    read: str | None,
) -> Saved:
    """Write what was typed into a locked row. Raises `Clash`, `ValidationError` by field."""
    foreign = set(values) - set(allowed)
    if foreign:
        raise ValueError(f"not to be changed here: {', '.join(sorted(foreign))}")
    written, saved = settle(values_of(row, list(values)), values, read)
    for name, value in written.items():
        setattr(row, attname(row, name), value)
    write(row, saved.changed, by=by)
    return saved


def write(row: models.Model, names: list[str], *, by, note: str = "") -> None:
    """Check and save some values of a row, and log which; nothing when there are none."""
    if not names:
        return
    check(row, names)
    own = {field.name for field in row._meta.fields}
    row.save(update_fields=[*names, *({"updated_at"} & own)])
    LogEntry.record(row, "change", by=by, note=note or " ".join(names))


def who_changed(row: models.Model, names: Collection[str]) -> dict[str, LogEntry]:
    """The last entry of the log about each value that was changed by an act; one query."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=row.pk, verb="change"
    ).select_related("by")
    found: dict[str, LogEntry] = {}
    for entry in entries[:LOOKED_BACK]:
        for name in set(entry.note.split()) & set(names):
            found.setdefault(name, entry)
    return found


def check(row: models.Model, names: Iterable[str]) -> None:
    """Raise `ValidationError` by field: for the values named and for every constraint."""
    wanted = set(names)
    row.clean_fields(exclude={field.name for field in row._meta.fields if field.name not in wanted})
    faults: dict[str, Any] = {}
    for constraint in row._meta.constraints:
        if constraint.name not in FIELD_OF_CONSTRAINT:
            continue
        try:
            constraint.validate(type(row), row)
        except ValidationError as fault:
            faults[FIELD_OF_CONSTRAINT[constraint.name]] = fault.messages
    if faults:
        raise ValidationError(faults)
