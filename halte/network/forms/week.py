"""A week as somebody types it: rows by day, kept as typed, read when they can be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Self

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from halte.core.conflicts import noted
from halte.network.enums import OpeningKind
from halte.network.hours import Slot
from halte.network.hours.text import hours_text, time_text, weekday_name
from halte.network.hours.timeline import Opening, Week, overlapping
from halte.network.hours.typed import read_time
from halte.network.presenting.words import duration_text

WEEKDAYS = range(7)
# More rows than a day can hold, so that a forged form stays small.
MOST_ROWS = 12
LONGEST = 40
# An evening that goes on after midnight is over by then. What lasts longer is most often a slip:
# 10:00 to 09:00 for 19:00, or both times the wrong way round. Asked, because it may be meant.
LONGEST_NIGHT = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row: what was typed, and under which name. `error` is (part, sentence)."""

    weekday: int
    number: int
    opens: str = ""
    closes: str = ""
    kind: str = OpeningKind.FREE_ACCESS
    facilitator: bool = True
    error: tuple[str, str | Promise] | None = None
    is_new: bool = False
    # The `night` that somebody ticked.
    meant: str = ""

    @property
    def key(self) -> str:
        return f"d{self.weekday}-{self.number}"

    @property
    def is_blank(self) -> bool:
        return not self.opens.strip() and not self.closes.strip()

    @property
    def opening(self) -> Opening | None:
        """The row as an opening, when it can be read."""
        opens, closes = read_time(self.opens), read_time(self.closes, is_end=True)
        if opens is None or closes is None or opens == closes:
            return None
        if self.kind not in OpeningKind.values:
            return None
        return Opening(self.weekday, opens, closes, self.kind, self.facilitator)

    @property
    def icon(self) -> str:
        known = self.kind in OpeningKind.values
        return OpeningKind(self.kind).icon if known else OpeningKind.FREE_ACCESS.icon

    @property
    def times(self) -> str:
        """The times as they are written everywhere, or as they were typed."""
        read = self.opening
        return hours_text([(read.opens, read.closes)]) if read else f"{self.opens} – {self.closes}"

    @property
    def ends_next_day(self) -> bool:
        """Worth a word beside the row: closing at midnight sharp is not."""
        read = self.opening
        return bool(read and read.closes < read.opens and read.closes.hour + read.closes.minute)

    @property
    def lasts(self) -> timedelta:
        """How long; nothing when the row cannot be read."""
        begin, end = self.opening.minutes if self.opening else (0, 0)
        return timedelta(minutes=end - begin)

    @property
    def night(self) -> str:
        """The times of a night so long that it is asked about: a tick holds for these alone."""
        return self.times if self.ends_next_day and self.lasts > LONGEST_NIGHT else ""

    @property
    def is_meant(self) -> bool:
        return self.meant == self.night


