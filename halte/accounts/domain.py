"""Acts on accounts: inviting, joining, leaving, changing a role.

What is possible stands here; who may stands in permissions.py. Nothing is deleted when somebody
leaves: the membership gets an end.
"""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from halte.accounts import holding, notifications
from halte.accounts.enums import KEEPERS, ROLES, USABLE, InvitationState, ScopeKind
from halte.accounts.models import Invitation, Membership, MembershipQuerySet, User
from halte.accounts.permissions import can_manage_from_above
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
    """The scope does not know this role, or its kind has no table yet."""


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
    email: str, *, role: str, scope: Scope, by: User | None, language: str, by_mail: bool = True
) -> Invitation:
    """Ask somebody by mail to take a role; the link holds for seven days.

    Whoever waits for an answer already gets a new link. The result knows its `secret` this once.
    Raises `RoleRefused`, `UnknownScope`, or `AlreadyHeld`.
    """
    email = email.strip().lower()
    _check_role(role, scope)
    describe(scope)
    if Membership.objects.running().in_scope(scope).filter(user__email=email, role=role).exists():
        raise AlreadyHeld
    waiting = Invitation.objects.waiting().in_scope(scope).filter(email=email, role=role).first()
    if waiting is not None:
        return resend(waiting, by=by, by_mail=by_mail)
    invitation = Invitation(
        email=email,
        role=role,
        scope_kind=scope.kind,
        scope_uuid=scope.uuid,
        language=language,
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
    if scope.kind not in USABLE or role not in ROLES[ScopeKind(scope.kind)]:
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
    if by_mail:
        notifications.invited(invitation)
    return invitation


def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """The link stops working. Raises `TransitionRefused`."""
    return move(invitation, "withdraw", INVITATION_TRANSITIONS, by=by)


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
        user, invitation.role, invitation.scope, by=invitation.invited_by
    )
    invitation.save(update_fields=["membership"])
    move(invitation, "accept", INVITATION_TRANSITIONS, by=user)
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
    user: User, role: str, scope: Scope, *, by: User | None, tell: bool = True
) -> Membership:
    """Let somebody have a role from today on; what is held already stays as it is."""
    _check_role(role, scope)
    # One at a time for each person, or else two links would break the constraint.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    running = Membership.objects.running().in_scope(scope).filter(user=user, role=role).first()
    if running is not None:
        return running
    membership = _begin(user, role, scope)
    LogEntry.record(membership, "join", by=by, target=role)
    if tell:
        notifications.joined(membership)
    return membership


def _begin(user: User, role: str, scope: Scope) -> Membership:
    membership = Membership.objects.create(
        user=user, role=role, scope_kind=scope.kind, scope_uuid=scope.uuid
    )
    holding.forget([user])
    return membership


# ---- Leaving and changing -----------------------------------------------------------------------


@transaction.atomic
def end_membership(
    membership: Membership, *, by: User | None, successor: Membership | None = None
) -> Membership:
    """End a membership today, at once; the other managers and the person are told.

    The last coordinator of a space (administrator of the Region) can go only when `successor`,
    another membership of the scope, takes the role, or when somebody above ends it. Raises
    `LastKeeper`, `AlreadyEnded`.
    """
    membership = _locked(membership, by, successor)
    _end(membership)
    LogEntry.record(membership, "end", by=by, source=membership.role)
    notifications.left(membership, by=by)
    return membership


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
    membership = _locked(membership, by, successor)
    return _exchange(membership, role, by)


def _exchange(membership: Membership, role: str, by: User | None) -> Membership:
    _end(membership)
    others = Membership.objects.running().in_scope(membership.scope)
    new = others.filter(user=membership.user, role=role).first()
    if new is None:
        new = _begin(membership.user, role, membership.scope)
    LogEntry.record(new, "change role", by=by, source=membership.role, target=role)
    notifications.role_changed(new, before=membership.role, by=by)
    return new


def _end(membership: Membership) -> None:
    membership.ends_on = timezone.localdate()
    membership.save(update_fields=["ends_on"])
    holding.forget([membership.user])


def is_last_keeper(membership: Membership) -> bool:
    """Whether nobody but this person keeps the scope: coordinates the space, runs the Region."""
    if membership.role != KEEPERS.get(ScopeKind(membership.scope_kind)):
        return False
    return not _others(membership, Membership.objects.in_scope(membership.scope)).exists()


def _others(membership: Membership, among: MembershipQuerySet) -> MembershipQuerySet:
    """Those who go on keeping the scope without this membership."""
    lasting = among.running().filter(ends_on__isnull=True, user__is_active=True)
    return lasting.filter(role=membership.role).exclude(pk=membership.pk)


def _locked(membership: Membership, by: User | None, successor: Membership | None) -> Membership:
    """The membership, locked and still running, with somebody left who keeps its scope."""
    in_scope = Membership.objects.in_scope(membership.scope).select_related("user")
    # All are locked, in one order: of two who leave at once, the second sees the first go.
    list(in_scope.running().select_for_update(of=("self",)).order_by("pk"))
    row = in_scope.get(pk=membership.pk)
    if not row.is_running:
        raise AlreadyEnded
    if is_last_keeper(row):
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
    fits = next_one.scope == last.scope and next_one.is_running and next_one.user.is_active
    if not fits or next_one.user_id == last.user_id:
        raise LastKeeper
    _exchange(next_one, last.role, by)
