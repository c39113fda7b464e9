"""Acts on sessions: plan, publish, change, move, cancel. Whoever is concerned is told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused, move
from halte.workshops import telling
from halte.workshops.dates import Lead
from halte.workshops.domain.enrolments import (
    ENROLMENT_TRANSITIONS,
    lock_sessions,
    pass_on_all,
)
from halte.workshops.enums import CallReason, EnrolmentState, SessionState
from halte.workshops.models import Activity, Call, Enrolment, Series, Session

DRAFT, PUBLISHED, CANCELLED = SessionState

SESSION_TRANSITIONS = {
    "publish": ({DRAFT}, PUBLISHED),
    "withdraw": ({PUBLISHED}, DRAFT),
    "cancel": ({DRAFT, PUBLISHED}, CANCELLED),
}
# What a plan may hold, and of these what people have been told.
PLANNED = (
    "site",
    "room",
    "starts_at",
    "ends_at",
    "capacity",
    "computers_needed",
    "kept_for_referrers",
    "kept_until",
    "enrolment_opens_at",
    "enrolment_closes_at",
)
TOLD = ("site", "room", "starts_at", "ends_at")


class TooManySeated(Exception):
    """More people have a seat than there would be: somebody must be chosen who waits again."""

    def __init__(self, seated: int, capacity: int):
        super().__init__(f"{seated} people have a seat, {capacity} would be left")
        self.seated, self.capacity = seated, capacity


class StillEnrolled(Exception):
    """People are on the list: a session is cancelled, not hidden, so that they are told."""


class Over(Exception):
    """What has been cannot be published, changed or cancelled."""


class NotAhead(Exception):
    """A date is moved to what lies ahead."""


@transaction.atomic
def plan_session(
    activity: Activity, plan: Mapping[str, object], *, series: Series | None = None, by=None
) -> Session:
    """A draft of one date. Raises `ValueError` for a site of another space."""
    _refuse_site_elsewhere(plan["site"], activity.space_id)
    session = Session.objects.create(
        activity=activity,
        space_id=activity.space_id,
        series=series,
        **{name: plan[name] for name in PLANNED if name in plan},
    )
    if plan.get("trainers"):
        session.trainers.set(plan["trainers"])  # type: ignore[arg-type]
    LogEntry.record(session, "plan", by=by, target=session.state)
    return session


@transaction.atomic
def plan_series(
    activity: Activity,
    spans: Sequence[tuple[datetime, datetime]],
    plan: Mapping[str, object],
    *,
    is_whole: bool = False,
    lead: Lead | None = None,
    by=None,
) -> Series:
    """Drafts of several dates that belong together; `lead` counts from each of them."""
    series = Series.objects.create(space_id=activity.space_id, activity=activity, is_whole=is_whole)
    for starts_at, ends_at in spans:
        dated = {**plan, "starts_at": starts_at, "ends_at": ends_at}
        if lead:
            dated |= lead.moments(starts_at, timezone.get_default_timezone())
        plan_session(activity, dated, series=series, by=by)
    LogEntry.record(series, "plan", by=by)
    return series


@transaction.atomic
def publish(session: Session, *, by=None) -> Session:
    """The public sees it and may enrol. Raises `Over`."""
    [locked] = lock_sessions([session])
    _refuse_over(locked)
    return move(session, "publish", SESSION_TRANSITIONS, by=by)


@transaction.atomic
def withdraw(session: Session, *, by=None) -> Session:
    """Back to a draft; only while nobody is on the list. Raises `StillEnrolled` and `Over`."""
    [locked] = lock_sessions([session])
    _refuse_over(locked)
    if Enrolment.objects.current().filter(session=locked).exists():
        raise StillEnrolled
    return move(locked, "withdraw", SESSION_TRANSITIONS, by=by)


def change_session(
    session: Session,
    changes: Mapping[str, object],
    *,
    giving_up: Collection[Enrolment] = (),
    by=None,
) -> Session:
    """`change_sessions`, for one."""
    return change_sessions([(session, changes)], giving_up=giving_up, by=by)[0]


@transaction.atomic
def change_sessions(
    changes: Sequence[tuple[Session, Mapping[str, object]]],
    *,
    giving_up: Collection[Enrolment] = (),
    by=None,
) -> list[Session]:
    """Change what was planned; who is on a list is told once of new times and places.

    Fewer seats than people: `giving_up` names who waits again, and they are told. Raises
    `TooManySeated` when too few are named, `TransitionRefused` for a cancelled session, `Over` for
    one that has been, `NotAhead` for a start that has passed.
    """
    locked = {row.pk: row for row in lock_sessions([session for session, _values in changes])}
    told = [
        locked[session.pk]
        for session, values in changes
        if _change(locked[session.pk], values, giving_up, by=by)
    ]
    telling.changed([row for session in told for row in concerned(session)])
    pass_on_all(list(locked.values()))
    return list(locked.values())


def _change(
    locked: Session, changes: Mapping[str, object], giving_up: Collection[Enrolment], *, by=None
) -> bool:
    """Write the changes of one session; whether people have to be told."""
    unknown = set(changes) - set(PLANNED)
    if unknown:
        raise ValueError(f"not a part of a plan: {', '.join(sorted(unknown))}")
    if locked.state == CANCELLED:
        raise TransitionRefused("change", locked.state)
    _refuse_over(locked)
    if is_moved_back(locked, changes):
        raise NotAhead
    if "site" in changes:
        _refuse_site_elsewhere(changes["site"], locked.space_id)
    before = {name: getattr(locked, name) for name in changes}
    capacity = int(changes.get("capacity", locked.capacity))  # type: ignore[call-overload]
    moved_out = _make_room(locked, capacity, giving_up, by=by)
    for name, value in changes.items():
        setattr(locked, name, value)
    is_told = any(name in TOLD and before[name] != getattr(locked, name) for name in changes)
    if is_told:
        locked.sequence += 1
        locked.before = {name: before[name] for name in TOLD if name in before}
    locked.save(update_fields=[*changes, "sequence"])
    for row, had_seat in moved_out:
        telling.given_up(row, had_seat=had_seat)
    if is_told and locked.state == PUBLISHED:
        is_moved = locked.starts_at != before.get("starts_at", locked.starts_at)
        _forget_what_was_told(locked, is_moved=is_moved)
    changed = ", ".join(sorted(name for name in changes if before[name] != getattr(locked, name)))
    LogEntry.record(locked, "change", by=by, note=changed)
    return is_told and locked.state == PUBLISHED


def is_moved_back(
    session: Session, changes: Mapping[str, object], now: datetime | None = None
) -> bool:
    """Whether changes would let a session begin at another time, which has passed."""
    start: datetime = changes.get("starts_at", session.starts_at)  # type: ignore[assignment]
    return start != session.starts_at and start <= (now or timezone.now())


def _refuse_over(locked: Session) -> None:
    if locked.is_over():
        raise Over


def _refuse_site_elsewhere(site: object, space: int) -> None:
    if getattr(site, "space_id", None) != space:
        raise ValueError("the site belongs to another space")


def _forget_what_was_told(session: Session, *, is_moved: bool) -> None:
    """Nobody is called about a time or place that is out of date; a new start is reminded of.

    A hold ends when the session begins, also when it begins earlier than planned.
    """
    out_of_date = [CallReason.MOVED]
    if is_moved:
        out_of_date.append(CallReason.REMINDER)
        rows, start = session.enrolments.all(), session.starts_at
        rows.filter(reminded_at__isnull=False).update(reminded_at=None)
        rows.filter(state=EnrolmentState.HELD, held_until__gt=start).update(held_until=start)
        _open_calls(session).filter(until__gt=start).update(until=start)
    _open_calls(session).filter(reason__in=out_of_date).update(done_at=timezone.now())


def _open_calls(session: Session):
    return Call.objects.filter(enrolment__session=session, done_at__isnull=True)


def _make_room(
    session: Session, capacity: int, giving_up: Collection[Enrolment], *, by=None
) -> list[tuple[Enrolment, bool]]:
    """Let the named people wait again, until the seats suffice; who, and who had a seat."""
    named = {row.pk for row in giving_up}
    rows = session.enrolments.filter(pk__in=named).select_related("visitor__identity")
    done = []
    for row in rows:
        row.session, row.held_until = session, None
        done.append((row, row.state == EnrolmentState.CONFIRMED))
        move(row, "give_up", ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])
    session.refresh_from_db(fields=["taken", "waiting"])
    if session.taken > capacity:
        raise TooManySeated(session.taken, capacity)
    return done


def cancel_session(session: Session, *, by=None, note: str = "") -> Session:
    """`cancel_sessions`, for one."""
    return cancel_sessions([session], by=by, note=note)[0]


@transaction.atomic
def cancel_sessions(sessions: Sequence[Session], *, by=None, note: str = "") -> list[Session]:
    """They do not take place; everybody on a list is told once. The public reads the note.

    Raises `Over` when one of them has been.
    """
    locked = lock_sessions(sessions)
    rows: list[Enrolment] = []
    for session in locked:
        _refuse_over(session)
        session.public_note = note
        session.sequence += 1
        move(
            session,
            "cancel",
            SESSION_TRANSITIONS,
            by=by,
            note=note,
            saving=["sequence", "public_note"],
        )
        rows += concerned(session)
    seated = [row for row in rows if row.state == EnrolmentState.CONFIRMED]
    for row in rows:
        row.held_until = None
        move(row, "call_off", ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])
    telling.called_off(rows, lost=seated)
    return locked


@transaction.atomic
def publish_all(sessions: Sequence[Session], *, by=None) -> int:
    """Publish every draft among some sessions that is not over; gives how many there were."""
    locked = lock_sessions(sessions)
    drafts = [row for row in locked if row.state == DRAFT and not row.is_over()]
    for row in drafts:
        publish(row, by=by)
    return len(drafts)


def concerned(session: Session) -> Sequence[Enrolment]:
    """Everybody who still counts on this session, first come first."""
    rows = session.enrolments.filter(
        state__in=[EnrolmentState.WAITING, EnrolmentState.HELD, EnrolmentState.CONFIRMED]
    ).select_related("visitor__identity")
    for row in rows:
        row.session = session
    return rows


@transaction.atomic
def set_trainers(sessions: Sequence[Session], trainers: Collection, *, by=None) -> None:
    """Say who gives some sessions."""
    for session in sessions:
        session.trainers.set(trainers)
        LogEntry.record(session, "change", by=by, note="trainers")
