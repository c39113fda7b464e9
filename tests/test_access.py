"""Deny by default: every address states its rule, and strangers are refused where they must be."""

from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from halte.accounts.tests.factories import make_user
from halte.core.access import StatedAccessMiddleware, stated
from halte.network.models import Correction
from halte.network.tests.factories import CorrectionFactory
from tests import access

pytestmark = pytest.mark.django_db

# Every address that is not for everybody, with the rule it states.
GUARDED = {
    "work/files/<uuid:uuid>": "can_open_files",
    "work": "can_work",
    "work/spaces": "can_work",
    "work/roles": "can_work",
    "work/bodies": "can_see_bodies",
    "work/account": "can_work",
    "work/account/address": "can_work",
    "work/account/disconnect": "can_work",
    "work/account/codes": "can_work",
    "work/account/factors": "can_work",
    "work/account/factors/<int:pk>": "can_work",
    "work/account/factors/app": "can_work",
    "work/account/factors/passkey": "can_work",
    "work/account/first-password": "can_work",
    "work/account/password": "can_work",
    "work/account/sessions": "can_work",
    "work/account/sessions/<slug:name>": "can_work",
    "work/account/sessions/others": "can_work",
    "work/confirm": "can_work",
    "work/confirm/code": "can_work",
    "work/confirm/passkey": "can_work",
    "work/stay": "can_work",
    "work/organisations": "can_oversee_organisations",
    "work/organisations/<slug:slug>": "can_oversee_organisations",
    "work/search": "is_signed_in",
    "work/notices": "is_signed_in",
    "work/notices/count": "is_signed_in",
    "work/help": "is_signed_in",
    "work/findings": "can_read_findings",
    "work/network": "can_oversee_spaces",
    "work/network/export.<str:kind>": "can_oversee_spaces",
    "work/network/remind": "can_remind",
    "work/corrections": "can_review_corrections",
    "work/corrections/<int:pk>": "can_review_corrections",
    "work/<place:address>/team": "can_work",
    "work/<place:address>/team/<int:pk>/role": "can_work",
    "work/<place:address>/team/<int:pk>/end": "can_work",
    "work/<place:address>/invitations/<int:pk>": "can_work",
    "work/spaces/<slug:slug>/hours": "can_work",
    "work/spaces/<slug:slug>/hours/preview": "can_work",
    "work/spaces/<slug:slug>/hours/planned/drop": "can_work",
    "work/spaces/<slug:slug>/hours/past": "can_work",
    "work/spaces/<slug:slug>/hours/exceptions": "can_work",
    "work/spaces/<slug:slug>/hours/exceptions/new": "can_work",
    "work/spaces/<slug:slug>/hours/exceptions/<int:pk>": "can_work",
    "work/spaces/<slug:slug>/hours/seasons": "can_work",
    "work/spaces/<slug:slug>/hours/seasons/new": "can_work",
    "work/spaces/<slug:slug>/hours/seasons/<int:pk>": "can_work",
    "work/spaces/<slug:slug>/hours/outings": "can_work",
    "work/spaces/<slug:slug>/hours/outings/new": "can_work",
    "work/spaces/<slug:slug>/hours/outings/<int:pk>": "can_work",
    "work/spaces/<slug:slug>/sessions/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/sessions/<uuid:uuid>/enrol": "can_work",
    "work/spaces/<slug:slug>/sessions/<uuid:uuid>/offer": "can_work",
    "work/spaces/<slug:slug>/sessions/<uuid:uuid>/people/<uuid:person>": "can_work",
    "work/spaces/<slug:slug>/sessions/<uuid:uuid>/attendance": "can_work",
    "work/spaces/<slug:slug>/sessions/<uuid:uuid>/walk-in": "can_work",
    "work/spaces/<slug:slug>/sessions/<uuid:uuid>/sheet": "can_work",
    "work/spaces/<slug:slug>/calls": "can_work",
    "work/spaces/<slug:slug>/calls/<int:pk>": "can_work",
    "work/spaces/<slug:slug>/series/<uuid:uuid>/results": "can_work",
    "work/spaces/<slug:slug>/series/<uuid:uuid>/certificates/<uuid:visitor>": "can_work",
    "work/spaces/<slug:slug>/groups": "can_work",
    "work/spaces/<slug:slug>/groups/<int:pk>": "can_work",
    "work/spaces/<slug:slug>/figures": "can_work",
    "work/spaces/<slug:slug>/figures.csv": "can_work",
    "work/<place:address>/tokens": "can_work",
    "work/<place:address>/tokens/<int:pk>": "can_work",
    "work/spaces/<slug:slug>": "can_work",
    "work/spaces/<slug:slug>/confirm": "can_work",
    "work/spaces/<slug:slug>/change/<slug:section>": "can_work",
    "work/spaces/<slug:slug>/sites/new": "can_work",
    "work/spaces/<slug:slug>/sites/<int:pk>": "can_work",
    "work/spaces/<slug:slug>/sites/<int:pk>/address": "can_work",
    "work/spaces/<slug:slug>/sites/<int:pk>/access": "can_work",
    "work/spaces/<slug:slug>/sites/<int:pk>/pin": "can_work",
    "work/spaces/<slug:slug>/sites/<int:pk>/close": "can_work",
    "work/spaces/<slug:slug>/messages": "can_work",
    "work/spaces/<slug:slug>/messages/<int:pk>": "can_work",
    "work/outbox": "is_coordination",
    "work/outbox/<int:pk>": "is_coordination",
    "work/register": "can_read_register",
    "work/register.csv": "can_read_register",
    "work/register/nights": "can_read_register",
    "work/requests": "can_answer_requests",
    "work/requests/new": "can_answer_requests",
    "work/requests/<int:pk>": "can_answer_requests",
    "work/requests/<int:pk>/export": "can_answer_requests",
    "work/requests/<int:pk>/rows": "can_answer_requests",
    "work/requests/<int:pk>/erase": "can_answer_requests",
    "work/requests/<int:pk>/restrict": "can_answer_requests",
    "work/requests/<int:pk>/<slug:verb>": "can_answer_requests",
    "work/spaces/<slug:slug>/history": "can_work",
    "work/organisations/<slug:slug>/history": "can_work",
    "work/people/<int:pk>/history": "can_work",
    "work/spaces/<slug:slug>/today": "can_work",
    "work/spaces/<slug:slug>/today/live": "can_work",
    "work/spaces/<slug:slug>/today/find": "can_work",
    "work/spaces/<slug:slug>/today/unnamed": "can_work",
    "work/spaces/<slug:slug>/today/visits": "can_work",
    "work/spaces/<slug:slug>/today/visits/new": "can_work",
    "work/spaces/<slug:slug>/today/visits/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/today/visits/<uuid:uuid>/leave": "can_work",
    "work/spaces/<slug:slug>/today/visits/<uuid:uuid>/delete": "can_work",
    "work/spaces/<slug:slug>/visitors": "can_work",
    "work/spaces/<slug:slug>/visitors/questions": "can_work",
    "work/spaces/<slug:slug>/visitors/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/visitors/<uuid:uuid>/arrive": "can_work",
    "work/spaces/<slug:slug>/visitors/<uuid:uuid>/edit": "can_work",
    "work/spaces/<slug:slug>/visitors/<uuid:uuid>/consents": "can_work",
    "work/spaces/<slug:slug>/workshops": "can_work",
    "work/spaces/<slug:slug>/workshops/settings": "can_work",
    "work/spaces/<slug:slug>/workshops/activities": "can_work",
    "work/spaces/<slug:slug>/workshops/activities/new": "can_work",
    "work/spaces/<slug:slug>/workshops/activities/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/workshops/activities/<uuid:uuid>/copy": "can_work",
    "work/spaces/<slug:slug>/workshops/activities/<uuid:uuid>/plan": "can_work",
    "work/spaces/<slug:slug>/workshops/series/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/workshops/series/<uuid:uuid>/publish": "can_work",
    "work/spaces/<slug:slug>/workshops/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/workshops/<uuid:uuid>/state": "can_work",
    "work/spaces/<slug:slug>/workshops/<uuid:uuid>/cancel": "can_work",
    "work/spaces/<slug:slug>/computers": "can_work",
    "work/spaces/<slug:slug>/computers/list": "can_work",
    "work/spaces/<slug:slug>/computers/new": "can_work",
    "work/spaces/<slug:slug>/computers/rules": "can_work",
    "work/spaces/<slug:slug>/computers/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/computers/<uuid:uuid>/act": "can_work",
    "work/spaces/<slug:slug>/computers/<uuid:uuid>/edit": "can_work",
    "work/spaces/<slug:slug>/computers/<uuid:uuid>/link": "can_work",
    "work/spaces/<slug:slug>/queue": "can_work",
    "work/spaces/<slug:slug>/queue/tickets": "can_work",
    "work/spaces/<slug:slug>/queue/tickets/<uuid:uuid>": "can_work",
    "work/spaces/<slug:slug>/queue/tickets/<uuid:uuid>/slip": "can_work",
    "work/spaces/<slug:slug>/queue/next": "can_work",
    "work/spaces/<slug:slug>/queue/screen": "can_work",
}


