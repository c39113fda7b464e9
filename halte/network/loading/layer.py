"""A layer of values over the register that can be taken off again (docs/adr/012-sample-layer.md).

It only fills fields that are empty, and notes each of them with what it wrote; it only takes back
what still is as it wrote it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.db import models

from halte.network.loading.filling import model_named, plain, values_of
from halte.network.models import OpeningException, SampleTrace

Made = TypeVar("Made", bound=models.Model)


class Layer:
    """Writes the layer; the traces are stored by `finish`."""

    def __init__(self) -> None:
        self.traces: list[SampleTrace] = []
        self.done: Counter[str] = Counter()

    def fill(self, row: models.Model, **wanted) -> None:
        """Fill the empty fields of a row; what people filled in stays."""
        label, values = row._meta.label_lower, {}
        for name, value in wanted.items():
            before, after = plain(getattr(row, name)), plain(value)
            if before in (None, "", []) and after != before:
                values[name] = value
                self.traces.append(
                    SampleTrace(model=label, row_id=row.pk, field=name, before=before, after=after)
                )
        if values:
            type(row)._default_manager.filter(pk=row.pk).update(**values)
            self.done["fields"] += len(values)

    def make(self, rows: Iterable[Made]) -> list[Made]:
        """Make new rows of one model."""
        rows = list(rows)
        if not rows:
            return rows
        model = type(rows[0])
        for row in model._default_manager.bulk_create(rows):
            self.traces.append(
                SampleTrace(model=model._meta.label_lower, row_id=row.pk, after=_content(row))
            )
        self.done["rows"] += len(rows)
        return rows

    def finish(self) -> None:
        SampleTrace.objects.bulk_create(self.traces)


def take_off() -> Counter[str]:
    """Undo every trace and forget it; what somebody changed meanwhile stays as it is now."""
    done: Counter[str] = Counter()
    made: dict[str, list[SampleTrace]] = defaultdict(list)
    filled: dict[str, list[SampleTrace]] = defaultdict(list)
    for trace in SampleTrace.objects.order_by("-pk"):
        (filled if trace.field else made)[trace.model].append(trace)
    for label, traces in made.items():
        _remove_rows(model_named(label), traces, done)
    for label, traces in filled.items():
        _restore_fields(model_named(label), traces, done)
    SampleTrace.objects.all().delete()
    return done


def _remove_rows(model, traces: list[SampleTrace], done: Counter[str]) -> None:
    rows = model._default_manager.in_bulk([trace.row_id for trace in traces])
    untouched = [
        trace.row_id
        for trace in traces
        if trace.row_id in rows and _is_as_made(rows[trace.row_id], trace)
    ]
    model._default_manager.filter(pk__in=untouched).delete()
    done["rows taken away"] += len(untouched)
    done["rows left as edited"] += len(rows) - len(untouched)


def _is_as_made(row: models.Model, trace: SampleTrace) -> bool:
    """Whether nobody changed the row, nor hung anything on it."""
    if isinstance(row, OpeningException) and row.slots.exists():
        return False
    return _content(row) == trace.after


def _restore_fields(model, traces: list[SampleTrace], done: Counter[str]) -> None:
    rows = model._default_manager.in_bulk({trace.row_id for trace in traces})
    changes: dict[int, dict[str, object]] = defaultdict(dict)
    for trace in traces:
        row = rows.get(trace.row_id)
        if row is None:
            continue
        if plain(getattr(row, trace.field)) == trace.after:
            before = model._meta.get_field(trace.field).to_python(trace.before)
            changes[row.pk][trace.field] = before
            done["fields emptied"] += 1
        else:
            done["fields left as edited"] += 1
    for pk, values in changes.items():
        model._default_manager.filter(pk=pk).update(**values)


def _content(row: models.Model) -> dict[str, object]:
    """All that a row says, without its key and what the database works out from the rest."""
    fields = row._meta.concrete_fields
    return values_of(row, [f.name for f in fields if not (f.primary_key or f.generated)])
