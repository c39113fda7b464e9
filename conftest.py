"""What every test may lean on."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from hypothesis import HealthCheck, settings

from halte.core.testing import LintingClient

# A busy machine is no failure: time is measured in bench/, never in tests.
settings.register_profile("halte", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("halte")


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
