"""Addresses of the work face: `/<language>/work/…`, those of a space below its slug."""

import re

from halte.core.i18n import DATA_LANGUAGES

WORK = re.compile(r"^/(?P<language>[a-z]{2})/work(?:/|$)")
SPACE = re.compile(r"^/[a-z]{2}/work/spaces/(?P<slug>[-\w]+)(?:/|$)")
# The work face is for people of the network: it speaks the network's own languages.
LANGUAGES = DATA_LANGUAGES


def is_work(path: str) -> bool:
    """Whether an address belongs to the work face, signing in included."""
    return WORK.match(path) is not None


def slug_in(path: str) -> str:
    """The slug of the space that an address is about, or nothing."""
    found = SPACE.match(path)
    return found["slug"] if found else ""


def in_spoken_language(path: str, language: str) -> str:
    """The same work address in `language`, when its own is none of the work face's; or nothing."""
    found = WORK.match(path)
    if found is None or found["language"] in LANGUAGES:
        return ""
    return f"/{language}{path[len(found['language']) + 1 :]}"
