"""What a program may ask, and the cursor that leads from page to page."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.utils.translation import gettext as _

from halte.directory.search import BadQuestion, Position, Problem, Question, read_question
from halte.network.enums import Service

DEFAULT_LIMIT, HIGHEST_LIMIT = 20, 100
PAGING = ("limit", "cursor")

# The parameters in OpenAPI's words; anything else is refused.
PARAMETERS = [
    {
        "name": "near",
        "description": "A postcode, a municipality or locality in any of its names, or "
        "`latitude,longitude`. The nearest spaces come first, with `distance_m`.",
        "schema": {"type": "string", "maxLength": 200},
        "example": "1080",
    },
    {
        "name": "q",
        "description": "Words of the name of a space or of its organisation.",
        "schema": {"type": "string", "maxLength": 200},
    },
    {
        "name": "service",
        "description": "Only spaces that help with this. Repeat it to ask for several at once.",
        "schema": {"type": "array", "items": {"type": "string", "enum": Service.values}},
        "explode": True,
        "style": "form",
    },
    {
        "name": "language",
        "description": "Only spaces whose team speaks this language (ISO 639-1 code).",
        "schema": {"type": "string"},
        "example": "ar",
    },
    {
        "name": "wheelchair",
        "description": "Only spaces with a step-free entrance.",
        "schema": {"type": "boolean"},
    },
    {
        "name": "free",
        "description": "Only spaces that are free of charge.",
        "schema": {"type": "boolean"},
    },
    {
        "name": "open_at",
        "description": "Only spaces known to be open at this moment. Without an offset the time "
        "is that of the network (Europe/Brussels).",
        "schema": {"type": "string", "format": "date-time"},
        "example": "2026-11-25T14:00",
    },
    {
        "name": "limit",
        "description": "How many spaces at most on one page.",
        "schema": {
            "type": "integer",
            "minimum": 1,
            "maximum": HIGHEST_LIMIT,
            "default": DEFAULT_LIMIT,
        },
    },
    {
        "name": "cursor",
        "description": "The `next_cursor` of the page before; the other parameters stay the same.",
        "schema": {"type": "string"},
    },
]
KNOWN = [str(parameter["name"]) for parameter in PARAMETERS]


@dataclass(frozen=True, slots=True)
class Request:
    """A question of a program: what, how many, from where on."""

    question: Question
    limit: int
    after: Position | None


def read_request(params: QueryDict, *, now: datetime) -> Request:
    """Read the parameters; raises `BadQuestion` with all that is wrong."""
    problems = unknown(params, KNOWN)
    limit, after, question = DEFAULT_LIMIT, None, Question()
    try:
        limit = _limit(params)
    except ValueError as error:
        problems.append(Problem("limit", str(error)))
    try:
        after = _position(params)
    except ValueError as error:
        problems.append(Problem("cursor", str(error)))
    known = params.copy()
    for name in set(params).difference(KNOWN):
        del known[name]
    try:
        question = read_question(known, now=now, strict=True)
    except BadQuestion as refused:
        problems += refused.problems
    if problems:
        raise BadQuestion(tuple(problems))
    return Request(question, limit, after)


def write_cursor(params: QueryDict, position: Position | None) -> str | None:
    """The cursor to the page after a position; it fits only this question."""
    if position is None:
        return None
    return _signer(params).sign_object([position.key, position.space_id, position.forgiving])


def unknown(params: QueryDict, known: Collection[str]) -> list[Problem]:
    """What is asked by parameters that do not exist."""
    sentence = _("There is no parameter “%(name)s”. These exist: %(known)s.")
    return [
        Problem(name[:100], sentence % {"name": name[:100], "known": ", ".join(known)})
        for name in params
        if name not in known
    ]


def _limit(params: QueryDict) -> int:
    text = params.get("limit", str(DEFAULT_LIMIT))
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not 1 <= number <= HIGHEST_LIMIT or len(params.getlist("limit")) > 1:
        raise ValueError(_("Write a number from 1 to %(most)d.") % {"most": HIGHEST_LIMIT})
    return number


def _position(params: QueryDict) -> Position | None:
    cursors = params.getlist("cursor")
    if not cursors or cursors == [""]:
        return None
    try:
        return Position(*_signer(params).unsign_object(cursors[-1]))
    except BadSignature as error:
        raise ValueError(
            _("This cursor belongs to another question. Ask for the first page again.")
        ) from error


def _signer(params: QueryDict) -> Signer:
    asked = sorted((name, params.getlist(name)) for name in params if name not in PAGING)
    return Signer(salt=hashlib.sha256(repr(asked).encode()).hexdigest())
