"""Days and hours as people read them: weekday, day, month and year in words, 24 hours."""

from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone

from halte.core.i18n import babel_locale
from halte.core.i18n import language as active_language

COMMAS = {"ar": "،"}


def day_text(day: date, language: str = "") -> str:
    """ "Tuesday 1 December 2026", "mardi 1er décembre 2026"."""
    language = language or active_language()
    text = format_date(day, "full", babel_locale(language))
    return text.replace(" 1 ", " 1er ", 1) if language == "fr" else text


def moment_text(at: datetime, language: str = "") -> str:
    """A day and a time."""
    local = timezone.localtime(at)
    return f"{day_text(local.date(), language)}{comma(language)} {local:%H:%M}"


def span_text(start: datetime, end: datetime, language: str = "") -> str:
    """The day and the times of a session."""
    return f"{moment_text(start, language)} – {timezone.localtime(end):%H:%M}"


def comma(language: str = "") -> str:
    return COMMAS.get(language or active_language(), ",")
