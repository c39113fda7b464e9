"""Writing rows without writing over people (docs/adr/010-loads-respect-edits.md)."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from django.apps import apps
from django.db import connection, models, transaction
from phonenumber_field.phonenumber import PhoneNumber

from halte.core.history import acting
from halte.network.models import LoadedRow

# The same row gets the same public identifier on every machine it is loaded on.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://halte.invalid/loads")
LOCK = 7_461_201


@contextmanager
def one_load_at_a_time() -> Iterator[None]:
    """A transaction that waits for other loads to end."""
    with transaction.atomic(), acting("load"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def plain(value: object) -> object:
    """A field's value as JSON can keep it."""
    if isinstance(value, PhoneNumber):
        return value.as_e164 if value.is_valid() else str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def values_of(row: models.Model, names: list[str]) -> dict[str, object]:
    """Plain values of some fields; a foreign key gives the other row's key."""
    return {name: plain(getattr(row, attname(row, name))) for name in names}


def attname(row: models.Model, name: str) -> str:
    """The attribute with a field's own value: `municipality_id` for `municipality`."""
    return getattr(row._meta.get_field(name), "attname", name)


class Filler:
    """Brings the rows of one load to their wanted values, and counts what it did."""

    def __init__(self, load: str) -> None:
        self.load = load
        self.done: Counter[str] = Counter()
        self._known = {
            (known.model, known.key): known for known in LoadedRow.objects.filter(load=load)
        }
        self._new: list[LoadedRow] = []
        self._rows: dict[str, dict[str, models.Model]] = {}

    def fill(self, model: type[models.Model], key: str, **wanted) -> models.Model | None:
        """Make the row named `key`, or fill the fields that nobody changed since the last load.

        Returns None for a row that somebody deleted: it stays deleted.
        """
        known = self._known.get((model._meta.label_lower, key))
        if known is None:
            return self._adopt(model, key, wanted) or self._make(model, key, wanted)
        row = self._present(model).get(known.row_id)
        if row is None:
            self.done["left deleted"] += 1
            return None
        self._update(row, known, wanted)
        return row

    def made(self, model: type[models.Model], key: str) -> models.Model | None:
        """The row named `key`, filled before; None when somebody deleted it."""
        known = self._known.get((model._meta.label_lower, key))
        return known and self._present(model).get(known.row_id)

    def drop_others(self, model: type[models.Model], keys: set[str]) -> None:
        """Remove the rows that this load once made and that its data no longer names."""
        label = model._meta.label_lower
        gone = [
            known for (name, key), known in self._known.items() if name == label and key not in keys
        ]
        for known in gone:
            model._default_manager.filter(pk=known.row_id).delete()
            known.delete()
            self.done["removed"] += 1

    def finish(self) -> None:
        """Remember the rows made."""
        LoadedRow.objects.bulk_create(self._new)

    def _present(self, model: type[models.Model]) -> dict[str, models.Model]:
        """All rows of a table by key: read once, as these tables are small."""
        label = model._meta.label_lower
        if label not in self._rows:
            self._rows[label] = {str(row.pk): row for row in model._default_manager.all()}
        return self._rows[label]

    def _adopt(self, model, key: str, wanted: dict) -> models.Model | None:
        """A row that was there before the load stays as it is."""
        for names in _uniques(model):
            if set(names) <= set(wanted):
                own = values_of(model(**wanted), names)
                for row in self._present(model).values():
                    if values_of(row, names) == own:
                        self._remember(row, key, {})
                        self.done["found there"] += 1
                        return row
        return None

    def _make(self, model, key: str, wanted: dict) -> models.Model:
        if any(field.name == "uuid" for field in model._meta.fields):
            public = uuid.uuid5(NAMESPACE, f"{self.load} {model._meta.label_lower} {key}")
            row = model(uuid=public, **wanted)
        else:
            row = model(**wanted)
        row.save(force_insert=True)
        self._present(model)[str(row.pk)] = row
        self._remember(row, key, values_of(row, list(wanted)))
        self.done["made"] += 1
        return row

    def _remember(self, row, key: str, values: dict) -> None:
        label = row._meta.label_lower
        known = LoadedRow(load=self.load, model=label, key=key, row_id=str(row.pk), values=values)
        self._known[label, key] = known
        self._new.append(known)

    def _update(self, row, known: LoadedRow, wanted: dict) -> None:
        names = list(wanted)
        present = values_of(row, names)
        target = values_of(type(row)(**wanted), names)
        untouched = [name for name in names if present[name] == known.values.get(name)]
        changed = [name for name in untouched if target[name] != present[name]]
        self.done["left as edited"] += any(
            name not in untouched and target[name] != present[name] for name in names
        )
        if not changed:
            self.done["unchanged"] += 1
            return
        for name in changed:
            setattr(row, name, wanted[name])
            known.values[name] = target[name]
        row.save()
        known.save()
        self.done["updated"] += 1


def _uniques(model) -> list[list[str]]:
    """The groups of fields of which no two rows may share the values."""
    single = [[field.name] for field in model._meta.fields if field.unique]
    return single + [list(one.fields) for one in model._meta.total_unique_constraints]


def model_named(label: str) -> type[models.Model]:
    """The model behind a label such as `network.site`."""
    return apps.get_model(label)
