"""What surrounds each job."""

from collections.abc import Callable
from typing import Any

from django.db import connections


def with_own_connection(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Run a job on a fresh connection, named in the history, and hang up afterwards.

    Each job has a thread of its own: connections kept there would pile up, and die unnoticed when
    the database starts anew.
    """
    from halte.core.history import acting  # noqa: PLC0415 - the settings import this module

    try:
        with acting(context.job.task_name.rpartition(".")[2]):
            return call_next()
    finally:
        connections.close_all()
