"""The role that web processes speak as: it owns nothing, and no wall is open to it by itself.

The role that DATABASE_URL names owns the tables; `<that name>_web` may read and write their rows
and no more. It cannot sign in: web processes take it on (`SET ROLE`) with each connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, Error, connection, connections, transaction
from psycopg import errors, sql

MISSING = """\
The role that web processes speak as is missing. Run halte migrate; if {owner} may not make roles, \
let an administrator of the database server run this before:

  CREATE ROLE {web} NOLOGIN;
  GRANT {web} TO {owner};
"""
# One migration at a time changes the grants of a database.
LOCK = 7_301_154
READ_ONLY = "django_migrations"


def name() -> str:
    """The web role of this installation."""
    return f"{_session_user()}_web"


def speak_as_web() -> None:
    """From here on every new connection of this process takes on the web role."""
    connections.close_all()
    connections.settings["default"]["OPTIONS"]["assume_role"] = name()


@contextmanager
def web() -> Iterator[None]:
    """Take on the web role on this thread's connection: for tests and measurements."""
    with connection.cursor() as cursor:
        cursor.execute(_text("SET ROLE {}", sql.Identifier(name())))
    try:
        yield
    finally:
        _reset()


def _reset() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    except Error:
        if connection.in_atomic_block:
            # The role was taken on in this transaction and goes back when it is undone.
            connection.set_rollback(True)
        else:
            connection.close()


def fault() -> str:
    """Why the web role cannot be taken on or would not hold anybody back; empty if all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT rolsuper OR rolbypassrls, pg_has_role(session_user, oid, 'MEMBER'),
                   pg_has_role(oid, session_user, 'USAGE')
            FROM pg_roles WHERE rolname = %s
            """,
            [name()],
        )
        found = cursor.fetchone()
    if not found or not found[1]:
        return missing()
    if found[0] or found[2]:
        return (
            f"The role {name()} may do more than read and write rows: it must be no superuser, not "
            "pass over row security and not be a member of the role that owns the tables."
        )
    return ""


def missing() -> str:
    """What to tell whoever may not make the role: the SQL for somebody who may."""
    owner = sql.Identifier(_session_user()).as_string(None)
    return MISSING.format(owner=owner, web=sql.Identifier(name()).as_string(None))


def prepare() -> bool:
    """Make the role and grant it what it needs, again and again; False if it may not be made."""
    role = sql.Identifier(name())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if not _made(cursor, role):
            return False
        for statement in GRANTS:
            cursor.execute(_text(statement, role))
        cursor.execute("SELECT to_regclass(%s)", [READ_ONLY])
        if cursor.fetchone()[0]:
            revoked = "REVOKE INSERT, UPDATE, DELETE ON {} FROM {}"
            cursor.execute(_text(revoked, sql.Identifier(READ_ONLY), role))
    return True


# No TRUNCATE, which row security does not see; no REFERENCES, no TRIGGER, nothing to create.
GRANTS = [
    "GRANT USAGE ON SCHEMA public TO {}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
    "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
]


def _made(cursor, role: sql.Identifier) -> bool:
    """Whether the role is there, made now or before, and can be taken on."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name()])
    try:
        if not cursor.fetchone():
            with transaction.atomic():
                cursor.execute(_text("CREATE ROLE {} NOLOGIN", role))
        cursor.execute("SELECT pg_has_role(session_user, %s, 'MEMBER')", [name()])
        if not cursor.fetchone()[0]:
            with transaction.atomic():
                cursor.execute(_text("GRANT {} TO session_user", role))
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            return False
        # Another database of this server was migrated at the same moment and made it.
        if not isinstance(error.__cause__, errors.DuplicateObject | errors.UniqueViolation):
            raise
    return True


def _session_user() -> str:
    """Who signed in to the database, whatever role was taken on since."""
    given = connection.settings_dict["USER"]
    if given:
        return given
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return cursor.fetchone()[0]


def _text(statement: str, *names: sql.Identifier) -> str:
    return sql.SQL(statement).format(*names).as_string(None)  # type: ignore[arg-type]
