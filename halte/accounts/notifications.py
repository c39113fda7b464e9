"""What people are told by mail about accounts: one function for each message.

No subject names a person or a place: subjects are read on locked screens.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from halte.accounts.enums import Role
from halte.accounts.models import Invitation, Membership, User
from halte.accounts.permissions import MANAGING
from halte.accounts.scopes import REGION, Scope, chain, describe
from halte.core.i18n import localized
from halte.core.mail.domain import send, withdraw


def invited(invitation: Invitation) -> None:
    """The invited person gets the link."""
    with override(invitation.language):
        by = invitation.invited_by
        context = {
            **_words(invitation.role, invitation.scope, invitation.language),
            "link": link_of(invitation),
            "by": by.shown_name if by else "",
        }
    send(
        invitation.email,
        template="invitation",
        context=context,
        language=invitation.language,
        secret=True,
        about=_about(invitation),
    )


def take_back(invitation: Invitation) -> None:
    """The link sent so far opens nothing any more: its mail is not sent if it still waits."""
    withdraw(_about(invitation))


def _about(invitation: Invitation) -> str:
    return f"invitation {invitation.pk}"


def link_of(invitation: Invitation) -> str:
    """The link, in the invited person's language; only the act that made it knows its secret."""
    with override(invitation.language):
        return settings.BASE_URL + reverse("accounts:invitation", args=[invitation.secret])


def joined(membership: Membership) -> None:
    """The other managers learn who joined."""
    _tell("joined", _managers(membership, by=None), membership, by=None)


def left(membership: Membership, *, by: User | None) -> None:
    """The other managers learn who left; the person too, unless she left by herself."""
    _tell("left", _managers(membership, by=by), membership, by=by)
    if by != membership.user:
        _tell("ended", [membership.user], membership, by=by)


def role_changed(membership: Membership, *, before: str, by: User | None) -> None:
    """The other managers and the person learn of the new role."""
    people = _managers(membership, by=by)
    if by != membership.user:
        people.append(membership.user)
    _tell("role_changed", people, membership, by=by, before=before)


def _managers(membership: Membership, *, by: User | None) -> list[User]:
    """Who manages the scope or one above it, and does not know yet; the Region's own people only
    where nobody else manages."""
    managing, among = MANAGING.get(membership.scope_kind, {}), Q()
    for scope in chain(membership.scope):
        if scope != REGION or set(managing) == {REGION.kind}:
            among |= Q(
                role__in=managing.get(scope.kind, ()),
                scope_kind=scope.kind,
                scope_uuid=scope.uuid,
            )
    known = {membership.user_id, by.pk if by else None}
    rows = Membership.objects.running().filter(among, user__is_active=True).select_related("user")
    return list({row.user_id: row.user for row in rows if row.user_id not in known}.values())


def _tell(
    template: str,
    people: Iterable[User],
    membership: Membership,
    *,
    by: User | None,
    before: str = "",
) -> None:
    today = timezone.localdate()
    for person in people:
        with override(person.language):
            context = {
                **_words(membership.role, membership.scope, person.language),
                "name": membership.user.shown_name,
                "by": by.shown_name if by else "",
                "before": str(Role(before).label) if before else "",
                "first_day": membership.starts_on if membership.starts_on > today else None,
                "last_day": membership.last_day if not membership.has_ended else None,
            }
        send(person.email, template=template, context=context, language=person.language)


def _words(role: str, scope: Scope, language: str) -> dict[str, str]:
    """Role and place in the language that is active."""
    return {"role": str(Role(role).label), "place": localized(describe(scope), "name", language)}


# ---- Safety of an account -----------------------------------------------------------------------


class Change(StrEnum):
    """What was changed at somebody's sign-in."""

    PASSWORD = "password"  # noqa: S105 - a word, no secret
    ADDRESS = "address"
    FACTOR_ADDED = "factor added"
    FACTOR_REMOVED = "factor removed"
    CODES_MADE = "codes made"
    CODE_USED = "code used"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"


def account_changed(user: User, change: Change, *, to: str = "") -> None:
    """The person learns of it, so that a change by somebody else is noticed."""
    with override(user.language):
        what = {
            Change.PASSWORD: _("The password was changed."),
            Change.ADDRESS: _("The e-mail address was changed."),
            Change.FACTOR_ADDED: _("A second step for signing in was added."),
            Change.FACTOR_REMOVED: _("A second step for signing in was removed."),
            Change.CODES_MADE: _("New recovery codes were made."),
            Change.CODE_USED: _("A recovery code was used to sign in."),
            Change.CONNECTED: _("Another way to sign in was connected."),
            Change.DISCONNECTED: _("Another way to sign in was disconnected."),
        }[change]
        link = settings.BASE_URL + reverse("account_reset_password")
    context = {"what": what, "link": link}
    send(to or user.email, template="account_changed", context=context, language=user.language)


def confirm_address(user: User, address: str, secret: str) -> None:
    """The new address gets a link that proves it."""
    with override(user.language):
        link = settings.BASE_URL + reverse("accounts:address_confirm", args=[secret])
    send(address, template="address", context={"link": link}, language=user.language, secret=True)
