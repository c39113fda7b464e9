"""Who gets what on the pages about the people of a session: the team of its space alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import rows
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.visitors.contact import Contact
from halte.workshops.domain.attendance import mark_attended, note_outcome, record_group
from halte.workshops.domain.enrolments import cancel, enrol
from halte.workshops.models import Call, Session
from halte.workshops.tests.factories import ActivityFactory, SeriesFactory, SessionFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

SPACE = "work/spaces/<slug:slug>"
SESSION = f"{SPACE}/sessions/<uuid:uuid>"
ROUTES = {
    SESSION,
    f"{SESSION}/enrol",
    f"{SESSION}/offer",
    f"{SESSION}/people/<uuid:person>",
    f"{SESSION}/attendance",
    f"{SESSION}/walk-in",
    f"{SESSION}/sheet",
    f"{SPACE}/calls",
    f"{SPACE}/calls/<int:pk>",
    f"{SPACE}/series/<uuid:uuid>/results",
    f"{SPACE}/series/<uuid:uuid>/certificates/<uuid:visitor>",
    f"{SPACE}/groups",
    f"{SPACE}/groups/<int:pk>",
    f"{SPACE}/figures",
    f"{SPACE}/figures.csv",
}
SECRETS = {
    "name": "SECRET-NAME",
    "phone": "+3225551234",
    "mail": "secret-mail@example.org",
    "group": "SECRET-GROUP",
    "activity": "SECRET-ACTIVITY",
}
TABLE = """
                       people form enrol offer give marks walk sheet calls call ends end  paper groups group+ group figs csv
stranger               302    302  302   302   302  302   302  302   302   302  302  302  302   302    302    302   302  302
no role                404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
ex-coordinator         404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
coordinator to come    404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
closed coordinator     302    302  302   302   302  302   302  302   302   302  302  302  302   302    302    302   302  302
facilitator elsewhere  404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
coordinator elsewhere  404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
manager elsewhere      404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
referrer               404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
network editor         404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
member                 404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
chair                  404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
jury member            404    404  404   404   404  404   404  404   404   404  404  404  404   404    404    404   404  404
auditor                403    403  403   403   403  403   403  403   403   403  403  403  403   403    403    403   403  403
facilitator            200    200  302   302   302  200   302  200   200   302  200  302  200   200    302    302   200  200
coordinator            200    200  302   302   302  200   302  200   200   302  200  302  200   200    302    302   200  200
manager                403    403  403   403   403  403   403  403   403   403  403  403  403   403    403    403   403  403
officer                403    403  403   403   403  403   403  403   403   403  403  403  403   403    403    403   403  403
administrator          403    403  403   403   403  403   403  403   403   403  403  403  403   403    403    403   403  403
superuser              403    403  403   403   403  403   403  403   403   403  403  403  403   403    403    403   403  403
"""  # noqa: E501
TEAM = {"facilitator", "coordinator"}


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", is_published=False)


def people(space: Space) -> dict:
    """A full session of a series: two have seats, one waited and is to be called."""
    SiteFactory(space=space)
    series = SeriesFactory(
        activity=ActivityFactory(space=space, title_en=SECRETS["activity"], title_fr="x")
    )
    session = SessionFactory(activity=series.activity, series=series, capacity=2)
    named = Contact(SECRETS["name"], phone=SECRETS["phone"])
    [first] = enrol([session], Contact("One", email=SECRETS["mail"]), language="en")
    [_second] = enrol([session], Contact("Two"), language="en")
    [third] = enrol([session], named, language="en")
    [gone] = enrol([session], Contact("Three", phone="+3225550009"), language="en")
    cancel(gone)
    cancel(_second)
    mark_attended(first, now=session.starts_at)
    note_outcome(series, first.visitor, result="finished", has_certificate=True)
    visit = record_group(
        space,
        day=timezone.localdate(),
        group=SECRETS["group"],
        heads={("unknown", "unknown"): 7},
    )
    third.refresh_from_db()
    # It has begun, and has room for one who walks in.
    start = timezone.now() - timedelta(minutes=5)
    Session.objects.filter(pk=session.pk).update(capacity=5, starts_at=start)
    return {"session": session, "first": first, "held": third, "series": series, "visit": visit}


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    made = people(space)
    base = "/en/work/spaces/here"
    session = f"{base}/sessions/{made['session'].uuid}"
    series = f"{base}/series/{made['series'].uuid}"
    visitor = made["first"].visitor
    return {
        "people": (session, None),
        "form": (f"{session}/enrol", None),
        "enrol": (f"{session}/enrol", {"name": "New", "speaks": "fr"}),
        "offer": (f"{session}/offer", {}),
        "give": (f"{session}/people/{made['held'].uuid}", {"verb": "confirm"}),
        "marks": (f"{session}/attendance", None),
        "walk": (f"{session}/walk-in", {"name": "New", "speaks": "fr"}),
        "sheet": (f"{session}/sheet", None),
        "calls": (f"{base}/calls", None),
        "call": (f"{base}/calls/{Call.objects.get().pk}", {}),
        "ends": (f"{series}/results", None),
        "end": (f"{series}/results", {f"result-{visitor.uuid}": "left"}),
        "paper": (f"{series}/certificates/{visitor.uuid}", None),
        "groups": (f"{base}/groups", None),
        "group+": (
            f"{base}/groups",
            {"day": "2026-01-05", "group": "x", "heads-unknown-unknown": "3"},
        ),
        "group": (f"{base}/groups/{made['visit'].pk}", {"act": "delete"}),
        "figs": (f"{base}/figures", None),
        "csv": (f"{base}/figures.csv", None),
    }


def test_who_gets_what(space, addresses, monkeypatch):
    # The sheet itself is tested with the certificates; here it would only cost time.
    monkeypatch.setattr("halte.workshops.views.outcomes.sheet", lambda *_a, **_k: b"PDF")
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: set(SECRETS) if role in TEAM else set() for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES


def test_people_of_another_space_cannot_be_reached_through_ones_own(client):
    here, there = SpaceFactory(slug="here"), SpaceFactory(slug="there")
    mine, theirs = people(here), people(there)
    # The same person's team: both spaces' rows are open, and still nothing crosses.
    user = make_member(Role.FACILITATOR, scope_of_space(here)).user
    make_member(Role.FACILITATOR, scope_of_space(there), user)
    client.force_login(user)
    base = "/en/work/spaces/here"
    session, other = (each["session"].uuid for each in (mine, theirs))
    series, other_series = (each["series"].uuid for each in (mine, theirs))
    person, visitor = theirs["held"].uuid, theirs["first"].visitor.uuid
    with rows.everything("test"):
        call = Call.objects.get(space=there).pk
    codes = [
        client.get(f"{base}/sessions/{other}").status_code,
        client.get(f"{base}/sessions/{other}/sheet").status_code,
        client.post(f"{base}/sessions/{other}/enrol", {"name": "x"}).status_code,
        client.post(f"{base}/sessions/{session}/people/{person}", {"verb": "cancel"}).status_code,
        client.post(f"{base}/calls/{call}").status_code,
        client.get(f"{base}/series/{other_series}/results").status_code,
        client.get(f"{base}/series/{series}/certificates/{visitor}").status_code,
        client.post(f"{base}/groups/{theirs['visit'].pk}", {"act": "delete"}).status_code,
    ]
    assert codes == [404] * 8
    page = client.get(f"{base}/sessions/{session}?new={person}").content.decode()
    assert 'id="new"' not in page
