"""The day before: everybody who has a seat is reminded once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from halte.workshops import telling
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Enrolment

# Nobody is called or written to at night.
FROM_HOUR, TO_HOUR = 9, 19


def remind(now: datetime) -> int:
    """Remind of the sessions of tomorrow; returns how many people. Each is a transaction."""
    local = timezone.localtime(now)
    if not FROM_HOUR <= local.hour < TO_HOUR:
        return 0
    tomorrow = (local + timedelta(days=1)).date()
    due = Enrolment.objects.filter(
        state=EnrolmentState.CONFIRMED,
        reminded_at__isnull=True,
        session__state=SessionState.PUBLISHED,
        session__starts_at__date=tomorrow,
    )
    return sum(_remind(key, now) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _remind(key: int, now: datetime) -> bool:
    """False when somebody else has done it, or the seat was given back meanwhile."""
    rows = Enrolment.objects.select_for_update(of=("self",), skip_locked=True).filter(
        pk=key, state=EnrolmentState.CONFIRMED, reminded_at__isnull=True
    )
    row = rows.select_related("session__activity", "session__space", "session__site").first()
    if row is None:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    telling.reminded(row)
    return True
