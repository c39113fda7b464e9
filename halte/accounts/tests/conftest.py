"""A space, its organisation and people, without the register above this app."""

from uuid import UUID

import pytest

from halte.accounts import scopes
from halte.accounts.enums import ScopeKind
from halte.accounts.scopes import REGION, Described, Scope

ORGANISATION = Scope(ScopeKind.ORGANISATION, UUID(int=1), above=(REGION,))
SPACE = Scope(ScopeKind.SPACE, UUID(int=2), above=(ORGANISATION, REGION))
OTHER_SPACE = Scope(ScopeKind.SPACE, UUID(int=3), above=(ORGANISATION, REGION))
KNOWN = {scope.uuid: scope for scope in (ORGANISATION, SPACE, OTHER_SPACE)}


def _describe(kind: ScopeKind) -> scopes.Describe:
    def rows(uuid__in=None, slug=None) -> list[Described]:
        found = [scope for scope in KNOWN.values() if scope.kind == kind]
        if uuid__in is not None:
            found = [scope for scope in found if scope.uuid in uuid__in]
        rows = [_described(scope) for scope in found]
        return rows if slug is None else [row for row in rows if row.slug == slug]

    return rows


def _described(scope: Scope) -> Described:
    number = scope.uuid.int
    return Described(
        scope, f"place-{number}", f"Lieu {number}", f"Plek {number}", f"Place {number}"
    )


@pytest.fixture(autouse=True)
def _places(monkeypatch) -> None:
    """Here an organisation with two spaces is all there is."""
    for kind in (ScopeKind.ORGANISATION, ScopeKind.SPACE):
        monkeypatch.setitem(scopes._describers, kind, _describe(kind))
