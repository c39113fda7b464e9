"""Words of the data in the reader's language."""

from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

# The network's own languages, in the order in which one stands in for another.
DATA_LANGUAGES = ("fr", "nl", "en")
REGIONS = {"fr": "BE", "nl": "BE", "en": "GB", "pt": "PT"}


def language() -> str:
    """The active language as one of `settings.LANGUAGES`."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def babel_locale(code: str | None = None) -> Locale:
    """Babel's locale of a public language, in the form that is usual in Belgium and Europe."""
    code = code or language()
    return _babel_locale(code)


@lru_cache(maxsize=32)
def _babel_locale(code: str) -> Locale:
    return Locale(code, REGIONS.get(code))


def localized(row, field: str, code: str | None = None) -> str:
    """`row.<field>_<language>`, or the first of fr, nl, en that is filled in."""
    return localized_with_language(row, field, code)[0]


def localized_with_language(row, field: str, code: str | None = None) -> tuple[str, str]:
    """The text and the language it is in, for a right `lang` on foreign words."""
    code = code or language()
    for candidate in (code, *DATA_LANGUAGES):
        value = getattr(row, f"{field}_{candidate}", "")
        if value:
            return value, candidate
    return "", code


def language_name(code: str, reader: str | None = None) -> str:
    """The name of a spoken language (ISO 639-1) in the reader's language."""
    return babel_locale(reader).languages.get(code, code)


def own_name(code: str) -> str:
    """The name a language gives itself, capitalised as a heading: Français, Nederlands."""
    name = _babel_locale(code).languages.get(code, code)
    return name[:1].upper() + name[1:]
