"""Search over everything that somebody may see: pages, help, and what the apps add."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from halte.core import work
from halte.core.work import Result, Topic, Words
from halte.core.work.frame import Link, frame_of

# Of each kind, as many as can be looked over; and the letters of a question that count.
MOST = 8
LONGEST = 200
UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Found:
    """The results of one kind; `more` says that some were left out."""

    title: Words
    results: list[Result]
    more: bool


def read_text(given: str) -> str:
    """What was asked, without what no name holds; nothing when no letter or digit is left."""
    text = " ".join(UNSEEN.sub(" ", given[: LONGEST * 2]).split())[:LONGEST].strip()
    return text if any(letter.isalnum() for letter in text) else ""


def search(request: HttpRequest, text: str) -> list[Found]:
    """Every kind that has an answer, the most used first."""
    user = request.user
    kinds: list[tuple[Words, list[Result]]] = [
        (finder.title, finder.find(user, text, MOST + 1)) for finder in work.finders
    ]
    kinds.append((_("Pages"), _pages(request, text)))
    kinds.append((_("Help"), _help(user, text)))
    return [Found(title, rows[:MOST], len(rows) > MOST) for title, rows in kinds if rows]


def _pages(request: HttpRequest, text: str) -> list[Result]:
    frame = frame_of(request)
    links: list[tuple[Link, str]] = []
    for group, members in frame.groups:
        where = frame.place.name if frame.place and group == work.Group.SPACE else ""
        links += [(link, where) for link in members]
    links += [(link, "") for link in frame.account]
    return [
        Result(str(link.name), link.link, where)
        for link, where in links
        if _holds(str(link.name), text)
    ]


def _help(user, text: str) -> list[Result]:
    return [
        Result(str(topic.title), f"{reverse('work:help')}#{topic.slug}")
        for topic in topics_for(user)
        if _holds(f"{topic.title} {strip_tags(render_to_string(topic.template))}", text)
    ]


def topics_for(user) -> Iterable[Topic]:
    """The subjects of the help that concern somebody."""
    return [topic for topic in work.topics if topic.shown(user)]


def _holds(words: str, text: str) -> bool:
    plain = _plain(words)
    return all(word in plain for word in _plain(text).split())


def _plain(text: str) -> str:
    """Without accents and capitals: for short texts of our own."""
    spread = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()
