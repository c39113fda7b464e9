"""Opening hours read from an OpenStreetMap `opening_hours` string: the part that people use.

What cannot be kept as periods and exceptions (seasons without a year, sunset, "first Monday of
the month", school holidays) is refused with a sentence that names the piece; nothing is guessed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import NoReturn
from zoneinfo import ZoneInfo

from halte.network.hours.osm import FULL_DAY, MONTHS, WEEKDAYS
from halte.network.hours.schedule import DAY, Period, Schedule, Slot, Special


def gettext_noop(msgid: str) -> str:
    """Mark a sentence for the translators. Django's own needs settings, reading hours does not."""
    return msgid


KIND = "free_access"
WHOLE_DAY = Slot(time(0), time(0), KIND)

EMPTY = gettext_noop("There are no opening hours to read.")
NOT_UNDERSTOOD = gettext_noop("This part of the hours was not understood: %(piece)s")
NO_HOURS = gettext_noop("These days have no hours: %(piece)s")
NO_YEAR = gettext_noop("Please add the year: %(piece)s")
BAD_DATE = gettext_noop("This date does not exist: %(piece)s")
BAD_TIME = gettext_noop("This time does not exist: %(piece)s")
EXCEPTIONS_LAST = gettext_noop("Please write exceptions last, after: %(piece)s")
NOTE = gettext_noop("A note is only possible on an exception: %(piece)s")
HOLIDAYS_OFF = gettext_noop(
    "Public holidays are not kept as a rule: please accept the proposed closing days."
)


class OsmHoursError(ValueError):
    """The text cannot be read. `sentence` is a translatable msgid, filled with `piece`."""

    def __init__(self, sentence: str, piece: str = ""):
        super().__init__(sentence % {"piece": piece})
        self.sentence = sentence
        self.piece = piece


