"""Working groups, committees and juries as scopes of roles (halte/accounts/scopes.py)."""

from collections.abc import Iterator

from halte.accounts import scopes
from halte.accounts.enums import BodyKind, ScopeKind
from halte.accounts.models import Body
from halte.accounts.scopes import REGION, Described, Scope


def scope_of_body(body: Body) -> Scope:
    """Where its members hold their roles: a jury is found by its call."""
    kind = ScopeKind.CALL if body.kind == BodyKind.JURY else ScopeKind.BODY
    return Scope(kind, body.uuid, above=(REGION,))


def register() -> None:
    """Bodies and juries are the accounts' own."""
    scopes.register(ScopeKind.BODY, _describe_bodies)
    scopes.register(ScopeKind.CALL, _describe_juries)


def _describe_bodies(**which) -> Iterator[Described]:
    return map(_described, Body.objects.filter(**which).exclude(kind=BodyKind.JURY))


def _describe_juries(**which) -> Iterator[Described]:
    return map(_described, Body.objects.filter(**which, kind=BodyKind.JURY))


def _described(body: Body) -> Described:
    return Described(scope_of_body(body), body.slug, body.name_fr, body.name_nl, body.name_en)
