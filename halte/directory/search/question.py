"""What somebody asks, read from the parameters of an address; nothing in there is trusted."""

import math
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from halte.core.questions import (
    LONGEST_TEXT,
    BadQuestion,
    Problem,
    language_codes,
    plain_words,
)
from halte.directory.search.names import is_named
from halte.network.enums import Service
from halte.network.places import Place, find_place, point

# "Evening": open some time after this hour, Monday to Friday, in an ordinary week.
EVENING = time(18)
# "Wednesday afternoon", when schools are out: open some time after this hour.
AFTERNOON = time(13)
YEARS = range(2000, 2100)

YES = {"1", "true", "on", "yes"}
NO = {"", "0", "false", "off", "no"}
SWITCHES = ("evening", "saturday", "wednesday", "wheelchair", "free", "mobile")
SINGLE = ("q", "near", "lat", "lon", "language", "open", "open_at", *SWITCHES)
# A browser sends no seconds and no offset; in an address, a "+" arrives as a space.
MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(?:(Z)|([+ -]\d\d:\d\d))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Question:
    """Where, and with which conditions. `text` is looked for in names; empty if it was a place.

    `asked` is the text as it was typed, for showing it again.
    """

    text: str = ""
    place: Place | None = None
    services: tuple[str, ...] = ()
    language: str = ""
    wheelchair: bool = False
    free: bool = False
    mobile: bool = False
    open_at: datetime | None = None
    open_now: bool = False
    evening: bool = False
    saturday: bool = False
    wednesday: bool = False
    asked: str = ""
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def has_filters(self) -> bool:
        """Whether anything but a place or a name was asked for."""
        return self.without_filters() != self

    def without_filters(self) -> "Question":
        """The same place or name, without any other condition."""
        return Question(text=self.text, place=self.place, asked=self.asked, problems=self.problems)


def read_question(params: QueryDict, *, now: datetime, strict: bool = False) -> Question:
    """Read `q lat lon near service language open open_at` and the switches.

    A value that cannot be used is left out and noted in `problems`; with `strict`, `BadQuestion`
    is raised instead. `near` is a place or a problem; `q` is a place or else a name.
    """
    reader = _Reader(params, now)
    question = reader.question()
    if strict and reader.problems:
        raise BadQuestion(tuple(reader.problems))
    return replace(question, problems=tuple(reader.problems))


class _Reader:
    def __init__(self, params: QueryDict, now: datetime):
        self.params = params
        self.now = now
        self.problems: list[Problem] = []

    def question(self) -> Question:
        self._refuse_repeated()
        open_now = self._open_now()
        asked = self._text("q")
        place, text = self._where(asked)
        return Question(
            text=text,
            place=place,
            services=self._services(),
            language=self._language(),
            open_at=self.now if open_now else self._moment(),
            open_now=open_now,
            asked=asked,
            **{name: self._switch(name) for name in SWITCHES},
        )

    def _problem(self, name: str, sentence: str) -> None:
        self.problems.append(Problem(name, sentence))

    def _refuse_repeated(self) -> None:
        for name in SINGLE:
            if len(self.params.getlist(name)) > 1:
                self._problem(
                    name, _("“%(name)s” is given more than once in the address.") % {"name": name}
                )

    def _text(self, name: str) -> str:
        """The words of a field, without control characters, cut when they are too many."""
        words = plain_words(self.params.get(name, ""))
        if len(words) > LONGEST_TEXT:
            sentence = _("This text is too long: %(count)d characters at most.")
            self._problem(name, sentence % {"count": LONGEST_TEXT})
        return words[:LONGEST_TEXT].strip()

    # ---- Where ----

    def _where(self, asked: str) -> tuple[Place | None, str]:
        """The place, and what is left to look for in names."""
        near = self._near()
        if near:
            return near, asked
        here = self._here()
        place = find_place(asked) if asked else None
        if place and not (place.guessed and is_named(asked)):
            return place, ""
        return here, asked

    def _near(self) -> Place | None:
        text = self._text("near")
        place = find_place(text) if text else None
        if text and place is None and _looks_like_point(text):
            self._problem("near", _not_a_point())
        elif text and place is None:
            self.problems.append(Problem("near", unknown_place(text), is_unknown=True))
        return place

    def _here(self) -> Place | None:
        """The point given as `lat` and `lon`."""
        given = [self.params.get(name, "").strip() for name in ("lat", "lon")]
        if not any(given):
            return None
        place = point(*map(_number, given))
        if place is None:
            self._problem("lat" if given[0] else "lon", _not_a_point())
        return place

    # ---- What ----

    def _services(self) -> tuple[str, ...]:
        known, given = set(Service.values), dict.fromkeys(self.params.getlist("service"))
        given.pop("", None)
        if given.keys() - known:
            sentence = _("This service is not known. Choose one of these: %(names)s.")
            self._problem("service", sentence % {"names": ", ".join(Service.values)})
        return tuple(name for name in given if name in known)

    def _language(self) -> str:
        code = self.params.get("language", "").strip().lower()
        if not code or code in language_codes():
            return code
        self._problem(
            "language", _("This language is not known. Write its code, for example fr or ar.")
        )
        return ""

    def _switch(self, name: str) -> bool:
        value = self.params.get(name, "").strip().lower()
        if value not in YES | NO:
            sentence = _("“%(name)s” can only be “true” or “false”.")
            self._problem(name, sentence % {"name": name})
        return value in YES

    # ---- When ----

    def _open_now(self) -> bool:
        value = self.params.get("open", "").strip().lower()
        if value not in {"", "now"}:
            self._problem("open", _("“open” can only be “now”."))
        return value == "now"

    def _moment(self) -> datetime | None:
        value = self.params.get("open_at", "").strip()
        moment = _moment(value)
        if value and moment is None:
            sentence = _("This is not a date and time. Write for example 2026-11-25T14:00.")
            self._problem("open_at", sentence)
        return moment


def unknown_place(text: str) -> str:
    """The sentence for a text that is neither a place nor a name."""
    sentence = _("We do not know “%(text)s”. Write a postcode or a municipality.")
    return sentence % {"text": text}


def _not_a_point() -> str:
    return _("This is not a point on the map. Write for example 50.85 and 4.35.")


def _looks_like_point(text: str) -> bool:
    """Whether somebody meant latitude and longitude, however wrong they are."""
    parts = re.split(r"[,;\s]+", text)
    numbers = [part for part in parts if _is_number(part)]
    all_numbers = len(parts) > 1 and len(numbers) == len([part for part in parts if part])
    return bool(numbers) and (all_numbers or any("." in number for number in numbers))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _moment(value: str) -> datetime | None:
    found = MOMENT.fullmatch(value)
    if not found:
        return None
    day, clock, seconds, utc, offset = found.groups(default="")
    zone = "+00:00" if utc else offset.replace(" ", "+")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{seconds}{zone}")
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    return moment if zone else timezone.make_aware(moment)
