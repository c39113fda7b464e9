"""Acts on enrolments: ask for a seat, hold, confirm, give back, pass on.

Every act that moves a seat first locks its session, so that seats go out in the order in which
people asked. The database refuses one seat too many whatever happens (`Session`).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.utils import timezone

from halte.core.statements import places, rows_of, written
from halte.core.transitions import TransitionRefused, move
from halte.visitors.contact import Contact
from halte.visitors.domain import know
from halte.visitors.models import Visitor
from halte.workshops import telling
from halte.workshops.choosing import Choice, first_to_come
from halte.workshops.codes import new_code
from halte.workshops.domain.one_by_one import one_by_one
from halte.workshops.enums import EnrolmentState, SessionState, Source
from halte.workshops.models import Enrolment, EnrolmentRules, Session

WAITING, HELD, CONFIRMED, ATTENDED, ABSENT, CANCELLED, EXPIRED, CALLED_OFF = EnrolmentState

# Each act on a seat begins with it.
LOCK = "WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
WRITTEN = written(Enrolment)
# Without the ORM, and together with the log: everybody else waits for the session meanwhile.
WRITE = f"""
    WITH made AS (
        INSERT INTO workshops_enrolment ({", ".join(WRITTEN)}) VALUES {{}}
        RETURNING id, session_id, state
    ), logged AS (
        INSERT INTO core_logentry
            (content_type_id, object_id, verb, source, target, note, by_id, at)
        SELECT %s, id, 'enrol', '', state, '', %s, now() FROM made
    )
    SELECT session_id, id FROM made
