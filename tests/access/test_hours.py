"""Who gets what on the pages about hours: the team and the auditor read, who manages edits."""

from datetime import date

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core.conflicts import note
from halte.network import domain
from halte.network.models import Outing, Season, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import (
    OpeningExceptionFactory,
    OutingFactory,
    SiteFactory,
    SpaceFactory,
)
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

BASE = "work/spaces/<slug:slug>/hours"
ROUTES = {
    BASE,
    f"{BASE}/preview",
    f"{BASE}/planned/drop",
    f"{BASE}/past",
    f"{BASE}/exceptions",
    f"{BASE}/exceptions/new",
    f"{BASE}/exceptions/<int:pk>",
    f"{BASE}/seasons",
    f"{BASE}/seasons/new",
    f"{BASE}/seasons/<int:pk>",
    f"{BASE}/outings",
    f"{BASE}/outings/new",
    f"{BASE}/outings/<int:pk>",
}
SECRETS = {"space": "SECRET-SPACE", "season": "SECRET-SEASON", "reason": "SECRET-REASON"}
TABLE = """
                       week save look drop past days accept day+ day  seasons season+ season trips trip+ trip
stranger               302  302  302  302  302  302  302    302  302  302     302     302    302   302   302
no role                404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
ex-coordinator         404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
coordinator to come    404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
closed coordinator     302  302  302  302  302  302  302    302  302  302     302     302    302   302   302
facilitator elsewhere  404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
coordinator elsewhere  404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
manager elsewhere      404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
referrer               404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
network editor         404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
member                 404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
chair                  404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
jury member            404  404  404  404  404  404  404    404  404  404     404     404    404   404   404
auditor                200  403  403  403  200  200  403    403  403  200     403     403    200   403   403
facilitator            200  403  403  403  200  200  403    403  403  200     403     403    200   403   403
coordinator            200  302  200  302  200  200  422    302  302  200     302     302    200   302   302
manager                200  302  200  302  200  200  422    302  302  200     302     302    200   302   302
officer                200  302  200  302  200  200  422    302  302  200     302     302    200   302   302
administrator          200  302  200  302  200  200  422    302  302  200     302     302    200   302   302
superuser              200  302  200  302  200  200  422    302  302  200     302     302    200   302   302
"""  # noqa: E501
MAY_READ = {
    role: set(SECRETS)
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
    return SpaceFactory(
        slug="here", name_en=SECRETS["space"], is_published=request.param, is_mobile=True
    )


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    site = SiteFactory(space=space)
    week, today = frozenset(), timezone.localdate()
    season = Season.objects.create(
        site=site, name=SECRETS["season"], first=date(2027, 7, 1), last=date(2027, 8, 31)
    )
    exception = OpeningExceptionFactory(
        site=site, first=date(2027, 1, 5), reason_en=SECRETS["reason"]
    )
    outing = OutingFactory(space=space)
    base = "/en/work/spaces/here/hours"
    read = note(domain.week_values(week, today))
    place = {"day": "2027-05-04", "opens": "9", "closes": "12", "place": "x", "postcode": "1050"}
    place["municipality"] = outing.municipality_id
    summer = {"name": "x", "first": "2028-07-01", "last": "2028-07-31"}
    return {
        "week": (base, None),
        "save": (base, {"starting": f"{today}", "read": read}),
        "look": (f"{base}/preview", {"read": read}),
        "drop": (f"{base}/planned/drop", {"from": "2027-03-01"}),
        "past": (f"{base}/past", None),
        "days": (f"{base}/exceptions", None),
        "accept": (f"{base}/exceptions", {}),
        "day+": (f"{base}/exceptions/new", {"first": "2027-02-01"}),
        "day": (f"{base}/exceptions/{exception.pk}", {"act": "delete"}),
        "seasons": (f"{base}/seasons", None),
        "season+": (f"{base}/seasons/new", summer),
        "season": (f"{base}/seasons/{season.pk}", {"act": "delete"}),
        "trips": (f"{base}/outings", None),
        "trip+": (f"{base}/outings/new", place),
        "trip": (f"{base}/outings/{outing.pk}", {"act": "delete"}),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES


def test_rows_of_another_space_cannot_be_reached_through_ones_own(client, db):
    here, there = SpaceFactory(slug="here", is_mobile=True), SpaceFactory(is_mobile=True)
    SiteFactory(space=here)
    site = SiteFactory(space=there)
    season = Season.objects.create(
        site=site, name="x", first=date(2027, 7, 1), last=date(2027, 8, 31)
    )
    exception, outing = OpeningExceptionFactory(site=site), OutingFactory(space=there)
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(here)).user)
    base = "/en/work/spaces/here/hours"
    codes = [
        client.get(f"{base}?site={site.pk}").status_code,
        client.post(f"{base}/exceptions/{exception.pk}", {"act": "delete"}).status_code,
        client.post(f"{base}/seasons/{season.pk}", {"act": "delete"}).status_code,
        client.post(f"{base}/outings/{outing.pk}", {"act": "delete"}).status_code,
    ]
    assert codes == [404] * 4
    assert (Season.objects.count(), Outing.objects.count()) == (1, 1)
