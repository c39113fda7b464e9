"""The part of a work page's address that names a scope: `spaces/<slug>`, `region` ..."""

from dataclasses import dataclass

from halte.accounts.enums import ScopeKind
from halte.accounts.scopes import FOLDERS

KINDS = {folder: kind for kind, folder in FOLDERS.items()}


@dataclass(frozen=True, slots=True)
class PlaceAddress:
    kind: ScopeKind
    slug: str


class PlaceConverter:
    """`<place:address>` in an address; written from `Described.address`, or from the bare slug of a
    space, as the frame of the work face knows it."""

    regex = f"region|(?:{'|'.join(KINDS)})/[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> PlaceAddress:
        folder, _, slug = value.partition("/")
        return PlaceAddress(KINDS.get(folder, ScopeKind.REGION), slug)

    def to_url(self, value: str) -> str:
        return value if "/" in value or value == "region" else f"spaces/{value}"
