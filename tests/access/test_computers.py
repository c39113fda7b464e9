"""Who gets what on the pages of the computer room and of the queue: the team of the space alone."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import rows
from halte.desk.domain import queue, room
from halte.desk.domain.visits import arrive
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SiteFactory, SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

SPACE = "work/spaces/<slug:slug>"
ROOM = f"{SPACE}/computers"
ROUTES = {
    ROOM,
    f"{ROOM}/list",
    f"{ROOM}/new",
    f"{ROOM}/rules",
    f"{ROOM}/<uuid:uuid>",
    f"{ROOM}/<uuid:uuid>/act",
    f"{ROOM}/<uuid:uuid>/edit",
    f"{ROOM}/<uuid:uuid>/link",
    f"{SPACE}/queue",
    f"{SPACE}/queue/tickets",
    f"{SPACE}/queue/tickets/<uuid:uuid>",
    f"{SPACE}/queue/tickets/<uuid:uuid>/slip",
    f"{SPACE}/queue/next",
    f"{SPACE}/queue/screen",
}
SECRETS = {"name": "SECRET-NAME", "computer": "SECRET-PC"}
TABLE = """
                       room pc   act  end  list new  edit retire link rules queue give call next slip screen
stranger               302  302  302  302  302  302  302  302    302  302   302   302  302  302  302  302
no role                404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
ex-coordinator         404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
coordinator to come    404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
closed coordinator     302  302  302  302  302  302  302  302    302  302   302   302  302  302  302  302
facilitator elsewhere  404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
coordinator elsewhere  404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
manager elsewhere      404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
referrer               404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
network editor         404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
member                 404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
chair                  404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
jury member            404  404  404  404  404  404  404  404    404  404   404   404  404  404  404  404
auditor                403  403  403  403  403  403  403  403    403  403   403   403  403  403  403  403
facilitator            200  200  302  302  200  422  200  302    201  200   200   302  302  302  200  201
coordinator            200  200  302  302  200  422  200  302    201  200   200   302  302  302  200  201
manager                403  403  403  403  403  403  403  403    403  403   403   403  403  403  403  403
officer                403  403  403  403  403  403  403  403    403  403   403   403  403  403  403  403
administrator          403  403  403  403  403  403  403  403    403  403   403   403  403  403  403  403
superuser              403  403  403  403  403  403  403  403    403  403   403   403  403  403  403  403
"""  # noqa: E501
TEAM = {"facilitator", "coordinator"}


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", is_published=False)


def furnish(space: Space) -> dict:
    """A computer at which somebody sits, a free one, and a queue of two."""
    site = SiteFactory(space=space)
    busy = WorkstationFactory(site=site, label=SECRETS["computer"], is_reservable=False)
    free = WorkstationFactory(site=site, is_reservable=False)
    with rows.everything("test"):
        visitor = VisitorFactory(space=space, identity__name=SECRETS["name"])
        visit = arrive(space, visitor=visitor, purposes=["computer"])
        room.start(busy, visit=visit)
        tickets = [queue.take(space), queue.take(space)]
    return {"busy": busy, "free": free, "visit": visit, "ticket": tickets[0]}


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    made = furnish(space)
    base = "/en/work/spaces/here"
    busy, free = (f"{base}/computers/{made[name].uuid}" for name in ("busy", "free"))
    ticket = f"{base}/queue/tickets/{made['ticket'].uuid}"
    return {
        "room": (f"{base}/computers", None),
        "pc": (busy, None),
        "act": (f"{free}/act", {"verb": "start"}),
        "end": (f"{busy}/act", {"verb": "end"}),
        "list": (f"{base}/computers/list", None),
        "new": (f"{base}/computers/new", {"label": ""}),
        "edit": (f"{busy}/edit", None),
        "retire": (f"{free}/edit", {"act": "retire"}),
        "link": (f"{busy}/link", {"act": "issue"}),
        "rules": (f"{base}/computers/rules", None),
        "queue": (f"{base}/queue", None),
        "give": (f"{base}/queue/tickets", {}),
        "call": (ticket, {"verb": "call"}),
        "next": (f"{base}/queue/next", {}),
        "slip": (f"{ticket}/slip", None),
        "screen": (f"{base}/queue/screen", {"act": "issue"}),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: set(SECRETS) if role in TEAM else set() for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES


def test_room_of_another_space_cannot_be_reached_through_ones_own(client):
    here, there = SpaceFactory(slug="here"), SpaceFactory(slug="there")
    mine, theirs = furnish(here), furnish(there)
    # The same person's team: both spaces' rows are open, and still nothing crosses.
    user = make_member(Role.FACILITATOR, scope_of_space(here)).user
    make_member(Role.FACILITATOR, scope_of_space(there), user)
    client.force_login(user)
    base = "/en/work/spaces/here"
    free, other = mine["free"].uuid, theirs["busy"].uuid
    act = f"{base}/computers/{free}/act"
    ticket = f"{base}/queue/tickets/{theirs['ticket'].uuid}"
    move = {"verb": "move", "to": theirs["free"].uuid}
    codes = [
        client.get(f"{base}/computers/{other}").status_code,
        client.post(f"{base}/computers/{other}/act", {"verb": "end"}).status_code,
        client.get(f"{base}/computers/{other}/edit").status_code,
        client.post(f"{base}/computers/{other}/link", {"act": "issue"}).status_code,
        client.post(act, {"verb": "start", "visit": theirs["visit"].uuid}).status_code,
        client.post(f"{base}/computers/{mine['busy'].uuid}/act", move).status_code,
        client.post(ticket, {"verb": "call"}).status_code,
        client.get(f"{ticket}/slip").status_code,
    ]
    assert codes == [404] * 8
