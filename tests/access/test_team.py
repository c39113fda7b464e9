"""Who gets what on the pages about the people and the tokens of a place."""

import pytest

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.models import ApiToken, Invitation, Membership
from halte.accounts.tests.factories import make_member, make_user
from halte.accounts.tokens import create_token
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {
    "work/roles",
    "work/bodies",
    "work/<place:address>/team",
    "work/<place:address>/team/<int:pk>/role",
    "work/<place:address>/team/<int:pk>/end",
    "work/<place:address>/invitations/<int:pk>",
    "work/<place:address>/tokens",
    "work/<place:address>/tokens/<int:pk>",
}
SECRETS = {
    "member": "SECRET-MEMBER",
    "guest": "secret-guest@example.org",
    "token": "SECRET-TOKEN",
    "space": "SECRET-SPACE",
}
TABLE = """
                       roles bodies team invite role end? end  resend tokens token revoke
stranger               302   302    302  302    302  302  302  302    302    302   302
no role                200   403    404  404    404  404  404  404    404    404   404
ex-coordinator         200   403    404  404    404  404  404  404    404    404   404
coordinator to come    200   403    404  404    404  404  404  404    404    404   404
closed coordinator     302   302    302  302    302  302  302  302    302    302   302
facilitator elsewhere  200   403    404  404    404  404  404  404    404    404   404
coordinator elsewhere  200   403    404  404    404  404  404  404    404    404   404
manager elsewhere      200   403    404  404    404  404  404  404    404    404   404
referrer               200   403    404  404    404  404  404  404    404    404   404
network editor         200   403    404  404    404  404  404  404    404    404   404
member                 200   200    404  404    404  404  404  404    404    404   404
chair                  200   200    404  404    404  404  404  404    404    404   404
jury member            200   200    404  404    404  404  404  404    404    404   404
auditor                200   200    200  403    403  403  403  403    200    403   403
facilitator            200   403    200  403    403  403  403  403    403    403   403
coordinator            200   403    200  200    302  200  302  200    200    201   302
manager                200   403    200  200    302  200  302  200    200    201   302
officer                200   200    200  200    302  200  302  200    200    201   302
administrator          200   200    200  200    302  200  302  200    200    201   302
superuser              200   200    200  200    302  200  302  200    200    201   302
"""
MAY_READ = {
    "auditor": {"token", "space"},
    "ex-coordinator": {"space"},
    "coordinator to come": {"space"},
    "facilitator": {"member", "space"},
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
    scope = scope_of_space(space)
    member = make_member(Role.FACILITATOR, scope, make_user(name=SECRETS["member"]))
    guest = domain.invite(
        SECRETS["guest"], role=Role.FACILITATOR, scope=scope, by=None, language="fr"
    )
    token = create_token(scope, name=SECRETS["token"], allows=["read"], by=None)
    base = "/en/work/spaces/here"
    invited = {"email": "x@example.org", "role": "coordinator", "language": "fr"}
    return {
        "roles": ("/en/work/roles", None),
        "bodies": ("/en/work/bodies", None),
        "team": (f"{base}/team", None),
        "invite": (f"{base}/team", invited),
        "role": (f"{base}/team/{member.pk}/role", {"role": "coordinator"}),
        "end?": (f"{base}/team/{member.pk}/end", None),
        "end": (f"{base}/team/{member.pk}/end", {}),
        "resend": (f"{base}/invitations/{guest.pk}", {"verb": "resend"}),
        "tokens": (f"{base}/tokens", None),
        "token": (f"{base}/tokens", {"name": "x", "allows": ["read"]}),
        "revoke": (f"{base}/tokens/{token.pk}", {}),
    }


def test_who_gets_what(space, addresses):
    table, read = who_gets_what(space, SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES


def test_rows_of_another_space_cannot_be_reached_through_ones_own(client, db):
    here, there = SpaceFactory(slug="here"), SpaceFactory(slug="there")
    boss = make_member(Role.COORDINATOR, scope_of_space(here)).user
    scope = scope_of_space(there)
    member = make_member(Role.FACILITATOR, scope)
    guest = domain.invite(
        "g@example.org", role=Role.FACILITATOR, scope=scope, by=None, language="fr"
    )
    token = create_token(scope, name="x", allows=["read"], by=None)
    client.force_login(boss)
    base = "/en/work/spaces/here"
    codes = [
        client.post(f"{base}/team/{member.pk}/role", {"role": "coordinator"}).status_code,
        client.post(f"{base}/team/{member.pk}/end").status_code,
        client.post(f"{base}/invitations/{guest.pk}", {"verb": "withdraw"}).status_code,
        client.post(f"{base}/tokens/{token.pk}").status_code,
    ]
    assert codes == [404] * 4
    assert Membership.objects.running().filter(pk=member.pk).exists()
    assert Invitation.objects.waiting().filter(pk=guest.pk).exists()
    assert ApiToken.objects.valid().filter(pk=token.pk).exists()
