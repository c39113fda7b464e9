"""`halte check --deploy`: what would make a real installation unsafe, and what to do about it.

Each fault is one error, so that the command ends with 1. Django's own warnings of the same things
are silenced in the settings: one sentence a fault.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connection

from halte.core import env
from halte.core.rows import roles

LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1"}
HALF_A_YEAR = 15_768_000
LEAST_SIGNS = 50
LEAST_DIFFERENT = 12
ENCRYPTED = {"require", "verify-ca", "verify-full"}
WHOLE = frozenset({"django-insecure", "changeme", "change-me", "secret", "example", "password"})


def _fault(number: int, what: str, todo: str) -> Error:
    return Error(what, hint=todo, id=f"halte.E{number:03}")


@register(Tags.security, deploy=True)
def check_installation(app_configs, **kwargs) -> list[Error]:
    return [*_mode(), *_key(), *_addresses(), *_https(), *_mail()]


def _mode() -> Iterator[Error]:
    if settings.DEBUG:
        yield _fault(1, "Error pages show inner details to everybody.", "Take HALTE_DEBUG away.")
    if not settings.PRODUCTION:
        yield _fault(2, "This is not set up as a real installation.", "Set HALTE_PRODUCTION=1.")


def _key() -> Iterator[Error]:
    key = settings.SECRET_KEY
    todo = (
        "Set HALTE_SECRET_KEY to what this prints: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(64))". Everybody signs in anew.'
    )
    if len(key) < LEAST_SIGNS or len(set(key)) < LEAST_DIFFERENT:
        yield _fault(3, "The secret key can be guessed: it is short or repeats itself.", todo)
    elif any(word in key.lower() for word in WHOLE):
        yield _fault(3, "The secret key is one of an example.", todo)
    elif not env.text("HALTE_SECRET_KEY"):
        yield _fault(3, "The secret key lies in a file beside the data.", todo)


def _addresses() -> Iterator[Error]:
    base = urlsplit(settings.BASE_URL)
    if base.scheme != "https":
        yield _fault(
            4,
            f"People are sent to {settings.BASE_URL}, where others can read along.",
            "Set HALTE_BASE_URL to the address that people type, with https://.",
        )
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL]
    if any("*" in host or host == "." for host in hosts):
        yield _fault(
            5,
            "Any name is answered, so that links in mails can be forged.",
            "Write the names one by one in HALTE_HOSTS, without *.",
        )
    elif not _answers(base.hostname or "", hosts):
        yield _fault(
            5,
            f"HALTE_HOSTS does not name {base.hostname}: nobody would get an answer there.",
            "Set HALTE_HOSTS to the names that people type, with commas.",
        )


def _answers(name: str, hosts: list[str]) -> bool:
    return any(name == host or (host.startswith(".") and name.endswith(host)) for host in hosts)


def _https() -> Iterator[Error]:
    if not settings.SECURE_SSL_REDIRECT:
        yield _fault(6, "Pages answer without HTTPS.", "Take HALTE_HTTPS=0 away.")
    if settings.SECURE_HSTS_SECONDS < HALF_A_YEAR:
        yield _fault(
            7,
            "Browsers do not insist on HTTPS for half a year or more.",
            f"When HTTPS is known to work, set HALTE_HSTS_SECONDS={2 * HALF_A_YEAR}.",
        )
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield _fault(8, "Cookies travel without HTTPS.", "Take HALTE_HTTPS=0 away.")
    if not settings.BEHIND_PROXY:
        yield _fault(
            9,
            "Halte speaks HTTP only and is told of no proxy: nobody gets past the redirect to "
            "HTTPS, and all readers share one limit.",
            "Put a proxy with HTTPS in front and set HALTE_BEHIND_PROXY=1 (docs/operations.md).",
        )


def _mail() -> Iterator[Error]:
    if not settings.EMAIL_HOST:
        yield _fault(
            10,
            "There is no mail server: nobody can be invited or find back in.",
            "Set HALTE_MAIL_HOST.",
        )
    elif not _mail_is_encrypted() and settings.EMAIL_HOST not in LOCAL:
        yield _fault(
            11,
            "Mails and the password of the mail server travel in the clear.",
            "Set HALTE_MAIL_TLS to starttls or tls.",
        )
    if settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") in {"localhost", ""}:
        yield _fault(12, "Mails come from nowhere.", "Set HALTE_MAIL_FROM.")


def _mail_is_encrypted() -> bool:
    return settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL


@register(Tags.security, deploy=True)
def check_database(app_configs, **kwargs) -> list[Error]:
    """What only the database knows; that it cannot be asked is a fault too."""
    if not env.text("DATABASE_URL"):
        return [
            _fault(
                20,
                "The embedded database is for trying out: nobody maintains it.",
                "Set DATABASE_URL to a PostgreSQL server.",
            )
        ]
    found = [*_connection()]
    try:
        found += _roles()
    except DatabaseError as error:
        what = f"The database cannot be asked: {str(error).strip()}"
        found.append(_fault(21, what, "Look at DATABASE_URL, and whether its server runs."))
    return found


def _connection() -> Iterator[Error]:
    given = connection.settings_dict
    local = given["HOST"] in LOCAL | {""} or given["HOST"].startswith("/")
    if not local and given["OPTIONS"].get("sslmode") not in ENCRYPTED:
        yield _fault(
            22,
            "The connection to the database may be in the clear.",
            "Add ?sslmode=require to DATABASE_URL, or verify-full with the server's certificate.",
        )


def _roles() -> Iterator[Error]:
    if fault := roles.fault():
        yield _fault(23, fault, "See docs/operations.md, “Install with a database server”.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
        if cursor.fetchone()[0]:
            yield _fault(
                24,
                "The user of DATABASE_URL passes over row security: jobs and commands would see "
                "everything.",
                "Use a user that is no superuser and has no BYPASSRLS, and that owns the database.",
            )
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class "
            "WHERE relrowsecurity AND NOT relforcerowsecurity ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            yield _fault(
                25,
                f"The wall around {table} leaves its owner out.",
                f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
            )
