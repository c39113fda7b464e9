"""Starting, stopping and asking the embedded PostgreSQL."""

import fcntl
import os
import shlex
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from halte.core.devdb import places
from halte.core.devdb.account import Account, Command, server_account
from halte.core.devdb.errors import DevDatabaseError, explained
from halte.core.devdb.programs import find_programs, major_version

NAME = USER = "halte"
START_DEADLINE = 10.0
SETTINGS = {
    "listen_addresses": "",
    "port": places.PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "cluster_name": "halte",
}
SIGNS = ("FATAL:", "PANIC:", "ERROR:", "error:")
DISK_FULL = ("No space left on device", "Check free disk space")
NO_PROCESS = str(2**22 + 1)  # above every number that Linux gives
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Status(NamedTuple):
    """What is known of the server without touching it."""

    running: bool
    data: Path
    version: str
    pid: int | None


def ensure_running() -> dict[str, str]:
    """Starts the server unless it runs, and gives Django's connection parameters.

    Safe to call from several processes at once. The server outlives the caller.
    """
    account = server_account()
    with _locked():
        data = places.home(account) / "postgres"
        folder = places.socket_folder(data, account)
        if not _answers(data, folder):
            _bring_up(account, data, folder)
    return {"HOST": str(folder), "PORT": places.PORT, "USER": USER, "NAME": NAME}


def start() -> Status:
    """Starts the server and tells its state."""
    ensure_running()
    return status()


def stop() -> bool:
    """Stops the server; false if it did not run."""
    account = server_account()
    with _locked():
        data = places.home(account) / "postgres"
        if _server_pid(data) is None:
            return False
        _halt(account, data)
        with suppress(OSError):
            places.socket_folder(data, account).rmdir()
    return True


def status() -> Status:
    """Tells whether the server runs, from its files."""
    with explained(places.var()):
        outside = places.var() / "outside"
        home = outside.resolve() if outside.is_symlink() else places.var()
        data = home / "postgres"
        running = _answers(data, places.socket_folder(data, server_account()))
        return Status(running, data, _data_version(data), _server_pid(data))


@contextmanager
def _locked() -> Iterator[None]:
    """One process at a time looks after the server; others wait for it."""
    with explained(places.var()):
        places.var().mkdir(parents=True, exist_ok=True)
        with (places.var() / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _bring_up(account: Account, data: Path, folder: Path) -> None:
    """Makes the data folder if there is none, and starts the server on it."""
    programs = find_programs(account, data.parent)
    major = major_version(programs)
    if not data.exists():
        _initialise(account, programs, major, data)
    _refuse_other_version(data, major)
    if _server_pid(data) is not None:
        _halt(account, data)  # alive but deaf: its socket was cleaned away
    _forget_foreign_pid(data)
    places.make_private(folder, account)
    _start_until_deadline(account, programs, data, folder)


def _initialise(account: Account, programs: Path, major: str, data: Path) -> None:
    """Makes the cluster and its database aside, then puts it in place in one step."""
    unfinished = data.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    places.make_private(unfinished, account)
    locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
    if int(major) >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    durability = ["--no-sync"] if _fast() else []
    init: Command = [programs / "initdb", "-D", unfinished, "-U", USER, "--auth=trust"]
    _must(account, [*init, *locale, *durability], "could not be created")
    single: Command = [programs / "postgres", "--single", "-D", unfinished, "postgres"]
    _must(account, single, "could not be created", text=f"CREATE DATABASE {NAME};\n")
    unfinished.rename(data)


def _must(account: Account, command: Command, failure: str, *, text: str = "") -> None:
    """Runs a command, its output in the log, and raises with its last words if it fails."""
    code, words = _logged(account, command, text=text)
    if code or "ERROR:" in words or "FATAL:" in words:
        raise _failed(failure, words)


def _logged(account: Account, command: Command, *, text: str = "") -> tuple[int, str]:
    """Runs a command with the log as its output; gives its code and what it added there.

    The log is handed over open: the server's user need not reach it.
    """
    with places.log_file().open("ab+") as log:
        before = log.seek(0, os.SEEK_END)
        code = account.run(command, output=log, text=text).returncode
        log.seek(before)
        return code, log.read().decode(errors="replace")


def _failed(failure: str, words: str) -> DevDatabaseError:
    """The error that quotes the reason out of what a program printed."""
    return DevDatabaseError(
        f"The embedded database {failure}: {_reason(words)}\n"
        f"More is in {places.log_file()}. To use another PostgreSQL, set DATABASE_URL."
    )


def _reason(words: str) -> str:
    """The line of a program's output that tells most."""
    if any(sign in words for sign in DISK_FULL):
        return "the disk is full. Free some space, then try again."
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line[line.index(sign) :] for line in lines for sign in SIGNS if sign in line]
    return (telling or lines[-1:] or ["no reason was given"])[0]


