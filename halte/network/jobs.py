"""What the register does by itself at night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from halte.network import domain


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="forget_corrections")
def forget_corrections(timestamp: int) -> None:
    """Each night: what readers wrote is deleted at the end of its term."""
    domain.forget_corrections(timezone.now())
