"""A Halte of its own for the measurements: own folder, own database, own ports."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from halte.core import devdb

PROJECT = Path(__file__).resolve().parents[1]
START_DEADLINE = 60.0
STOP_DEADLINE = 20.0


class SetupFailed(Exception):
    """Something that the measurements need could not be prepared."""


@dataclass(frozen=True)
class Server:
    """A running Halte: its port, and the processes at the top of the web and database server."""

    port: int
    processes: list[int]


class Installation:
    """A temporary folder with an embedded database; `halte()` runs the command on it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        os.environ["HALTE_VAR"] = str(var)
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("HALTE_DEVDB_FAST", None)
        os.environ["PYTHONPATH"] = str(PROJECT)

    @property
    def database(self) -> dict[str, str]:
        """The parameters of a connection by psycopg."""
        given = devdb.ensure_running()
        return {
            "host": given["HOST"],
            "port": given["PORT"],
            "user": given["USER"],
            "dbname": given["NAME"],
        }

    def count_spaces(self) -> int:
        with psycopg.connect(**self.database) as connection:
            return connection.execute("SELECT count(*) FROM network_space").fetchone()[0]

    def halte(self, *words: str) -> str:
        """Runs `halte` and gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "halte", *words],
            cwd=self.var,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SetupFailed(f"halte {' '.join(words)}: {(done.stderr or done.stdout)[-3000:]}")
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator["Server"]:
        """`halte serve` on a free port, as an operator starts it."""
        port = free_port()
        command = ["halte", "serve", f"--port={port}"]
        with _running(command, port, self.var / "serve.log") as process:
            database = devdb.status().pid
            yield Server(port, [process, database] if database else [process])

    @contextmanager
    def bare(self, application: str = "bench.bare:application") -> Iterator[int]:
        """A bare view behind the same gunicorn with the same settings; gives the port."""
        port = free_port()
        workers = os.environ.get("HALTE_WEB_WORKERS") or "2"
        threads = os.environ.get("HALTE_WEB_THREADS") or "4"
        command = ["gunicorn", "-c", "python:halte.webserver", f"--bind=127.0.0.1:{port}"]
        command += [f"--workers={workers}", f"--threads={threads}", application]
        with _running(command, port, self.var / "bare.log"):
            yield port


@contextmanager
def installation() -> Iterator[Installation]:
    """Makes one, migrated and with its static files; leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="halte-bench-", ignore_cleanup_errors=True) as folder:
        var = Path(folder)
        var.chmod(0o755)  # the embedded database runs as another user when this is root
        try:
            made = Installation(var)
            made.halte("migrate", "--verbosity=0")
            made.halte("collectstatic", "--noinput", "--verbosity=0")
            yield made
        finally:
            devdb.stop()
            outside = var / "outside"
            if outside.is_symlink():
                shutil.rmtree(outside.resolve(), ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[int]:
    """A server as a child process, stopped at the end; gives its process number."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(child, port, log)
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(STOP_DEADLINE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for(child: subprocess.Popen, port: int, log: Path) -> None:
    """Until the server takes connections."""
    deadline = time.monotonic() + START_DEADLINE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SetupFailed(f"{child.args} does not serve:\n{log.read_text()[-3000:]}")
