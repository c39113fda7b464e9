"""Who gets what on the pages about history and personal data."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.network.models import Organisation, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {
    "work/register",
    "work/spaces/<slug:slug>/history",
    "work/organisations/<slug:slug>/history",
    "work/people/<int:pk>/history",
}
SECRETS = {
    "website": "https://secret.example",
    "email": "secret@example.org",
    "person": "secret-person@example.org",
    "sector": "SECRET-SECTOR",
}
TABLE = """
                       register space organisation person
stranger               302      302   302          302
no role                403      404   404          404
ex-coordinator         403      404   404          404
coordinator to come    403      404   404          404
closed coordinator     302      302   302          302
facilitator elsewhere  403      404   404          404
coordinator elsewhere  403      404   404          404
manager elsewhere      403      404   404          404
referrer               403      404   403          404
network editor         403      404   404          404
member                 403      404   404          404
chair                  403      404   404          404
jury member            403      404   404          404
auditor                200      200   200          404
facilitator            403      403   404          404
coordinator            403      200   404          200
manager                403      200   200          200
officer                200      200   200          200
administrator          200      200   200          200
superuser              200      200   200          200
"""
MAY_READ = {
    "auditor": {"website", "sector"},
    "coordinator": {"website", "email", "person"},
    **{role: set(SECRETS) for role in ("manager", "officer", "administrator", "superuser")},
}


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", website=SECRETS["website"], email=SECRETS["email"])


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    person = make_user(email=SECRETS["person"], name="")
    scope = scope_of_space(space)
    make_member(Role.FACILITATOR, scope, person)
    organisation = space.organisation
    Organisation.objects.filter(pk=organisation.pk).update(sector=SECRETS["sector"])
    return {
        "register": ("/en/work/register", None),
        "space": ("/en/work/spaces/here/history", None),
        "organisation": (f"/en/work/organisations/{organisation.slug}/history", None),
        "person": (f"/en/work/people/{person.pk}/history", None),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
