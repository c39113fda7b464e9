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
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Activity, Enrolment, Series, Session

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


@transaction.atomic
def plan_session(
    activity: Activity, plan: Mapping[str, object], *, series: Series | None = None, by=None
) -> Session:
    """A draft of one date. Raises `ValueError` for a site of another space."""
    site = plan["site"]
    if getattr(site, "space_id", None) != activity.space_id:
        raise ValueError("the site belongs to another space")
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


def publish(session: Session, *, by=None) -> Session:
    """The public sees it and may enrol."""
    return move(session, "publish", SESSION_TRANSITIONS, by=by)


@transaction.atomic
def withdraw(session: Session, *, by=None) -> Session:
    """Back to a draft; only while nobody is on the list. Raises `StillEnrolled`."""
    [locked] = lock_sessions([session])
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
    `TooManySeated` when too few are named, `TransitionRefused` for a cancelled session.
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
    before = {name: getattr(locked, name) for name in changes}
    _make_room(locked, int(changes.get("capacity", locked.capacity)), giving_up, by=by)  # type: ignore[call-overload]
    for name, value in changes.items():
        setattr(locked, name, value)
    is_told = any(name in TOLD and before[name] != getattr(locked, name) for name in changes)
    if is_told:
        locked.sequence += 1
    locked.save(update_fields=[*changes, "sequence"])
    changed = ", ".join(sorted(name for name in changes if before[name] != getattr(locked, name)))
    LogEntry.record(locked, "change", by=by, note=changed)
    return is_told and locked.state == PUBLISHED


def _make_room(
    session: Session, capacity: int, giving_up: Collection[Enrolment], *, by=None
) -> None:
    """Let the named people wait again, until the seats suffice."""
    named = {row.pk for row in giving_up}
    rows = session.enrolments.filter(pk__in=named).select_related("visitor__identity")
    for row in rows:
        row.session, row.held_until = session, None
        had_seat = row.state == EnrolmentState.CONFIRMED
        move(row, "give_up", ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])
        telling.given_up(row, had_seat=had_seat)
    session.refresh_from_db(fields=["taken", "waiting"])
    if session.taken > capacity:
        raise TooManySeated(session.taken, capacity)


def cancel_session(session: Session, *, by=None, note: str = "") -> Session:
    """`cancel_sessions`, for one."""
    return cancel_sessions([session], by=by, note=note)[0]


@transaction.atomic
def cancel_sessions(sessions: Sequence[Session], *, by=None, note: str = "") -> list[Session]:
    """They do not take place; everybody on a list is told once. The public reads the note."""
    locked = lock_sessions(sessions)
    rows: list[Enrolment] = []
    for session in locked:
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
    """Publish every draft among some sessions; gives how many there were."""
    drafts = [row for row in lock_sessions(sessions) if row.state == DRAFT]
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
