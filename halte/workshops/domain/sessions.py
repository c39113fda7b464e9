"""Acts on sessions: plan, publish, change, move, cancel. Whoever is concerned is told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused, move
from halte.workshops import telling
from halte.workshops.domain.enrolments import (
    ENROLMENT_TRANSITIONS,
    lock_sessions,
    pass_on,
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
    LogEntry.record(session, "plan", by=by, target=session.state)
    return session


@transaction.atomic
def plan_series(
    activity: Activity,
    spans: Sequence[tuple[datetime, datetime]],
    plan: Mapping[str, object],
    *,
    is_whole: bool = False,
    by=None,
) -> Series:
    """Drafts of several dates that belong together."""
    series = Series.objects.create(space_id=activity.space_id, activity=activity, is_whole=is_whole)
    for starts_at, ends_at in spans:
        dated = {**plan, "starts_at": starts_at, "ends_at": ends_at}
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


@transaction.atomic
def change_session(
    session: Session,
    changes: Mapping[str, object],
    *,
    giving_up: Collection[Enrolment] = (),
    by=None,
) -> Session:
    """Change what was planned; who is on the list is told of a new time or place.

    Fewer seats than people: `giving_up` names who waits again, and they are told. Raises
    `TooManySeated` when too few are named, `TransitionRefused` for a cancelled session.
    """
    unknown = set(changes) - set(PLANNED)
    if unknown:
        raise ValueError(f"not a part of a plan: {', '.join(sorted(unknown))}")
    [locked] = lock_sessions([session])
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
    if is_told and locked.state == PUBLISHED:
        telling.changed(_concerned(locked))
    pass_on(locked)
    return locked


def _make_room(
    session: Session, capacity: int, giving_up: Collection[Enrolment], *, by=None
) -> None:
    """Let the named people wait again, until the seats suffice."""
    named = {row.pk for row in giving_up}
    rows = session.enrolments.filter(pk__in=named).select_related("visitor__identity")
    for row in rows:
        row.session, row.held_until = session, None
        move(row, "give_up", ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])
        telling.given_up(row)
    session.refresh_from_db(fields=["taken", "waiting"])
    if session.taken > capacity:
        raise TooManySeated(session.taken, capacity)


@transaction.atomic
def cancel_session(session: Session, *, by=None, note: str = "") -> Session:
    """The session does not take place; everybody on the list is told."""
    [locked] = lock_sessions([session])
    move(locked, "cancel", SESSION_TRANSITIONS, by=by, note=note)
    locked.sequence += 1
    locked.save(update_fields=["sequence"])
    rows = list(_concerned(locked))
    for row in rows:
        row.held_until = None
        move(row, "call_off", ENROLMENT_TRANSITIONS, by=by, saving=["held_until"])
    telling.called_off(rows)
    return locked


def _concerned(session: Session) -> Sequence[Enrolment]:
    """Everybody who still counts on this session, first come first."""
    rows = session.enrolments.filter(
        state__in=[EnrolmentState.WAITING, EnrolmentState.HELD, EnrolmentState.CONFIRMED]
    ).select_related("visitor__identity")
    for row in rows:
        row.session = session
    return rows
