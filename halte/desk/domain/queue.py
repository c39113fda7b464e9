"""Acts on the walk-in queue: take a number, call, serve, leave, come back.

A ticket says a number and perhaps a purpose, never who holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from halte.core.transitions import move
from halte.desk.domain.visits import read_purposes
from halte.desk.enums import TicketState
from halte.desk.models import Ticket, Visit
from halte.network.models import Space

WAITING, CALLED, SERVED, GONE = TicketState
TICKET_TRANSITIONS = {
    "call": ({WAITING}, CALLED),
    "serve": ({WAITING, CALLED}, SERVED),
    "leave": ({WAITING, CALLED}, GONE),
    "put_back": ({CALLED, GONE}, WAITING),
}

# Between two calls, until the day has shown how long it takes.
USUAL_PACE = timedelta(minutes=10)
# How many calls back we look: an hour ago says little about now.
CALLS = 6
QUICKEST, SLOWEST = timedelta(minutes=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Line:
    """The queue of a day: who waits in which order, who was called, time between two calls."""

    waiting: Sequence[Ticket]
    called: Sequence[Ticket]
    pace: timedelta

    def wait_of(self, ticket: Ticket) -> timedelta | None:
        """How long until this ticket is called, about; None when it does not wait."""
        numbers = [row.number for row in self.waiting]
        return self._wait(numbers.index(ticket.number)) if ticket.number in numbers else None

    @property
    def wait_of_next(self) -> timedelta:
        """How long somebody waits who takes a number now, about."""
        return self._wait(len(self.waiting))

    def _wait(self, ahead: int) -> timedelta:
        return (ahead + 1) * self.pace


@transaction.atomic
def take(space: Space, *, purpose: str = "", at: datetime | None = None) -> Ticket:
    """The next number of the day, from 1 on, without gaps. Raises `UnknownPurpose`.

    Two at once wait for each other.
    """
    if purpose:
        [purpose] = read_purposes([purpose])
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        name = f"ticket {day:%F}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [space.pk, name])
    last = Ticket.objects.filter(space=space, day=day).aggregate(last=Max("number"))["last"]
    return Ticket.objects.create(space=space, day=day, number=(last or 0) + 1, purpose=purpose)


@transaction.atomic
def call_next(space: Space, *, at: datetime | None = None, by=None) -> Ticket | None:
    """Call who has waited longest today; None when nobody waits.

    Two who call at once call two different people.
    """
    moment = at or timezone.now()
    waiting = Ticket.objects.filter(
        space=space, day=timezone.localdate(moment), state=TicketState.WAITING
    )
    ticket = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("number").first()
    return call(ticket, at=moment, by=by) if ticket else None


def call(ticket: Ticket, *, at: datetime | None = None, by=None) -> Ticket:
    """Call this number, before its turn perhaps. Raises `TransitionRefused`."""
    ticket.called_at = at or timezone.now()
    return move(ticket, "call", TICKET_TRANSITIONS, by=by, saving=["called_at"])


def serve(
    ticket: Ticket, *, visit: Visit | None = None, at: datetime | None = None, by=None
) -> Ticket:
    """It is her turn; with the visit once it is written down. Raises `TransitionRefused`."""
    ticket.ended_at, ticket.visit = at or timezone.now(), visit
    return move(ticket, "serve", TICKET_TRANSITIONS, by=by, saving=["ended_at", "visit"])


def leave(ticket: Ticket, *, at: datetime | None = None, by=None) -> Ticket:
    """Whoever held it waits no more. Raises `TransitionRefused`."""
    ticket.ended_at = at or timezone.now()
    return move(ticket, "leave", TICKET_TRANSITIONS, by=by, saving=["ended_at"])


def put_back(ticket: Ticket, *, by=None) -> Ticket:
    """Called too early, or here again: it waits, at its old place. Raises `TransitionRefused`."""
    ticket.called_at = ticket.ended_at = None
    return move(ticket, "put_back", TICKET_TRANSITIONS, by=by, saving=["called_at", "ended_at"])


def line_of(space: Space, *, at: datetime | None = None) -> Line:
    """The queue of a space today; two queries."""
    today = Ticket.objects.filter(space=space, day=timezone.localdate(at))
    rows = list(today.filter(state__in=TicketState.open()).order_by("number"))
    calls = today.filter(called_at__isnull=False).order_by("-called_at")
    return Line(
        waiting=[row for row in rows if row.state == WAITING],
        called=[row for row in rows if row.state == CALLED],
        pace=pace(list(calls.values_list("called_at", flat=True)[:CALLS])),
    )


def pace(calls: Sequence[datetime]) -> timedelta:
    """The time between two calls: the mean of the last ones, newest first, within limits.

    An estimate for people who wait, not a promise: each call before theirs takes as long as the
    last ones did. Ten minutes until there were two.
    """
    if len(calls) < 2:
        return USUAL_PACE
    mean = (calls[0] - calls[-1]) / (len(calls) - 1)
    return min(max(mean, QUICKEST), SLOWEST)
