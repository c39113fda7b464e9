"""What the tests of the mediation standard share."""

from pathlib import Path

import pytest

from halte.network.tests.factories import PlaceNameFactory, PostcodeFactory


@pytest.fixture
def save(tmp_path: Path):
    """Write a file and give its path."""

    def save(content: str | bytes) -> str:
        path = tmp_path / "spaces.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return save


@pytest.fixture
def places(db):
    PlaceNameFactory()
    PostcodeFactory()
