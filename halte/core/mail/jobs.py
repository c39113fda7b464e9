"""Handing mails to the server."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from halte.core.mail import domain
from halte.core.mail.models import Message


# Retried by the worker only after a fault of ours or of the database: a mail server that is down
# or says no is met in the domain, where the mail's state tells about it.
@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def deliver(message: int) -> None:
    """One attempt for one mail; nothing to do when its row has been deleted."""
    row = Message.objects.filter(pk=message).first()
    if row:
        domain.deliver(row)
