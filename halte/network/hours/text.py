"""Opening hours in words, in the language that is active.

Sentences are translated as a whole; names of days and months come from CLDR (Babel), in the form
that stands inside a sentence. Texts are plain: the template isolates times where the writing
direction needs it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from halte.network.hours.osm_reader import OsmHoursError
from halte.network.hours.schedule import (
    DAY,
    Schedule,
    Slot,
    Special,
    Status,
    day_slots,
    merged_times,
    ordinary,
)

NARROW_SPACE = "\u202f"
_SOME_MONDAY = date(2001, 1, 1)
# The forms used here: other regions write a comma or put the month first.
LOCALES = {"en": "en_GB", "fr": "fr_BE", "nl": "nl_BE", "pt": "pt_PT"}


@dataclass(frozen=True, slots=True)
class StatusText:
    """A sentence, the key of its icon and colour, and the time that stands in it ("" if none).

    Keys: open, open_until, closing_soon, opens_today, opens_tomorrow, opens_weekday, opens_date,
    closed, unknown.
    """

    key: str
    text: str
    time: str = ""

    @property
    def parts(self) -> tuple[str, str, str]:
        """What stands before the time, the time, and what stands after it."""
        if not self.time:
            return self.text, "", ""
        before, _time, after = self.text.rpartition(self.time)
        return before, self.time, after


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row of the table of hours; no slots means closed."""

    date: date
    weekday: str
    slots: tuple[Slot, ...]


def status_text(status: Status | None, now: datetime) -> StatusText:
    """The sentence on the door; a status of None means that nobody has confirmed the hours."""
    if status is None:
        return StatusText("unknown", _("Hours not confirmed yet: please call"))
    return _open_text(status, now) if status.open else _closed_text(status, now)


def _open_text(status: Status, now: datetime) -> StatusText:
    closes = status.closes_at
    if closes is None or closes.astimezone(UTC) - now.astimezone(UTC) >= timedelta(hours=24):
        return StatusText("open", _("Open now"))
    at = time_text(closes.time())
    if status.closing_soon:
        return StatusText("closing_soon", _("Closes soon, at %(time)s") % {"time": at}, at)
    return StatusText("open_until", _("Open until %(time)s") % {"time": at}, at)


def _closed_text(status: Status, now: datetime) -> StatusText:
    opens = status.next_opening
    if opens is None:
        return StatusText("closed", _("Closed"))
    days = (opens.date() - now.astimezone(opens.tzinfo).date()).days
    key, sentence = _closed_sentence(days)
    words = {
        "time": time_text(opens.time()),
        "weekday": weekday_text(opens.date()),
        "date": date_text(opens.date()),
    }
    return StatusText(key, sentence % words, words["time"])


def _closed_sentence(days: int) -> tuple[str, str]:
    if days == 0:
        return "opens_today", _("Closed, opens at %(time)s")
    if days == 1:
        return "opens_tomorrow", _("Closed, opens tomorrow at %(time)s")
    if days <= 6:
        # Translators: %(weekday)s is the bare name of the day; build the sentence around it.
        return "opens_weekday", _("Closed, opens %(weekday)s at %(time)s")
    # Translators: %(date)s is a weekday and a date, like "Monday 4 January".
    return "opens_date", _("Closed, opens on %(date)s at %(time)s")


def special_text(special: Special, *, with_year: bool = False) -> str:
    """The exception in one sentence, without its reason, which is in the space's own words."""
    written = full_date_text if with_year else date_text
    same_year = special.first.year == special.last.year
    words = {
        "date": written(special.first),
        "first": date_text(special.first) if same_year else written(special.first),
        "last": written(special.last),
        "hours": hours_text((slot.opens, slot.closes) for slot in special.slots),
    }
    one_day = special.first == special.last
    if not special.slots:
        one, several = _("Closed on %(date)s"), _("Closed from %(first)s to %(last)s")
    else:
        one = _("Special hours on %(date)s: %(hours)s")
        several = _("Special hours from %(first)s to %(last)s: %(hours)s")
    return (one if one_day else several) % words


def week_rows(schedule: Schedule, monday: date) -> list[DayRow]:
    """The seven days of a week, exceptions included, with every slot and its kind."""
    days = [monday + DAY * n for n in range(7)]
    return [DayRow(day, weekday_text(day), day_slots(schedule, day)) for day in days]


def summary_lines(schedule: Schedule, day: date) -> list[str]:
    """The ordinary week around a day: "Monday to Friday: 09:00–12:00"; closed days are left out."""
    usual = ordinary(schedule, day)
    groups: dict[tuple, list[date]] = {}
    for shown in (day + DAY * (n - day.weekday()) for n in range(7)):
        times = merged_times(usual, shown)
        if times:
            groups.setdefault(times, []).append(shown)
    lines = [
        _("%(days)s: %(hours)s") % {"days": _days_text(days), "hours": hours_text(times)}
        for times, days in groups.items()
    ]
    return [line[:1].upper() + line[1:] for line in lines]


def osm_error_text(error: OsmHoursError) -> str:
    """What could not be read, in the active language."""
    return _(error.sentence) % {"piece": error.piece}


def hours_text(times: Iterable[tuple[time, time]]) -> str:
    """`09:00 – 12:00, 14:00 – 17:00`, with spaces that are narrow and do not break."""
    dash = f"{NARROW_SPACE}–{NARROW_SPACE}"
    return ", ".join(f"{time_text(opens)}{dash}{time_text(closes)}" for opens, closes in times)


def time_text(moment: time) -> str:
    return f"{moment:%H:%M}"


def weekday_text(day: date) -> str:
    """The name of the day as it stands inside a sentence ("lundi", "Monday")."""
    return _formatted(day, "EEEE", _language())


def weekday_name(weekday: int) -> str:
    """`weekday_text` of any such day (0 is Monday)."""
    return weekday_text(_SOME_MONDAY + DAY * weekday)


def full_date_text(day: date) -> str:
    """With the year: "Monday 4 January 2027"."""
    return f"{date_text(day)} {day.year}"


def date_text(day: date) -> str:
    """Weekday, day and month, without the year: "Monday 4 January", "lundi 4 janvier"."""
    language = _language()
    pattern = _day_pattern(language)
    if language == "fr" and day.day == 1:
        pattern = pattern.replace("d MMMM", "d'er' MMMM")
    return _formatted(day, pattern, language)


def _days_text(days: list[date]) -> str:
    """Three or more days in a row as a range, the others one by one."""
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] + DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [name for run in runs for name in _run_names(run)]
    return format_list(names, locale=_locale(_language()))


def _run_names(run: list[date]) -> list[str]:
    if len(run) < 3:
        return [weekday_text(day) for day in run]
    words = {"first": weekday_text(run[0]), "last": weekday_text(run[-1])}
    return [pgettext("days of the week", "%(first)s to %(last)s") % words]


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, language))


@lru_cache(maxsize=2048)
def _formatted(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=_locale(language))


@lru_cache
def _day_pattern(language: str) -> str:
    """The language's own long date, without the year."""
    locale = _locale(language)
    if "MMMMEEEEd" in locale.datetime_skeletons:
        return locale.datetime_skeletons["MMMMEEEEd"].pattern
    return re.sub(r"\s*('de'\s*)?\by+\b", "", locale.date_formats["full"].pattern)
