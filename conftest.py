"""What every test may lean on."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from whitenoise.base import WhiteNoise

from halte.core.testing import LintingClient
from tests import emptying, speed


def pytest_configure() -> None:
    # A thousand passwords at the price of one; which hash is used for real is up to Django.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    TransactionTestCase._fixture_teardown = emptying.empty
    WhiteNoise.update_files_dictionary = speed.read_static_files_once()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker
) -> None:
    """The database of each process is a copy of one that was migrated once."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = speed.migrated_template()


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
