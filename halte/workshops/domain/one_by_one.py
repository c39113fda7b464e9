"""Work on many rows, each in a transaction of its own: one that fails does not stop the others."""

import logging
from collections.abc import Callable, Iterable

from django.db import transaction

logger = logging.getLogger("halte.workshops")


class SomeFailed(Exception):
    """The work is done but for so many rows."""


def one_by_one(keys: Iterable[int], act: Callable[[int], int], *, what: str) -> int:
    """Act on each row; returns the sum of what the acts return. Raises `SomeFailed` at the end.

    The log says which row and what kind of fault: the words of a fault may hold names.
    """
    done = failed = 0
    for key in keys:
        try:
            with transaction.atomic():
                done += act(key)
        except Exception as fault:
            failed += 1
            facts = {"what": what, "row": key, "fault": type(fault).__name__}
            logger.error("one row failed", extra={"facts": facts})  # noqa: TRY400
    if failed:
        raise SomeFailed(f"{what}: {failed} failed, {done} done")
    return done
