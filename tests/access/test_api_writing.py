"""Who gets what where programs enrol: tokens of every kind, and people who are signed in."""

import json

import pytest
from django.test import Client

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.accounts.tokens import create_token, revoke_token
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import OrganisationFactory, SpaceFactory
from halte.workshops.domain import enrolments
from halte.workshops.tests.factories import SessionFactory, somebody

pytestmark = pytest.mark.django_db

# Programs come with a token: no address here is guarded by who is signed in.
ROUTES: set[str] = set()

# Enrol; give back a seat of the public page, one that the first sender sent, one of elsewhere.
TABLE = """
                        enrol public sent  other
nobody                  401   401    401   401
signed in               401   401    401   401
revoked                 401   401    401   401
space, reads            403   403    403   403
organisation, reads     403   403    403   403
other space             403   403    403   403
space                   201   204    204   404
organisation            201   204    204   404
sender                  201   404    204   404
other sender            201   404    404   404
"""


@pytest.fixture
def session():
    return SessionFactory(capacity=100)


def tokens(session, sender):
    """Headers of a request, by who sends it."""
    here, house = scope_of_space(session.space), scope_of_organisation(session.space.organisation)
    scopes = {
        "revoked": (here, "write"),
        "space, reads": (here, "read"),
        "organisation, reads": (house, "read"),
        "other space": (scope_of_space(SpaceFactory()), "write"),
        "space": (here, "write"),
        "organisation": (house, "write"),
        "sender": (sender, "write"),
        "other sender": (scope_of_organisation(OrganisationFactory()), "write"),
    }
    yield "nobody", {}
    yield "signed in", {}
    for name, (scope, allows) in scopes.items():
        token = create_token(scope, name=name, allows=[allows], by=None)
        if name == "revoked":
            revoke_token(token, by=None)
        yield name, {"Authorization": f"Bearer {token.secret}"}


def test_who_may_enrol_and_give_back(session):
    sender = scope_of_organisation(OrganisationFactory())
    elsewhere = SessionFactory()
    address = f"/api/v1/sessions/{session.uuid}/enrolments"
    member = make_member(Role.COORDINATOR, scope_of_space(session.space)).user
    lines = [f"{'':24}enrol public sent  other"]
    for number, (name, headers) in enumerate(tokens(session, sender)):
        client = Client()
        if name == "signed in":
            client.force_login(member)
        rows = {
            "public": enrolments.enrol([session], somebody(100 + number), language="fr"),
            "sent": enrolments.enrol(
                [session],
                somebody(200 + number),
                language="fr",
                source="referrer",
                sent_by=sender.uuid,
            ),
            "other": enrolments.enrol([elsewhere], somebody(300 + number), language="fr"),
        }
        body = {"name": f"Ana {name}", "phone": "0470123456"}
        posted = client.post(
            address, json.dumps(body), content_type="application/json", headers=headers
        )
        codes = [
            client.delete(f"{address}/{made[0].uuid}", headers=headers).status_code
            for made in rows.values()
        ]
        cells = f"{posted.status_code:<6}{codes[0]:<7}{codes[1]:<6}{codes[2]}"
        lines.append(f"{name:24}{cells}")
    table = "\n".join(lines)
    assert table == TABLE.strip("\n"), f"\n{table}"
