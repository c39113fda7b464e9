"""Acts on accounts: inviting, joining, leaving, changing a role.

What is possible stands here; who may stands in permissions.py. Nothing is deleted when somebody
leaves: the membership gets an end.
"""

import hashlib
import secrets
from datetime import date, timedelta
from enum import StrEnum

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from halte.accounts import holding, notifications
from halte.accounts.enums import KEEPERS, ROLES, InvitationState, ScopeKind
from halte.accounts.models import Invitation, Membership, User
from halte.accounts.permissions import can_invite_to, can_manage_from_above
from halte.accounts.scopes import Scope, describe
from halte.core.models import LogEntry
from halte.core.transitions import move

SENT, ACCEPTED, WITHDRAWN = InvitationState

INVITATION_TRANSITIONS = {
    "resend": ({SENT}, SENT),
    "accept": ({SENT}, ACCEPTED),
    "withdraw": ({SENT}, WITHDRAWN),
}

LINK_HOLDS = timedelta(days=7)


class RoleRefused(ValueError):
    """The scope does not know this role."""


class AlreadyHeld(Exception):
    """This person has this role here already."""


class AlreadyEnded(Exception):
    """The membership has ended."""


class LastKeeper(Exception):
    """The last coordinator (administrator) names another before she leaves."""


