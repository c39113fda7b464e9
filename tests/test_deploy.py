"""`halte check --deploy`, run as an operator runs it, over an installation as it should be: a
database user that is no superuser, HTTPS, mail. Then one thing after the other is spoiled."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from halte.core import devdb
from tests.conftest import own_var
from tests.test_cli import halte

KEY = "kD8f_2Lq-Zs91mXvTb7RjYw3NcEaUhGo5PiQ0tF6yWxBzKsVdM4"
SAFE = {
    "HALTE_PRODUCTION": "1",
    "HALTE_SECRET_KEY": KEY,
    "HALTE_HOSTS": "epn.example",
    "HALTE_BASE_URL": "https://epn.example",
    "HALTE_BEHIND_PROXY": "1",
    "HALTE_HSTS_SECONDS": "31536000",
    "HALTE_MAIL_HOST": "mail.example",
    "HALTE_MAIL_FROM": "halte@epn.example",
}
FAULT = re.compile(r"\(([a-z]+\.[EWIC]\d+)\)")


def as_owner(statement: str, database: str = "halte") -> None:
    """Asks the server as its superuser."""
    given = devdb.ensure_running()
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], dbname=database, autocommit=True
    ) as line:
        line.execute(statement)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A database that belongs to a user who may make roles, and nothing else; migrated."""
    with own_var():
        given = devdb.ensure_running()
        as_owner("CREATE ROLE epn LOGIN CREATEROLE")
        as_owner("CREATE DATABASE epn OWNER epn")
        found = f"postgresql://epn@/epn?host={given['HOST']}&port={given['PORT']}"
        assert halte("migrate", "-v0", DATABASE_URL=found) == (0, "", "")
        yield found


def faults(url: str, **changed: str) -> set[str]:
    """The faults that the command finds; it ends with 1 if there are any."""
    code, said, complaint = halte("check", "--deploy", **{**SAFE, "DATABASE_URL": url, **changed})
    found = set(FAULT.findall(said + complaint))
    assert code == (1 if found else 0), complaint
    assert complaint.count("HINT: ") == len(FAULT.findall(complaint))
    return found


def test_safe_installation_has_no_fault(url):
    assert faults(url) == set()


def test_installation_with_nothing_set(url):
    nothing = dict.fromkeys(SAFE, "")
    assert faults("", **nothing) == {
        f"halte.E{number:03}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20)
    }


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"HALTE_DEBUG": "1", "HALTE_HOSTS": "*", "HALTE_MAIL_TLS": "none"}, {1, 5, 11}),
        ({"HALTE_SECRET_KEY": "ab" * 40, "HALTE_HOSTS": "other.example"}, {3, 5}),
        ({"HALTE_SECRET_KEY": "django-insecure-" + KEY, "HALTE_HOSTS": ".example"}, {3}),
        ({"HALTE_BASE_URL": "http://epn.example", "HALTE_HTTPS": "0"}, {4, 6, 8}),
        (
            {"HALTE_HSTS_SECONDS": "60", "HALTE_BEHIND_PROXY": "0", "HALTE_MAIL_FROM": ""},
            {7, 9, 12},
        ),
    ],
)
def test_environment_that_is_unsafe(url, changed, found):
    assert faults(url, **changed) == {f"halte.E{number:03}" for number in found}


def test_database_far_away_needs_encryption(url):
    away = "postgresql://epn@127.0.0.2:1/epn"
    assert faults(away) == {"halte.E021", "halte.E022"}
    assert faults(f"{away}?sslmode=require") == {"halte.E021"}


def test_roles_that_pass_over_the_wall(url):
    as_owner("ALTER ROLE epn SUPERUSER")
    as_owner("ALTER ROLE epn_web BYPASSRLS")
    try:
        assert faults(url) == {"halte.E023", "halte.E024"}
    finally:
        as_owner("ALTER ROLE epn NOSUPERUSER")
        as_owner("ALTER ROLE epn_web NOBYPASSRLS")


def test_wall_that_leaves_the_owner_out(url):
    as_owner("CREATE TABLE half (id int); ALTER TABLE half ENABLE ROW LEVEL SECURITY", "epn")
    try:
        assert faults(url) == {"halte.E025"}
    finally:
        as_owner("DROP TABLE half", "epn")


def test_invented_data_and_passwords_alone(url):
    """Whoever is made here goes again: the other tests ask about the same database."""
    for words in (("load", "brussels"), ("load", "sample"), ("sample-accounts",)):
        assert halte(*words, DATABASE_URL=url)[0] == 0
    assert faults(url) == {"halte.E040", "halte.E041"}
    assert halte("unload", "sample", DATABASE_URL=url)[0] == 0
    assert faults(url) == set()
    users = "from halte.accounts.models import User; User.objects."
    made, gone = "create_superuser('a@example.org')", "filter(email='a@example.org').delete()"
    assert halte("shell", "-v0", "-c", users + made, DATABASE_URL=url)[0] == 0
    assert faults(url) == {"halte.E030"}
    assert halte("shell", "-v0", "-c", users + gone, DATABASE_URL=url)[0] == 0
    assert faults(url) == set()


def test_cookies_of_a_safe_installation_belong_to_its_host(url):
    shown = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, "
    shown += "s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    code, said, _ = halte("shell", "-v0", "-c", shown, **SAFE, DATABASE_URL=url)
    assert (code, said) == (0, "__Host-sessionid __Host-csrftoken True True\n")
