"""Working groups, committees and juries as scopes of roles (halte/accounts/scopes.py)."""

from collections.abc import Iterator

from django.db.models import QuerySet

from halte.accounts import scopes
from halte.accounts.enums import ROLES, BodyKind, ScopeKind
from halte.accounts.holding import uuids_of
from halte.accounts.models import Body
from halte.accounts.permissions import is_auditor, is_coordination
from halte.accounts.scopes import REGION, Described, Scope


def scope_of_body(body: Body) -> Scope:
    """Where its members hold their roles: a jury is found by its call."""
    kind = ScopeKind.CALL if body.kind == BodyKind.JURY else ScopeKind.BODY
    return Scope(kind, body.uuid, above=(REGION,))


def visible_bodies(user) -> QuerySet[Body]:
    """All for the coordination and for auditors; for others the bodies that they are of."""
    if is_coordination(user) or is_auditor(user):
        return Body.objects.all()
    own = uuids_of(user, ROLES[ScopeKind.BODY], ScopeKind.BODY)
    return Body.objects.filter(uuid__in=own | uuids_of(user, ROLES[ScopeKind.CALL], ScopeKind.CALL))


def register() -> None:
    """Bodies and juries are the accounts' own."""
    scopes.register(ScopeKind.BODY, _describe_bodies)
    scopes.register(ScopeKind.CALL, _describe_juries)


def _describe_bodies(**which) -> Iterator[Described]:
    return map(described, Body.objects.filter(**which).exclude(kind=BodyKind.JURY))


def _describe_juries(**which) -> Iterator[Described]:
    return map(described, Body.objects.filter(**which, kind=BodyKind.JURY))


def described(body: Body) -> Described:
    """The names of a body and its scope."""
    return Described(scope_of_body(body), body.slug, body.name_fr, body.name_nl, body.name_en)
