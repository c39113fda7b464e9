"""Without a mail server whoever invites hands the link over herself; with one she never sees it."""

import logging

import pytest

from halte.accounts.domain import open_link
from halte.accounts.enums import Role
from halte.accounts.models import Invitation, Membership
from halte.accounts.tests.factories import make_member
from halte.core.mail.models import Message
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory

pytestmark = pytest.mark.django_db
TEAM = "/en/work/spaces/here/team"
DATA = {"email": "new@example.org", "role": "facilitator", "language": "nl"}
LINK = "/nl/work/invitation/"


@pytest.fixture
def boss(client) -> Membership:
    row = make_member(Role.COORDINATOR, scope_of_space(SpaceFactory(slug="here")))
    client.force_login(row.user)
    return row


def send_again(client):
    row = Invitation.objects.get()
    return client.post(f"/en/work/spaces/here/invitations/{row.pk}", {"verb": "resend"})


def secret_on(page: str) -> str:
    return page.partition(LINK)[2].partition('"')[0]


@pytest.mark.parametrize("again", [False, True])
def test_link_is_shown_once_where_no_mail_server_is_set(client, boss, caplog, again):
    caplog.set_level(logging.DEBUG)
    answer = client.post(TEAM, DATA)
    if again:
        answer = send_again(client)
    page = answer.content.decode()
    assert "No mail server is set" in page
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    secret = secret_on(page)
    assert open_link(secret).email == "new@example.org"
    assert LINK not in client.get(TEAM).content.decode()
    assert secret not in caplog.text


def test_link_is_never_shown_where_mails_leave(client, boss, settings):
    settings.EMAIL_HOST = "mail.example"
    pages = [client.post(TEAM, DATA, follow=True), client.get(TEAM)]
    answer = send_again(client)
    pages += [client.get(answer["Location"])]
    assert answer.status_code == 302
    for page in pages:
        assert LINK not in page.content.decode()
        assert "No mail server is set" not in page.content.decode()


def test_mail_with_an_older_link_is_not_sent(client, boss):
    client.post(TEAM, DATA)
    send_again(client)
    new, old = Message.objects.order_by("-pk")
    assert (old.state, old.text, old.html) == ("withdrawn", "", "")
    assert (new.state, bool(new.text)) == ("queued", True)
    row = Invitation.objects.get()
    client.post(f"/en/work/spaces/here/invitations/{row.pk}", {"verb": "withdraw"})
    new.refresh_from_db()
    assert (new.state, new.text) == ("withdrawn", "")
