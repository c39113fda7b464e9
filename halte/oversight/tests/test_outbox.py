from pathlib import Path

import pytest

from halte.accounts.models import User
from halte.accounts.tests.factories import make_user
from halte.core.mail.domain import send
from halte.core.mail.enums import MessageState
from halte.core.mail.models import Message
from halte.core.models import LogEntry
from halte.oversight.mail_words import MAILS
from halte.oversight.views.mails import LOOKS

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client) -> User:
    user = make_user(email="cin@region.example", is_superuser=True)
    client.force_login(user)
    return user


def mail(state: str = "queued") -> Message:
    message = send("ana.maria@example.org", template="trial", context={}, language="fr")
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=message.written_at)
    return message


def test_outbox_shows_neither_addresses_nor_words(client, officer):
    message = mail("failed")
    page = client.get("/en/work/outbox").content.decode()
    assert "a•••@e•••.org" in page
    assert "ana.maria" not in page
    assert "example.org" not in page
    assert message.text not in page


def test_outbox_speaks_in_words(client, officer):
    message = send("ana@example.org", template="trial", context={}, language="fr")
    Message.objects.filter(pk=message.pk).update(last_error="NoMailServer")
    page = client.get("/en/work/outbox").content.decode()
    assert "No mail server is set</small>" in page
    assert "Trial mail" in page
    assert "NoMailServer" not in page


def test_every_mail_has_a_name():
    found = Path("halte").glob("**/templates/mail/*_subject.txt")
    assert {path.name.removesuffix("_subject.txt") for path in found} == {*MAILS}


def test_every_state_has_a_look():
    assert {*LOOKS} == {*MessageState}


@pytest.mark.parametrize("number", [1, 3])
def test_outbox_asks_the_same_whatever_its_length(
    client, officer, number, django_assert_num_queries
):
    for _ in range(number):
        mail("failed")
    with django_assert_num_queries(7):  # session, user, roles, spaces, sample, count, rows
        assert client.get("/en/work/outbox").status_code == 200


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("failed", "queued"),
        ("unclear", "queued"),
        ("queued", "queued"),
        ("sending", "sending"),
        ("sent", "sent"),
    ],
)
def test_retry_is_for_mails_that_did_not_arrive(client, officer, state, after):
    message = mail(state)
    assert client.post(f"/en/work/outbox/{message.pk}").status_code == 302
    message.refresh_from_db()
    assert message.state == after
    by = list(LogEntry.objects.exclude(verb="sign_in").values_list("verb", "by"))
    assert by == ([("retry", officer.pk)] if state != after else [])


def test_strange_page_numbers_do_no_harm(client, officer):
    mail()
    for page in ("0", "-1", "99", "x", "%00"):
        assert client.get(f"/en/work/outbox?page={page}").status_code == 200
