"""Who may do what with accounts: teams, invitations, tokens."""

from halte.accounts import scopes
from halte.accounts.enums import GIVEN_FROM_ABOVE, ROLES, Role, ScopeKind
from halte.accounts.holding import held, holds
from halte.accounts.models import Membership
from halte.accounts.scopes import Scope, chain

REGION, ORGANISATION, SPACE, BODY, CALL = ScopeKind
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
    BODY: {
        BODY: {Role.CHAIR},
        REGION: COORDINATION,
    },
    CALL: {REGION: COORDINATION},
    REGION: {REGION: {Role.ADMINISTRATOR}},
}


def can_work(user) -> bool:
    """Everybody with an account: the page shows each what is theirs."""
    return user.is_authenticated and user.is_active


def is_coordination(user) -> bool:
    """The Region's coordination: its officers and administrators."""
    return holds(user, COORDINATION, scopes.REGION)


def can_see_bodies(user) -> bool:
    """The coordination, auditors, and whoever is of a body or a jury."""
    of_a_body = any(scope.kind in {BODY, CALL} for _role, scope in held(user))
    return of_a_body or is_coordination(user) or is_auditor(user)


def can_manage_team(user, scope: Scope) -> bool:
    """Who manages the scope itself or one that it lies in."""
    return _manages(user, scope, chain(scope))


def can_manage_from_above(user, scope: Scope) -> bool:
    """Who manages the scope by a role in one that it lies in."""
    return _manages(user, scope, chain(scope)[1:])


def _manages(user, scope: Scope, scopes: tuple[Scope, ...]) -> bool:
    managing = MANAGING.get(scope.kind, {})
    return any(holds(user, managing.get(each.kind, ()), each) for each in scopes)


def is_auditor(user) -> bool:
    """Whoever audits the Region reads everything but what is personal."""
    return holds(user, {Role.AUDITOR}, scopes.REGION)


def can_read_team(user, scope: Scope) -> bool:
    """Who sees that there is a team, and what it may do: auditors without names."""
    return is_auditor(user) or can_see_team(user, scope)


def can_see_team(user, scope: Scope) -> bool:
    """Colleagues of the scope, and who manages it. Names are personal: no auditor."""
    colleagues = [role for role in ROLES[ScopeKind(scope.kind)] if role != Role.AUDITOR]
    return holds(user, colleagues, scope) or can_manage_team(user, scope)


def can_invite_to(user, scope: Scope, role: str) -> bool:
    """Who manages the scope, for the roles that it knows; for some, only who manages it from
    above."""
    if role not in ROLES[ScopeKind(scope.kind)]:
        return False
    may = can_manage_from_above if role in GIVEN_FROM_ABOVE else can_manage_team
    return may(user, scope)


def roles_to_give(user, scope: Scope) -> list[Role]:
    """The roles that somebody may give in a scope."""
    return [role for role in ROLES[ScopeKind(scope.kind)] if can_invite_to(user, scope, role)]


def can_end_membership(user, membership: Membership) -> bool:
    """The person herself, and who manages the scope."""
    return membership.user_id == user.pk or can_manage_team(user, membership.scope)


def can_change_role(user, membership: Membership, role: str) -> bool:
    """Who manages the team, and may give the new role."""
    scope = membership.scope
    return can_manage_team(user, scope) and (
        role not in GIVEN_FROM_ABOVE or can_invite_to(user, scope, role)
    )


def can_read_tokens(user, scope: Scope) -> bool:
    return is_auditor(user) or can_manage_tokens(user, scope)


def can_manage_tokens(user, scope: Scope) -> bool:
    """A token speaks for the whole place: who manages it. Only spaces and organisations have
    tokens."""
    return scope.kind in scopes.WITH_TOKENS and can_manage_team(user, scope)
