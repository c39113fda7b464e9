"""Mails whose words open a door keep them only until they are sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.core.mail import domain
from halte.core.mail.models import Message
from halte.core.mail.tests.server import Inbox, forget_jobs, free_port, let_time_pass, serving, work
from halte.core.terms import apply_terms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = False
    forget_jobs()
    yield settings.EMAIL_PORT
    forget_jobs()


def secret() -> Message:
    return domain.send("ana@example.org", template="trial", context={}, language="fr", secret=True)


def kept(message: Message) -> tuple[str, bool, bool]:
    message.refresh_from_db()
    return message.state, bool(message.text), bool(message.html)


def test_words_go_when_the_mail_is_sent_and_arrive_whole(port):
    inbox = Inbox()
    with serving(inbox, port):
        message = secret()
        words = message.text
        assert kept(message) == ("queued", True, True)
        work()
    assert kept(message) == ("sent", False, False)
    (mail,) = inbox.mails
    assert mail.get_body(["plain"]).get_content().replace("\r\n", "\n") == words
    assert (message.template, message.sent_at is None) == ("trial", False)


def test_mail_that_is_tried_again_still_has_its_words(port):
    message = secret()
    work()
    assert kept(message) == ("queued", True, True)
    inbox = Inbox()
    inbox.answers = ["550 no"]
    with serving(inbox, port):
        let_time_pass()
        work()
        assert kept(message) == ("failed", True, True)
        domain.retry(message, by=None)
        work()
    assert kept(message) == ("sent", False, False)
    assert len(inbox.mails) == 1


def test_words_that_never_left_go_after_a_week(port):
    message, other = (
        secret(),
        domain.send("b@example.org", template="trial", context={}, language="fr"),
    )
    Message.objects.update(written_at=timezone.now() - timedelta(days=8))
    apply_terms(timezone.now())
    assert (kept(message), kept(other)) == (("queued", False, False), ("queued", True, True))
    work()
    assert kept(message)[0] == "failed"


def test_mail_that_is_taken_back_never_leaves(port):
    about = {"template": "trial", "context": {}, "language": "fr", "secret": True}
    old = domain.send("ana@example.org", **about, about="invitation 1")
    other = domain.send("ben@example.org", **about, about="invitation 11")
    work()
    assert kept(old) == ("queued", True, True)
    domain.withdraw("invitation 1")
    assert kept(old) == ("withdrawn", False, False)
    inbox = Inbox()
    with serving(inbox, port):
        let_time_pass()
        work()
    assert [mail["To"] for mail in inbox.mails] == ["ben@example.org"]
    assert (kept(old)[0], kept(other)[0]) == ("withdrawn", "sent")
