"""Who gets what on the pages about history and personal data."""

import pytest

from halte.accounts.tests.factories import make_user
from halte.network.models import Space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {"work/register", "work/spaces/<slug:slug>/history"}
SECRETS = {"website": "https://secret.example", "email": "secret@example.org"}
TABLE = """
                       register space
stranger               302      302
no role                403      404
ex-coordinator         403      404
coordinator to come    403      404
closed coordinator     302      302
facilitator elsewhere  403      404
coordinator elsewhere  403      404
manager elsewhere      403      404
referrer               403      404
network editor         403      404
auditor                200      200
facilitator            403      403
coordinator            403      200
manager                403      200
officer                200      200
administrator          200      200
superuser              200      200
"""
MAY_READ = {
    "auditor": {"website"},
    **{role: set(SECRETS) for role in ("coordinator", "manager", "officer", "administrator")},
    "superuser": set(SECRETS),
}


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", website=SECRETS["website"], email=SECRETS["email"])


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    make_user()
    return {
        "register": ("/en/work/register", None),
        "space": ("/en/work/spaces/here/history", None),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
