"""Empties and fills tables after and before tests that commit: see docs/testing.md.

Django truncates every table and makes its content types anew. To delete from the few that hold rows
is ten times as quick.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

# Made by migrations and the same for each test.
MADE = {"django_content_type", "auth_permission"}
_truncate = TransactionTestCase._fixture_teardown


def empty(case: TransactionTestCase) -> None:
    """What a test has left goes; as Django does it where triggers may not be passed over."""
    if not _may_pass_over_triggers():
        _truncate(case)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _filled():
            cursor.execute(f'DELETE FROM public."{table}"')


class Kept:
    """Rows that several tests start from: made by the first, copied for the others."""

    def __init__(self, make) -> None:
        self.make, self.columns = make, {}

    def put(self) -> None:
        if self.columns:
            self._copy_back()
            return
        self.make()
        if _may_pass_over_triggers():
            self._keep()

    def _keep(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept")
            for table in _filled():
                cursor.execute(
                    """SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                       WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
                       AND attgenerated = ''""",
                    [f'public."{table}"'],
                )
                self.columns[table] = cursor.fetchone()[0]
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')

    def _copy_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, columns in self.columns.items():
                cursor.execute(
                    f'INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM kept."{table}"'
                )


def _may_pass_over_triggers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]


def _filled() -> list[str]:
    """The tables of models that hold rows of a test."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    ask = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM public.\"{table}\")"
        for table in tables
        if table not in MADE
    )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return [row[0] for row in cursor.fetchall()]
