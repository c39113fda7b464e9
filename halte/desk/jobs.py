"""What the desk does by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from halte.core import rows
from halte.desk.domain import blocks, closing, visits


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="keep_room")
def keep_room(timestamp: int) -> None:
    """Each minute: workshops get their computers, and what was reserved begins or is let go."""
    with rows.everything("computers for workshops and reservations"):
        blocks.follow_all(timezone.now())
        blocks.keep_clock(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="close_visits")
def close_visits(timestamp: int) -> None:
    """Each five minutes: visits that are open long after closing time end at it."""
    with rows.everything("visits that nobody ended"):
        closing.close_visits(timezone.now())


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="forget_deleted_visits")
def forget_deleted_visits(timestamp: int) -> None:
    """Each night: visits that were deleted more than 30 days ago go for good."""
    with rows.everything("visits that were deleted"):
        visits.forget_deleted(timezone.now())
