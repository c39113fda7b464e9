"""What the tests of the installation itself share."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from halte.core import devdb


@contextmanager
def own_var() -> Iterator[Path]:
    """A folder of its own for one embedded server, stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="halte-test-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HALTE_VAR", str(folder / "var"))
        patch.setenv("HALTE_DEVDB_FAST", "1")
        for name in ("DATABASE_URL", "PGBIN"):
            patch.delenv(name, raising=False)
        yield folder / "var"
        patch.setenv("HALTE_VAR", str(folder / "var"))  # a test may have changed it
        folder.chmod(0o755)
        devdb.stop()
    outside = folder / "var" / "outside"
    if outside.is_symlink():
        shutil.rmtree(outside.resolve())
    shutil.rmtree(folder)


@pytest.fixture
def var() -> Iterator[Path]:
    """A place for one embedded server, this test's alone."""
    with own_var() as folder:
        yield folder
