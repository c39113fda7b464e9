"""Which dates somebody enrols for who asks for one: the same for pages, the desk and programs."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from halte.workshops.enums import SessionState
from halte.workshops.models import Session


class Choice(StrEnum):
    """How several dates belong together, the first of them being the one that was asked for."""

    # All or nothing.
    EACH = "each"
    # A course: all that come; it opens and closes with the first of them.
    COURSE = "course"
    # As many as are open and not asked for yet.
    OPEN = "open"


def others(session: Session, *, now: datetime) -> list[Session]:
    """The other dates of its series that are still to come, the next one first."""
    if session.series_id is None:
        return []
    rows = Session.objects.filter(series=session.series_id, state=SessionState.PUBLISHED)
    return list(
        rows.coming(now)
        .exclude(pk=session.pk)
        .select_related("activity", "space", "site__municipality")
        .order_by("starts_at", "pk")
    )


def is_course(session: Session) -> bool:
    """Whether somebody who comes to it comes to all its dates."""
    return bool(session.series and session.series.is_whole)


def choose(
    session: Session, other_dates: Sequence[Session], *, wants_all: bool = False
) -> tuple[list[Session], Choice]:
    """What to ask for: this date, first, or with the others of its series."""
    if is_course(session):
        return [session, *other_dates], Choice.COURSE
    if wants_all:
        return [session, *other_dates], Choice.OPEN
    return [session], Choice.EACH


def is_open(session: Session, other_dates: Sequence[Session], *, now: datetime) -> bool:
    """Whether the public can enrol for this date now."""
    if not is_course(session):
        return session.is_open(now)
    if session.state != SessionState.PUBLISHED or session.is_over(now):
        return False
    return first_to_come([session, *other_dates]).is_open(now)


def first_to_come(dates: Sequence[Session]) -> Session:
    """The first of some dates of which none is over."""
    return in_order(dates)[0]


def in_order(dates: Sequence[Session]) -> list[Session]:
    return sorted(dates, key=lambda date: (date.starts_at, date.pk))