class LinkProblem(StrEnum):
    """Why a link does not open."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class LinkRefused(Exception):
    def __init__(self, problem: LinkProblem):
        super().__init__(problem)
        self.problem = problem


# ---- Inviting -----------------------------------------------------------------------------------


@transaction.atomic
def invite(
    email: str,
    *,
    role: str,
    scope: Scope,
    by: User | None,
    language: str,
    starts_on: date | None = None,
    by_mail: bool = True,
) -> Invitation:
    """Ask somebody by mail to take a role; the link holds for seven days.

    The role runs from `starts_on`, or from the answer if that comes later. Whoever waits for an
    answer already gets a new link. The result knows its `secret` this once.
    Raises `RoleRefused`, `UnknownScope`, or `AlreadyHeld`.
    """
    email = email.strip().lower()
    _check_role(role, scope)
    describe(scope)
    if Membership.objects.in_scope(scope).lasting().filter(user__email=email, role=role).exists():
        raise AlreadyHeld
    waiting = Invitation.objects.waiting().in_scope(scope).filter(email=email, role=role).first()
    if waiting is not None:
        Invitation.objects.filter(pk=waiting.pk).update(starts_on=starts_on)
        return resend(waiting, by=by, by_mail=by_mail)
    invitation = Invitation(
        email=email,
        role=role,
        scope_kind=scope.kind,
        scope_uuid=scope.uuid,
        language=language,
        starts_on=starts_on,
        invited_by=by,
    )
    _new_link(invitation)
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        # Somebody else has invited the same person in this very moment.
        raise AlreadyHeld from None
    LogEntry.record(invitation, "invite", by=by, target=invitation.state)
    if by_mail:
        notifications.invited(invitation)
    return invitation


def _check_role(role: str, scope: Scope) -> None:
    if role not in ROLES[ScopeKind(scope.kind)]:
        raise RoleRefused(f"{role} in {scope.kind}")


def _new_link(invitation: Invitation) -> None:
    invitation.secret = secrets.token_urlsafe(32)
    invitation.digest = digest(invitation.secret)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + LINK_HOLDS


def digest(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that a plain digest is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def resend(invitation: Invitation, *, by: User | None, by_mail: bool = True) -> Invitation:
    """A new link for seven days; the one before stops working. Raises `TransitionRefused`."""
    move(invitation, "resend", INVITATION_TRANSITIONS, by=by)
    _new_link(invitation)
    invitation.save(update_fields=["digest", "sent_at", "expires_at"])
    notifications.take_back(invitation)
    if by_mail:
        notifications.invited(invitation)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """The link stops working. Raises `TransitionRefused`."""
    move(invitation, "withdraw", INVITATION_TRANSITIONS, by=by)
    notifications.take_back(invitation)
    return invitation


# ---- Joining ------------------------------------------------------------------------------------


def open_link(secret: str) -> Invitation:
    """The invitation of a link that still works; raises `LinkRefused` and says why not."""
    return _opened(Invitation.objects.filter(digest=digest(secret)).first())


def _opened(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise LinkRefused(LinkProblem.UNKNOWN)
    if invitation.state == ACCEPTED:
        raise LinkRefused(LinkProblem.USED)
    if invitation.state == WITHDRAWN:
        raise LinkRefused(LinkProblem.WITHDRAWN)
    if invitation.is_expired:
        raise LinkRefused(LinkProblem.EXPIRED)
    if User.objects.filter(email=invitation.email, is_active=False).exists():
        raise LinkRefused(LinkProblem.CLOSED)
    by = invitation.invited_by
    if by and not can_invite_to(by, invitation.scope, invitation.role):
        # Whoever invited has left meanwhile: no door stays open behind her.
        raise LinkRefused(LinkProblem.WITHDRAWN)
    return invitation


@transaction.atomic
def accept_invitation(secret: str, *, name: str = "", password: str = "") -> Membership:
    """Take the role, once. Somebody new gets an account with this name and password; an account
    that exists keeps its own. The other managers are told.

    Raises `LinkRefused`, and `ValidationError` for a password that is too weak.
    """
    locked = Invitation.objects.select_for_update(of=("self",))
    invitation = _opened(locked.filter(digest=digest(secret)).first())
    user = _account(invitation, name.strip(), password)
    invitation.membership = give_role(
        user,
        invitation.role,
        invitation.scope,
        by=invitation.invited_by,
        starts_on=invitation.starts_on,
    )
    invitation.save(update_fields=["membership"])
    move(invitation, "accept", INVITATION_TRANSITIONS, by=user)
    notifications.take_back(invitation)
    return invitation.membership


def _account(invitation: Invitation, name: str, password: str) -> User:
    """The account of the invited address, made now if there is none."""
    user = User.objects.filter(email=invitation.email).first()
    if user is not None:
        return user
    validate_password(password, User(email=invitation.email, name=name))
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email, password, name=name, language=invitation.language
            )
    except IntegrityError:
        # Two links of the same person at the same time: the first has made the account.
        return User.objects.get(email=invitation.email)
    LogEntry.record(user, "open account", by=user)
    return user


@transaction.atomic
def give_role(
    user: User,
    role: str,
    scope: Scope,
    *,
    by: User | None,
    starts_on: date | None = None,
    tell: bool = True,
) -> Membership:
    """Let somebody have a role from a day on, today if none is given or it is past.

    What is held already stays as it is; what was to begin later begins earlier.
    """
    _check_role(role, scope)
    starts_on = max(starts_on or timezone.localdate(), timezone.localdate())
    # One at a time for each person, or else two links would break the constraint.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    held = Membership.objects.in_scope(scope).lasting().filter(user=user, role=role).first()
    if held is not None and held.starts_on <= starts_on:
        return held
    if held is None:
        held = _begin(user, role, scope, starts_on)
    else:
        _move_start(held, starts_on)
    LogEntry.record(held, "join", by=by, target=role)
    if tell:
        notifications.joined(held)
    return held


def _begin(
    user: User, role: str, scope: Scope, starts_on: date, ends_on: date | None = None
) -> Membership:
    membership = Membership.objects.create(
        user=user,
        role=role,
        scope_kind=scope.kind,
        scope_uuid=scope.uuid,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    holding.forget([user])
    return membership


def _move_start(membership: Membership, starts_on: date) -> None:
    membership.starts_on = starts_on
    membership.save(update_fields=["starts_on"])
    holding.forget([membership.user])


# ---- Leaving and changing -----------------------------------------------------------------------


@transaction.atomic
def end_membership(
    membership: Membership,
    *,
    by: User | None,
    last_day: date | None = None,
    successor: Membership | None = None,
) -> Membership:
    """End a membership at once, or after its last day; the other managers and the person are told.

    The last coordinator of a space (administrator of the Region) can go only when somebody else
    goes on, when `successor`, another membership of the scope, takes the role now, or when somebody
    above ends it. Raises `LastKeeper`, `AlreadyEnded`.
    """
    ends_on = _first_day_without(membership, last_day)
    membership = _locked(membership, ends_on, by, successor)
    _end(membership, ends_on)
    _withdraw_waiting(membership, by=by)
    LogEntry.record(membership, "end", by=by, source=membership.role, note=ends_on.isoformat())
    notifications.left(membership, by=by)
    return membership


def _withdraw_waiting(membership: Membership, *, by: User | None) -> None:
    """What she was asked to become in the same place is not open to her any more."""
    waiting = Invitation.objects.waiting().in_scope(membership.scope)
    for invitation in waiting.filter(email=membership.user.email):
        move(invitation, "withdraw", INVITATION_TRANSITIONS, by=by)


def _first_day_without(membership: Membership, last_day: date | None) -> date:
    """Today, or the day after the last one; what has not begun ends as it begins."""
    today = timezone.localdate()
    day = last_day + timedelta(days=1) if last_day and last_day >= today else today
    return max(day, membership.starts_on)


@transaction.atomic
def change_role(
    membership: Membership, role: str, *, by: User | None, successor: Membership | None = None
) -> Membership:
    """Give somebody another role in the same scope: one membership ends, another begins.

    Raises `RoleRefused`, `AlreadyHeld`, and as `end_membership`.
    """
    _check_role(role, membership.scope)
    if role == membership.role:
        raise AlreadyHeld
    membership = _locked(membership, _first_day_without(membership, None), by, successor)
    return _exchange(membership, role, by)


def _exchange(membership: Membership, role: str, by: User | None) -> Membership:
    until, starts_on = membership.ends_on, _first_day_without(membership, None)
    _end(membership, starts_on)
    others = Membership.objects.in_scope(membership.scope).lasting()
    new = others.filter(user=membership.user, role=role).first()
    if new is None:
        new = _begin(membership.user, role, membership.scope, starts_on, until)
    elif new.starts_on > starts_on:
        _move_start(new, starts_on)
    LogEntry.record(new, "change role", by=by, source=membership.role, target=role)
    notifications.role_changed(new, before=membership.role, by=by)
    return new


def _end(membership: Membership, ends_on: date) -> None:
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    holding.forget([membership.user])


def is_last_keeper(membership: Membership, ends_on: date | None = None) -> bool:
    """Whether nobody else keeps the scope from the day on which this membership ends: coordinates
    the space, runs the Region."""
    if membership.role != KEEPERS.get(ScopeKind(membership.scope_kind)):
        return False
    ends_on = ends_on or _first_day_without(membership, None)
    others = Membership.objects.in_scope(membership.scope).filter(
        role=membership.role,
        ends_on__isnull=True,
        starts_on__lte=ends_on,
        user__is_active=True,
    )
    return not others.exclude(user=membership.user_id).exists()


def _locked(
    membership: Membership, ends_on: date, by: User | None, successor: Membership | None
) -> Membership:
    """The membership, locked and not ended, with somebody left who keeps its scope."""
    in_scope = Membership.objects.in_scope(membership.scope).select_related("user")
    # All are locked, in one order: of two who leave at once, the second sees the first go.
    list(in_scope.lasting().select_for_update(of=("self",)).order_by("pk"))
    row = in_scope.get(pk=membership.pk)
    if row.has_ended:
        raise AlreadyEnded
    if is_last_keeper(row, ends_on):
        _hand_over(row, by, successor)
    return row


def _hand_over(last: Membership, by: User | None, successor: Membership | None) -> None:
    """Make the successor what the last keeper was; only somebody above may do without."""
    if successor is None:
        above = by is None or (by.pk != last.user_id and can_manage_from_above(by, last.scope))
        if not above:
            raise LastKeeper
        return
    next_one = Membership.objects.select_related("user").get(pk=successor.pk)
    fits = (
        next_one.scope == last.scope
        and next_one.is_running
        and next_one.ends_on is None
        and next_one.user.is_active
    )
    if not fits or next_one.user_id == last.user_id:
        raise LastKeeper
    _exchange(next_one, last.role, by)
