"""The link of an invitation, as the invited person meets it."""

import pytest
from django.utils import timezone

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.models import Invitation, Membership, User
from halte.accounts.scopes import REGION
from halte.accounts.tests.conftest import SPACE
from halte.accounts.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    boss = make_user(is_superuser=True)
    return domain.invite(
        "new@example.org", role=Role.COORDINATOR, scope=SPACE, by=boss, language="fr"
    )


def address(invitation: Invitation) -> str:
    return f"/en/work/invitation/{invitation.secret}"


def test_new_person_gives_a_name_and_a_password_and_signs_in(client, invitation):
    page = client.get(address(invitation))
    assert page.status_code == 200
    assert "Place 2" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    data = {"name": "Ana", "password": PASSWORD, "email": "other@example.org", "role": "officer"}
    answer = client.post(address(invitation), data)
    assert (answer.status_code, answer["Location"]) == (302, "/en/work")
    row = Membership.objects.get()
    assert (row.user.email, row.role, row.scope) == ("new@example.org", Role.COORDINATOR, SPACE)
    assert client.session["_auth_user_id"] == str(row.user_id)
    assert client.get("/en/work").status_code == 200


def test_new_officer_sets_up_a_second_step_first(client):
    boss = make_user(is_superuser=True)
    invited = domain.invite(
        "officer@example.org", role=Role.OFFICER, scope=REGION, by=boss, language="fr"
    )
    client.post(address(invited), {"name": "Ana", "password": PASSWORD})
    assert client.get("/en/work")["Location"] == "/en/work/account/factors"


def test_opening_the_link_changes_nothing(client, invitation):
    client.get(address(invitation))
    client.head(address(invitation))
    assert (Membership.objects.count(), Invitation.objects.get().state) == (0, "sent")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Write your name."),
        ({"name": "Ana", "password": "short"}, "too short"),
        ({"name": "Ana", "password": "new@example.org"}, "looks like"),
        ({"name": "A" * 121, "password": PASSWORD}, "120"),
        ({"name": "A\0", "password": PASSWORD}, "Null characters"),
    ],
)
def test_bad_answers_are_explained_and_keep_the_link(client, invitation, data, sentence):
    answer = client.post(address(invitation), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()
    assert client.get(address(invitation)).status_code == 200


def test_known_person_is_asked_nothing(client, invitation):
    user = make_user(email="new@example.org")
    page = client.get(address(invitation)).content.decode()
    assert 'name="password"' not in page
    assert client.post(address(invitation)).status_code == 302
    assert Membership.objects.get().user == user


def test_link_of_somebody_else_does_not_change_who_is_signed_in(client, invitation):
    other = make_user()
    client.force_login(other)
    client.post(address(invitation), {"name": "Ana", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(other.pk)
    assert Membership.objects.get().user.email == "new@example.org"


def test_links_that_do_not_open_say_why(client, invitation):
    used = domain.invite(
        "used@example.org", role=Role.COORDINATOR, scope=SPACE, by=None, language="fr"
    )
    domain.accept_invitation(used.secret, name="A", password=PASSWORD)
    gone = domain.invite(
        "gone@example.org", role=Role.COORDINATOR, scope=SPACE, by=None, language="fr"
    )
    domain.withdraw(gone, by=make_user())
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    found = {}
    for name, secret in {
        "forged": "x" * 43,
        "used": used.secret,
        "withdrawn": gone.secret,
        "expired": invitation.secret,
    }.items():
        for method in (client.get, client.post):
            answer = method(f"/en/work/invitation/{secret}")
            found[name, method.__name__] = answer.status_code
            assert "example.org" not in answer.content.decode()
    codes = {"forged": 404, "used": 410, "withdrawn": 410, "expired": 410}
    assert found == {(name, how): code for name, code in codes.items() for how in ("get", "post")}
