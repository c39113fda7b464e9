"""What somebody tells of herself without a name, read field by field; nothing in it is trusted."""

from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from halte.core.questions import BadQuestion, Problem, language_codes
from halte.network.models import Space
from halte.visitors.enums import Connection, Device, Gender, Level, ProfileField, Situation
from halte.visitors.models import Visitor
from halte.visitors.models.people import OLDEST

LONGEST_POSTCODE = 10
MOST_LANGUAGES = 10
LANGUAGE = "language"


def read_profile(given: object, asked: Collection[str]) -> dict[str, Any]:
    """The fields of a profile that a space asks for, and the language. Raises `BadQuestion`.

    What the space does not ask is refused by name: it shall not be collected.
    """
    if not isinstance(given, dict):
        raise BadQuestion((Problem("profile", _("Send an object with the fields of a profile.")),))
    known = [LANGUAGE, *(name for name in ProfileField.values if name in asked)]
    problems, found = [], {}
    for name, value in given.items():
        field = f"profile.{name}"[:100]
        if name not in known:
            sentence = _("This space does not ask for “%(name)s”. It asks for: %(known)s.")
            told = sentence % {"name": name[:100], "known": ", ".join(known)}
            problems.append(Problem(field, told))
        elif value is not None:
            try:
                found[name] = READERS[name](value)
            except ValueError as wrong:
                problems.append(Problem(field, str(wrong)))
    if problems:
        raise BadQuestion(tuple(problems))
    return found


def anonymous(space: Space, profile: dict[str, Any]) -> Visitor:
    """Somebody without a name, as `read_profile` gives her."""
    return Visitor.objects.create(space=space, **{"language": settings.LANGUAGE_CODE, **profile})


def _year(value: object) -> int:
    newest = timezone.localdate().year
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or not OLDEST <= value <= newest:  # type: ignore[operator]
        sentence = _("Write a year from %(first)d to %(last)d.")
        raise ValueError(sentence % {"first": OLDEST, "last": newest})
    return value  # type: ignore[return-value]


def _postcode(value: object) -> str:
    """Of any country, as it is written there."""
    plain = " ".join(value.split()).upper() if isinstance(value, str) else ""
    letters = plain.replace(" ", "").replace("-", "")
    if not (letters.isalnum() and letters.isascii() and len(plain) <= LONGEST_POSTCODE):
        raise ValueError(_("Write a postcode of any country, such as 1080."))
    return plain


def _one_of(codes: Collection[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in codes:
            raise ValueError(_("Choose one of these: %(names)s.") % {"names": ", ".join(codes)})
        return value

    return read


def _several(codes: Collection[str]) -> Callable[[object], list[str]]:
    one = _one_of(codes)

    def read(value: object) -> list[str]:
        if not isinstance(value, list):
            raise ValueError(_("Send a list of codes."))  # noqa: TRY004 - one kind for all
        return list(dict.fromkeys(map(one, value)))

    return read


def _languages(value: object) -> list[str]:
    is_list = isinstance(value, list) and len(value) <= MOST_LANGUAGES
    if not is_list or not all(isinstance(code, str) for code in value):  # type: ignore[attr-defined]
        raise ValueError(_("Send a list of at most %d codes of languages.") % MOST_LANGUAGES)
    if strange := [code for code in value if code not in language_codes()]:  # type: ignore[attr-defined]
        sentence = _("“%(name)s” is no code of a language. Write one such as ar.")
        raise ValueError(sentence % {"name": strange[0][:20]})
    return list(dict.fromkeys(value))  # type: ignore[call-overload]


READERS: dict[str, Callable[[object], Any]] = {
    LANGUAGE: _one_of([code for code, _name in settings.LANGUAGES]),
    ProfileField.BIRTH_YEAR: _year,
    ProfileField.GENDER: _one_of(Gender.values),
    ProfileField.POSTCODE: _postcode,
    ProfileField.SITUATION: _one_of(Situation.values),
    ProfileField.SPOKEN: _languages,
    ProfileField.LEVEL: _one_of(Level.values),
    ProfileField.DEVICES: _several(Device.values),
    ProfileField.CONNECTION: _one_of(Connection.values),
}
