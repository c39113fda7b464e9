"""Limits hold for all processes together: two of them guess at one address."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from halte.accounts.tests.factories import PASSWORD, make_user
from halte.core.testing import LintingClient

GUESS = """
from django.test import Client
wrong = {"login": "ana@example.org", "password": "wrong"}
guesser = Client(SERVER_NAME="localhost")
print([guesser.post("/en/work/sign-in", wrong).status_code for _ in range(3)])
"""


def guess_in_another_process() -> str:
    place = connection.settings_dict
    address = f"postgresql://{place['USER']}@/{place['NAME']}?host={place['HOST']}"
    done = subprocess.run(
        [sys.executable, "-m", "halte", "shell", "--no-imports", "-c", GUESS],
        env=os.environ | {"DATABASE_URL": address},
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="written for the embedded database")
def test_two_processes_share_the_limits():
    make_user(email="ana@example.org", password=PASSWORD)
    assert guess_in_another_process() == "[422, 422, 422]"
    wrong = {"login": "ana@example.org", "password": "wrong"}
    client = LintingClient()
    assert [client.post("/en/work/sign-in", wrong).status_code for _ in range(3)] == [422, 422, 429]
