"""Statements of our own, where the ORM's making of them would cost more than the database's work.

For the few addresses that many programs call at once; everything else asks through the ORM.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import OperationalError, connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)
Answer = TypeVar("Answer")


def rows_of(model: type[Row], rest: str, params: Sequence[Any]) -> list[Row]:
    """Whole rows of one table; `rest` is what stands behind its name in the statement."""
    names = [field.attname for field in model._meta.concrete_fields]
    statement = f'SELECT {", ".join(names)} FROM "{model._meta.db_table}" {rest}'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [model.from_db(connection.alias, names, row) for row in cursor]


def written(model: type[Model]) -> list[str]:
    """The columns that somebody who inserts a row gives, but for its key."""
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if not (field.primary_key or field.generated)]


def places(count: int) -> str:
    """So many places for parameters."""
    return ", ".join(["%s"] * count)


def named(statement: str, params: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows as the statement names their columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def first(ask: Callable[[], Answer]) -> Answer:
    """The first query of a request: it is asked again when the database no longer hears us.

    So it tells by itself what Django would ask before, in a round of its own.
    """
    if connection.in_atomic_block:
        return ask()
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return ask()
    except OperationalError:
        connection.close()
        return ask()
