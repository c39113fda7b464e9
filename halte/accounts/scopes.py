"""Where a role holds: the Region, an organisation, a space, a body or the jury of a call.

Accounts lie below the register and cannot ask it. A scope is a kind and a UUID; the app that owns
the table registers who can say its names and what lies above it
(docs/adr/040-scopes-by-uuid.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from halte.accounts.enums import ScopeKind


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind and, but for the Region, the UUID of a row; `above` is known once it was asked for."""

    kind: str
    uuid: UUID | None = None
    above: "tuple[Scope, ...] | None" = field(default=None, compare=False)


REGION = Scope(ScopeKind.REGION, above=())
# How the kinds are called in addresses; the Region is one and has no name below it.
FOLDERS = {
    ScopeKind.ORGANISATION: "organisations",
    ScopeKind.SPACE: "spaces",
    ScopeKind.BODY: "bodies",
    ScopeKind.CALL: "calls",
}
# Programs speak for these (halte/accounts/tokens.py).
WITH_TOKENS = (ScopeKind.SPACE, ScopeKind.ORGANISATION)


@dataclass(frozen=True, slots=True)
class Described:
    """What people call a scope, and the scopes it lies in, nearest first."""

    scope: Scope
    slug: str
    name_fr: str
    name_nl: str = ""
    name_en: str = ""

    @property
    def address(self) -> str:
        """The part of an address that stands for the scope: `spaces/<slug>`, or `region`."""
        return f"{FOLDERS[ScopeKind(self.scope.kind)]}/{self.slug}" if self.slug else "region"


THE_REGION = Described(REGION, "", "La Région", "Het Gewest", "The Region")


class UnknownScope(LookupError):
    """There is no such place, or no app that knows places of this kind."""


# Gives the rows that a filter on `uuid` or `slug` leaves.
Describe = Callable[..., Iterable[Described]]
_describers: dict[str, Describe] = {}


def register(kind: ScopeKind, describe_rows: Describe) -> None:
    """State who knows the scopes of a kind: called once, when the app that owns them is ready."""
    _describers[kind] = describe_rows


def describe(scope: Scope) -> Described:
    """Names of a scope, and the same scope with what lies above it. Raises `UnknownScope`."""
    known = describe_all([scope])
    if scope not in known:
        raise UnknownScope(f"{scope.kind} {scope.uuid}")
    return known[scope]


def describe_all(scopes: Iterable[Scope]) -> dict[Scope, Described]:
    """Names of many scopes, in one query for each kind; those that are gone are missing."""
    wanted = set(scopes)
    known = {REGION: THE_REGION} if REGION in wanted else {}
    for kind, rows in _describers.items():
        uuids = [scope.uuid for scope in wanted if scope.kind == kind and scope.uuid]
        if uuids:
            known |= {row.scope: row for row in rows(uuid__in=uuids)}
    return known


def find(kind: str, slug: str) -> Described:
    """The scope that an address names. Raises `UnknownScope`."""
    if kind == ScopeKind.REGION:
        return THE_REGION
    for row in _describers[kind](slug=slug) if kind in _describers else ():
        return row
    raise UnknownScope(f"{kind} {slug}")


def chain(scope: Scope) -> tuple[Scope, ...]:
    """A scope and those it lies in, nearest first; one query unless it knows what is above."""
    above = scope.above if scope.above is not None else describe(scope).scope.above
    return (scope, *(above or ()))
