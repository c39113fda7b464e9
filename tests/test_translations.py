"""Ten languages, none with a hole: every string is translated, every placeholder kept.

Work pages exist in French, Dutch and English; what stands on them alone needs no other language.
"""

import re

import polib
import pytest
from django.conf import settings

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
WORK_LANGUAGES = {"fr", "nl"}
# Files whose sentences only people who work with Halte read. A folder ends with a slash.
WORK_ONLY = (
    "halte/accounts/",
    "halte/core/exports.py",
    "halte/directory/api/desk_bodies.py",
    "halte/directory/api/queue.py",
    "halte/directory/api/visits.py",
    "halte/directory/api/workstations.py",
    "halte/visitors/profiles.py",
    "halte/core/files/",
    "halte/core/files/timeline.py",
    "halte/core/history.py",
    "halte/core/mail/enums.py",
    "halte/core/mail/models.py",
    "halte/core/models.py",
    "halte/core/persons.py",
    "halte/core/privacy.py",
    "halte/core/templates/core/_changes.html",
    "halte/core/templates/core/_idle.html",
    "halte/core/templates/core/_timeline.html",
    "halte/core/timeline.py",
    "halte/core/templates/core/_list_head.html",
    "halte/core/templates/core/_notices.html",
    "halte/core/templates/core/_pages.html",
    "halte/core/templates/core/_work_account.html",
    "halte/core/templates/core/_work_spaces.html",
    "halte/core/templates/core/_shortcuts.html",
    "halte/core/templates/core/help.html",
    "halte/core/templates/core/help/",
    "halte/core/templates/core/notices.html",
    "halte/core/templates/core/search.html",
    "halte/core/templates/core/work.html",
    "halte/core/work/",
    "halte/directory/api/bodies.py",
    "halte/directory/api/enrolments.py",
    "halte/directory/api/own.py",
    "halte/network/forms/",
    "halte/network/label.py",
    "halte/network/gaps.py",
    "halte/network/loading/findings.py",
    "halte/network/models/",
    "halte/network/nearness.py",
    "halte/network/notifications.py",
    "halte/network/overview.py",
    "halte/network/presenting/",
    "halte/network/pin_map.py",
    "halte/network/templates/mail/",
    "halte/network/templates/network/",
    "halte/network/timeline.py",
    "halte/network/views/",
    "halte/network/notices.py",
    "halte/network/work.py",
    "halte/oversight/",
    "halte/desk/enums/team.py",
    "halte/desk/models/",
    "halte/desk/cards.py",
    "halte/desk/domain/",
    "halte/desk/forms_room.py",
    "halte/desk/views/computers.py",
    "halte/desk/views/queue.py",
    "halte/desk/views/stations.py",
    "halte/desk/timeline.py",
    "halte/desk/forms.py",
    "halte/desk/presenting.py",
    "halte/desk/refusals.py",
    "halte/desk/templates/desk/",
    "halte/desk/today.py",
    "halte/desk/views/today.py",
    "halte/desk/views/visitors.py",
    "halte/desk/views/visits.py",
    "halte/desk/work.py",
    "halte/visitors/notices.py",
    "halte/visitors/enums/team.py",
    "halte/visitors/models/",
    "halte/visitors/timeline.py",
    "halte/workshops/enums/team.py",
    "halte/workshops/models/",
    "halte/workshops/certificates.py",
    "halte/workshops/desk.py",
    "halte/workshops/domain/",
    "halte/workshops/figures.py",
    "halte/workshops/forms/desk.py",
    "halte/workshops/forms/groups.py",
    "halte/workshops/templates/workshops/desk/",
    "halte/workshops/templates/workshops/help/",
    "halte/workshops/views/attendance.py",
    "halte/workshops/views/calls.py",
    "halte/workshops/views/desk.py",
    "halte/workshops/views/figures.py",
    "halte/workshops/views/groups.py",
    "halte/workshops/views/outcomes.py",
    "halte/workshops/forms/activity.py",
    "halte/workshops/forms/planning.py",
    "halte/workshops/planned.py",
    "halte/workshops/templates/workshops/work/",
    "halte/workshops/views/activities.py",
    "halte/workshops/views/changing.py",
    "halte/workshops/views/planning.py",
    "halte/workshops/views/programme.py",
    "halte/workshops/timeline.py",
    "halte/workshops/work.py",
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"))


def used() -> set[tuple[str, str]]:
    """Every string of code and templates, as the French catalogue lists them."""
    return {(entry.msgctxt or "", entry.msgid) for entry in catalogue("fr")}


def is_for_work(entry: polib.POEntry) -> bool:
    """Whether every place of a sentence lies in files of the work pages."""
    places = [file for file, _line in entry.occurrences]
    return bool(places) and all(file.startswith(WORK_ONLY) for file in places)


def needed(code: str) -> list[polib.POEntry]:
    """The sentences that must be there in a language."""
    return [e for e in catalogue(code) if code in WORK_LANGUAGES or not is_for_work(e)]


def filled(code: str) -> list[polib.POEntry]:
    """The sentences that are there, needed or not."""
    return [entry for entry in catalogue(code) if entry.translated()]


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_string_is_missing(code):
    entries = catalogue(code)
    bad = [entry.msgid for entry in needed(code) if entry.fuzzy or not entry.translated()]
    assert bad == []
    assert {(entry.msgctxt or "", entry.msgid) for entry in entries} == used()


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_are_equal(code):
    for entry in filled(code):
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
    for entry in filled(code):
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(count)), entry.msgid


def test_work_only_names_what_exists():
    assert [path for path in WORK_ONLY if not (settings.ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], False),
        (["halte/accounts/forms.py"], True),
        (["halte/accounts/forms.py", "halte/directory/forms.py"], False),
        (["halte/network/enums.py"], False),
    ],
)
def test_sentence_that_also_stands_on_a_public_page_is_needed_everywhere(places, expected):
    entry = polib.POEntry(msgid="x", occurrences=[(place, "") for place in places])
    assert is_for_work(entry) is expected
