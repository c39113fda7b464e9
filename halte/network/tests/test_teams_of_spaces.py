"""The team and the tokens of a space, as its coordinator meets them."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.models import ApiToken, Invitation, Membership
from halte.accounts.tests.factories import make_member, make_user
from halte.accounts.tokens import authenticate_token
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory

pytestmark = pytest.mark.django_db
TEAM, TOKENS = "/en/work/spaces/here/team", "/en/work/spaces/here/tokens"


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", name_en="Open Room")


@pytest.fixture
def boss(client, space) -> Membership:
    """The coordinator, who has signed in."""
    row = make_member(Role.COORDINATOR, scope_of_space(space), make_user(name="Bea"))
    client.force_login(row.user)
    return row


def member(space: Space, role: str = Role.FACILITATOR, **fields) -> Membership:
    return make_member(role, scope_of_space(space), **fields)


def test_team_costs_the_same_for_one_and_for_three(client, space, boss, django_assert_num_queries):
    client.get(TEAM)
    with django_assert_num_queries(8):
        client.get(TEAM)
    for number in range(2):
        member(space)
        client.post(
            TEAM, {"email": f"{number}@example.org", "role": "facilitator", "language": "nl"}
        )
    client.get(TEAM)
    with django_assert_num_queries(8):
        page = client.get(TEAM).content.decode()
    assert page.count("<tr>") == 4


def test_work_page_costs_the_same_for_one_and_for_three(
    client, space, boss, django_assert_num_queries
):
    # Session, user, roles; spaces twice, sample; messages, old records, invitations; workshops 4.
    with django_assert_num_queries(13):
        client.get("/en/work")
    for _ in range(2):
        make_member(Role.FACILITATOR, scope_of_space(SpaceFactory()), boss.user)
    with django_assert_num_queries(13):
        page = client.get("/en/work").content.decode()
    assert page.count('<a class="fw"') == 3


def test_invitation_is_sent_again_and_taken_back(client, space, boss, settings):
    settings.EMAIL_HOST = "mail.example"
    data = {"email": "New@Example.org", "role": "facilitator", "language": "nl"}
    assert client.post(TEAM, data).status_code == 302
    row = Invitation.objects.get()
    assert (row.email, row.language, row.invited_by) == ("new@example.org", "nl", boss.user)
    assert "new@example.org" in client.get(TEAM).content.decode()
    address = f"/en/work/spaces/here/invitations/{row.pk}"
    assert client.post(address, {"verb": "resend"}).status_code == 302
    assert Invitation.objects.get().digest != row.digest
    client.post(address, {"verb": "withdraw"})
    assert Invitation.objects.get().state == "withdrawn"
    assert (
        "Somebody else has changed"
        in client.post(address, {"verb": "resend"}, follow=True).content.decode()
    )
    assert client.post(address, {"verb": "accept"}).status_code == 400


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, 422),
        ({"email": "no address", "role": "facilitator", "language": "fr"}, 422),
        ({"email": "a@example.org", "role": "facilitator", "language": "ar"}, 422),
        ({"email": "a@example.org", "role": "officer", "language": "fr"}, 403),
        ({"email": "a@example.org", "role": "king", "language": "fr"}, 403),
        ({"email": "a" * 300 + "@example.org", "role": "facilitator", "language": "fr"}, 422),
        ({"email": "a\0@example.org", "role": "facilitator", "language": "fr"}, 422),
    ],
)
def test_bad_invitation_is_explained(client, space, boss, data, code):
    answer = client.post(TEAM, data)
    assert answer.status_code == code
    assert Invitation.objects.count() == 0
    if code == 422:
        assert "Please look at this again" in answer.content.decode()


def test_who_has_the_role_is_not_invited(client, space, boss):
    data = {"email": boss.user.email, "role": "coordinator", "language": "fr"}
    answer = client.post(TEAM, data)
    assert answer.status_code == 422
    assert "has this role here already" in answer.content.decode()


def test_invitations_are_limited(client, space, boss):
    codes = [
        client.post(
            TEAM, {"email": f"a{n}@example.org", "role": "facilitator", "language": "fr"}
        ).status_code
        for n in range(31)
    ]
    assert codes == [200] * 30 + [429]


def test_role_is_changed_and_ended(client, space, boss):
    row = member(space)
    client.post(f"{TEAM}/{row.pk}/role", {"role": "coordinator"})
    new = Membership.objects.running().get(user=row.user)
    assert new.role == Role.COORDINATOR
    assert client.post(f"{TEAM}/{row.pk}/role", {"role": "coordinator"}).status_code == 404
    assert client.post(f"{TEAM}/{new.pk}/role", {"role": "officer"}).status_code == 400
    assert "Nothing that was done is lost" in client.get(f"{TEAM}/{new.pk}/end").content.decode()
    assert client.post(f"{TEAM}/{new.pk}/end")["Location"] == TEAM
    assert not Membership.objects.running().filter(user=row.user).exists()


def test_last_coordinator_names_another(client, space, boss):
    page = client.get(f"{TEAM}/{boss.pk}/end").content.decode()
    assert "Invite somebody first" in page
    answer = client.post(f"{TEAM}/{boss.pk}/end")
    assert answer.status_code == 422
    other = member(space)
    stranger = make_member(Role.FACILITATOR, scope_of_space(SpaceFactory()))
    for successor in (stranger.pk, "x", ""):
        answer = client.post(f"{TEAM}/{boss.pk}/end", {"successor": successor})
        assert answer.status_code == 422
    answer = client.post(f"{TEAM}/{boss.pk}/end", {"successor": other.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/en/work/roles")
    assert client.get(TEAM).status_code == 404
    running = Membership.objects.running().filter(role=Role.COORDINATOR)
    assert list(running.values_list("user", flat=True)) == [other.user_id]


def test_last_coordinator_who_steps_down_is_asked_who_takes_over(client, space, boss):
    answer = client.post(f"{TEAM}/{boss.pk}/role", {"role": "facilitator"})
    assert answer["Location"] == f"{TEAM}/{boss.pk}/end"


def test_names_are_escaped(client, space, boss):
    member(space, user=make_user(name="<script>alert(1)</script>"))
    assert "<script>alert" not in client.get(TEAM).content.decode()


def test_token_is_shown_once_and_revoked(client, space, boss):
    data = {"name": "our website", "allows": ["read"], "scope_kind": "region"}
    page = client.post(TOKENS, data).content.decode()
    row = ApiToken.objects.get()
    secret = page.split('<p class="h-code" dir="ltr">')[1].split("</p>")[0]
    assert authenticate_token(f"Bearer {secret}") == row
    assert (row.scope, row.created_by) == (scope_of_space(space), boss.user)
    later = client.get(TOKENS).content.decode()
    assert (secret in later, row.prefix in later, "Last used" in later) == (False, True, True)
    client.post(f"{TOKENS}/{row.pk}")
    assert authenticate_token(f"Bearer {secret}") is None
    assert "Does not work any more" in client.get(TOKENS).content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"name": "x"}, {"name": "x", "allows": ["all"]}, {"allows": ["read"]}]
)
def test_bad_token_is_explained(client, space, boss, data):
    assert client.post(TOKENS, data).status_code == 422
    assert ApiToken.objects.count() == 0
