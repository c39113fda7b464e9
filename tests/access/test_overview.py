"""Who gets what on the coordination's list of all spaces."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {"work/network", "work/network/export.<str:kind>", "work/network/remind"}
SECRETS = {"space": "SECRET-SPACE", "member": "SECRET-MEMBER"}
TABLE = """
                       list csv  remind
stranger               302  302  302
no role                403  403  403
ex-coordinator         403  403  403
coordinator to come    403  403  403
closed coordinator     302  302  302
facilitator elsewhere  403  403  403
coordinator elsewhere  403  403  403
manager elsewhere      403  403  403
referrer               403  403  403
network editor         403  403  403
member                 403  403  403
chair                  403  403  403
jury member            403  403  403
auditor                200  200  403
facilitator            403  403  403
coordinator            403  403  403
manager                403  403  403
officer                200  200  302
administrator          200  200  302
superuser              200  200  302
"""
MAY_READ = {
    "auditor": {"space"},
    **{role: set(SECRETS) for role in ("officer", "administrator", "superuser")},
}


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request) -> Space:
    space = SpaceFactory(slug="here", name_en=SECRETS["space"], is_published=request.param)
    make_member(Role.COORDINATOR, scope_of_space(space), make_user(name=SECRETS["member"]))
    return space


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    return {
        "list": ("/en/work/network", None),
        "csv": ("/en/work/network/export.csv", None),
        "remind": ("/en/work/network/remind", {"space": [space.pk]}),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
