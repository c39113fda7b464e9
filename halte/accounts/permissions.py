"""Who may do what with accounts: teams, invitations, tokens."""

from halte.accounts import scopes
from halte.accounts.enums import ROLES, USABLE, Role, ScopeKind
from halte.accounts.holding import holds
from halte.accounts.models import Membership
from halte.accounts.scopes import Scope, chain

REGION, ORGANISATION, SPACE = ScopeKind.REGION, ScopeKind.ORGANISATION, ScopeKind.SPACE
COORDINATION = {Role.OFFICER, Role.ADMINISTRATOR}
# What is managed (first key) by whom: the roles, by the kind of the scope that they are held in.
MANAGING: dict[str, dict[str, set[Role]]] = {
    SPACE: {
        SPACE: {Role.COORDINATOR},
        ORGANISATION: {Role.MANAGER},
        REGION: COORDINATION,
    },
    ORGANISATION: {
        ORGANISATION: {Role.MANAGER},
        REGION: COORDINATION,
    },
    REGION: {REGION: {Role.ADMINISTRATOR}},
}


def can_work(user) -> bool:
    """Everybody with an account: the page shows each what is theirs."""
    return user.is_authenticated and user.is_active


def is_coordination(user) -> bool:
    """The Region's coordination: its officers and administrators."""
    return holds(user, COORDINATION, scopes.REGION)


def can_manage_team(user, scope: Scope) -> bool:
    """Who manages the scope itself or one that it lies in."""
    return _manages(user, scope, chain(scope))


def can_manage_from_above(user, scope: Scope) -> bool:
    """Who manages the scope by a role in one that it lies in."""
    return _manages(user, scope, chain(scope)[1:])


def _manages(user, scope: Scope, scopes: tuple[Scope, ...]) -> bool:
    managing = MANAGING.get(scope.kind, {})
    return any(holds(user, managing.get(each.kind, ()), each) for each in scopes)


def can_see_team(user, scope: Scope) -> bool:
    """Colleagues of the scope, and who manages it. Names are personal: no auditor."""
    colleagues = [role for role in ROLES[ScopeKind(scope.kind)] if role != Role.AUDITOR]
    return holds(user, colleagues, scope) or can_manage_team(user, scope)


def can_invite_to(user, scope: Scope, role: str) -> bool:
    """Who manages the scope, for the roles that it knows."""
    return (
        scope.kind in USABLE
        and role in ROLES[ScopeKind(scope.kind)]
        and (can_manage_team(user, scope))
    )


def can_end_membership(user, membership: Membership) -> bool:
    """The person herself, and who manages the scope."""
    return membership.user_id == user.pk or can_manage_team(user, membership.scope)


def can_change_role(user, membership: Membership) -> bool:
    return can_manage_team(user, membership.scope)


def can_manage_tokens(user, scope: Scope) -> bool:
    """A token speaks for the whole place: who manages it."""
    return can_manage_team(user, scope)
