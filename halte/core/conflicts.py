"""Two people edit the same record: the second is told, and loses nothing.

A page with a form carries, in a hidden field, a note of the values as they were read. When the form
comes back, the act locks the row and compares three things: what was read, what stands there now,
and what was typed.

    note(values)                          -> text of the hidden field
    compare(noted, now=..., typed=...)    -> Comparison: what others changed, what clashes, the sum
    refuse_if_changed(noted, now)         -> raises ChangedMeanwhile, inside the locked act

To "save over", the page comes back with a new note of what stands there now.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder

# A form that was read by nobody of ours has no values; every difference then is a clash.
Values = Mapping[str, object]
LONGEST = 200_000


class ChangedMeanwhile(Exception):
    """Somebody else has saved since the page was read; `now` is what stands there."""

    def __init__(self, now: Values):
        super().__init__("the record was changed after it was read")
        self.now = now


@dataclass(frozen=True, slots=True)
class Comparison:
    """By names of values, in the order of the record."""

    theirs: list[str]  # changed by others since the page was read
    clashing: list[str]  # changed by others, and typed differently
    merged: dict[str, object]  # what was typed where it was changed, else what stands there now

    @property
    def is_clear(self) -> bool:
        """Nobody loses anything by saving `merged`."""
        return not self.clashing


def plain(values: Values) -> dict[str, object]:
    """The values as they come back from a note: dates as text, tuples as lists."""
    return json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder, sort_keys=True))


def note(values: Values) -> str:
    """What was read, for a hidden field."""
    return json.dumps(plain(values), ensure_ascii=False, separators=(",", ":"))


def noted(text: str) -> dict[str, object] | None:
    """The values of a note that came back; None when it is not one. Nothing in it is trusted."""
    if not text or len(text) > LONGEST:
        return None
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def compare(text: str, *, now: Values, typed: Values) -> Comparison:
    """What was read (a note), what stands there now, and what was typed."""
    read, stands, wanted = noted(text) or {}, plain(now), plain(typed)
    theirs = [name for name in stands if name not in read or read[name] != stands[name]]
    mine = {name for name in wanted if name not in read or read[name] != wanted[name]}
    clashing = [name for name in theirs if name in mine and wanted[name] != stands[name]]
    merged = {name: typed[name] if name in mine else value for name, value in now.items()}
    return Comparison(theirs, clashing, merged)


def refuse_if_changed(text: str | None, now: Values) -> None:
    """Raise `ChangedMeanwhile` unless the note says what stands there now.

    To be called under the lock of the row. None: the caller (a load, a command) read nothing.
    """
    if text is not None and noted(text) != plain(now):
        raise ChangedMeanwhile(now)
