"""Acts on the day: who came, who did not, who walked in; how a series ended; groups."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from halte.core.models import LogEntry
from halte.core.transitions import move
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.domain import know
from halte.visitors.models import Visitor
from halte.workshops.choosing import Choice
from halte.workshops.codes import new_code
from halte.workshops.domain.enrolments import (
    ENROLMENT_TRANSITIONS,
    EnrolmentRefused,
    choose_new,
    lock_sessions,
    refuse_unless_open,
)
from halte.workshops.enums import EnrolmentState, SeriesResult, Source
from halte.workshops.models import Enrolment, GroupVisit, HeadCount, Outcome, Series, Session

# A no-show is forgotten after this (design.md §5).
ABSENCE_FADES = timedelta(days=183)


class NoSeat(EnrolmentRefused):
    """Every seat is taken."""


class TooEarly(Exception):
    """Nobody can have missed what has not begun."""


@transaction.atomic
def mark_attended(enrolment: Enrolment, *, by=None) -> Enrolment:
    """She is here; early is fine. Raises `NoSeat` for somebody who waits while all is taken."""
    [session] = lock_sessions([enrolment.session])
    if enrolment.state == EnrolmentState.WAITING and not session.free:
        raise NoSeat
    enrolment.held_until = None
    return move(enrolment, "attend", ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])


@transaction.atomic
def mark_absent(enrolment: Enrolment, *, by=None) -> Enrolment:
    """She did not come. Raises `TooEarly` before the session has begun."""
    if timezone.now() < enrolment.session.starts_at:
        raise TooEarly
    return move(enrolment, "miss", ENROLMENT_TRANSITIONS, by=by)


def unmark(enrolment: Enrolment, *, by=None) -> Enrolment:
    """It was a mistake: neither came nor missed yet."""
    return move(enrolment, "unmark", ENROLMENT_TRANSITIONS, by=by)


@transaction.atomic
def walk_in(session: Session, contact: Contact, *, language: str, by=None) -> Enrolment:
    """Somebody came without enrolling, and there is a seat. Raises `NoSeat`."""
    visitor, is_new = know(session.space, contact, language=language, needed_until=session.ends_at)
    [locked] = lock_sessions([session])
    refuse_unless_open(locked, source=Source.WALK_IN, now=timezone.now())
    if not is_new:
        choose_new(visitor, [locked], Choice.EACH)
    if not locked.free:
        raise NoSeat
    row = Enrolment.objects.create(
        session=locked,
        space_id=locked.space_id,
        visitor=visitor,
        state=EnrolmentState.ATTENDED,
        code=new_code(locked.space_id),
        source=Source.WALK_IN,
    )
    LogEntry.record(row, "enrol", by=by, target=row.state)
    return row


def recent_absences(rows: Iterable[Enrolment]) -> int:
    """How often somebody did not come in the last six months, among rows that are hers."""
    since = timezone.now() - ABSENCE_FADES
    return sum(row.state == EnrolmentState.ABSENT and row.session.ends_at >= since for row in rows)


@transaction.atomic
def note_outcome(
    series: Series,
    visitor: Visitor,
    *,
    result: str,
    has_certificate: bool = False,
    is_positive_exit: bool = False,
    by=None,
) -> Outcome:
    """How a series ended for somebody; may be corrected by noting it again.

    A positive exit is success, or an end because work was found (annual report 2021, axis 4 §3).
    """
    row, _is_new = Outcome.objects.update_or_create(
        series=series,
        visitor=visitor,
        defaults={
            "space_id": series.space_id,
            "result": result,
            "has_certificate": has_certificate and result == SeriesResult.FINISHED,
            "is_positive_exit": is_positive_exit,
        },
    )
    LogEntry.record(row, "note", by=by, target=result)
    return row


@transaction.atomic
def record_group(
    space: Space,
    *,
    day: date,
    group: str,
    heads: Mapping[tuple[str, str], int],
    session: Session | None = None,
    by=None,
) -> GroupVisit:
    """A group came: heads by (age band, gender). No persons are made of them."""
    if not any(heads.values()):
        raise ValueError("a group has at least one head")
    visit = GroupVisit.objects.create(space=space, session=session, day=day, group=group)
    HeadCount.objects.bulk_create(
        HeadCount(visit=visit, age_band=band, gender=gender, heads=count)
        for (band, gender), count in heads.items()
        if count
    )
    LogEntry.record(visit, "record", by=by)
    return visit
