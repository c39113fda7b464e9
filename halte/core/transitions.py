"""Moving a row from one state to another: the only place where a state is assigned.

A context declares `TRANSITIONS = {"accept": ({SUBMITTED}, ACCEPTED), ...}`; its acts call `move`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from django.db import transaction

from halte.core.models import LogEntry, Stateful

Table = Mapping[str, tuple[Collection[str], str]]
Row = TypeVar("Row", bound=Stateful)


class TransitionRefused(Exception):
    """The verb does not apply to the state the row is in."""

    def __init__(self, verb: str, state: str):
        super().__init__(f"“{verb}” is not possible from “{state}”")
        self.verb, self.state = verb, state


@transaction.atomic
def move(
    row: Row, verb: str, table: Table, *, by=None, note: str = "", saving: Iterable[str] = ()
) -> Row:
    """Lock `row`, move it by `verb`, save it and write the log row. Raises `TransitionRefused`.

    Fields in `saving` that were set on `row` before are written in the same statement.
    """
    sources, target = table[verb]
    locked = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.state not in sources:
        raise TransitionRefused(verb, locked.state)
    source, row.state = locked.state, target
    row.save(update_fields=["state", *saving])
    LogEntry.record(row, verb, by=by, source=source, target=target, note=note)
    return row
