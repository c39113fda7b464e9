"""What programs send to enrol somebody: read field by field, nothing in it is trusted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from halte.core.questions import BadQuestion, Problem
from halte.visitors.contact import Contact, read_contact
from halte.workshops.enums import HelpLevel, Relative

BIGGEST = 16_384
LONGEST_KEY = 200
FIELDS = ("name", "phone", "email", "language", "help_level", "for_relative")
KEY = "Idempotency-Key"


class Unreadable(Exception):
    """The body is too big, of the wrong kind, or no JSON object."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True)
class Asking:
    """Who shall come, as a program says it."""

    contact: Contact
    language: str
    help_level: str
    relative: str


def read_body(request: HttpRequest) -> dict:
    """The JSON object of a request; raises `Unreadable`."""
    if request.content_type != "application/json":
        raise Unreadable(415, _("Send the body as application/json."))
    length = request.headers.get("Content-Length", "0") or "0"
    if not length.isdigit() or int(length) > BIGGEST:
        raise Unreadable(413, _("This is too long. A body has %d bytes at most.") % BIGGEST)
    try:
        found = json.loads(request.body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(400, _("This is not JSON.")) from fault
    if not isinstance(found, dict):
        raise Unreadable(400, _("Send one JSON object."))
    return found


def _refuse(name: str) -> None:
    raise ValueError(name)


def read_key(request: HttpRequest) -> str:
    """The key by which a request is known again; empty without one. Raises `BadQuestion`."""
    key = request.headers.get(KEY)
    if key is None:
        return ""
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        sentence = _("Write 1 to %d printable ASCII signs, for example a UUID.") % LONGEST_KEY
        raise BadQuestion((Problem(KEY, sentence),))
    return key


def read_asking(body: dict) -> Asking:
    """Somebody who shall come; raises `BadQuestion` with all that is wrong."""
    problems = [*_strange(body), *_not_text(body)]
    wrong = {problem.field for problem in problems}
    texts = {name: "" if name in wrong else _text(body, name) for name in FIELDS}
    contact, faults = _contact(texts)
    codes = [code for code, _name in settings.LANGUAGES]
    faults += _not_one_of(texts, "language", codes)
    faults += _not_one_of(texts, "help_level", HelpLevel.values)
    faults += _not_one_of(texts, "for_relative", Relative.values)
    problems += [row for row in faults if row.field not in wrong]
    if not (texts["phone"] or texts["email"] or wrong & {"phone", "email"}):
        sentence = _("Write a telephone number or an e-mail address.")
        problems += [Problem("phone", sentence), Problem("email", sentence)]
    if problems or contact is None:
        raise BadQuestion(tuple(problems))
    language = texts["language"] or settings.LANGUAGE_CODE
    return Asking(contact, language, texts["help_level"], texts["for_relative"])


def _strange(body: dict) -> list[Problem]:
    sentence = _("There is no field “%(name)s”. These exist: %(known)s.")
    known = ", ".join(FIELDS)
    return [
        Problem(name[:100], sentence % {"name": name[:100], "known": known})
        for name in body
        if name not in FIELDS
    ]


def _not_text(body: dict) -> list[Problem]:
    """Fields that hold a number or a list. For a relative may also be true or false."""
    return [
        Problem(name, _("Write a text in quotation marks."))
        for name in FIELDS
        if not isinstance(body.get(name), str | None)
        and not (name == "for_relative" and isinstance(body[name], bool))
    ]


def _text(body: dict, name: str) -> str:
    value = body.get(name)
    if value is True:
        return Relative.OTHER.value
    return value.strip() if isinstance(value, str) else ""


def _contact(texts: dict[str, str]) -> tuple[Contact | None, list[Problem]]:
    try:
        return read_contact(texts["name"], texts["phone"], texts["email"]), []
    except ValidationError as fault:
        return None, [Problem(name, lines[0]) for name, lines in fault.message_dict.items()]


def _not_one_of(texts: dict[str, str], name: str, known: Sequence[str]) -> list[Problem]:
    if not texts[name] or texts[name] in known:
        return []
    sentence = _("“%(name)s” is not known. Choose one of these: %(names)s.")
    return [Problem(name, sentence % {"name": name, "names": ", ".join(known)})]
