"""Ten languages, none with a hole: every string is translated, every placeholder kept."""

import re

import polib
import pytest
from django.conf import settings

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"))


def used() -> set[tuple[str, str]]:
    """Every string of code and templates, as the French catalogue lists them."""
    return {(entry.msgctxt or "", entry.msgid) for entry in catalogue("fr")}


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_string_is_missing(code):
    entries = catalogue(code)
    bad = [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()]
    assert bad == []
    assert {(entry.msgctxt or "", entry.msgid) for entry in entries} == used()


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_are_equal(code):
    for entry in catalogue(code):
        wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for index, text in (entry.msgstr_plural or {0: entry.msgstr}).items():
            # A form for exactly one or two may write the number as a word.
            free = {"%(number)s", "%(count)s", "%(number)d", "%(count)d"} if index < 3 else set()
            found = placeholders(text)
            assert found <= wanted, entry.msgid
            assert wanted - found <= (free if entry.msgid_plural else set()), entry.msgid


@pytest.mark.parametrize("code", LANGUAGES)
def test_plural_forms_are_complete(code):
    entries = catalogue(code)
    count = int(re.search(r"nplurals=(\d)", entries.metadata["Plural-Forms"]).group(1))
    for entry in entries:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(count)), entry.msgid
