"""Personal values for those who need to tell rows apart, not to know people."""

HIDDEN = "•••"


def masked_address(address: str) -> str:
    """`a•••@e•••.org` for `ana@example.org`; nothing for nothing."""
    name, _, domain = address.rpartition("@")
    host, _, ending = domain.rpartition(".")
    return f"{name[:1]}{HIDDEN}@{host[:1]}{HIDDEN}.{ending}" if address else ""
