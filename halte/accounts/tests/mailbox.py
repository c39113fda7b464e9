"""The mails that an act has written, the newest batch at a time."""

from dataclasses import dataclass

from django.core import mail


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str


def told() -> list[Mail]:
    """What was written since the last time one asked."""
    found = [Mail(message.to[0], message.subject, str(message.body)) for message in mail.outbox]
    mail.outbox.clear()
    return found
