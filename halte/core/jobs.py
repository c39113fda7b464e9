"""Background work, kept in the database (procrastinate)."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from halte.core import ratelimit


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_rate_counts")
def forget_rate_counts(timestamp: int) -> None:
    """Each night: rate counts older than a day have no use any more."""
    ratelimit.forget(timezone.now() - timedelta(days=1))


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="forget_ended_sessions")
def forget_ended_sessions(timestamp: int) -> None:
    """Each night: sessions that have ended are deleted."""
    call_command("clearsessions")
