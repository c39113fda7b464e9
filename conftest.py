"""What every test may lean on."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from halte.core.testing import LintingClient


@pytest.fixture
def client() -> LintingClient:
    """A browser that also reads what it gets: see halte/core/testing.py."""
    return LintingClient()


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    """Finished pages of one test must not answer another."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()
