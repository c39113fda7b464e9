"""Spaces and organisations as scopes of roles (halte/accounts/scopes.py)."""

from collections.abc import Iterator

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
    scopes.register(ScopeKind.SPACE, _describe_spaces)
    scopes.register(ScopeKind.ORGANISATION, _describe_organisations)


def _describe_spaces(**which) -> Iterator[Described]:
    for space in Space.objects.filter(**which).select_related("organisation"):
        yield _described(space, scope_of_space(space))


def _describe_organisations(**which) -> Iterator[Described]:
    for organisation in Organisation.objects.filter(**which):
        yield _described(organisation, scope_of_organisation(organisation))


def _described(row: Space | Organisation, scope: Scope) -> Described:
    return Described(scope, row.slug, row.name_fr, row.name_nl, row.name_en)
