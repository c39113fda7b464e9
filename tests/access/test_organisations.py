"""Who gets what on the pages about organisations and their spaces."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.network.models import Space
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {"work/organisations", "work/organisations/<slug:slug>"}
SECRETS = {"name": "SECRET-NAME", "space": "SECRET-SPACE"}
TABLE = """
                       list one
stranger               302  302
no role                403  403
ex-coordinator         403  403
coordinator to come    403  403
closed coordinator     302  302
facilitator elsewhere  403  403
coordinator elsewhere  403  403
manager elsewhere      200  404
referrer               403  403
network editor         403  403
member                 403  403
chair                  403  403
jury member            403  403
auditor                200  200
facilitator            403  403
coordinator            403  403
manager                200  200
officer                200  200
administrator          200  200
superuser              200  200
"""
MAY_READ = {
    "auditor": {"space"},
    **{role: set(SECRETS) for role in ("manager", "officer", "administrator", "superuser")},
}


@pytest.fixture
def space() -> Space:
    found = SpaceFactory(slug="here", name_en=SECRETS["space"], is_published=False)
    make_member(Role.COORDINATOR, scope_of_space(found), make_user(name=SECRETS["name"]))
    return found


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    return {
        "list": ("/en/work/organisations", None),
        "one": (f"/en/work/organisations/{space.organisation.slug}", None),
    }


def test_who_gets_what(space, addresses, monkeypatch):
    monkeypatch.setattr("halte.core.work._places", [])  # the switcher names one's own spaces
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_one_and_for_three(
    client, space, number, django_assert_num_queries
):
    house = scope_of_organisation(space.organisation)
    for _ in range(number - 1):
        other = SpaceFactory(organisation=space.organisation)
        make_member(Role.COORDINATOR, scope_of_space(other))
    client.force_login(make_member(Role.MANAGER, house).user)
    address = f"/en/work/organisations/{space.organisation.slug}"
    client.get(address)
    with django_assert_num_queries(8):
        page = client.get(address).content.decode()
    assert page.count("w-list__acts") == number
