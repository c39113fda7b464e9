"""What a migration says of a table that stands behind the wall."""

from typing import Any

from django.db.migrations.operations.base import Operation, OperationCategory

from halte.core.rows import EVERYTHING, SETTING

POLICY = "kept_apart"


class KeptApart(Operation):
    """Show rows of `table` only to connections on which their place is open.

    `column` points to a row of `by`, whose places have a UUID in `uuid`. Rows without a place are
    shown to nobody.

        KeptApart("visitors_person", by="network_space", column="space_id")
    """

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.SQL

    def __init__(self, table: str, *, by: str, column: str, uuid: str = "uuid") -> None:
        self.table, self.by, self.column, self.uuid = table, by, column, uuid

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            type(self).__name__,
            [self.table],
            {"by": self.by, "column": self.column, "uuid": self.uuid},
        )

    def state_forwards(self, app_label, state) -> None:
        """Models do not know of the wall."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for statement in self.statements():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for statement in self.undoing():
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Keep the rows of {self.table} apart by {self.by}"

    @property
    def migration_name_fragment(self) -> str:
        return f"keep_{self.table}_apart"

    def statements(self) -> list[str]:
        """ENABLE alone would leave out the owner; FORCE does not."""
        return [
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY {POLICY} ON "{self.table}" USING ({self._rule()})',
        ]

    def undoing(self) -> list[str]:
        return [
            f'DROP POLICY IF EXISTS {POLICY} ON "{self.table}"',
            f'ALTER TABLE "{self.table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" DISABLE ROW LEVEL SECURITY',
        ]

    def _rule(self) -> str:
        """The open places as an array, made once a statement, so that an index can serve it.

        All places are open to the owner of the table alone.
        """
        setting = f"current_setting('{SETTING}', true)"
        owner = f"(SELECT relowner FROM pg_class WHERE oid = '\"{self.table}\"'::regclass)"  # noqa: S608
        places = f"string_to_array(NULLIF({setting}, '{EVERYTHING}'), ',')::uuid[]"
        return f"""
            "{self.table}"."{self.column}" = ANY (ARRAY(
                SELECT id FROM "{self.by}" WHERE "{self.uuid}" = ANY ({places})
                UNION ALL
                SELECT id FROM "{self.by}"
                WHERE {setting} = '{EVERYTHING}' AND pg_has_role(current_user, {owner}, 'USAGE')
            ))
        """  # noqa: S608 - the names come from a migration of ours