"""  # noqa: S608 - the columns are our model's
ENROLMENT_TRANSITIONS = {
    "offer": ({WAITING}, HELD),
    "confirm": ({HELD}, CONFIRMED),
    "expire": ({HELD}, EXPIRED),
    "cancel": ({WAITING, HELD, CONFIRMED}, CANCELLED),
    "call_off": ({WAITING, HELD, CONFIRMED}, CALLED_OFF),
    "give_up": ({HELD, CONFIRMED}, WAITING),
    "attend": ({CONFIRMED, HELD, WAITING, ABSENT}, ATTENDED),
    "miss": ({CONFIRMED, ATTENDED}, ABSENT),
    "unmark": ({ATTENDED, ABSENT}, CONFIRMED),
    "unmark_held": ({ATTENDED, ABSENT}, HELD),
    "unmark_waiting": ({ATTENDED, ABSENT}, WAITING),
    "unmark_walk_in": ({ATTENDED, ABSENT}, CANCELLED),
}


class EnrolmentRefused(Exception):
    """Nobody can be enrolled here now."""


class NotOpen(EnrolmentRefused):
    """The session is a draft, or enrolment has not opened yet."""


class Closed(EnrolmentRefused):
    """Enrolment has closed, or the session is past."""


class SessionCancelled(EnrolmentRefused):
    """The session does not take place."""


class AlreadyEnrolled(EnrolmentRefused):
    """This person is on the list of this session already."""


class Overlaps(EnrolmentRefused):
    """This person has another session at the same time, and nobody said that it is meant."""


def enrol(sessions: Sequence[Session], contact: Contact, **asking: Any) -> list[Enrolment]:
    """Ask for a seat in each of some sessions, in a transaction: see `enrol_within`."""
    with transaction.atomic():
        return enrol_within(sessions, contact, **asking)


def enrol_within(
    sessions: Sequence[Session],
    contact: Contact,
    *,
    language: str,
    choice: Choice = Choice.EACH,
    source: str = Source.PUBLIC,
    help_level: str = "",
    relative: str = "",
    sent_by: UUID | None = None,
    overlap_is_meant: bool = False,
    by=None,
    now: datetime | None = None,
) -> list[Enrolment]:
    """Ask for seats in sessions of one space: each a seat, or a place in the line.

    `choice` says how they belong together; the first is the one that was asked for. The caller has
    begun a transaction and lets it end with what is raised here: all or nothing. An
    `EnrolmentRefused` when nobody is taken.
    """
    now = now or timezone.now()
    last = max(session.ends_at for session in sessions)
    visitor, is_new = know(
        sessions[0].space,
        contact,
        language=language,
        needed_until=last,
        may_add=source == Source.DESK,
    )
    code = new_code(sessions[0].space_id)
    locked = lock_sessions(sessions)
    locked.sort(key=lambda session: session.pk != sessions[0].pk)
    chosen = choose_open(locked, choice, source=source, now=now)
    if not is_new:
        chosen = choose_new(visitor, chosen, choice, overlap_is_meant=overlap_is_meant)
    enrolled = []
    for session in sorted(chosen, key=lambda session: session.pk):
        free = session.seats.free_for(source, now)
        row = Enrolment(
            session=session,
            space_id=session.space_id,
            visitor=visitor,
            state=CONFIRMED if free and not _somebody_first(session, source, now) else WAITING,
            code=code,
            source=source,
            sent_by=sent_by,
            help_level=help_level,
            relative=relative,
            asked_at=now,
        )
        enrolled.append(row)
    _write(enrolled, by=by)
    telling.enrolled(enrolled)
    return enrolled


def _write(rows: Sequence[Enrolment], *, by) -> None:
    """Insert rows whose sessions are locked, each with its line in the log: one statement."""
    values = ", ".join([f"({places(len(WRITTEN))})"] * len(rows))
    params = [getattr(row, name) for row in rows for name in WRITTEN]
    params += [ContentType.objects.get_for_model(Enrolment).pk, by and by.pk]
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(values), params)
        numbers = dict(cursor.fetchall())
    for row in rows:
        row.pk, row._state.adding = numbers[row.session_id], False
        # As the trigger counts; the last who asked is the last in the line.
        row.session.taken += row.state == CONFIRMED
        row.session.taken_by_sent += row.state == CONFIRMED and row.source == Source.REFERRER
        row.session.waiting += row.state == WAITING


def refuse_unless_open(session: Session, *, source: str, now: datetime) -> None:
    """Raise why nobody can be enrolled; the desk may until the end, whatever the dates say."""
    if session.state == SessionState.CANCELLED:
        raise SessionCancelled
    if session.state == SessionState.DRAFT:
        raise NotOpen
    if session.is_over(now):
        raise Closed
    if source in {Source.DESK, Source.WALK_IN}:
        return
    if session.enrolment_opens_at and now < session.enrolment_opens_at:
        raise NotOpen
    if now >= session.closes_at:
        raise Closed


def choose_open(
    dates: Sequence[Session], choice: Choice, *, source: str, now: datetime
) -> list[Session]:
    """Which of some locked dates take somebody; raises why the first, or all, take nobody."""
    if choice == Choice.EACH:
        for date in dates:
            refuse_unless_open(date, source=source, now=now)
        return list(dates)
    coming = [
        date for date in dates if date.state == SessionState.PUBLISHED and not date.is_over(now)
    ]
    if choice == Choice.COURSE:
        refuse_unless_open(dates[0], source=Source.DESK, now=now)
        refuse_unless_open(first_to_come(coming), source=source, now=now)
        return coming
    is_desk = source in {Source.DESK, Source.WALK_IN}
    found = [date for date in coming if is_desk or date.is_open(now)]
    if not found:
        refuse_unless_open(dates[0], source=source, now=now)
    return found


def lock_sessions(sessions: Sequence[Session]) -> list[Session]:
    """Lock sessions in one order for all, so that two acts never wait for each other.

    What the caller had read beside them comes along, as long as it is still theirs.
    """
    keys = [session.pk for session in sessions]
    rows = rows_of(Session, LOCK, [keys])
    known = {session.pk: session for session in sessions}
    for row in rows:
        given = known[row.pk]._state.fields_cache
        for field in ("space", "activity", "site"):
            read = given.get(field)
            if read and not read._state.adding and read.pk == getattr(row, f"{field}_id"):
                setattr(row, field, read)
    return rows


def _somebody_first(session: Session, source: str, now: datetime) -> bool:
    """Whether somebody who could take the same seat has asked before.

    A seat that is still kept for people who are sent is for nobody else who waits.
    """
    if not session.waiting:
        return False
    line = session.enrolments.in_order()  # type: ignore[attr-defined]
    if source == Source.REFERRER and session.seats.still_kept(now):
        line = line.filter(source=source)
    return line.exists()


def choose_new(
    visitor: Visitor, dates: Sequence[Session], choice: Choice, *, overlap_is_meant: bool = True
) -> list[Session]:
    """Which of some locked dates she has not asked for yet; one query.

    Raises when she has asked for the first, or for all, or has something else at the time.
    """
    current = Enrolment.objects.current().filter(visitor=visitor)
    spans = list(current.values_list("session", "session__starts_at", "session__ends_at"))
    known = {key for key, _start, _end in spans}
    new = [date for date in dates if date.pk not in known]
    needed = {Choice.EACH: dates, Choice.COURSE: dates[:1], Choice.OPEN: ()}[choice]
    if not new or any(date.pk in known for date in needed):
        raise AlreadyEnrolled
    if not overlap_is_meant:
        for date in new:
            if any(start < date.ends_at and date.starts_at < end for _key, start, end in spans):
                raise Overlaps
    return new


# ---- A freed seat goes to the next person -------------------------------------------------------


def pass_on(session: Session, *, now: datetime | None = None) -> list[Enrolment]:
    """`pass_on_all`, for one."""
    return pass_on_all([session], now=now)


@transaction.atomic
def pass_on_all(sessions: Sequence[Session], *, now: datetime | None = None) -> list[Enrolment]:
    """Hold each free seat for the next person who may take it; returns whom it is held for.

    Nothing is offered once a session has begun. Somebody who gets several dates is told once.
    """
    now = now or timezone.now()
    offered = [row for locked in lock_sessions(sessions) for row in _offer(locked, now)]
    telling.seats_held(offered)
    return offered


def _offer(locked: Session, now: datetime) -> list[Enrolment]:
    """Hold the free seats of a session that is locked."""
    if locked.state != SessionState.PUBLISHED or now >= locked.starts_at or not locked.waiting:
        return []
    until = min(now + _hold(locked), locked.starts_at)
    offered = []
    for row in locked.enrolments.in_order().select_related("visitor__identity"):  # type: ignore[attr-defined]
        if not locked.free:
            break
        if not locked.seats.free_for(row.source, now):
            continue
        _move(row, "offer", held_until=until)
        locked.refresh_from_db(fields=["taken", "taken_by_sent", "waiting"])
        row.session = locked
        offered.append(row)
    return offered


def _hold(session: Session) -> timedelta:
    rules = EnrolmentRules.objects.filter(space=session.space_id).first()
    return timedelta(hours=rules.hold_hours if rules else EnrolmentRules.HOLD_HOURS)


def _move(
    row: Enrolment, verb: str, *, held_until: datetime | None = None, by=None, note: str = ""
) -> Enrolment:
    """Move a row whose session is locked, together with the end of a hold."""
    row.held_until = held_until
    return move(row, verb, ENROLMENT_TRANSITIONS, by=by, note=note, saving=["held_until"])


def _move_all(
    rows: Sequence[Enrolment],
    verb: str,
    is_too_late: Callable[[Enrolment], bool],
    *,
    by=None,
    note: str = "",
) -> list[tuple[Enrolment, str]]:
    """Move those of some rows that can be moved; gives each with the state that it left.

    All their sessions are locked first. Raises the first refusal when none can be moved.
    """
    locked = {session.pk: session for session in lock_sessions([row.session for row in rows])}
    done: list[tuple[Enrolment, str]] = []
    refusals: list[TransitionRefused] = []
    for asked in rows:
        row = Enrolment.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        row.session, row.visitor = locked[row.session_id], asked.visitor
        if is_too_late(row):
            refusals.append(TransitionRefused(verb, row.state))
            continue
        state = row.state
        try:
            done.append((_move(row, verb, by=by, note=note), state))
        except TransitionRefused as refused:
            refusals.append(refused)
    if not done:
        raise refusals[0]
    return done


def confirm(enrolment: Enrolment, *, by=None, now: datetime | None = None) -> Enrolment:
    """Take the seat that is held. Raises `TransitionRefused`, also once the time is over."""
    return confirm_all([enrolment], by=by, now=now)[0]


@transaction.atomic
def confirm_all(
    rows: Sequence[Enrolment], *, by=None, now: datetime | None = None
) -> list[Enrolment]:
    """Take the seats of one asking that are held; the first refusal when none can be taken."""
    now = now or timezone.now()
    moved = _move_all(
        rows, "confirm", lambda row: bool(row.held_until and row.held_until <= now), by=by
    )
    done = [row for row, _state in moved]
    telling.confirmed(done)
    return done


def cancel(
    enrolment: Enrolment, *, by=None, note: str = "", by_herself: bool | None = None
) -> Enrolment:
    """Give a seat, or a place in the line, back; the seat goes to the next person.

    Without `by` she did it herself; otherwise she is told, unless she asked for it. Raises
    `TransitionRefused`, also once the session is over: who came and who did not stays.
    """
    asked = by is None if by_herself is None else by_herself
    return cancel_all([enrolment], by=by, note=note, by_herself=asked)[0]


@transaction.atomic
def cancel_all(
    rows: Sequence[Enrolment], *, by=None, note: str = "", by_herself: bool = True
) -> list[Enrolment]:
    """Give back what can still be given back of one asking; the first refusal when nothing can."""
    moved = _move_all(rows, "cancel", lambda row: row.session.is_over(), by=by, note=note)
    done = [row for row, _state in moved]
    pass_on_all([row.session for row in done])
    lost = [row for row, state in moved if state == CONFIRMED]
    telling.given_back(done, lost=lost, by_herself=by_herself)
    return done


@transaction.atomic
def give_back(enrolment: Enrolment, *, by=None) -> None:
    """Cancel an enrolment; for a course, every date of it that can still be given back. Somebody
    else does it: she is told.

    Raises `TransitionRefused` when this one cannot.
    """
    rows = Enrolment.objects.filter(code=enrolment.code).select_related(
        "visitor__identity", "session__activity", "session__space", "session__site"
    )
    series = enrolment.session.series
    if series is None or not series.is_whole:
        rows = rows.filter(pk=enrolment.pk)
    given = cancel_all(list(rows), by=by, by_herself=False)
    if enrolment.pk not in {row.pk for row in given}:
        enrolment.refresh_from_db(fields=["state"])
        raise TransitionRefused("cancel", enrolment.state)


def expire_holds(now: datetime | None = None) -> int:
    """Let holds end whose time is over and pass the seats on; returns how many ended.

    The dates of a series together, so that the next person is told once; each other session is a
    transaction of its own: what was done stays done when the worker dies. Raises `SomeFailed` once
    the others are done.
    """
    now = now or timezone.now()
    over = Enrolment.objects.filter(state=HELD, held_until__lte=now).values("session")
    groups = _by_series(Session.objects.filter(pk__in=over).order_by("pk"))
    return one_by_one(groups, lambda key: _expire_in(groups[key], now), what="holds of a session")


def _by_series(sessions: Iterable[Session]) -> dict[int, list[Session]]:
    """Sessions, those of a series together, by the key of the first."""
    groups: dict[tuple[str, int], list[Session]] = {}
    for session in sessions:
        key = ("series", session.series_id) if session.series_id else ("session", session.pk)
        groups.setdefault(key, []).append(session)
    return {together[0].pk: together for together in groups.values()}


def _expire_in(sessions: Sequence[Session], now: datetime) -> int:
    locked = lock_sessions(sessions)
    rows = Enrolment.objects.filter(session__in=locked, state=HELD, held_until__lte=now)
    ended = list(rows.order_by("pk"))
    for row in ended:
        _move(row, "expire")
        telling.no_longer_to_call(row)
    pass_on_all(locked, now=now)
    return len(ended)


def free_kept_seats(now: datetime) -> int:
    """Pass on seats whose keeping for organisations has ended; returns how many were offered."""
    ended = Session.objects.filter(
        state=SessionState.PUBLISHED,
        kept_for_referrers__gt=0,
        kept_until__lte=now,
        starts_at__gt=now,
        waiting__gt=0,
        taken__lt=F("capacity"),
    )
    groups = _by_series(ended)
    return one_by_one(
        groups,
        lambda key: len(pass_on_all(groups[key], now=now)),
        what="kept seats of a session",
    )


def position(enrolment: Enrolment) -> int:
    """The place in the line, from 1; 0 for somebody who does not wait."""
    return positions([enrolment]).get(enrolment.pk, 0)


def positions(rows: Iterable[Enrolment]) -> dict[int, int]:
    """The places in line, from 1, of those of some rows who wait; one query, or none for nobody."""
    waiting = [row.pk for row in rows if row.state == WAITING]
    if not waiting:
        return {}
    before = Enrolment.objects.in_order().filter(
        session=OuterRef("session"), pk__lte=OuterRef("pk")
    )
    place = before.order_by().values("session").annotate(number=Count("pk")).values("number")
    placed = Enrolment.objects.filter(pk__in=waiting).annotate(place=Subquery(place))
    return dict(placed.values_list("pk", "place"))