@dataclass(slots=True)
class TypedDay:
    weekday: int
    rows: list[TypedRow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return capfirst(weekday_name(self.weekday))

    @property
    def openings(self) -> set[Opening]:
        return {row.opening for row in self.rows if row.opening}

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_ROWS


class TypedWeek:
    """Seven days of rows. Read `week` only after `is_valid()`; `readable` whenever you like."""

    def __init__(self, days: Iterable[TypedDay]):
        self.days = list(days)

    @classmethod
    def of(cls, week: Iterable[Opening]) -> Self:
        """What stands there now."""
        typed = cls(TypedDay(weekday) for weekday in WEEKDAYS)
        for opening in sorted(week):
            typed._append(opening)
        return typed

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> Self:
        """What came with a form, as far as it goes: nothing typed is lost."""
        return cls(TypedDay(weekday, list(_posted_rows(data, weekday))) for weekday in WEEKDAYS)

    # ---- What the buttons of the form do; none of it is saved ----

    def add(self, weekday: int) -> None:
        """A blank row at the end of a day."""
        day = self.days[weekday]
        if not day.is_full:
            number = max((row.number for row in day.rows), default=-1) + 1
            day.rows.append(TypedRow(weekday, number, is_new=True))

    def remove(self, weekday: int, number: int) -> None:
        day = self.days[weekday]
        day.rows = [row for row in day.rows if row.number != number]

    def copy(self, weekday: int, others: Iterable[int]) -> None:
        """The rows of a day, as typed, instead of those of other days."""
        rows = self.days[weekday].rows
        for other in others:
            if other in WEEKDAYS and other != weekday:
                self.days[other].rows = [replace(row, weekday=other) for row in rows]

    def put(self, weekday: int, openings: Iterable[Opening]) -> None:
        """Back to these openings, whatever was typed on the day."""
        self.days[weekday].rows = []
        for opening in sorted(openings):
            self._append(opening)

    def _append(self, opening: Opening) -> None:
        rows = self.days[opening.weekday].rows
        number = max((row.number for row in rows), default=-1) + 1
        times = (time_text(opening.opens), time_text(opening.closes))
        row = TypedRow(opening.weekday, number, *times, opening.kind, opening.facilitator)
        # What is saved was asked about before.
        rows.append(replace(row, meant=row.night))

    # ---- Reading ----

    @property
    def rows(self) -> list[TypedRow]:
        return [row for day in self.days for row in day.rows]

    @property
    def readable(self) -> Week:
        """Every row that can be read, for the preview."""
        return frozenset(row.opening for row in self.rows if row.opening)

    @property
    def week(self) -> Week:
        """What to save; no row that can be read is left out after `is_valid()`."""
        return self.readable

    def is_valid(self) -> bool:
        """Look at every row, and note beside it what is wrong."""
        clashes = _clashes(self.rows)
        for day in self.days:
            day.rows = [replace(row, error=_error(row) or clashes.get(row.key)) for row in day.rows]
        return not self.errors

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) of each mistake, for the summary on top."""
        return [
            (f"{row.key}-{row.error[0]}", self._told(row, row.error[1]))
            for row in self.rows
            if row.error
        ]

    def _told(self, row: TypedRow, sentence: str | Promise) -> str:
        words = {"weekday": capfirst(weekday_name(row.weekday)), "sentence": sentence}
        return _("%(weekday)s: %(sentence)s") % words


class TypedSlots(TypedWeek):
    """The hours of an exception: the rows of one day, the same on each of its dates."""

    @classmethod
    def of_slots(cls, slots: Iterable[Slot]) -> Self:
        return cls.of(Opening(0, slot.opens, slot.closes, slot.kind) for slot in slots)

    @property
    def slots(self) -> list[Slot]:
        return [Slot(row.opens, row.closes, row.kind) for row in sorted(self.week)]

    def _told(self, row: TypedRow, sentence: str | Promise) -> str:
        return str(sentence)


def _posted_rows(data: Mapping[str, str], weekday: int) -> Iterable[TypedRow]:
    for number in range(MOST_ROWS * 3):
        key = f"d{weekday}-{number}"
        if f"{key}-opens" in data:
            yield TypedRow(
                weekday,
                number,
                data[f"{key}-opens"][:LONGEST],
                data.get(f"{key}-closes", "")[:LONGEST],
                data.get(f"{key}-kind", "")[:LONGEST],
                f"{key}-facilitator" in data,
                meant=data.get(f"{key}-meant", "")[:LONGEST],
            )


def _error(row: TypedRow) -> tuple[str, str] | None:
    """What cannot be read in a row; a blank one says nothing."""
    if row.is_blank:
        return None
    opens, closes = read_time(row.opens), read_time(row.closes, is_end=True)
    if not row.opens.strip():
        return "opens", _("Say from when.")
    if not row.closes.strip():
        return "closes", _("Say until when.")
    if opens is None:
        return "opens", _unread(row.opens)
    if closes is None:
        return "closes", _unread(row.closes)
    if opens == closes:
        return "closes", _equal_times(row, opens.hour + opens.minute == 0)
    if row.kind not in OpeningKind.values:
        return "kind", _("Choose what these hours are for.")
    if not row.is_meant and row.night:
        return "meant", _asked(row)
    return None


def _asked(row: TypedRow) -> str:
    words = {"times": row.times, "length": duration_text(row.lasts)}
    return _("%(times)s ends the next day, after %(length)s. Is that meant?") % words


def _unread(text: str) -> str:
    return _("“%(text)s” is not a time. Write it like 9:30 or 9h30.") % {"text": text.strip()}


def _equal_times(row: TypedRow, is_midnight: bool) -> str:
    if is_midnight:
        return _("Open all day and night? Write two rows: 0:00 to 12:00 and 12:00 to 24:00.")
    return _("These hours end at the time they start.")


def _clashes(rows: Iterable[TypedRow]) -> dict[str, tuple[str, str]]:
    """Of two rows of one kind at the same time, the later one is told."""
    readable = [(row.opening, row) for row in rows if row.opening]
    found = {}
    for index, (one, first) in enumerate(readable):
        for other, row in readable[index + 1 :]:
            if overlapping([one, other]):
                words = {"times": first.times, "weekday": weekday_name(one.weekday)}
                found[row.key] = (
                    "opens",
                    _("These hours overlap with %(weekday)s %(times)s, for the same thing.")
                    % words,
                )
    return found


def week_of_note(text: str) -> Week:
    """The week that was shown, from a note that nobody trusts (`core.conflicts`)."""
    values = noted(text) or {}
    found = set()
    for weekday in WEEKDAYS:
        rows = values.get(str(weekday))
        for row in rows[:MOST_ROWS] if isinstance(rows, list) else []:
            if isinstance(row, list) and len(row) == 4:
                typed = TypedRow(weekday, 0, *(str(part) for part in row[:3]), bool(row[3]))
                if typed.opening:
                    found.add(typed.opening)
    return frozenset(found)
