"""Mails against a real server, a real worker and real accidents."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.conf import settings as installation
from django.db import connection, transaction
from procrastinate.contrib.django import app

from halte.core.mail import domain
from halte.core.mail.models import Message
from halte.core.mail.tests.server import Inbox, forget_jobs, free_port, let_time_pass, serving, work
from halte.core.transitions import TransitionRefused
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(settings) -> Iterator[int]:
    """Where the installation believes its mail server to be."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL = "Halte <halte@epn.example>"
    forget_jobs()
    yield settings.EMAIL_PORT
    forget_jobs()


def trial(language: str = "fr") -> Message:
    return domain.send("ana@example.org", template="trial", context={}, language=language)


def told(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.attempts, message.last_error


def test_mail_arrives_in_the_language_asked_for(port):
    inbox = Inbox()
    with serving(inbox, port):
        message = trial("nl")
        work()
    (mail,) = inbox.mails
    assert told(message) == ("sent", 1, "")
    assert mail["To"] == "ana@example.org"
    assert mail["From"] == "Halte <halte@epn.example>"
    assert mail["Subject"] == message.subject
    assert mail["Message-ID"] == message.message_id
    assert mail["Message-ID"].endswith("@epn.example>")
    assert mail["Content-Language"] == "nl"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert mail.get_body(["plain"]).get_content().replace("\r\n", "\n") == message.text
    assert '<html lang="nl" dir="ltr">' in mail.get_body(["html"]).get_content()


def test_nothing_is_sent_when_the_act_is_undone(port):
    inbox = Inbox()
    with serving(inbox, port):
        with transaction.atomic():
            trial()
            transaction.set_rollback(True)
        work()
    assert (Message.objects.count(), inbox.mails) == (0, [])


def test_server_that_is_down_gets_the_mail_once_it_is_up(port):
    message = trial()
    work()
    assert told(message) == ("queued", 1, "ConnectionRefusedError")
    work()
    assert told(message) == ("queued", 1, "ConnectionRefusedError")
    let_time_pass()
    work()
    assert told(message) == ("queued", 2, "ConnectionRefusedError")
    inbox = Inbox()
    with serving(inbox, port):
        let_time_pass()
        work()
        let_time_pass()
        work()
    assert told(message) == ("sent", 3, "")
    assert len(inbox.mails) == 1


def test_waits_grow_and_end(port):
    message = trial()
    waits = []
    for _attempt in range(len(domain.WAITS) + 1):
        work()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT round(extract(epoch FROM scheduled_at - now()) / 60) "
                "FROM procrastinate_jobs WHERE status = 'todo' AND task_name LIKE %s",
                ["%mail%"],
            )
            waits += [int(minutes) for (minutes,) in cursor.fetchall()]
        let_time_pass()
    assert waits == [1, 5, 20, 60, 240, 720]
    assert told(message) == ("failed", 7, "ConnectionRefusedError")


def test_no_server_named_is_told(port, settings):
    settings.EMAIL_HOST = ""
    message = trial()
    work()
    assert told(message) == ("queued", 1, "NoMailServer")


def test_refusal_for_now_is_tried_again(port):
    inbox = Inbox()
    inbox.answers = ["451 ask ana@example.org later"]
    with serving(inbox, port):
        message = trial()
        work()
        assert told(message) == ("queued", 1, "SMTPDataError 451")
        let_time_pass()
        work()
    assert told(message) == ("sent", 2, "")
    assert len(inbox.mails) == 1


def test_refusal_for_good_is_not_tried_again_unless_a_person_says_so(port):
    inbox = Inbox()
    inbox.answers = ["550 nobody of the name ana@example.org"]
    with serving(inbox, port):
        message = trial()
        work()
        assert told(message) == ("failed", 1, "SMTPDataError 550")
        let_time_pass()
        work()
        assert inbox.mails == []
        domain.retry(message, by=None)
        work()
    assert told(message) == ("sent", 1, "")
    assert len(inbox.mails) == 1


def test_retry_is_refused_without_words(port):
    message = trial()
    Message.objects.update(state="failed", text="")
    with pytest.raises(TransitionRefused):
        domain.retry(message, by=None)


def test_two_jobs_for_one_mail_send_it_once(port):
    inbox = Inbox()
    with serving(inbox, port):
        message = trial()
        app.configure_task("halte.core.mail.jobs.deliver").defer(message=message.pk)
        work()
    assert told(message) == ("sent", 1, "")
    assert len(inbox.mails) == 1


# ---- A worker that is killed --------------------------------------------------------------------


@contextmanager
def worker(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A ``halte worker`` of its own on the database of this test; killed with -9."""
    given = connection.settings_dict
    host, place = given["HOST"], given["PORT"]
    name = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}@"
    name += "" if host.startswith("/") else f"{host}:{place}"
    url = f"postgresql://{name}/{given['NAME']}"
    url += f"?host={host}&port={place or 5432}" if host.startswith("/") else ""
    environment = os.environ | {
        "DATABASE_URL": url,
        "HALTE_MAIL_HOST": "127.0.0.1",
        "HALTE_MAIL_PORT": str(port),
        "HALTE_MAIL_TLS": "none",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "halte", "worker"], cwd=installation.ROOT, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def take_up() -> None:
    """What happens within two minutes of a worker's death."""
    let_time_pass()
    # A lock of its own: the worker may have queued this minute's turn.
    app.configure_task("halte.core.jobs.take_up_left_jobs", queueing_lock="test").defer(timestamp=0)
    work()


@pytest.mark.parametrize(
    ("moment", "state", "attempts"), [("greeting", "sent", 1), ("taken", "unclear", 1)]
)
def test_worker_killed_in_the_middle_never_sends_twice(port, moment, state, attempts):
    inbox = Inbox()
    inbox.silent_at = moment
    with serving(inbox, port):
        message = trial()
        with worker(port):
            assert wait_until(lambda: inbox.fell_silent, 30)
        inbox.silent_at = ""
        take_up()
        assert told(message) == (state, attempts, "")
        assert len(inbox.mails) == 1
        take_up()
        assert len(inbox.mails) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name LIKE %s",
            ["%mail%"],
        )
        assert cursor.fetchall() == [("succeeded", 2)]  # once begun, once run to its end


def test_job_that_kills_every_worker_is_given_up(port):
    message = trial()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 5")
    take_up()
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name LIKE '%mail%'")
        assert cursor.fetchall() == [("failed",)]
    assert told(message) == ("queued", 0, "")
