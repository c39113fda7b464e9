"""What somebody is today, read once a request."""

from collections.abc import Collection, Iterable
from uuid import UUID

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.models import Membership
from halte.accounts.scopes import REGION, Scope

CACHE = "_halte_held"


def held(user) -> frozenset[tuple[str, Scope]]:
    """Every role that runs today, with its scope: one query, then kept on the user object.

    Nobody who has not signed in, or whose account is closed, holds anything. The installation's
    administrator (`is_superuser`) counts as one of the Region.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if CACHE not in user.__dict__:
        rows = Membership.objects.running().filter(user=user)
        found = {
            (role, Scope(kind, uuid))
            for role, kind, uuid in rows.values_list("role", "scope_kind", "scope_uuid")
        }
        if user.is_superuser:
            found.add((Role.ADMINISTRATOR, REGION))
        user.__dict__[CACHE] = frozenset(found)
    return user.__dict__[CACHE]


def holds(user, roles: Collection[str], *scopes: Scope) -> bool:
    """Whether somebody has one of the roles in one of the scopes; in any, when none is named."""
    return any(role in roles and (not scopes or scope in scopes) for role, scope in held(user))


def uuids_of(user, roles: Collection[str], kind: ScopeKind) -> set[UUID]:
    """The scopes of a kind in which somebody has one of the roles."""
    return {
        scope.uuid
        for role, scope in held(user)
        if role in roles and scope.kind == kind and scope.uuid
    }


def forget(users: Iterable) -> None:
    """Read again what these people hold: an act has just changed it."""
    for user in users:
        user.__dict__.pop(CACHE, None)
