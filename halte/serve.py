"""``halte serve``: the web server and the worker, side by side, that stop together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import django
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.django_connector import DjangoConnector

from halte.core import env

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (and where to knock then)
STOP_DEADLINE = 10.0
JOB_DEADLINE = 5.0
# Seconds before a worker that ended is started again; the last for every further time.
RESTART_PAUSES = (1, 2, 5, 10, 30)
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


class ServeError(Exception):
    """The server cannot start; the text says why and what to do."""


def serve(*, prepare: bool = False) -> int:
    """Runs both until a signal comes (0) or one of them ends by itself (1)."""
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, least=1, most=65535)
    workers = env.number("HALTE_WEB_WORKERS", 2, least=1, most=64)
    threads = env.number("HALTE_WEB_THREADS", 4, least=1, most=64)
    refuse_taken_address(host, port)
    _accept_own_host(host)
    _name_own_address(host, port)
    django.setup()
    if prepare:
        call_command("prepare")
    refuse_missing_migrations()
    refuse_missing_role()
    address = _joined(host, port)
    web = ["gunicorn", "-c", "python:halte.webserver", f"--bind={address}"]
    web += [f"--workers={workers}", f"--threads={threads}", "halte.wsgi:application"]
    return Pair(web=web, worker=["halte", "worker"], address=address).run()


def work() -> None:
    """Does the jobs that wait in the database, until a signal comes."""
    django.setup()
    refuse_missing_migrations()
    if not isinstance(jobs.connector, DjangoConnector):
        raise TypeError(jobs.connector)
    with jobs.replace_connector(jobs.connector.get_worker_connector()):
        jobs.run_worker(shutdown_graceful_timeout=JOB_DEADLINE)


def refuse_taken_address(host: str, port: int) -> None:
    """Tries the address before anything is started."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as refusal:
        raise ServeError(
            f"Halte cannot use port {port} on {host}: {refusal.strerror or refusal}. "
            f"Choose another, for example: PORT={port + 1 if port < 65535 else 8000} make run"
        ) from refusal


def refuse_missing_migrations() -> None:
    """Serving tables that are out of date would fail later, page by page."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    finally:
        connection.close()
    if missing:
        raise ServeError(
            f"The database is not up to date: {len(missing)} migrations are missing. "
            "Run: halte migrate"
        )


def refuse_missing_role() -> None:
    """Web processes speak as a role of their own: without it every page would fail."""
    from halte.core.rows import roles  # noqa: PLC0415 - Django is set up from here on

    try:
        fault = roles.fault()
    finally:
        connection.close()
    if fault:
        raise ServeError(fault)


def unreachable(error: OperationalError) -> str:
    """What to tell a person when the database does not answer."""
    return (
        f"The database cannot be used: {str(error).strip()}\n"
        "Check DATABASE_URL and that its server runs; without it Halte uses its own."
    )


def _accept_own_host(host: str) -> None:
    """Answers requests for the address it was told to use, unless HALTE_HOSTS names others."""
    if host not in EVERYWHERE:
        name = f"[{host}]" if ":" in host else host
        os.environ.setdefault("HALTE_HOSTS", f"127.0.0.1,localhost,[::1],{name}")
    elif not env.text("HALTE_HOSTS"):
        print(
            "Halte answers only to 127.0.0.1 and localhost: set HALTE_HOSTS to its other names.",
            file=sys.stderr,
        )


def _name_own_address(host: str, port: int) -> None:
    """Links and QR codes lead to where it was told to listen, unless HALTE_BASE_URL says where.

    In production people come through another address, which only the operator knows.
    """
    if not env.flag("HALTE_PRODUCTION") and not env.text("HALTE_BASE_URL"):
        os.environ["HALTE_BASE_URL"] = f"http://{_joined(EVERYWHERE.get(host, host), port)}"


def _joined(host: str, port: int) -> str:
    """Host and port in one, as in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Pair:
    """The two child processes. Without the web server there is nothing to serve: all stops.

    The worker ends when the database goes away for a moment: it is started again, at first at
    once, then less and less often.
    """

    def __init__(self, *, web: list[str], worker: list[str], address: str) -> None:
        self.commands = {"web server": web, "worker": worker}
        self.address = address
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.told_to_stop = False
        self.pauses = iter(RESTART_PAUSES)
        self.restart_at = 0.0

    def run(self) -> int:
        """Starts both, watches them, stops both; 0 if it was asked to stop."""
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, self._on_signal)
        try:
            for name, command in self.commands.items():
                self.children[name] = _start(command)
            self._watch()
        finally:
            self._stop()
        if self.told_to_stop:
            return 0
        code = self.children["web server"].returncode
        print(f"The web server ended by itself ({code}), so Halte stops.", file=sys.stderr)
        return 1

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        """Remembers that it is time to stop."""
        self.told_to_stop = True

    def _watch(self) -> None:
        """Waits until the web server ends or a signal comes. Says when pages answer."""
        said = False
        while not self.told_to_stop and self.children["web server"].poll() is None:
            self._keep_worker()
            if not said and _listens(self.address):
                print(f"Halte runs at http://{self.address}/ (Ctrl+C stops it)", flush=True)
                said = True
            time.sleep(0.2 if said else 0.05)

    def _keep_worker(self) -> None:
        """Starts the worker again when it has ended and its pause is over."""
        code = self.children["worker"].poll()
        if code is None:
            return
        if not self.restart_at:
            pause = next(self.pauses, RESTART_PAUSES[-1])
            self.restart_at = time.monotonic() + pause
            print(
                f"The worker ended by itself ({code}); it starts again in {pause} s.",
                file=sys.stderr,
            )
        elif time.monotonic() >= self.restart_at:
            self.restart_at = 0.0
            self.children["worker"] = _start(self.commands["worker"])

    def _stop(self) -> None:
        """Asks the children to stop, and ends those that do not within the deadline."""
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + STOP_DEADLINE
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Starts a Python module as a child in a group of its own: only we pass on Ctrl+C."""
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 (no thread runs here)
    )


def _die_with_parent() -> None:
    """Asks Linux to end this process when its parent is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGTERM)


def _listens(address: str) -> bool:
    """Whether the web server takes connections."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        socket.create_connection((EVERYWHERE.get(host, host), int(port)), timeout=1).close()
    except OSError:
        return False
    return True
