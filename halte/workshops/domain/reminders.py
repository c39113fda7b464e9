"""The day before: everybody who has a seat is reminded once."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from halte.workshops import telling
from halte.workshops.domain.one_by_one import one_by_one
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Enrolment

# Nobody is called or written to at night.
FROM_HOUR, TO_HOUR = 9, 19


def remind(now: datetime) -> int:
    """Remind of the sessions of tomorrow; returns how many people. Each is a transaction.

    Raises `SomeFailed` once everybody else is reminded.
    """
    if not FROM_HOUR <= timezone.localtime(now).hour < TO_HOUR:
        return 0
    keys = list(_due(now).values_list("pk", flat=True))
    return one_by_one(keys, lambda key: _remind(key, now), what="reminder of an enrolment")


def _due(now: datetime) -> QuerySet[Enrolment]:
    """Who has a seat tomorrow and has not heard of it."""
    return Enrolment.objects.filter(
        state=EnrolmentState.CONFIRMED,
        reminded_at__isnull=True,
        session__state=SessionState.PUBLISHED,
        session__starts_at__date=(timezone.localtime(now) + timedelta(days=1)).date(),
    )


def _remind(key: int, now: datetime) -> bool:
    """False when somebody else has done it, or it is not due any more."""
    rows = _due(now).select_for_update(of=("self",), skip_locked=True).filter(pk=key)
    row = rows.select_related(
        "session__activity", "session__space", "session__site__municipality"
    ).first()
    if row is None:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    telling.reminded(row)
    return True
