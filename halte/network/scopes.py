"""Spaces and organisations as scopes of roles (halte/accounts/scopes.py)."""

from uuid import UUID

from halte.accounts import scopes
from halte.accounts.enums import ScopeKind
from halte.accounts.scopes import REGION, Described, Scope
from halte.network.models import Organisation, Space


def scope_of_organisation(organisation: Organisation) -> Scope:
    return Scope(ScopeKind.ORGANISATION, organisation.uuid, above=(REGION,))


def scope_of_space(space: Space) -> Scope:
    """A space lies in its organisation, which must be loaded or costs a query."""
    organisation = scope_of_organisation(space.organisation)
    return Scope(ScopeKind.SPACE, space.uuid, above=(organisation, REGION))


def register() -> None:
    """Tell accounts who knows spaces and organisations."""
    scopes.register(ScopeKind.SPACE, _describe_space)
    scopes.register(ScopeKind.ORGANISATION, _describe_organisation)


def _describe_space(uuid: UUID) -> Described | None:
    space = Space.objects.select_related("organisation").filter(uuid=uuid).first()
    return _described(space, scope_of_space(space)) if space else None


def _describe_organisation(uuid: UUID) -> Described | None:
    organisation = Organisation.objects.filter(uuid=uuid).first()
    return _described(organisation, scope_of_organisation(organisation)) if organisation else None


def _described(row: Space | Organisation, scope: Scope) -> Described:
    return Described(scope, row.name_fr, row.name_nl, row.name_en)
