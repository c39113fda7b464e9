"""The second wall around personal rows: PostgreSQL itself keeps them apart, by place.

A table behind the wall (`KeptApart` in its migration) shows a connection the rows of the places
that were opened on it, and none when nothing was: a forgotten filter leaks nothing. Why and how:
docs/adr/050-second-wall.md.

    @access(can_register, rows=spaces_of)       a page opens the places of whoever asks
    with rows.of(uuids): ...                    a job, a command, a test
    with rows.everything("monthly count"): ...  the owner of the tables alone
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import Error, connection

logger = logging.getLogger("halte.rows")

SETTING = "halte.rows"
EVERYTHING = "everything"
_OPEN = "_halte_rows"


@contextmanager
def of(places: Iterable[UUID]) -> Iterator[None]:
    """Open the rows of these places, and no others, on this thread's connection; two statements."""
    with _opened(",".join(str(UUID(str(place))) for place in places)):
        yield


@contextmanager
def everything(reason: str) -> Iterator[None]:
    """Open all rows, for work on the whole: it is logged, and the web role gets none by it."""
    logger.info("all rows opened", extra={"facts": {"reason": reason}})
    with _opened(EVERYTHING):
        yield


@contextmanager
def _opened(value: str) -> Iterator[None]:
    """Set, and put back what was there before, whatever happens in between."""
    before = getattr(connection, _OPEN, "")
    _set(value)
    try:
        yield
    finally:
        _put_back(before)


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, value])
    setattr(connection, _OPEN, value)


def _put_back(value: str) -> None:
    """A connection that cannot be set back is not used again: a new one has nothing open."""
    try:
        _set(value)
    except Error:
        setattr(connection, _OPEN, value)
        if connection.in_atomic_block:
            # The setting was made in this transaction and is undone with it.
            connection.set_rollback(True)
        else:
            connection.close()
