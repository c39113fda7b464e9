"""Who gets what at every guarded address: role x address x state, with data that could leak.

The table is what the code answers; a test that fails prints the whole of it as it is.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import override

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.models import ApiToken, Invitation, Membership, User
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member, make_user
from halte.accounts.tokens import create_token
from halte.core.mail.enums import MessageState
from halte.core.mail.models import Message
from halte.network.models import Correction, Finding, Space
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.test_access import GUARDED

pytestmark = pytest.mark.django_db

# Words that stand in guarded rows, by what they stand in.
SECRETS = {
    "finding": "SECRET-FINDING",
    "message": "SECRET-MESSAGE",
    "member": "SECRET-MEMBER",
    "guest": "secret-guest@example.org",
    "token": "SECRET-TOKEN",
    "space": "SECRET-SPACE",
    "mail": "SECRET-MAIL",
}

# ---- The cast: each is allowed what the row says, wherever the space is ----


def cast(space: Space, elsewhere: Space) -> dict[str, User | None]:
    """One person of each kind. `elsewhere` is a space of another organisation."""
    here, there = scope_of_space(space), scope_of_space(elsewhere)
    house, other_house = (scope_of_organisation(each.organisation) for each in (space, elsewhere))
    today = timezone.localdate()
    past = {"starts_on": today - timedelta(days=30), "ends_on": today}
    return {
        "stranger": None,
        "no role": make_user(),
        "ex-coordinator": make_member(Role.COORDINATOR, here, **past).user,
        "coordinator to come": make_member(
            Role.COORDINATOR, here, starts_on=today + timedelta(days=1)
        ).user,
        "closed coordinator": make_member(Role.COORDINATOR, here, make_user(is_active=False)).user,
        "facilitator elsewhere": make_member(Role.FACILITATOR, there).user,
        "coordinator elsewhere": make_member(Role.COORDINATOR, there).user,
        "manager elsewhere": make_member(Role.MANAGER, other_house).user,
        "referrer": make_member(Role.REFERRER, house).user,
        "network editor": make_member(Role.NETWORK_EDITOR, REGION).user,
        "auditor": make_member(Role.AUDITOR, REGION).user,
        "facilitator": make_member(Role.FACILITATOR, here).user,
        "coordinator": make_member(Role.COORDINATOR, here).user,
        "manager": make_member(Role.MANAGER, house).user,
        "officer": make_member(Role.OFFICER, REGION).user,
        "administrator": make_member(Role.ADMINISTRATOR, REGION).user,
        "superuser": make_user(is_superuser=True),
    }


@pytest.fixture(params=[True, False], ids=["public space", "hidden space"])
def space(request) -> Space:
    return SpaceFactory(slug="here", name_en=SECRETS["space"], is_published=request.param)


@pytest.fixture
def addresses(space) -> dict[str, tuple[str, dict | None]]:
    """Address and posted data of every guarded page, with rows behind it."""
    scope = scope_of_space(space)
    message = Correction.objects.create(
        space=space, topic="other", message=SECRETS["message"], language="fr"
    )
    Finding.objects.create(load="x", code="no_phone", severity="note", subject=SECRETS["finding"])
    member = make_member(Role.FACILITATOR, scope, make_user(name=SECRETS["member"]))
    guest = domain.invite(
        SECRETS["guest"], role=Role.FACILITATOR, scope=scope, by=None, language="fr"
    )
    token = create_token(scope, name=SECRETS["token"], allows=["read"], by=None)
    mail = Message.objects.create(
        to="x@example.org", template=SECRETS["mail"], language="fr", subject="x", text="x"
    )
    Message.objects.filter(pk=mail.pk).update(state=MessageState.FAILED)
    base = "/en/work/spaces/here"
    invited = {"email": "x@example.org", "role": "coordinator", "language": "fr"}
    return {
        "work": ("/en/work", None),
        "findings": ("/en/work/findings", None),
        "messages": ("/en/work/corrections", None),
        "decide": (f"/en/work/corrections/{message.pk}", {"verb": "dismiss"}),
        "team": (f"{base}/team", None),
        "invite": (f"{base}/team", invited),
        "role": (f"{base}/team/{member.pk}/role", {"role": "coordinator"}),
        "end?": (f"{base}/team/{member.pk}/end", None),
        "end": (f"{base}/team/{member.pk}/end", {}),
        "resend": (f"{base}/invitations/{guest.pk}", {"verb": "resend"}),
        "tokens": (f"{base}/tokens", None),
        "token": (f"{base}/tokens", {"name": "x", "allows": ["read"]}),
        "revoke": (f"{base}/tokens/{token.pk}", {}),
        "outbox": ("/en/work/outbox", None),
        "again": (f"/en/work/outbox/{mail.pk}", {}),
    }


TABLE = """
                       work findings messages decide team invite role end? end  resend tokens token revoke outbox again