def walk(resolver=None, prefix="") -> dict[str, object]:
    """Every view of the URLconf by its route, those of nested includes too."""
    views = {}
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            views |= walk(entry, route)
        elif isinstance(entry, URLPattern):
            views[route] = entry.callback
    return views


def test_walk_reaches_nested_addresses():
    routes = {route.split("/", 1)[-1] for route in walk()}
    assert {"spaces/<slug:slug>", "work/findings", "v1/openapi.json"} <= routes
    assert len(walk()) > 20


def test_every_view_states_its_access():
    assert [route for route, view in walk().items() if stated(view) is None] == []


def test_only_the_listed_addresses_are_guarded():
    guarded = {
        route.split("/", 1)[-1]: stated(view)
        for route, view in walk().items()
        if stated(view) != "public"
    }
    assert guarded == GUARDED


def test_a_view_that_states_nothing_is_refused(rf):
    middleware = StatedAccessMiddleware(lambda request: None)
    with pytest.raises(Exception, match="states neither"):
        middleware.process_view(rf.get("/"), lambda request: None, (), {})


@pytest.fixture
def message() -> Correction:
    """What a reader says is wrong."""
    return CorrectionFactory(message="SECRET-7")


@pytest.fixture
def coordination() -> Client:
    """The browser of somebody of the coordination."""
    browser = Client()
    browser.force_login(make_user(is_superuser=True))
    return browser


def test_public_page_never_keeps_what_was_said_to_somebody(message, coordination):
    coordination.post(f"/fr/work/corrections/{message.pk}", {"verb": "dismiss"})
    mine, theirs = coordination.get("/en/about"), Client().get("/en/about")
    assert mine.content == theirs.content
    assert 'role="status"' in coordination.get("/fr/work/corrections").content.decode()


def test_waiting_messages_are_never_crowded_out(message, coordination):
    handled = [Correction(space=message.space, topic="other", state="applied") for _ in range(60)]
    Correction.objects.bulk_create(handled)
    page = coordination.get("/fr/work/corrections").content.decode()
    assert f'id="message-{message.pk}"' in page


def test_every_guarded_address_stands_in_a_table():
    areas = Path(access.__file__).parent.glob("test_*.py")
    covered = [import_module(f"tests.access.{area.stem}").ROUTES for area in areas]
    assert set().union(*covered) == set(GUARDED)
