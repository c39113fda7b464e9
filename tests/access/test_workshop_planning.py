"""Who gets what on the pages that plan workshops: who is above the space reads, without people."""

import pytest

from halte.core.conflicts import note
from halte.network.loading.filling import values_of
from halte.network.models import Space
from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.workshops.domain import enrolments
from halte.workshops.enums import SessionState
from halte.workshops.forms.activity import ActivityForm
from halte.workshops.tests.factories import (
    ActivityFactory,
    SeriesFactory,
    SessionFactory,
    somebody,
)
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

BASE = "work/spaces/<slug:slug>/workshops"
ROUTES = {
    BASE,
    f"{BASE}/settings",
    f"{BASE}/activities",
    f"{BASE}/activities/new",
    f"{BASE}/activities/<uuid:uuid>",
    f"{BASE}/activities/<uuid:uuid>/copy",
    f"{BASE}/activities/<uuid:uuid>/plan",
    f"{BASE}/series/<uuid:uuid>",
    f"{BASE}/series/<uuid:uuid>/publish",
    f"{BASE}/<uuid:uuid>",
    f"{BASE}/<uuid:uuid>/state",
    f"{BASE}/<uuid:uuid>/cancel",
}
SECRETS = {"activity": "SECRET-ACTIVITY", "person": "SECRET-PERSON", "room": "SECRET-ROOM"}
TABLE = """
                       programme seats activities new  change copy plan series all  date fewer publish ask  cancel
stranger               302       302   302        302  302    302  302  302    302  302  302   302     302  302
no role                404       404   404        404  404    404  404  404    404  404  404   404     404  404
ex-coordinator         404       404   404        404  404    404  404  404    404  404  404   404     404  404
coordinator to come    404       404   404        404  404    404  404  404    404  404  404   404     404  404
closed coordinator     302       302   302        302  302    302  302  302    302  302  302   302     302  302
facilitator elsewhere  404       404   404        404  404    404  404  404    404  404  404   404     404  404
coordinator elsewhere  404       404   404        404  404    404  404  404    404  404  404   404     404  404
manager elsewhere      404       404   404        404  404    404  404  404    404  404  404   404     404  404
referrer               404       404   404        404  404    404  404  404    404  404  404   404     404  404
network editor         404       404   404        404  404    404  404  404    404  404  404   404     404  404
member                 404       404   404        404  404    404  404  404    404  404  404   404     404  404
chair                  404       404   404        404  404    404  404  404    404  404  404   404     404  404
jury member            404       404   404        404  404    404  404  404    404  404  404   404     404  404
auditor                200       403   200        403  403    403  403  200    403  403  403   403     403  403
facilitator            200       302   200        302  302    302  200  200    302  200  422   302     200  302
coordinator            200       302   200        302  302    302  200  200    302  200  422   302     200  302
manager                200       302   200        302  302    302  200  200    302  200  422   302     200  302
officer                200       403   200        403  403    403  403  200    403  403  403   403     403  403
administrator          200       403   200        403  403    403  403  200    403  403  403   403     403  403
superuser              200       403   200        403  403    403  403  200    403  403  403   403     403  403
"""  # noqa: E501
TEAM = {"facilitator", "coordinator"}
READERS = {"auditor", "manager", "officer", "administrator", "superuser"}


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request) -> Space:
    return SpaceFactory(slug="here", is_published=request.param)


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    SiteFactory(space=space)
    activity = ActivityFactory(space=space, title_en=SECRETS["activity"])
    series = SeriesFactory(activity=activity)
    session = SessionFactory(activity=activity, series=series, capacity=2, room=SECRETS["room"])
    draft = SessionFactory(activity=activity, series=series, state=SessionState.DRAFT)
    enrolments.enrol([session], somebody(1, name=SECRETS["person"]), language="fr")
    enrolments.enrol([session], somebody(2), language="fr")
    told = {
        "title_fr": "x", "theme": "phone", "level": "basic", "language": "fr", "price": "free",
        "minimum": "1", "maximum": "2", "framework": "digcomp-3.0", "is_shared": "False",
    }  # fmt: skip
    read = note(values_of(activity, ActivityForm.value_names()))
    fewer = {
        "day": session.starts_at.date().isoformat(), "opens": "10", "closes": "12",
        "site": session.site_id, "capacity": "1", "computers_needed": "0",
        "kept_for_referrers": "0", "scope": "only",
    }  # fmt: skip
    base = "/en/work/spaces/here/workshops"
    return {
        "programme": (base, None),
        "seats": (f"{base}/settings", {"hold_hours": "9"}),
        "activities": (f"{base}/activities", None),
        "new": (f"{base}/activities/new", told),
        "change": (f"{base}/activities/{activity.uuid}", {**told, "read": read}),
        "copy": (f"{base}/activities/{activity.uuid}/copy", {}),
        "plan": (f"{base}/activities/{activity.uuid}/plan", None),
        "series": (f"{base}/series/{series.uuid}", None),
        "all": (f"{base}/series/{series.uuid}/publish", {}),
        "date": (f"{base}/{session.uuid}", None),
        "fewer": (f"{base}/{session.uuid}", fewer),
        "publish": (f"{base}/{draft.uuid}/state", {"verb": "publish"}),
        "ask": (f"{base}/{session.uuid}/cancel", None),
        "cancel": (f"{base}/{session.uuid}/cancel", {"scope": "rest"}),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    expected = {role: set(SECRETS) for role in TEAM}
    expected |= {role: {"activity", "room"} for role in READERS}
    assert read == {role: expected.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
