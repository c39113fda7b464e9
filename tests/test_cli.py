"""The ``halte`` command as people meet it: in a process of its own, with real faults."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from halte import serve
from halte.cli import HELP
from halte.core import devdb
from halte.webserver import LONGEST_REQUEST_LINE, TOO_LONG
from tests.conftest import own_var
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent
HALTE = [sys.executable, "-m", "halte"]


def halte(*words: str, **environment: str) -> tuple[int, str, str]:
    """Runs the command to its end; gives its code and what it said on both channels."""
    ended = subprocess.run(
        [*HALTE, *words],
        cwd=ROOT,
        # What browser tests set for themselves is not for installations.
        env={k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return ended.returncode, ended.stdout, ended.stderr


def free_port() -> str:
    """A port that nobody listens to now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture(scope="module")
def migrated() -> Iterator[Path]:
    """An installation whose database is up to date, shared because that takes seconds."""
    with own_var() as var:
        assert halte("migrate", "-v0") == (0, "", "")
        assert halte("collectstatic", "--noinput", "-v0") == (0, "", "")
        yield var


@contextmanager
def serving(*, by_option: bool = False) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running ``halte serve`` that answers, and its address; silent about what goes well."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [*HALTE, "serve", *(["--port", port] if by_option else [])],
        cwd=ROOT,
        env=os.environ
        | {"HOST": "127.0.0.1", "PORT": "8000" if by_option else port, "HALTE_LOG": "WARNING"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"Halte runs at {address}/ (Ctrl+C stops it)\n"
            yield process, address
        finally:
            process.kill()


def get(address: str, path: str) -> tuple[int, str, str]:
    """Asks the running server; gives status, kind and text of its answer."""
    place = HTTPConnection(address.removeprefix("http://"), timeout=30)
    try:
        place.request("GET", path)
        answer = place.getresponse()
        kind = answer.headers.get_content_type()
        return answer.status, kind, answer.read().decode()
    finally:
        place.close()


def parents() -> dict[int, int]:
    """The parent of every living process."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(entry.name)] = int(parent)
    return found


def descendants(pid: int) -> set[int]:
    """The processes below this one."""
    known = parents()
    below = {child for child, parent in known.items() if parent == pid}
    return below.union(*(descendants(child) for child in below))


def command_of(pid: int) -> str:
    """The command line of a process; nothing of one that has just ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def worker_of(pid: int) -> int:
    """The worker process below ``halte serve``."""
    (worker,) = (child for child in descendants(pid) if " halte worker" in command_of(child))
    return worker


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_halte_alone_lists_its_commands(words):
    assert halte(*words) == (0, HELP, "")


def test_unknown_command_is_one_sentence(var):
    code, said, complaint = halte("fly")
    assert (code, said) == (1, "")
    assert complaint == "Unknown command: 'fly'\nType 'halte help' for usage.\n"


@pytest.mark.parametrize("port", ["eight", "0", "65536", "8000; ls", "-1", "²"])
def test_serve_with_a_wrong_port_is_one_sentence(var, port):
    assert halte("serve", PORT=port) == (
        2,
        "",
        f"The environment is not right. PORT is “{port}”: write a whole number from 1 to 65535.\n",
    )


def test_serve_on_a_taken_port_is_one_sentence(var):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert halte("serve", "--port", str(port), HOST="127.0.0.1") == (
            1,
            "",
            f"Halte cannot use port {port} on 127.0.0.1: Address already in use. "
            f"Choose another, for example: PORT={port + 1} make run\n",
        )


def test_serve_on_an_empty_database_asks_for_migrate(var):
    code, said, complaint = halte("serve", PORT=free_port())
    assert (code, said) == (1, "")
    assert complaint.startswith("The database is not up to date: ")
    assert complaint.endswith(" migrations are missing. Run: halte migrate\n")


@pytest.mark.parametrize("words", [["load", "brussels"], ["findings"]])
def test_data_without_tables_asks_for_migrate(var, words):
    assert halte(*words) == (
        1,
        "",
        "The database has no tables yet: run halte migrate (or make run).\n",
    )


@pytest.mark.parametrize("words", [["serve"], ["check"]])
def test_production_without_its_address_is_one_sentence(var, words):
    production = {"HALTE_PRODUCTION": "1", "HALTE_SECRET_KEY": "a" * 50, "PORT": free_port()}
    assert halte(*words, **production) == (
        2,
        "",
        "The environment is not right. HALTE_BASE_URL must hold the address that people type, "
        "such as https://epn.example.\n",
    )


@pytest.mark.parametrize("address", ["epn.example", "ftp://epn.example", "https://"])
def test_address_that_is_none_is_one_sentence(var, address):
    assert halte("check", HALTE_BASE_URL=address) == (
        2,
        "",
        f"The environment is not right. HALTE_BASE_URL is “{address.rstrip('/')}”: "
        "write an address such as https://epn.example.\n",
    )


def test_output_that_nobody_reads_to_its_end_is_no_fault(var):
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*HALTE, "help", "--commands"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.parametrize("words", [["migrate"], ["serve"], ["worker"]])
def test_unreachable_database_is_one_message(var, words):
    nowhere = f"postgresql://someone@127.0.0.1:{free_port()}/halte"
    code, said, complaint = halte(*words, DATABASE_URL=nowhere, PORT=free_port())
    assert (code, said) == (1, "")
    assert complaint.startswith("The database cannot be used: connection failed: ")
    assert complaint.endswith("without it Halte uses its own.\n")


def test_data_of_another_major_version_is_one_message(var):
    data = devdb.start().data
    devdb.stop()
    (data / "PG_VERSION").write_text("12\n")
    code, said, complaint = halte("migrate")
    assert (code, said) == (1, "")
    assert complaint.startswith(f"The data in {data} was written by PostgreSQL 12, and")
    assert complaint.count("\n") == 1


def test_devdb_starts_tells_and_stops(var):
    assert halte("devdb", "status") == (1, "not running, no data yet\n", "")
    code, started, _ = halte("devdb", "start")
    assert (code, started) == (
        0,
        f"running (process {devdb.status().pid}): PostgreSQL 18, data in {var}/postgres\n",
    )
    assert halte("devdb", "status") == (0, started, "")
    assert halte("devdb", "stop") == (0, "stopped\n", "")
    assert halte("devdb", "stop") == (0, "it was not running\n", "")
    assert halte("devdb", "status")[0] == 1


@pytest.mark.parametrize("by_option", [False, True])
def test_addresses_in_the_data_are_those_of_the_server(migrated, by_option):
    with serving(by_option=by_option) as (_, address):
        index = json.loads(get(address, "/data/hsds/")[2])
        assert index["organizations"] == f"{address}/data/hsds/organizations"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8931"),  # noqa: S104
        ("::", "http://[::1]:8931"),
        ("::1", "http://[::1]:8931"),
        ("halte.example", "http://halte.example:8931"),
    ],
)
def test_address_is_made_of_host_and_port(monkeypatch, host, address):
    monkeypatch.setenv("HALTE_BASE_URL", "")
    serve._name_own_address(host, 8931)
    assert os.environ["HALTE_BASE_URL"] == address


