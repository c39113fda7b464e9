"""The Makefile installs what is missing, and only that; its Python here notes what it is told."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = """\
#!/bin/sh
case "$*" in
  "-m venv --clear .venv")
    rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo venv >>did ;;
  "-m pip install"*) for file; do :; done; echo "$file" >>did ;;
esac
"""
Make = Callable[[str], list[str]]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A checkout of the Makefile alone, with a Python to find."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "halte").mkdir()
    (tmp_path / "programs").mkdir()
    python = tmp_path / "programs" / "python3.14"
    python.write_text(PYTHON)
    python.chmod(0o755)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("one==1\n")
    return tmp_path


@pytest.fixture
def make(folder) -> Make:
    """Runs `make` for one target; gives what it did."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    environment["PATH"] = f"{folder}/programs:{environment['PATH']}"
    did = folder / "did"

    def run(target: str) -> list[str]:
        did.write_text("")
        subprocess.run(["/usr/bin/env", "make", target], cwd=folder, env=environment, check=True)
        return did.read_text().split()

    return run


def change(folder: Path) -> None:
    """Other versions in both files; older than all that was made, as an unpacked archive is."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text("one==2\n")
        os.utime(folder / name, (0, 0))


RUN, TEST = ".venv/packages", ".venv/packages-dev"


def test_packages_are_installed_once(make):
    assert make(RUN) == ["venv", "requirements.txt"]
    assert make(RUN) == []


def test_packages_come_back_when_the_venv_is_removed(folder, make):
    make(RUN)
    shutil.rmtree(folder / ".venv")
    assert make(RUN) == ["venv", "requirements.txt"]


def test_changed_packages_are_installed(folder, make):
    make(RUN)
    change(folder)
    assert make(RUN) == ["requirements.txt"]
    assert make(RUN) == []


def test_packages_for_development_suffice_to_run(make):
    assert make(TEST) == ["venv", "requirements-dev.txt"]
    assert make(RUN) == []


def test_packages_for_development_of_another_version_do_not_suffice(folder, make):
    make(TEST)
    change(folder)
    assert make(RUN) == ["requirements.txt"]
    assert make(RUN) == []
    assert make(TEST) == ["requirements-dev.txt"]


def test_packages_for_development_are_renewed_when_run_changed_them(folder, make):
    make(TEST)
    old = {file: file.read_text() for file in folder.glob("requirements*.txt")}
    change(folder)
    make(RUN)
    for file, content in old.items():
        file.write_text(content)
    assert make(TEST) == ["requirements-dev.txt"]
    assert make(RUN) == []


def test_failed_installation_is_tried_again(folder, make):
    python = folder / "programs" / "python3.14"
    python.write_text(PYTHON.replace('echo "$file" >>did', "exit 1"))
    with pytest.raises(subprocess.CalledProcessError):
        make(RUN)
    shutil.copy(python, folder / ".venv" / "bin" / "python")
    (folder / ".venv" / "bin" / "python").write_text(PYTHON)
    assert make(RUN) == ["requirements.txt"]
