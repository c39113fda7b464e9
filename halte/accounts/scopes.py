"""Where a role holds: the Region, an organisation or a space.

Accounts lie below the register and cannot ask it. A scope is a kind and a UUID; the app that owns
the table registers who can say its names and what lies above it
(docs/adr/040-scopes-by-uuid.md).
"""

from collections.abc import Callable
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


@dataclass(frozen=True, slots=True)
class Described:
    """What people call a scope, and the scopes it lies in, nearest first."""

    scope: Scope
    name_fr: str
    name_nl: str = ""
    name_en: str = ""


class UnknownScope(LookupError):
    """There is no such place, or no app that knows places of this kind."""


Describe = Callable[[UUID], Described | None]
_describers: dict[str, Describe] = {}


def register(kind: ScopeKind, describe_row: Describe) -> None:
    """State who knows the scopes of a kind: called once, when the app that owns them is ready."""
    _describers[kind] = describe_row


def describe(scope: Scope) -> Described:
    """Names of a scope, and the same scope with what lies above it. Raises `UnknownScope`."""
    if scope == REGION:
        return Described(REGION, "La Région", "Het Gewest", "The Region")
    described = None
    if scope.uuid is not None and scope.kind in _describers:
        described = _describers[scope.kind](scope.uuid)
    if described is None:
        raise UnknownScope(f"{scope.kind} {scope.uuid}")
    return described


def chain(scope: Scope) -> tuple[Scope, ...]:
    """A scope and those it lies in, nearest first; one query unless it knows what is above."""
    above = scope.above if scope.above is not None else describe(scope).scope.above
    return (scope, *(above or ()))
