"""What stands in the frame of the work face. Core knows none of it: each app that owns work pages
states them in its `work.py`, which is imported when Halte starts.

    work.add(Entry(_("Team"), "people-fill", "accounts:team", Group.SPACE, 60, shown=...))
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

Words = str | Promise


class Group(StrEnum):
    """Where in the frame an entry stands, in this order."""

    HOME = "home"
    SPACE = "space"
    NETWORK = "network"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation. The pages whose addresses go on from its own belong to it.

    `shown(user)` says whether somebody may open it; in `Group.SPACE` it is `shown(user, row)`, and
    the address takes the slug of the space. It must not ask the database. `also` names pages beside
    its address that belong to it too, such as `sessions` beside `workshops`.
    """

    name: Words
    icon: str
    address: str
    group: Group
    position: int
    shown: Callable[..., bool]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A space that somebody works with; `row` is what `Entry.shown` is asked about."""

    slug: str
    name: str
    row: Any


# How urgent a notice is, the most urgent first.
TONES = ("bad", "warn", "info", "ok")

# The places of somebody: those with these slugs first, then by name, as many as asked for.
Places = Callable[[Any, Sequence[str], int], list[Place]]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that waits for somebody, found out when it is asked, never stored; `tone` is one
    of `TONES`."""

    text: str
    link: str
    since: datetime
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Result:
    """An answer of the search: a line of words that leads somewhere."""

    text: str
    link: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of thing that can be searched.

    `find(user, text, most)` gives only what the person may see; the text holds a letter or digit.
    """

    title: Words
    find: Callable[[Any, str, int], list[Result]]


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of the help, for whom `shown(user)` holds; its words are in a template."""

    slug: str
    title: Words
    template: str
    position: int
    shown: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key and what it does."""

    key: str
    does: Words


entries: list[Entry] = []
notices: list[Callable[[Any], Iterable[Notice]]] = []
finders: list[Finder] = []
topics: list[Topic] = []
shortcuts: list[Shortcut] = []
_places: list[Places] = []


def add(*given: Entry | Finder | Topic | Shortcut) -> None:
    """State pages, kinds of things to search, help topics and shortcuts."""
    for each in given:
        match each:
            case Entry():
                entries.append(each)
                entries.sort(key=lambda entry: (list(Group).index(entry.group), entry.position))
            case Finder():
                finders.append(each)
            case Topic():
                topics.append(each)
                topics.sort(key=lambda topic: topic.position)
            case Shortcut():
                shortcuts.append(each)


def add_notices(find: Callable[[Any], Iterable[Notice]]) -> None:
    """State what may wait for somebody; the number of queries must not grow with the rows."""
    notices.append(find)


def know_places(find: Places) -> None:
    """State who knows the spaces that somebody works with."""
    _places[:] = [find]


def waiting_for(user) -> list[Notice]:
    """What waits for somebody, the most urgent first, then the oldest."""
    found = [notice for find in notices for notice in find(user)]
    return sorted(found, key=lambda notice: (TONES.index(notice.tone), notice.since))


def places(user, first: Sequence[str], most: int) -> list[Place]:
    """The spaces that somebody works with: `first` by slug, then by name; one query."""
    return _places[0](user, first, most) if _places else []


def discover() -> None:
    """Import the `work.py` of each app, and what the frame itself has to say."""
    import_module("halte.core.work.help")
    autodiscover_modules("work")
