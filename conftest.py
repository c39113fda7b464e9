"""What every test may lean on."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.utils import translation

from halte.core.testing import LintingClient


@pytest.fixture
def client() -> LintingClient:
    """A browser that also reads what it gets: see halte/core/testing.py."""
    return LintingClient()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What is said outside of a request is English; pages follow their address."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    """Finished pages of one test must not answer another."""
    yield
    # The default one is a table, which each test leaves as it found it.
    caches["pages"].clear()
