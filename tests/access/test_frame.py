"""Who gets what on the pages that belong to everybody at work."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.core.mail.enums import MessageState
from halte.core.mail.models import Message
from halte.network.models import Correction, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {
    "work/spaces",
    "work/search",
    "work/notices",
    "work/notices/count",
    "work/help",
}
SECRETS = {
    "space": "SECRET-SPACE",
    "member": "SECRET-MEMBER",
    "message": "2 messages of readers wait",
    "mail": "mail did not arrive",
}
TABLE = """
                       spaces space member search notices count help
stranger               302    302   302    302    302     302   302
no role                200    200   200    200    200     200   200
ex-coordinator         200    200   200    200    200     200   200
coordinator to come    200    200   200    200    200     200   200
closed coordinator     302    302   302    302    302     302   302
facilitator elsewhere  200    200   200    200    200     200   200
coordinator elsewhere  200    200   200    200    200     200   200
manager elsewhere      200    200   200    200    200     200   200
referrer               200    200   200    200    200     200   200
network editor         200    200   200    200    200     200   200
member                 200    200   200    200    200     200   200
chair                  200    200   200    200    200     200   200
jury member            200    200   200    200    200     200   200
auditor                200    200   200    200    200     200   200
facilitator            200    200   200    200    200     200   200
coordinator            200    200   200    200    200     200   200
manager                200    200   200    200    200     200   200
officer                200    200   200    200    200     200   200
administrator          200    200   200    200    200     200   200
superuser              200    200   200    200    200     200   200
"""
TEAM = {"space", "member"}
MAY_READ = {
    "auditor": {"space"},
    "facilitator": TEAM,
    "coordinator": {*TEAM, "message"},
    "manager": {*TEAM, "message"},
    **{role: set(SECRETS) for role in ("officer", "administrator", "superuser")},
}


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request) -> Space:
    return SpaceFactory(slug="here", name_en=SECRETS["space"], is_published=request.param)


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    make_member(Role.FACILITATOR, scope_of_space(space), make_user(name=SECRETS["member"]))
    for _nth in range(2):
        Correction.objects.create(space=space, topic="other", language="fr")
    mail = Message.objects.create(
        to="x@example.org", template="x", language="fr", subject="x", text="x"
    )
    Message.objects.filter(pk=mail.pk).update(state=MessageState.FAILED)
    return {
        "spaces": ("/en/work/spaces?q=SECRET", None),
        "space": ("/en/work/search?q=secret-space", None),
        "member": ("/en/work/search?q=secret-member", None),
        "search": ("/en/work/search", None),
        "notices": ("/en/work/notices", None),
        "count": ("/en/work/notices/count", None),
        "help": ("/en/work/help", None),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
