"""Deny by default: every address states its rule, and strangers are refused where they must be."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from halte.accounts.models import User
from halte.core.access import StatedAccessMiddleware, stated
from halte.core.mail.models import Message
from halte.network.models import Correction, Finding
from halte.network.tests.factories import SpaceFactory

pytestmark = pytest.mark.django_db

# Every address that is not for everybody, with the rule it states.
GUARDED = {
    "work/findings": "is_coordination",
    "work/corrections": "is_coordination",
    "work/corrections/<int:pk>": "is_coordination",
    "work/outbox": "is_coordination",
    "work/outbox/<int:pk>": "is_coordination",
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
def leak() -> str:
    """Words that stand in guarded data and must reach nobody else."""
    space = SpaceFactory()
    Correction.objects.create(space=space, topic="other", message="SECRET-7", language="fr")
    Finding.objects.create(load="x", code="no_phone", severity="note", subject="SECRET-7")
    Message.objects.create(to="x@example.org", template="SECRET-7", language="fr", subject="x")
    return "SECRET-7"


def people() -> dict[str, User | None]:
    return {
        "stranger": None,
        "colleague": User.objects.create_user("colleague@example.org", "a long password"),
        "left": User.objects.create_superuser("left@example.org", "x", is_active=False),
        "coordination": User.objects.create_superuser("cin@example.org", "a long password"),
    }


@pytest.mark.parametrize("page", ["findings", "corrections", "outbox"])
def test_guarded_page_is_for_the_coordination_alone(leak, page):
    statuses = {}
    for role, user in people().items():
        client = Client()
        if user:
            client.force_login(user)
        answer = client.get(f"/fr/work/{page}")
        statuses[role] = answer.status_code
        assert (leak in answer.content.decode()) == (role == "coordination"), role
    assert statuses == {"stranger": 302, "colleague": 403, "left": 302, "coordination": 200}


def test_public_page_never_keeps_what_was_said_to_somebody(leak):
    client = Client()
    client.force_login(people()["coordination"])
    client.post(f"/fr/work/corrections/{Correction.objects.get().pk}", {"verb": "dismiss"})
    mine, theirs = client.get("/en/about"), Client().get("/en/about")
    assert mine.content == theirs.content
    assert 'role="status"' in client.get("/fr/work/corrections").content.decode()


def test_waiting_messages_are_never_crowded_out(leak):
    waiting = Correction.objects.get()
    handled = [Correction(space=waiting.space, topic="other", state="applied") for _ in range(60)]
    Correction.objects.bulk_create(handled)
    client = Client()
    client.force_login(people()["coordination"])
    assert f'id="message-{waiting.pk}"' in client.get("/fr/work/corrections").content.decode()


def test_message_is_decided_by_the_coordination_alone(leak):
    row = Correction.objects.get()
    statuses = {}
    for role, user in people().items():
        client = Client()
        if user:
            client.force_login(user)
        data = {"verb": "dismiss"}
        statuses[role] = client.post(f"/fr/work/corrections/{row.pk}", data).status_code
        row.refresh_from_db()
        assert row.state == ("dismissed" if role == "coordination" else "received"), role
    assert statuses == {"stranger": 302, "colleague": 403, "left": 302, "coordination": 302}
    assert client.post("/fr/work/corrections/0", data).status_code == 404
