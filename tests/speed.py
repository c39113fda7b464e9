"""What makes many tests quick and is true of none of them in particular: see docs/testing.md."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.db import connection
from whitenoise.base import WhiteNoise

HALTE = Path(settings.ROOT) / "halte"
TEMPLATE = "halte_tests_"
LOCK = 5_023_771


def read_static_files_once() -> Callable[[WhiteNoise, str, str], None]:
    """Each test client makes its own middleware, which would look at each static file anew."""
    read, kept = WhiteNoise.update_files_dictionary, {}

    def update_files_dictionary(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in kept:
            before = set(self.files)
            read(self, root, prefix)
            kept[root, prefix] = {url: self.files[url] for url in self.files.keys() - before}
        self.files.update(kept[root, prefix])

    return update_files_dictionary


def migrated_template() -> str:
    """The name of an empty, migrated database to copy; made once for each state of the code.

    The first process makes it, the others wait.
    """
    name = TEMPLATE + _state_of_code()
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        found = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        if name not in found:
            for old in found:
                if old.startswith(TEMPLATE):
                    server.execute(f'DROP DATABASE IF EXISTS "{old}"')
            _make(f"{TEMPLATE}half")
            server.execute(f'ALTER DATABASE "{TEMPLATE}half" RENAME TO "{name}"')
    return name


def _state_of_code() -> str:
    """A digest of everything that could change what migrations leave behind."""
    state = hashlib.sha256(django.__version__.encode())
    for file in sorted(HALTE.rglob("*.py")):
        if "tests" not in file.parts:
            state.update(str(file).encode() + file.read_bytes())
    return state.hexdigest()[:16]


def _server() -> psycopg.Connection:
    given = connection.get_connection_params()
    access = {key: given[key] for key in ("host", "port", "user", "password") if key in given}
    return psycopg.connect(**access, dbname="postgres", autocommit=True)


def _make(name: str) -> None:
    given = connection.settings_dict
    before = given["NAME"], given["TEST"]["NAME"]
    given["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        connection.close()
        given["NAME"], given["TEST"]["NAME"] = before
        settings.DATABASES["default"]["NAME"] = before[0]