def test_given_address_stays(monkeypatch):
    monkeypatch.setenv("HALTE_BASE_URL", "https://epn.example")
    serve._name_own_address("127.0.0.1", 8931)
    assert os.environ["HALTE_BASE_URL"] == "https://epn.example"


def test_long_question_is_explained(migrated):
    with serving() as (_, address):
        for question in ("a" * 10_000, "%C3%A9" * 5000):
            status, kind, page = get(address, f"/en/?q={question}")
            assert (status, kind) == (400, "text/html")
            assert page.count("This text is too long: 200 characters at most.") == 1
            status, kind, problem = get(address, f"/api/v1/spaces?q={question}")
            assert (status, kind) == (422, "application/problem+json")
            assert [error["field"] for error in json.loads(problem)["errors"]] == ["q"]
        assert get(address, f"/en/?all=1&shown={'9' * 5000}")[0] == 200


def test_address_beyond_all_measure_is_refused_in_a_sentence(migrated):
    with serving() as (process, address):
        status, _, page = get(address, f"/en/?q={'a' * LONGEST_REQUEST_LINE}")
        assert (status, page.count(TOO_LONG)) == (414, 1)
        process.terminate()
        _, complaint = process.communicate(timeout=15)
        assert complaint.count("127.0.0.1") == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_serve_stops_cleanly_when_told(migrated, sign):
    with serving() as (process, address):
        assert get(address, "/healthz")[0] == 200
        below = descendants(process.pid)
        assert len(below) >= 3
        process.send_signal(sign)
        said, complaint = process.communicate(timeout=15)
        assert (process.returncode, complaint) == (0, "")
        assert "Traceback" not in said
        assert below & set(parents()) == set()


def status_of(address: str) -> int:
    """The HTTP status of an address; 0 while nobody answers."""
    host, _, path = address.removeprefix("http://").partition("/")
    connection = HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def workers_of(pid: int) -> set[int]:
    return {child for child in descendants(pid) if " halte worker" in command_of(child)}


def test_serve_starts_a_dead_worker_again(migrated):
    with serving() as (process, address):
        first = worker_of(process.pid)
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: bool(workers_of(process.pid) - {first}))
        assert status_of(f"{address}/healthz") == 200
        process.send_signal(signal.SIGTERM)
        _, complaint = process.communicate(timeout=15)
        assert process.returncode == 0
        assert complaint == "The worker ended by itself (-9); it starts again in 1 s.\n"


def test_serve_outlives_a_database_that_goes_away_and_comes_back(migrated):
    with serving() as (process, address):
        devdb.stop()
        assert wait_until(lambda: status_of(f"{address}/readyz") == 503)
        devdb.start()
        assert wait_until(lambda: status_of(f"{address}/readyz") == 200, seconds=60)
        assert process.poll() is None


def test_killed_serve_leaves_no_process_behind(migrated):
    with serving() as (process, _):
        below = descendants(process.pid)
        process.kill()
        assert wait_until(lambda: below & set(parents()) == set())


def sql(statement: str) -> list[tuple]:
    """Asks the embedded database as its owner."""
    given = devdb.ensure_running()
    place = {"host": given["HOST"], "port": given["PORT"], "dbname": given["NAME"]}
    with psycopg.connect(**place, user=given["USER"]) as line:
        found = line.execute(statement)
        return found.fetchall() if found.description else []


def test_serve_without_its_role_says_what_to_run(migrated):
    sql("ALTER ROLE halte_web RENAME TO away")
    try:
        code, said, complaint = halte("serve", PORT=free_port())
        assert (code, said) == (1, "")
        assert complaint.startswith("The role that web processes speak as is missing. Run halte m")
    finally:
        sql("ALTER ROLE away RENAME TO halte_web")


def test_web_processes_speak_as_the_web_role(migrated):
    """What this role may no longer read, no page can."""
    with serving() as (_, address):
        assert get(address, "/en/about")[0] == 200
        sql("REVOKE SELECT ON core_revision FROM halte_web")
        try:
            assert get(address, "/en/about")[0] == 500
        finally:
            sql("GRANT SELECT ON core_revision TO halte_web")
        assert get(address, "/en/about")[0] == 200
