"""The room as it is now: a card for each computer, and quiet hints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from halte.core.i18n import localized
from halte.desk.domain.blocks import TAKING
from halte.desk.domain.closing import end_of_day
from halte.desk.enums import OccupancyKind, OccupancyState
from halte.desk.models import Occupancy, Workstation
from halte.network.models import Space
from halte.visitors.models import Visitor
from halte.workshops.enums import SessionState
from halte.workshops.models import Session

SOON = timedelta(minutes=5)
# Roadmap: one facilitator for at most ten computers.
ONE_FACILITATOR = 10


class Tone(StrEnum):
    """How a card looks; with an icon and a word each."""

    FREE = "free"
    BUSY = "busy"
    SOON = "soon"
    OVER = "over"
    HELD = "held"
    WORKSHOP = "workshop"
    OUT = "out"


WORDS = {
    Tone.FREE: ("check-circle-fill", pgettext_lazy("computer", "Free")),
    Tone.BUSY: ("person-fill", gettext_lazy("In use")),
    Tone.SOON: ("hourglass-split", gettext_lazy("Ends soon")),
    Tone.OVER: ("exclamation-circle-fill", gettext_lazy("Overdue")),
    Tone.HELD: ("lock-fill", gettext_lazy("Reserved")),
    Tone.WORKSHOP: ("easel-fill", gettext_lazy("Workshop")),
    Tone.OUT: ("slash-circle", gettext_lazy("Out of order")),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A computer, who or what has it now, and what comes next on it."""

    station: Workstation
    tone: Tone
    now: datetime
    current: Occupancy | None = None
    coming: tuple[Occupancy, ...] = ()

    @property
    def icon(self) -> str:
        return WORDS[self.tone][0]

    @property
    def word(self) -> str:
        return str(WORDS[self.tone][1])

    @property
    def is_session(self) -> bool:
        return self.tone in {Tone.BUSY, Tone.SOON, Tone.OVER}

    @property
    def until(self) -> datetime | None:
        """When it ends, or until when a free computer is free; None when nobody knows."""
        if self.current is not None:
            return self.current.ends_at
        return self.coming[0].starts_at if self.coming else None

    @property
    def minutes(self) -> int:
        """Minutes left, or minutes over; begun ones count."""
        if self.current is None or self.current.ends_at is None:
            return 0
        seconds = abs(self.current.ends_at - self.now).total_seconds()
        return -int(-seconds // 60)

    @property
    def share(self) -> int:
        """How much of the session is left, of 100."""
        if self.current is None or self.current.ends_at is None:
            return 0
        whole = self.current.ends_at - self.current.starts_at
        left = max(self.current.ends_at - self.now, timedelta(0))
        return min(100, round(100 * (left / whole)))

    @property
    def who(self) -> str:
        return words_of(self.current) if self.current else ""


def room_of(space: Space, now: datetime) -> list[Card]:
    """The computers of a space in their order; two queries."""
    stations = Workstation.objects.in_use().filter(space=space)
    rows = _taking(space).order_by("during", "pk")
    by_station: dict[int, list[Occupancy]] = {}
    for row in rows:
        by_station.setdefault(row.workstation_id, []).append(row)
    return [card_of(station, by_station.get(station.pk, []), now) for station in stations]


def _taking(space: Space):
    rows = Occupancy.objects.taking().filter(space=space, workstation__retired_at__isnull=True)
    return rows.select_related(
        "visit__visitor__identity", "visitor__identity", "workshop__activity"
    )


def card_of(station: Workstation, rows: Iterable[Occupancy], now: datetime) -> Card:
    """The card of one computer, from what takes it now and later."""
    found = sorted(rows, key=lambda row: (row.kind not in STAYS, row.starts_at))
    current = next((row for row in found if _is_current(row, now)), None)
    coming = tuple(row for row in found if row is not current and row.starts_at > now)
    return Card(station, _tone(current, now), now, current, coming)


# Whoever sits there, or a repair, stays until somebody ends it.
STAYS = {OccupancyKind.SESSION, OccupancyKind.REPAIR}


def _is_current(row: Occupancy, now: datetime) -> bool:
    if row.kind in STAYS:
        return row.state == OccupancyState.RUNNING
    return row.starts_at <= now and (row.ends_at is None or now < row.ends_at)


def _tone(row: Occupancy | None, now: datetime) -> Tone:
    if row is None:
        return Tone.FREE
    kinds = {
        OccupancyKind.REPAIR: Tone.OUT,
        OccupancyKind.BOOKING: Tone.HELD,
        OccupancyKind.WORKSHOP: Tone.WORKSHOP,
    }
    if row.kind in kinds:
        return kinds[OccupancyKind(row.kind)]
    if row.ends_at is None or row.ends_at > now + SOON:
        return Tone.BUSY
    return Tone.SOON if row.ends_at > now else Tone.OVER


def words_of(row: Occupancy) -> str:
    """Who or what has the computer, for the team."""
    if row.workshop is not None:
        return localized(row.workshop.activity, "title")
    if row.kind == OccupancyKind.REPAIR:
        return ""
    visitor = row.visitor or (row.visit.visitor if row.visit else None)
    return name_of(visitor)


def name_of(visitor: Visitor | None) -> str:
    identity = getattr(visitor, "identity", None)
    return identity.name if identity else _("Without a name")


def hints_of(space: Space, cards: list[Card], now: datetime) -> list[str]:
    """What the team may want to know, and nobody has to do; one query."""
    hints = [_shortage(session) for session in _short(space, now)]
    if sum(card.is_session for card in cards) > ONE_FACILITATOR:
        hints.append(
            _("More than 10 computers are in use. One facilitator for at most 10 is advised.")
        )
    return hints


def _short(space: Space, now: datetime):
    kept = Count("computers", filter=Q(computers__state__in=TAKING))
    today = Session.objects.filter(
        space=space,
        state=SessionState.PUBLISHED,
        computers_needed__gt=0,
        ends_at__gt=now,
        starts_at__lt=end_of_day(now),
    )
    rows = today.select_related("activity").annotate(kept=kept)
    return [row for row in rows if row.kept < row.computers_needed]


def _shortage(session) -> str:
    text = ngettext(
        "“%(title)s” needs %(number)d computer; %(kept)d is kept.",
        "“%(title)s” needs %(number)d computers; %(kept)d are kept.",
        session.computers_needed,
    )
    return text % {
        "title": localized(session.activity, "title"),
        "number": session.computers_needed,
        "kept": session.kept,
    }
