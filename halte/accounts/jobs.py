"""What accounts do by themselves at night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from halte.accounts import domain


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="forget_invitations")
def forget_invitations(timestamp: int) -> None:
    """Each night: invitations that ended long ago are deleted."""
    domain.forget_invitations(timezone.now())
