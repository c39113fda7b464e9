"""Somebody's own seats in words, for the page that her code opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from halte.workshops.domain.reminders import TO_HOUR
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Enrolment
from halte.workshops.moments import moment_text
from halte.workshops.presenting import Card, card, position_words

WAITING, HELD, CONFIRMED, ATTENDED, ABSENT, CANCELLED, EXPIRED, CALLED_OFF = EnrolmentState
OPEN = (HELD, CONFIRMED, WAITING)
# What several dates together are called after: the first of these that one of them has.
BEFORE = (*OPEN, CALLED_OFF, EXPIRED, CANCELLED, ABSENT, ATTENDED)
AFTER = (ATTENDED, ABSENT, CALLED_OFF, EXPIRED, CANCELLED, *OPEN)
TONES = {
    CONFIRMED: ("ok", "check-circle-fill"),
    ATTENDED: ("ok", "check-circle-fill"),
    HELD: ("warn", "hourglass-split"),
    WAITING: ("info", "hourglass-split"),
    CALLED_OFF: ("off", "x-circle-fill"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One date: where somebody stands, and what she may do."""

    row: Enrolment
    card: Card
    state: str
    words: str
    tone: str
    icon: str
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class Seats:
    """All dates of one asking; `first` says in short how it is."""

    lines: Sequence[Line]
    first: Line
    is_over: bool

    @property
    def groups(self) -> list[list[Line]]:
        """Dates of the same workshop in the same place together: the rest is said once."""
        together: dict[tuple, list[Line]] = {}
        for line in self.lines:
            session = line.row.session
            key = (session.activity_id, session.site_id, session.room)
            together.setdefault(key, []).append(line)
        return list(together.values())

    @property
    def state(self) -> str:
        return self.first.state

    @property
    def is_open(self) -> bool:
        """Whether something is still to come: a seat, or a place in the line."""
        return not self.is_over and self.state in OPEN

    @property
    def can_cancel(self) -> bool:
        return any(line.can_cancel for line in self.lines)

    @property
    def can_confirm(self) -> bool:
        return any(line.state == HELD for line in self.lines)

    @property
    def is_reminded(self) -> bool:
        """Whether a reminder is still to come before one of the seats."""
        now = timezone.localtime()
        return any(_is_reminded(line.row, now) for line in self.lines)

    @property
    def again(self) -> Card | None:
        """The date to enrol for once more, after all was given back or lost."""
        if self.is_open:
            return None
        return next((line.card for line in self.lines if _takes_place(line.row)), None)


def seats(rows: Sequence[Enrolment], places: Mapping[int, int]) -> Seats:
    """`places`: the place in line of each that waits."""
    lines = [_line(row, places.get(row.pk, 0)) for row in rows]
    is_over = all(row.session.is_over() for row in rows)
    return Seats(lines, _telling(lines, is_over=is_over), is_over)


def _telling(lines: Iterable[Line], *, is_over: bool) -> Line:
    if is_over:
        return min(lines, key=lambda line: AFTER.index(EnrolmentState(line.state)))
    coming = [line for line in lines if not line.row.session.is_over()]
    return min(coming, key=lambda line: BEFORE.index(EnrolmentState(line.state)))


def _line(row: Enrolment, position: int) -> Line:
    tone, icon = TONES.get(EnrolmentState(row.state), ("off", "info-circle-fill"))
    return Line(
        row=row,
        card=card(row.session),
        state=row.state,
        words=_words(row, position),
        tone=tone,
        icon=icon,
        can_cancel=row.state in OPEN and not row.session.is_over(),
    )


def _words(row: Enrolment, position: int) -> str:
    if row.state == HELD and row.held_until:
        sentence = _("A seat is free for you. Take it before %(until)s.")
        return sentence % {"until": moment_text(row.held_until)}
    if row.state == WAITING:
        return position_words(position) if not row.session.is_over() else _("No seat became free")
    return {
        CONFIRMED: _("You have a seat"),
        ATTENDED: _("You were there"),
        ABSENT: _("You did not come. This is forgotten after 6 months."),
        EXPIRED: _(
            "The time to answer is over, and the seat went to somebody else. You can enrol again."
        ),
        CALLED_OFF: _("This workshop does not take place"),
        CANCELLED: _("Your place is given back"),
    }[EnrolmentState(row.state)]


def _takes_place(row: Enrolment) -> bool:
    return row.session.state == SessionState.PUBLISHED and not row.session.is_over()


def _is_reminded(row: Enrolment, now: datetime) -> bool:
    if row.state != CONFIRMED or row.reminded_at or not _takes_place(row):
        return False
    eve = timezone.localtime(row.session.starts_at).date() - timedelta(days=1)
    return now.date() < eve or (now.date() == eve and now.hour < TO_HOUR)
