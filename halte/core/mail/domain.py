"""Acts on mails. Never twice by itself: docs/adr/030-mail-at-most-once.md."""

import logging
import smtplib
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from halte.core.mail.enums import MessageState
from halte.core.mail.models import Message
from halte.core.mail.rendering import render
from halte.core.persons import is_restricted
from halte.core.transitions import TransitionRefused, move

logger = logging.getLogger("halte.mail")

QUEUED, SENDING, SENT, FAILED, UNCLEAR, WITHDRAWN = MessageState

MAIL_TRANSITIONS = {
    "start": ({QUEUED}, SENDING),
    "confirm": ({SENDING, UNCLEAR}, SENT),
    "postpone": ({QUEUED, SENDING}, QUEUED),
    "give_up": ({QUEUED, SENDING}, FAILED),
    "doubt": ({SENDING}, UNCLEAR),
    "retry": ({FAILED, UNCLEAR}, QUEUED),
    "withdraw": ({QUEUED, FAILED}, WITHDRAWN),
}

# After the first attempt, the second ... ; after the last one the mail has failed.
WAITS = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
]
# The server said no, in so many words: it has not taken the mail.
REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


class NoMailServer(Exception):
    """HALTE_MAIL_HOST names no server."""


class Restricted(Exception):
    """Whom the mail is for has asked that their data not be used."""


def has_server() -> bool:
    """Whether the installation names a mail server; without one every mail waits."""
    return bool(settings.EMAIL_HOST)


@transaction.atomic
def send(
    to: str,
    *,
    template: str,
    context: dict,
    language: str,
    secret: bool = False,
    calendar: str = "",
    about: str = "",
) -> Message:
    """Write a mail; the worker sends it once the surrounding transaction is committed.

    Say `secret=True` when its words open a door, such as a link to sign in: they are deleted as
    soon as the mail is sent, and after a week at the latest. `calendar` is an iCalendar file that
    goes with it; `about` is what `withdraw` takes it back by.

    Raises `TemplateDoesNotExist` for a mail without its three templates.
    """
    words = render(template, context, language)
    message = Message.objects.create(
        to=to,
        template=template,
        language=language,
        subject=words.subject,
        text=words.text,
        html=words.html,
        is_secret=secret,
        calendar=calendar,
        about=about,
    )
    _defer(message)
    return message


@transaction.atomic
def retry(message: Message, *, by) -> Message:
    """Send again what failed, or what perhaps arrived: only a person decides that.

    Raises `TransitionRefused` when it is waiting or sent, when its words have been deleted, or
    while it is restricted.
    """
    message.refresh_from_db()
    if not message.text or is_restricted(message):
        raise TransitionRefused("retry", message.state)
    move(message, "retry", MAIL_TRANSITIONS, by=by)
    message.attempts = 0
    message.save(update_fields=["attempts"])
    _defer(message)
    return message


@transaction.atomic
def withdraw(about: str) -> None:
    """Mails about something that have not left are not sent any more, and lose their words.

    What a server is being told at this moment, or has perhaps taken, keeps its state.
    """
    for message in Message.objects.filter(about=about).exclude(state__in=[SENT, WITHDRAWN]):
        message.text = message.html = message.calendar = ""
        message.save(update_fields=["text", "html", "calendar"])
        with suppress(TransitionRefused):
            move(message, "withdraw", MAIL_TRANSITIONS)


def deliver(message: Message) -> None:
    """One attempt to hand the mail to the server; only ever run by its job."""
    if message.state == SENDING:
        # This job began once before and its worker died while the server was being told: nobody
        # knows whether the mail left. It is not sent a second time.
        move(message, "doubt", MAIL_TRANSITIONS)
        return
    if message.state != QUEUED:
        return
    if not message.text:
        # Its words were deleted before any server took them: an empty mail helps nobody.
        move(message, "give_up", MAIL_TRANSITIONS)
        return
    if is_restricted(message):
        _note(message, "give_up", Restricted())
        return
    try:
        server = _connect()
    except (OSError, NoMailServer) as error:  # smtplib's errors are OSErrors
        _not_taken(message, error)
        return
    try:
        if _start(message):
            _hand_over(message, server)
    finally:
        _hang_up(server)


def _connect() -> BaseEmailBackend:
    """A connection that is open and signed in: whatever fails here has sent nothing."""
    if not has_server():
        raise NoMailServer
    server = get_connection(fail_silently=False)
    server.open()
    line = getattr(server, "connection", None)
    if isinstance(line, smtplib.SMTP):
        line.ehlo_or_helo_if_needed()
    return server


@transaction.atomic
def _start(message: Message) -> bool:
    """Claim the mail, committed before a word is said; False when somebody else has it."""
    try:
        move(message, "start", MAIL_TRANSITIONS)
    except TransitionRefused:
        return False
    message.attempts += 1
    message.tried_at = timezone.now()
    message.save(update_fields=["attempts", "tried_at"])
    return True


def _hand_over(message: Message, server: BaseEmailBackend) -> None:
    try:
        server.send_messages([_mime(message)])
    except REFUSALS as error:
        _not_taken(message, error)
    except OSError as error:
        # The line broke in the middle: the server may have taken the mail before that.
        _note(message, "doubt", error)
    else:
        _confirm(message)


@transaction.atomic
def _confirm(message: Message) -> None:
    message.sent_at, message.last_error = timezone.now(), ""
    if message.is_secret:
        message.text = message.html = message.calendar = ""
    message.save(update_fields=["sent_at", "last_error", "text", "html", "calendar"])
    move(message, "confirm", MAIL_TRANSITIONS)


@transaction.atomic
def _not_taken(message: Message, error: Exception) -> None:
    """Nothing was sent: try again later, unless that is of no use."""
    if message.state == QUEUED:
        message.attempts += 1
        message.tried_at = timezone.now()
        message.save(update_fields=["attempts", "tried_at"])
    if _is_final(error) or message.attempts > len(WAITS):
        _note(message, "give_up", error)
        return
    _note(message, "postpone", error)
    _defer(message, WAITS[message.attempts - 1])


@transaction.atomic
def _note(message: Message, verb: str, error: Exception) -> None:
    code = _code(error)
    message.last_error = f"{type(error).__name__} {code or ''}".strip()
    message.save(update_fields=["last_error"])
    move(message, verb, MAIL_TRANSITIONS)
    facts = {"message": message.pk, "verb": verb, "error": message.last_error}
    logger.warning("mail not sent", extra={"facts": facts})


def _is_final(error: Exception) -> bool:
    """Whether the server refuses this very mail for good; wrong passwords can be put right."""
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError):
        return False
    return isinstance(error, REFUSALS) and 500 <= _code(error) < 600


def _code(error: Exception) -> int:
    """The three digits of the server's answer; 0 when there was none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _words in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _mime(message: Message) -> EmailMultiAlternatives:
    mime = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={
            "Message-ID": message.message_id,
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    mime.attach_alternative(message.html, "text/html")
    if message.calendar:
        mime.attach("halte.ics", message.calendar, "text/calendar")
    return mime


def _hang_up(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except OSError:
        logger.info("the mail server hung up first")


def _defer(message: Message, wait: timedelta | None = None) -> None:
    """Put the job into the same transaction: it exists only if the mail does."""
    app.configure_task(
        "halte.core.mail.jobs.deliver",
        lock=f"mail {message.pk}",
        schedule_in={"seconds": int(wait.total_seconds())} if wait else None,
    ).defer(message=message.pk)
