"""What the programme does by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from halte.core import rows
from halte.workshops.domain import enrolments, reminders


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="pass_on_seats")
def pass_on_seats(timestamp: int) -> None:
    """Each five minutes: holds end, kept seats are set free, and both go to who waits."""
    with rows.everything("seats that were held too long go to the next person"):
        try:
            enrolments.expire_holds(timezone.now())
        finally:
            enrolments.free_kept_seats(timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="remind_of_sessions")
def remind_of_sessions(timestamp: int) -> None:
    """Each hour of the day: who has a seat tomorrow hears of it."""
    with rows.everything("reminders of the day before"):
        reminders.remind(timezone.now())
