"""Numbers, calls, and how long it takes."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from halte.core import rows
from halte.core.transitions import TransitionRefused
from halte.desk.domain import queue, visits
from halte.desk.enums import TicketState
from halte.desk.models import Ticket
from halte.network.tests.factories import SpaceFactory

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ACTS = {
    "call": queue.call,
    "serve": queue.serve,
    "leave": queue.leave,
    "put_back": queue.put_back,
}


@pytest.fixture
def space(db):
    with rows.everything("tests of the queue"):
        yield SpaceFactory()


def test_numbers_begin_at_one_for_each_space_and_day(space):
    first = queue.take(space, at=NOON)
    second = queue.take(space, purpose="printing", at=NOON)
    tomorrow = queue.take(space, at=NOON + timedelta(days=1))
    elsewhere = queue.take(SpaceFactory(), at=NOON)
    assert [row.number for row in (first, second, tomorrow, elsewhere)] == [1, 2, 1, 1]
    assert second.purpose == "printing"


def test_day_is_that_of_the_place(space):
    assert f"{queue.take(space, at=NOON.replace(hour=23, minute=30)).day}" == "2026-11-25"


def test_ticket_for_an_unknown_purpose_is_refused(space):
    with pytest.raises(visits.UnknownPurpose):
        queue.take(space, purpose="dancing")
    assert not Ticket.objects.exists()


def test_who_waits_longest_is_called_first(space):
    first, second = queue.take(space, at=NOON), queue.take(space, at=NOON)
    queue.take(SpaceFactory(), at=NOON)
    assert queue.call_next(space, at=NOON) == first
    assert queue.call_next(space, at=NOON) == second
    assert queue.call_next(space, at=NOON) is None


def test_ticket_that_was_put_back_keeps_its_place(space):
    first, _second = queue.take(space), queue.take(space)
    queue.leave(queue.call_next(space))
    first.refresh_from_db()
    assert queue.put_back(first).called_at is None
    assert queue.call_next(space) == first


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("verb", queue.TICKET_TRANSITIONS)
def test_each_verb_from_each_state(space, verb, state):
    sources, target = queue.TICKET_TRANSITIONS[verb]
    ticket = queue.take(space)
    Ticket.objects.update(state=state)
    if state in sources:
        assert ACTS[verb](ticket).state == target
    else:
        with pytest.raises(TransitionRefused):
            ACTS[verb](ticket)


def test_served_ticket_knows_its_visit(space):
    visit = visits.arrive(space, purposes=["help"])
    served = queue.serve(queue.take(space), visit=visit)
    assert list(visit.tickets.all()) == [served]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [([], 10), ([0], 10), ([12, 8, 0], 6), ([0, 0, 0], 1), ([200, 0], 30)],
)
def test_pace_is_that_of_the_last_calls(minutes, expected):
    calls = [NOON + minute * MINUTE for minute in minutes]
    assert queue.pace(calls) == expected * MINUTE


def test_line_says_who_waits_and_how_long(space, django_assert_num_queries):
    tickets = [queue.take(space, at=NOON) for _number in range(5)]
    queue.serve(queue.call_next(space, at=NOON))
    called = queue.call_next(space, at=NOON + 4 * MINUTE)
    with django_assert_num_queries(2):
        line = queue.line_of(space, at=NOON)
    assert (list(line.waiting), list(line.called)) == (tickets[2:], [called])
    waits = [line.wait_of(ticket) for ticket in tickets]
    assert waits == [None, None, 4 * MINUTE, 8 * MINUTE, 12 * MINUTE]
    assert line.wait_of_next == 16 * MINUTE


def _at_once(act, times: int) -> list:
    gate, said = Barrier(times), []

    def run():
        try:
            gate.wait()
            with rows.everything("somebody at the desk"):
                said.append(act())
        finally:
            connection.close()

    people = [Thread(target=run) for _number in range(times)]
    for somebody in people:
        somebody.start()
    for somebody in people:
        somebody.join()
    return said


@pytest.mark.django_db(transaction=True)
def test_tickets_taken_and_called_at_once_are_different():
    space = SpaceFactory()
    taken = _at_once(lambda: queue.take(space), 4)
    assert sorted(row.number for row in taken) == [1, 2, 3, 4]
    called = _at_once(lambda: queue.call_next(space), 4)
    assert sorted(row.number for row in called) == [1, 2, 3, 4]
