"""Acts on the day: who came, who did not, who walked in; how a series ended; groups."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused, move
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.domain import know
from halte.visitors.models import Visitor
from halte.workshops import telling
from halte.workshops.choosing import Choice
from halte.workshops.codes import new_code
from halte.workshops.domain.enrolments import (
    ENROLMENT_TRANSITIONS,
    EnrolmentRefused,
    choose_new,
    lock_sessions,
    pass_on,
    refuse_unless_open,
)
from halte.workshops.enums import EnrolmentState, SeriesResult, SessionState, Source
from halte.workshops.models import Enrolment, GroupVisit, HeadCount, Outcome, Series, Session

# A no-show is forgotten after this (design.md §5).
ABSENCE_FADES = timedelta(days=183)
# What was written on the sheet is typed in for so long after the session.
WALK_INS_FOR = timedelta(days=14)
# How a mark is taken back, by where she stood before it.
UNMARK = {
    EnrolmentState.CONFIRMED: "unmark",
    EnrolmentState.HELD: "unmark_held",
    EnrolmentState.WAITING: "unmark_waiting",
}
MARKED = {EnrolmentState.ATTENDED, EnrolmentState.ABSENT}


class NoSeat(EnrolmentRefused):
    """Every seat is taken."""


class BeforeTheDay(EnrolmentRefused):
    """Nobody can be there before the day of the session."""


class TooEarly(Exception):
    """Nobody can have missed what has not begun."""


class NeverCame(Exception):
    """Nobody finished what she never came to."""


class NotOfSeries(Exception):
    """This person never had a seat in the series."""


@transaction.atomic
def mark_attended(enrolment: Enrolment, *, by=None, now: datetime | None = None) -> Enrolment:
    """She is here; early is fine, on the day.

    Raises `BeforeTheDay`, and `NoSeat` for somebody who waits while no seat is free for her.
    """
    now = now or timezone.now()
    session = _locked(enrolment)
    if not session.has_day_come(now):
        raise BeforeTheDay
    waits = enrolment.state == EnrolmentState.WAITING
    if waits and not session.seats.free_for(enrolment.source, now):
        raise NoSeat
    enrolment.held_until = None
    move(enrolment, "attend", ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])
    telling.no_longer_to_call(enrolment)
    return enrolment


@transaction.atomic
def mark_absent(enrolment: Enrolment, *, by=None) -> Enrolment:
    """She did not come. Raises `TooEarly` before the session has begun."""
    if timezone.now() < _locked(enrolment).starts_at:
        raise TooEarly
    return move(enrolment, "miss", ENROLMENT_TRANSITIONS, by=by)


@transaction.atomic
def unmark(enrolment: Enrolment, *, by=None, now: datetime | None = None) -> Enrolment:
    """It was a mistake: she stands where she stood before; who walked in is off the list.

    A seat that was held for her is held until the start, or the end once it has begun. Refused
    once the session is cancelled: nobody stands anywhere in it any more.
    """
    session = _locked(enrolment)
    if session.state == SessionState.CANCELLED:
        raise TransitionRefused("unmark", enrolment.state)
    verb = _way_back(enrolment)
    has_begun = session.starts_at <= (now or timezone.now())
    until = session.ends_at if has_begun else session.starts_at
    enrolment.held_until = until if verb == UNMARK[EnrolmentState.HELD] else None
    move(enrolment, verb, ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])
    pass_on(session, now=now)
    return enrolment


def _locked(enrolment: Enrolment) -> Session:
    """The session, locked before any of its rows; the enrolment as it is now."""
    [session] = lock_sessions([enrolment.session])
    enrolment.refresh_from_db(fields=["state", "held_until"])
    return session


def _way_back(enrolment: Enrolment) -> str:
    """The verb that takes the mark back: the log knows where she stood."""
    marks = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Enrolment),
        object_id=enrolment.pk,
        verb__in=["attend", "miss"],
    )
    before = marks.exclude(source__in=MARKED).order_by("-pk").values_list("source", flat=True)
    for source in before[:1]:
        return UNMARK[EnrolmentState(source)]
    return "unmark_walk_in" if enrolment.source == Source.WALK_IN else "unmark"


@transaction.atomic
def walk_in(
    session: Session, contact: Contact, *, language: str, by=None, now: datetime | None = None
) -> Enrolment:
    """Somebody came without enrolling, and there is a seat; from the day on, for two weeks.

    Raises `BeforeTheDay`, `NoSeat` and what `refuse_unless_open` and `choose_new` raise.
    """
    now = now or timezone.now()
    visitor, is_new = know(
        session.space, contact, language=language, needed_until=session.ends_at, may_add=True
    )
    [locked] = lock_sessions([session])
    # The end counts two weeks later: whoever was there is typed in from the sheet.
    refuse_unless_open(locked, source=Source.WALK_IN, now=now - WALK_INS_FOR)
    if not locked.has_day_come(now):
        raise BeforeTheDay
    if not is_new:
        choose_new(visitor, [locked], Choice.EACH)
    if not locked.seats.free_for(Source.WALK_IN, now):
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
    Raises `NotOfSeries`, and `NeverCame` when somebody who never came would have finished.
    """
    stood = set(
        Enrolment.objects.filter(
            session__series=series,
            space=series.space_id,
            visitor=visitor,
            state__in=EnrolmentState.seated(),
        ).values_list("state", flat=True)
    )
    if not stood:
        raise NotOfSeries
    if result == SeriesResult.FINISHED and EnrolmentState.ATTENDED not in stood:
        raise NeverCame
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
def take_back_outcome(series: Series, visitor: Visitor, *, by=None) -> None:
    """Nothing is noted of how the series ended for somebody."""
    for row in Outcome.objects.select_for_update().filter(series=series, visitor=visitor):
        LogEntry.record(row, "take_back", by=by, source=row.result)
        row.delete()


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
    if session and session.space_id != space.pk:
        raise ValueError("the session belongs to another space")
    visit = GroupVisit.objects.create(space=space, session=session, day=day, group=group)
    HeadCount.objects.bulk_create(
        HeadCount(visit=visit, age_band=band, gender=gender, heads=count)
        for (band, gender), count in heads.items()
        if count
    )
    LogEntry.record(visit, "record", by=by)
    return visit