@dataclass(frozen=True, slots=True)
class OsmReading:
    """What was read, and msgids of the sentences to show with it."""

    schedule: Schedule
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule; `dates` is empty for every week, `weekdays` is empty for all seven."""

    text: str
    adds: bool
    dates: tuple[tuple[date, date], ...]
    weekdays: tuple[int, ...]
    holidays: bool
    slots: tuple[Slot, ...]
    note: str

    @property
    def is_exception(self) -> bool:
        """A replacement on given days, whatever weekday they are."""
        bounded = all(last < date.max for _, last in self.dates)
        return bool(self.dates) and bounded and not (self.weekdays or self.adds)


def from_osm(text: str, timezone: ZoneInfo) -> OsmReading:
    """Weekly periods and exceptions of kind "free_access"; `OsmHoursError` says what is wrong.

    A dated rule without weekdays becomes an exception, a rule with weekdays becomes periods with
    validity. `PH off` is not kept: it comes back as a warning.
    """
    rules = _Parser(text).rules()
    if not rules:
        raise OsmHoursError(EMPTY)
    week = [[(date.min, date.max, ())] for _ in WEEKDAYS]
    exceptions = [(date.min, date.max, None)]
    for rule in rules:
        if rule.holidays and not rule.weekdays:
            continue
        if rule.is_exception:
            exceptions = _with_exception(exceptions, rule)
        else:
            _refuse_after_exceptions(rule, exceptions)
            _change_week(week, rule)
    schedule = Schedule(_periods(week), _specials(exceptions), timezone)
    return OsmReading(schedule, (HOLIDAYS_OFF,) if any(r.holidays for r in rules) else ())


def _with_exception(exceptions: list, rule: _Rule) -> list:
    for first, last in rule.dates:
        exceptions = _overlay(exceptions, first, last, lambda _: (rule.slots, rule.note))
    return exceptions


def _refuse_after_exceptions(rule: _Rule, exceptions: list) -> None:
    """A later rule would undo the exception, which an exception of ours does not allow."""
    taken = [(first, last) for first, last, value in exceptions if value is not None]
    for first, last in taken:
        for begin, end in rule.dates or ((first, last),):
            low, high = max(first, begin), min(last, end)
            week = (low + DAY * n for n in range(min(7, (high - low).days + 1)))
            if any(not rule.weekdays or day.weekday() in rule.weekdays for day in week):
                raise OsmHoursError(EXCEPTIONS_LAST, rule.text)


def _change_week(week: list[list], rule: _Rule) -> None:
    if rule.note:
        raise OsmHoursError(NOTE, rule.note)
    keep = rule.adds and rule.slots
    for weekday in rule.weekdays or range(7):
        for first, last in rule.dates or ((date.min, date.max),):
            week[weekday] = _overlay(
                week[weekday], first, last, lambda old: (*old, *rule.slots) if keep else rule.slots
            )


def _overlay(pieces: list, first: date, last: date, change: Callable) -> list:
    """Pieces (first, last, value) that fill all time, changed between two inclusive dates."""
    result = []
    for begin, end, value in pieces:
        low, high = max(begin, first), min(end, last)
        if low > high:
            result.append((begin, end, value))
            continue
        if begin < low:
            result.append((begin, low - DAY, value))
        result.append((low, high, change(value)))
        if high < end:
            result.append((high + DAY, end, value))
    return result


def _periods(week: list[list]) -> tuple[Period, ...]:
    return tuple(
        Period(
            weekday, slot.opens, slot.closes, slot.kind,
            None if first == date.min else first, None if last == date.max else last,
        )
        for weekday, pieces in enumerate(week)
        for first, last, slots in pieces
        for slot in dict.fromkeys(slots)
    )  # fmt: skip


def _specials(exceptions: list) -> tuple[Special, ...]:
    return tuple(
        Special(first, last, *value) for first, last, value in exceptions if value is not None
    )


_TOKEN = re.compile(
    r"""(?P<always>24/7)
    | (?P<hours>\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d(?![\d+/]))
    | (?P<year>(?:19|20)\d\d)(?![\d:])
    | (?P<day>\d{1,2})(?![\d:])
    | (?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?![a-z\[])
    | (?P<weekday>mo|tu|we|th|fr|sa|su)(?![a-z\[])
    | (?P<holiday>ph)(?![a-z])
    | (?P<closed>off|closed)(?![a-z])
    | (?P<open>open)(?![a-z])
    | (?P<note>"[^"]*")
    | (?P<sign>[;,+-])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if not match:
            raise OsmHoursError(NOT_UNDERSTOOD, _piece(text, position))
        kind = str(match.lastgroup)
        tokens.append(_Token(kind, match.group(), match.start(), match.end()))
        position = match.end()
    return [*tokens, _Token("end", "", len(text), len(text))]


def _piece(text: str, position: int) -> str:
    """The word around a position, short enough to be shown."""
    start = max(text.rfind(mark, 0, position) for mark in " ;,\t\n") + 1
    words = re.split(r"[\s;,]", text[start:], maxsplit=1)
    return (words[0] or text[position : position + 1])[:60]


class _Parser:
    """Reads rules from left to right; the grammar stands in the order of the methods."""

    def __init__(self, text: str):
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0

    def rules(self) -> list[_Rule]:
        rules = []
        adds = False
        while not self._is("end"):
            if self._take_sign(";"):
                adds = False
                continue
            rules.append(self._rule(adds))
            adds = self._take_sign(",")
            if not (adds or self._is_sign(";") or self._is("end")):
                self._fail()
        return rules

    def _rule(self, adds: bool) -> _Rule:
        begin, start = self.at, self._peek().start
        dates = self._dates()
        weekdays, holidays = self._weekdays()
        slots = self._slots()
        note = self._take("note")
        if self.at == begin:
            self._fail()
        text = self._since(start)
        if slots is None:
            raise OsmHoursError(NO_HOURS, text)
        if holidays and (slots or dates):
            raise OsmHoursError(NOT_UNDERSTOOD, text)
        return _Rule(
            text, adds, dates, weekdays, holidays, slots, note.text.strip('"') if note else ""
        )

    def _dates(self) -> tuple[tuple[date, date], ...]:
        if self._peek().kind == "month":
            raise OsmHoursError(NO_YEAR, self.text[self._peek().start :].split(";")[0][:60])
        dates = []
        while self._is("year"):
            dates.append(self._date_range())
            if not (self._is_sign(",") and self._is("year", 1)):
                break
            self.at += 1
        return tuple(dates)

    def _date_range(self) -> tuple[date, date]:
        start = self._peek().start
        year, month = int(self._need("year").text), self._month()
        day = self._take("day")
        if day and self._take_sign("+"):
            return self._date(year, month, int(day.text), start), date.max
        end = (year, month, day)
        if self._take_sign("-"):
            end = self._range_end(year, month, bool(day))
        first = self._date(year, month, int(day.text) if day else 1, start)
        last = self._last(*end, start)
        if last < first:
            raise OsmHoursError(BAD_DATE, self._since(start))
        return first, last

    def _range_end(self, year: int, month: int, with_day: bool) -> tuple:
        if self._is("year"):
            year = int(self._need("year").text)
            return year, self._month(), self._need("day") if with_day else None
        if self._is("month"):
            return year, self._month(), self._need("day") if with_day else None
        return year, month, self._need("day")

    def _last(self, year: int, month: int, day: _Token | None, start: int) -> date:
        if day:
            return self._date(year, month, int(day.text), start)
        return self._date(year + month // 12, month % 12 + 1, 1, start) - DAY

    def _month(self) -> int:
        return MONTHS.index(self._need("month").text.capitalize()) + 1

    def _date(self, year: int, month: int, day: int, start: int) -> date:
        try:
            return date(year, month, day)
        except ValueError:
            raise OsmHoursError(BAD_DATE, self._since(start)) from None

    def _weekdays(self) -> tuple[tuple[int, ...], bool]:
        weekdays: set[int] = set()
        holidays = False
        while self._is("weekday") or self._is("holiday"):
            if self._take("holiday"):
                holidays = True
            else:
                weekdays |= self._weekday_range()
            if not (self._is_sign(",") and (self._is("weekday", 1) or self._is("holiday", 1))):
                break
            self.at += 1
        return tuple(sorted(weekdays)), holidays

    def _weekday_range(self) -> set[int]:
        first = last = self._weekday()
        if self._take_sign("-"):
            last = self._weekday()
        return {(first + n) % 7 for n in range((last - first) % 7 + 1)}

    def _weekday(self) -> int:
        return WEEKDAYS.index(self._need("weekday").text.capitalize())

    def _slots(self) -> tuple[Slot, ...] | None:
        """Hours of the rule, () when closed, None when it says nothing about hours."""
        slots = [WHOLE_DAY] if self._take("always") else []
        while self._is("hours"):
            slots.append(self._slot())
            if not (self._is_sign(",") and self._is("hours", 1)):
                break
            self.at += 1
        if self._take("closed"):
            return ()
        self._take("open")
        return tuple(slots) or None

    def _slot(self) -> Slot:
        text = self._need("hours").text
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
        too_long = opens >= FULL_DAY or closes > 2 * FULL_DAY or closes - opens > FULL_DAY
        if too_long or max(numbers[1], numbers[3]) > 59:
            raise OsmHoursError(BAD_TIME, text)
        closes %= FULL_DAY
        return Slot(time(*divmod(opens, 60)), time(*divmod(closes, 60)), KIND)

    def _peek(self, ahead: int = 0) -> _Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def _is(self, kind: str, ahead: int = 0) -> bool:
        return self._peek(ahead).kind == kind

    def _is_sign(self, sign: str) -> bool:
        return self._is("sign") and self._peek().text == sign

    def _take(self, kind: str) -> _Token | None:
        if not self._is(kind):
            return None
        self.at += 1
        return self.tokens[self.at - 1]

    def _take_sign(self, sign: str) -> bool:
        return self._is_sign(sign) and self._take("sign") is not None

    def _need(self, kind: str) -> _Token:
        return self._take(kind) or self._fail()

    def _since(self, start: int) -> str:
        return self.text[start : self.tokens[self.at - 1].end]

    def _fail(self) -> NoReturn:
        token = self.tokens[self.at - 1] if self._is("end") else self._peek()
        raise OsmHoursError(NOT_UNDERSTOOD, _piece(self.text, token.start))
