"""Every mail of every context: complete, and silent in its subject line."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from halte.core.mail.rendering import render
from halte.core.testing import lint

MARK = "PRIVATE-7"
WORDS_OF_TEMPLATES = {"True", "False", "None"}


class Marked(str):
    """A value that shows wherever it, or anything of it, is printed."""

    def __new__(cls):
        return super().__new__(cls, MARK)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        yield self


class Anything(dict):
    """A context that holds a marked value under every name."""

    def __contains__(self, name):
        return name not in WORDS_OF_TEMPLATES

    def __missing__(self, name):
        return Marked()

    def keys(self):
        return []


def mails() -> dict[str, Path]:
    """Every mail of ours by name, from the file of its subject."""
    folders = [Path(config.path) / "templates" / "mail" for config in apps.get_app_configs()]
    return {
        path.name.removesuffix("_subject.txt"): path
        for folder in folders
        if folder.is_relative_to(settings.ROOT / "halte")
        for path in folder.glob("*_subject.txt")
    }


def test_mails_are_found():
    assert "trial" in mails()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("name", sorted(mails()))
def test_mail_says_nothing_of_anybody_in_its_subject(name, language, monkeypatch):
    monkeypatch.setattr("halte.core.mail.rendering.Context", _everything)
    # A date in a subject would show as the mark too.
    monkeypatch.setattr("django.utils.formats.date_format", lambda value, *_format: str(value))
    words = render(name, {}, language)
    assert MARK not in words.subject
    assert 0 < len(words.subject) <= 100
    lint(words.html.replace(' style="', ' data-style="'), partial=True)
    used = "".join(path.read_text() for path in mails()[name].parent.glob(f"{name}.*"))
    values = "{{ " in used.replace("{{ base_url }}", "")
    assert (MARK in words.text, MARK in words.html) == (values, values)


def _everything(given, autoescape):
    from django.template import Context

    context = Context(Anything(), autoescape=autoescape)
    context.update(given)
    return context
