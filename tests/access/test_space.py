"""Who gets what on the pages of "my space": editing, confirming, readers' messages."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core.conflicts import note
from halte.network.models import Correction, Site, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import CorrectionFactory, SiteFactory, SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

BASE = "/en/work/spaces/here"
ROUTES = {
    "work/spaces/<slug:slug>",
    "work/spaces/<slug:slug>/confirm",
    "work/spaces/<slug:slug>/change/<slug:section>",
    "work/spaces/<slug:slug>/sites/new",
    "work/spaces/<slug:slug>/sites/<int:pk>",
    "work/spaces/<slug:slug>/sites/<int:pk>/address",
    "work/spaces/<slug:slug>/sites/<int:pk>/access",
    "work/spaces/<slug:slug>/sites/<int:pk>/pin",
    "work/spaces/<slug:slug>/sites/<int:pk>/close",
    "work/spaces/<slug:slug>/messages",
    "work/spaces/<slug:slug>/messages/<int:pk>",
}
SECRETS = {"message": "SECRET-MESSAGE", "space": "SECRET-SPACE", "street": "SECRET-STREET"}
TABLE = """
                       read right form change add  main street access pin  close letters decide
stranger               302  302   302  302    302  302  302    302    302  302   302     302
no role                404  404   404  404    404  404  404    404    404  404   404     404
ex-coordinator         404  404   404  404    404  404  404    404    404  404   404     404
coordinator to come    404  404   404  404    404  404  404    404    404  404   404     404
closed coordinator     302  302   302  302    302  302  302    302    302  302   302     302
facilitator elsewhere  404  404   404  404    404  404  404    404    404  404   404     404
coordinator elsewhere  404  404   404  404    404  404  404    404    404  404   404     404
manager elsewhere      404  404   404  404    404  404  404    404    404  404   404     404
referrer               404  404   404  404    404  404  404    404    404  404   404     404
network editor         404  404   404  404    404  404  404    404    404  404   404     404
member                 404  404   404  404    404  404  404    404    404  404   404     404
chair                  404  404   404  404    404  404  404    404    404  404   404     404
jury member            404  404   404  404    404  404  404    404    404  404   404     404
auditor                200  403   403  403    403  403  403    403    403  403   403     403
facilitator            200  403   403  403    403  403  403    403    403  403   403     403
coordinator            200  302   200  302    302  302  200    302    302  302   200     302
manager                200  302   200  302    302  302  200    302    302  302   200     302
officer                200  302   200  302    302  302  200    302    302  302   200     302
administrator          200  302   200  302    302  302  200    302    302  302   200     302
superuser              200  302   200  302    302  302  200    302    302  302   200     302
"""
MAY_READ = {
    "facilitator": {"space", "street"},
    "auditor": {"space", "street"},
    **{
        role: set(SECRETS)
        for role in ("coordinator", "manager", "officer", "administrator", "superuser")
    },
}


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request) -> Space:
    return SpaceFactory(slug="here", name_en=SECRETS["space"], is_published=request.param)


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    site = SiteFactory(space=space, street=SECRETS["street"])
    SiteFactory(space=space)
    message = CorrectionFactory(space=space, message=SECRETS["message"])
    door = f"{BASE}/sites/{site.pk}"
    street = {"street": "New 1", "postcode": "1050", "municipality": "21009", "sure": "1050 21009"}
    price = {"price": "free", "read": note(dict.fromkeys(PRICE, ""))}
    access = {"wheelchair": "yes", "read": note({"wheelchair": "", "accessibility": []})}
    pin = {"lat": "50.82", "lon": "4.37", "read": note({"position": [50.8279, 4.3715]})}
    return {
        "read": (BASE, None),
        "right": (f"{BASE}/confirm", {"verb": "confirm"}),
        "form": (f"{BASE}/change/price", None),
        "change": (f"{BASE}/change/price", price),
        "add": (f"{BASE}/sites/new", street),
        "main": (door, {"verb": "main"}),
        "street": (f"{door}/address", None),
        "access": (f"{door}/access", access),
        "pin": (f"{door}/pin", pin),
        "close": (f"{door}/close", {}),
        "letters": (f"{BASE}/messages", None),
        "decide": (f"{BASE}/messages/{message.pk}", {"verb": "dismiss"}),
    }


PRICE = ("price", "price_note_fr", "price_note_nl", "price_note_en")


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES


def test_rows_of_other_spaces_are_not_reached_through_ones_own(client):
    here, there = SpaceFactory(slug="here"), SpaceFactory(slug="there")
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(here)).user)
    site, message = SiteFactory(space=there), CorrectionFactory(space=there)
    door = f"{BASE}/sites/{site.pk}"
    codes = [
        *[client.get(f"{door}/{what}").status_code for what in ("address", "access", "pin")],
        *[client.post(f"{door}/{what}").status_code for what in ("address", "pin", "close")],
        client.post(door, {"verb": "reopen"}).status_code,
        client.post(f"{BASE}/messages/{message.pk}", {"verb": "dismiss"}).status_code,
    ]
    assert codes == [404] * 8
    assert Site.objects.get().closed_on is None
    assert Correction.objects.get().state == "received"


def test_a_coordinator_of_two_spaces_reaches_each_row_through_its_own_space_only(client):
    here, there = SpaceFactory(slug="here"), SpaceFactory(slug="there")
    user = make_member(Role.COORDINATOR, scope_of_space(here)).user
    make_member(Role.COORDINATOR, scope_of_space(there), user)
    client.force_login(user)
    site, message = SiteFactory(space=there), CorrectionFactory(space=there)
    assert client.get(f"{BASE}/sites/{site.pk}/pin").status_code == 404
    posted = client.post(f"{BASE}/messages/{message.pk}", {"verb": "dismiss"})
    assert posted.status_code == 404
