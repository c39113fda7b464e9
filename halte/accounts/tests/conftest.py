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


def _describe(uuid: UUID) -> Described | None:
    if uuid not in KNOWN:
        return None
    return Described(KNOWN[uuid], f"Lieu {uuid.int}", f"Plek {uuid.int}", f"Place {uuid.int}")


@pytest.fixture(autouse=True)
def _places(monkeypatch) -> None:
    """Here an organisation with two spaces is all there is."""
    for kind in (ScopeKind.ORGANISATION, ScopeKind.SPACE):
        monkeypatch.setitem(scopes._describers, kind, _describe)
