"""Who gets what on the pages about requests of people: the Region's administrators alone."""

import pytest
from django.utils import timezone

from halte.accounts.tests.factories import make_user
from halte.core.models import LogEntry, TermRun
from halte.network.models import Space
from halte.network.tests.factories import SpaceFactory
from halte.oversight import domain
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {
    "work/register.csv",
    "work/register/nights",
    "work/requests",
    "work/requests/new",
    "work/requests/<int:pk>",
    "work/requests/<int:pk>/export",
    "work/requests/<int:pk>/rows",
    "work/requests/<int:pk>/erase",
    "work/requests/<int:pk>/restrict",
    "work/requests/<int:pk>/<slug:verb>",
}
SECRETS = {"person": "SECRET-PERSON", "email": "secret@example.org", "export": "SECRET-EXPORT"}
TABLE = """
                       csv  nights list new  case export rows erase? erase restrict answer
stranger               302  302    302  302  302  302    302  302    302   302      302
no role                403  403    403  403  403  403    403  403    403   403      403
ex-coordinator         403  403    403  403  403  403    403  403    403   403      403
coordinator to come    403  403    403  403  403  403    403  403    403   403      403
closed coordinator     302  302    302  302  302  302    302  302    302   302      302
facilitator elsewhere  403  403    403  403  403  403    403  403    403   403      403
coordinator elsewhere  403  403    403  403  403  403    403  403    403   403      403
manager elsewhere      403  403    403  403  403  403    403  403    403   403      403
referrer               403  403    403  403  403  403    403  403    403   403      403
network editor         403  403    403  403  403  403    403  403    403   403      403
member                 403  403    403  403  403  403    403  403    403   403      403
chair                  403  403    403  403  403  403    403  403    403   403      403
jury member            403  403    403  403  403  403    403  403    403   403      403
auditor                200  200    403  403  403  403    403  403    403   403      403
facilitator            403  403    403  403  403  403    403  403    403   403      403
coordinator            403  403    403  403  403  403    403  403    403   403      403
manager                403  403    403  403  403  403    403  403    403   403      403
officer                200  200    403  403  403  403    403  403    403   403      403
administrator          200  200    200  302  200  200    200  200    302   302      302
superuser              200  200    200  302  200  200    200  200    302   302      302
"""
MAY_READ = {role: set(SECRETS) for role in ("administrator", "superuser")}


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here")


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    TermRun.objects.create()
    person = make_user(email=SECRETS["email"], name=SECRETS["person"])
    LogEntry.record(person, "export", by=person, note=SECRETS["export"])
    facts = {
        "kind": "access", "name": SECRETS["person"], "email": SECRETS["email"], "language": "fr",
        "received_on": timezone.localdate(), "identity": "came in person",
    }  # fmt: skip
    case = domain.open_request(facts, by=None)
    base = f"/en/work/requests/{case.pk}"
    return {
        "csv": ("/en/work/register.csv", None),
        "nights": ("/en/work/register/nights", None),
        "list": ("/en/work/requests", None),
        "new": ("/en/work/requests/new", facts),
        "case": (base, None),
        "export": (f"{base}/export", {"format": "html"}),
        "rows": (f"{base}/rows", None),
        "erase?": (f"{base}/erase", None),
        "erase": (f"{base}/erase", {}),
        "restrict": (f"{base}/restrict", {}),
        "answer": (f"{base}/answer", {"words": "sent"}),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
