"""Who gets what on the pages about the register and its mails."""

import pytest

from halte.core.mail.enums import MessageState
from halte.core.mail.models import Message
from halte.network.models import Correction, Finding, Space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {
    "work",
    "work/findings",
    "work/corrections",
    "work/corrections/<int:pk>",
    "work/outbox",
    "work/outbox/<int:pk>",
}
SECRETS = {
    "finding": "SECRET-FINDING",
    "message": "SECRET-MESSAGE",
    "space": "SECRET-SPACE",
    "mail": "SECRET-MAIL",
}
TABLE = """
                       work findings messages decide outbox again
stranger               302  302      302      302    302    302
no role                200  403      403      403    403    403
ex-coordinator         200  403      403      403    403    403
coordinator to come    200  403      403      403    403    403
closed coordinator     302  302      302      302    302    302
facilitator elsewhere  200  403      403      403    403    403
coordinator elsewhere  200  403      200      404    403    403
manager elsewhere      200  403      200      404    403    403
referrer               200  403      403      403    403    403
network editor         200  403      403      403    403    403
member                 200  403      403      403    403    403
chair                  200  403      403      403    403    403
jury member            200  403      403      403    403    403
auditor                200  200      403      403    403    403
facilitator            200  403      403      403    403    403
coordinator            200  403      200      302    403    403
manager                200  403      200      302    403    403
officer                200  200      200      302    200    302
administrator          200  200      200      302    200    302
superuser              200  200      200      302    200    302
"""
MAY_READ = {
    "auditor": {"finding", "space"},
    "facilitator": {"space"},
    "coordinator": {"message", "space"},
    "manager": {"message", "space"},
    **{role: set(SECRETS) for role in ("officer", "administrator", "superuser")},
}


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request) -> Space:
    return SpaceFactory(slug="here", name_en=SECRETS["space"], is_published=request.param)


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    message = Correction.objects.create(
        space=space, topic="other", message=SECRETS["message"], language="fr"
    )
    Finding.objects.create(load="x", code="no_phone", severity="note", subject=SECRETS["finding"])
    mail = Message.objects.create(
        to="x@example.org", template=SECRETS["mail"], language="fr", subject="x", text="x"
    )
    Message.objects.filter(pk=mail.pk).update(state=MessageState.FAILED)
    return {
        "work": ("/en/work", None),
        "findings": ("/en/work/findings", None),
        "messages": ("/en/work/corrections", None),
        "decide": (f"/en/work/corrections/{message.pk}", {"verb": "dismiss"}),
        "outbox": ("/en/work/outbox", None),
        "again": (f"/en/work/outbox/{mail.pk}", {}),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES


def test_page_of_a_space_that_is_not_public_stays_closed(client, space):
    assert client.get("/en/spaces/here").status_code == (200 if space.is_published else 404)