def _refuse_other_version(data: Path, major: str) -> None:
    """Stops before a server touches data that another major version wrote."""
    found = _data_version(data)
    if found == major:
        return
    raise DevDatabaseError(
        f"The data in {data} was written by PostgreSQL {found or '(unknown)'}, and the programs "
        f"here are PostgreSQL {major}: they cannot read it, and nothing was changed. "
        f"Set PGBIN to the programs of PostgreSQL {found or 'that version'}, or move the folder "
        "away to start with an empty database."
    )


def _data_version(data: Path) -> str:
    """The major version that wrote a data folder; empty if that is not known."""
    try:
        return (data / "PG_VERSION").read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _start_until_deadline(account: Account, programs: Path, data: Path, folder: Path) -> None:
    """Starts the server; tries again for a while, as a killed one lets go of memory late."""
    settings = {**SETTINGS, "unix_socket_directories": str(folder)} | (FAST if _fast() else {})
    options = " ".join(shlex.quote(f"-c{name}={value}") for name, value in settings.items())
    command: Command = [programs / "pg_ctl", "start", "-D", data, "-w", "-t", "60", "-o", options]
    deadline = time.monotonic() + START_DEADLINE
    while True:
        code, words = _logged(account, command)
        if code == 0:
            return
        if time.monotonic() > deadline or "still in use" not in words:
            raise _failed("did not start", words)
        time.sleep(0.2)


def _halt(account: Account, data: Path) -> None:
    """Stops the server, ending its connections."""
    programs = find_programs(account, data.parent)
    command: Command = [programs / "pg_ctl", "stop", "-D", data, "-w", "-t", "60", "-m", "fast"]
    code, words = _logged(account, command)
    if code and _server_pid(data) is not None:
        raise _failed("did not stop", words)


def _answers(data: Path, folder: Path) -> bool:
    """Whether the server says it is ready and its socket takes a connection."""
    if _server_pid(data) is None or _pid_file(data)[7:8] != ["ready"]:
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(folder / f".s.PGSQL.{places.PORT}"))
        except OSError:
            return False
    return True


def _pid_file(data: Path) -> list[str]:
    """The lines of the server's pid file; the eighth says when it is ready."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [line.strip() for line in lines]


def _server_pid(data: Path) -> int | None:
    """The process that serves this data folder, if it lives."""
    lines = _pid_file(data)
    if lines and lines[0].isdigit() and str(data) in _command_line(lines[0]):
        return int(lines[0])
    return None


def _forget_foreign_pid(data: Path) -> None:
    """Blanks a number in the pid file that belongs to another program, as after a reboot.

    PostgreSQL would take that program for a server. The rest of the file stays: by its memory key
    PostgreSQL still notices a survivor of the old server.
    """
    lines = _pid_file(data)
    if lines and (Path("/proc") / lines[0]).exists() and _server_pid(data) is None:
        (data / "postmaster.pid").write_text("\n".join([NO_PROCESS, *lines[1:]]) + "\n")


def _command_line(pid: str) -> list[str]:
    """The arguments of a living process; readable for every process, unlike its folder."""
    try:
        return (Path("/proc") / pid / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def _fast() -> bool:
    """Whether speed matters more than surviving a power cut: for tests."""
    return os.environ.get("HALTE_DEVDB_FAST") == "1"
