"""Who gets what at the desk: the people of a space are for its own team alone."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import rows
from halte.desk.domain import visits
from halte.desk.tests.factories import VisitorFactory
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

SPACE = "work/spaces/<slug:slug>"
VISIT = f"{SPACE}/today/visits/<uuid:uuid>"
VISITOR = f"{SPACE}/visitors/<uuid:uuid>"
ROUTES = {
    f"{SPACE}/today",
    f"{SPACE}/today/live",
    f"{SPACE}/today/find",
    f"{SPACE}/today/unnamed",
    f"{SPACE}/today/visits",
    f"{SPACE}/today/visits/new",
    VISIT,
    f"{VISIT}/leave",
    f"{VISIT}/delete",
    f"{SPACE}/visitors",
    f"{SPACE}/visitors/questions",
    VISITOR,
    f"{VISITOR}/arrive",
    f"{VISITOR}/edit",
    f"{VISITOR}/consents",
}
SECRETS = {"name": "SECRET-NAME", "mail": "secret-mail@example.org"}
TABLE = """
                       today live find tap  day  form new  visit right leave delete people ask  person come edit yes
stranger               302   302  302  302  302  302  302  302   302   302   302    302    302  302    302  302  302
no role                404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
ex-coordinator         404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
coordinator to come    404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
closed coordinator     302   302  302  302  302  302  302  302   302   302   302    302    302  302    302  302  302
facilitator elsewhere  404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
coordinator elsewhere  404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
manager elsewhere      404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
referrer               404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
network editor         404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
member                 404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
chair                  404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
jury member            404   404  404  404  404  404  404  404   404   404   404    404    404  404    404  404  404
auditor                403   403  403  403  403  403  403  403   403   403   403    403    403  403    403  403  403
facilitator            200   302  200  302  200  200  302  200   302   302   302    200    302  200    302  302  302
coordinator            200   302  200  302  200  200  302  200   302   302   302    200    302  200    302  302  302
manager                403   403  403  403  403  403  403  403   403   403   403    403    403  403    403  403  403
officer                403   403  403  403  403  403  403  403   403   403   403    403    403  403    403  403  403
administrator          403   403  403  403  403  403  403  403   403   403   403    403    403  403    403  403  403
superuser              403   403  403  403  403  403  403  403   403   403   403    403    403  403    403  403  403
"""  # noqa: E501
TEAM = {"facilitator", "coordinator"}


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", is_published=False)


def people(space: Space) -> dict:
    """Somebody who is here, and somebody who is not."""
    given = {"identity__name": SECRETS["name"], "identity__email": SECRETS["mail"]}
    here, away = VisitorFactory(space=space, **given), VisitorFactory(space=space)
    return {
        "visit": visits.arrive(space, visitor=here, purposes=["other"]),
        "here": here,
        "away": away,
    }


def addresses_of(space: Space, made: dict) -> dict[str, tuple[str, dict | None]]:
    base = f"/en/work/spaces/{space.slug}"
    visit, here = (
        f"{base}/today/visits/{made['visit'].uuid}",
        f"{base}/visitors/{made['here'].uuid}",
    )
    away = f"{base}/visitors/{made['away'].uuid}"
    new = {"kind": "named", "name": "New", "speaks": "fr", "purposes": ["other"]}
    moment = {"arrived_at": "2026-01-05T10:00", "purposes": ["help"]}
    return {
        "today": (f"{base}/today", None),
        "live": (f"{base}/today/live", None),
        "find": (f"{base}/today/find", {"who": "secret"}),
        "tap": (f"{base}/today/unnamed", {"purpose": "other"}),
        "day": (f"{base}/today/visits", None),
        "form": (f"{base}/today/visits/new", None),
        "new": (f"{base}/today/visits/new", new),
        "visit": (visit, None),
        "right": (visit, moment),
        "leave": (f"{visit}/leave", {}),
        "delete": (f"{visit}/delete", {"act": "delete"}),
        "people": (f"{base}/visitors", None),
        "ask": (f"{base}/visitors/questions", {"asked": ["level"]}),
        "person": (here, None),
        "come": (f"{away}/arrive", {"purpose": "other"}),
        "edit": (f"{here}/edit", {"name": "Other", "speaks": "fr"}),
        "yes": (f"{here}/consents", {"kind": "invitations", "act": "give"}),
    }


def test_who_gets_what(space):
    with rows.everything("test"):
        addresses = addresses_of(space, people(space))
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert routes(addresses) == ROUTES
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: set(SECRETS) if role in TEAM else set() for role in read}


def test_people_of_another_space_cannot_be_reached_through_ones_own(client):
    here, there = SpaceFactory(slug="here"), SpaceFactory(slug="there")
    with rows.everything("test"):
        theirs = addresses_of(here, people(there))
    # The same person's team: both spaces' rows are open, and still nothing crosses.
    user = make_member(Role.FACILITATOR, scope_of_space(here)).user
    make_member(Role.FACILITATOR, scope_of_space(there), user)
    client.force_login(user)
    for name in ("visit", "right", "leave", "delete", "person", "come", "edit", "yes"):
        address, data = theirs[name]
        answer = client.get(address) if data is None else client.post(address, data)
        assert answer.status_code == 404, name
    found = client.post("/en/work/spaces/here/today/find", {"who": "secret"})
    assert SECRETS["name"] not in found.content.decode()
    for name in ("today", "live", "day", "people"):
        page = client.get(theirs[name][0], headers={"HX-Request": "true"})
        assert SECRETS["name"] not in page.content.decode(), name