stranger               302  302      302      302    302  302    302  302  302  302    302    302   302    302    302
no role                200  403      403      403    404  404    404  404  404  404    404    404   404    403    403
ex-coordinator         200  403      403      403    404  404    404  404  404  404    404    404   404    403    403
coordinator to come    200  403      403      403    404  404    404  404  404  404    404    404   404    403    403
closed coordinator     302  302      302      302    302  302    302  302  302  302    302    302   302    302    302
facilitator elsewhere  200  403      403      403    404  404    404  404  404  404    404    404   404    403    403
coordinator elsewhere  200  403      200      404    404  404    404  404  404  404    404    404   404    403    403
manager elsewhere      200  403      403      403    404  404    404  404  404  404    404    404   404    403    403
referrer               200  403      403      403    404  404    404  404  404  404    404    404   404    403    403
network editor         200  403      403      403    404  404    404  404  404  404    404    404   404    403    403
auditor                200  200      403      403    403  403    403  403  403  403    403    403   403    403    403
facilitator            200  403      403      403    200  403    403  403  403  403    403    403   403    403    403
coordinator            200  403      200      302    200  302    302  200  302  302    200    201   302    403    403
manager                200  403      403      403    200  302    302  200  302  302    200    201   302    403    403
officer                200  200      200      302    200  302    302  200  302  302    200    201   302    200    302
administrator          200  200      200      302    200  302    302  200  302  302    200    201   302    200    302
superuser              200  200      200      302    200  302    302  200  302  302    200    201   302    200    302
"""  # noqa: E501 - a table

# Which secrets each may read on any of these pages.
MAY_READ = {
    "auditor": {"finding", "space"},
    "facilitator": {"member", "space"},
    "coordinator": {"message", "member", "guest", "token", "space"},
    "manager": {"member", "guest", "token", "space"},
    **{role: set(SECRETS) for role in ("officer", "administrator", "superuser")},
}


def facts() -> list:
    """Every row that these pages could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Correction, Membership, Invitation, ApiToken, Message, User)
    ]


def ask(user: User | None, address: str, data: dict | None):
    """One request that leaves nothing behind: the answer, and whether rows changed."""
    client = Client()
    if user:
        client.force_login(user)
    before = facts()
    with transaction.atomic():
        answer = client.get(address) if data is None else client.post(address, data)
        changed = facts() != before
        transaction.set_rollback(True)
    return answer, changed


def test_who_gets_what(space, addresses):
    people = cast(space, SpaceFactory())
    head = "".join(name.ljust(max(len(name) + 1, 5)) for name in addresses)
    lines, read = [f"{'':23}{head}".rstrip()], {}
    for role, user in people.items():
        line = f"{role:23}"
        for name, (address, data) in addresses.items():
            answer, changed = ask(user, address, data)
            text = answer.content.decode()
            read.setdefault(role, set()).update(
                what for what, secret in SECRETS.items() if secret in text
            )
            # Whoever is refused has changed nothing; a GET never changes anything.
            assert not changed or (data is not None and answer.status_code in {201, 302}), role
            line += str(answer.status_code).ljust(max(len(name) + 1, 5))
        lines.append(line.rstrip())
    table = "\n".join(lines)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: MAY_READ.get(role, set()) for role in people}


def test_table_names_every_guarded_address(addresses):
    with override("en"):
        routes = {resolve(address).route.split("/", 1)[-1] for address, _ in addresses.values()}
    assert routes == set(GUARDED)


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


def test_page_of_a_space_that_is_not_public_stays_closed(client, space):
    assert client.get("/en/spaces/here").status_code == (200 if space.is_published else 404)
