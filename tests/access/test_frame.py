"""Who gets what on the pages that belong to everybody at work."""

import pytest

from halte.network.models import Space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {"work/spaces"}
SECRETS = {"space": "SECRET-SPACE"}
TABLE = """
                       spaces
stranger               302
no role                200
ex-coordinator         200
coordinator to come    200
closed coordinator     302
facilitator elsewhere  200
coordinator elsewhere  200
manager elsewhere      200
referrer               200
network editor         200
auditor                200
facilitator            200
coordinator            200
manager                200
officer                200
administrator          200
superuser              200
"""
MAY_READ = {
    role: {"space"}
    for role in (
        "auditor",
        "facilitator",
        "coordinator",
        "manager",
        "officer",
        "administrator",
        "superuser",
    )
}


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request) -> Space:
    return SpaceFactory(slug="here", name_en=SECRETS["space"], is_published=request.param)


@pytest.fixture
def addresses() -> dict[str, tuple[str, dict | None]]:
    return {"spaces": ("/en/work/spaces", None)}


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
