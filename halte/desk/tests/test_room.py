"""Who has which computer until when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from halte.core import rows
from halte.core.transitions import TransitionRefused
from halte.desk.domain import room
from halte.desk.ends import NoTime, session_end
from halte.desk.models import Ticket
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENTS = st.none() | st.integers(1, 300).map(lambda minutes: NOON + timedelta(minutes=minutes))


@given(st.integers(5, 120), MOMENTS, MOMENTS, st.integers(0, 15))
def test_end_is_the_earliest_of_three(allowance, booking, closing, gap):
    length, between = timedelta(minutes=allowance), timedelta(minutes=gap)
    limits = [NOON + length]
    limits += [booking - between] if booking else []
    limits += [closing] if closing else []
    asked = {"next_booking": booking, "gap": between, "closing": closing}
    if min(limits) <= NOON:
        with pytest.raises(NoTime):
            session_end(NOON, length, **asked)
    else:
        assert session_end(NOON, length, **asked) == min(limits)


@pytest.fixture
def station(db):
    with rows.everything("tests of the desk"):
        yield WorkstationFactory()


def test_session_lasts_the_allowance(station):
    session = room.start(station)
    assert session.ends_at - session.starts_at == HOUR


def test_overdue_session_keeps_the_computer_until_somebody_ends_it(station):
    ago = timezone.now() - 2 * HOUR
    session = room.start(station, at=ago)
    with pytest.raises(room.Taken):
        room.start(station)
    room.end(session)
    room.start(station)


def test_reservation_shortens_what_is_before_it(station):
    now = timezone.now()
    visitor = VisitorFactory(space=station.space)
    room.reserve(station, visitor, now + HOUR / 2, now + HOUR)
    session = room.start(station, at=now)
    assert session.ends_at == now + timedelta(minutes=25)
    with pytest.raises(room.Taken):
        room.reserve(station, visitor, now + HOUR / 4, now + HOUR / 2)
    with pytest.raises(NoTime):
        room.extend(session)


def test_some_computers_are_never_reserved(station):
    station.is_reservable = False
    station.save()
    now = timezone.now()
    with pytest.raises(room.NotReservable):
        room.reserve(station, VisitorFactory(space=station.space), now, now + HOUR)


def test_more_time_while_nobody_waits_and_a_grace_once(station):
    session = room.start(station)
    first_end = session.ends_at
    session = room.extend(session)
    assert session.ends_at == first_end + HOUR / 2
    Ticket.objects.create(space=station.space, day=timezone.localdate(), number=1)
    session = room.extend(session)
    assert session.ends_at == first_end + HOUR / 2 + timedelta(minutes=5)
    with pytest.raises(room.SomebodyWaits):
        room.extend(session)


def test_ended_session_is_not_made_longer(station):
    session = room.end(room.start(station))
    with pytest.raises(TransitionRefused):
        room.extend(session)


def test_going_on_at_another_computer_keeps_the_end(station):
    other = WorkstationFactory(site=station.site)
    began = timezone.now() - HOUR / 2
    session = room.start(station, at=began)
    moved = room.change_computer(session, other)
    assert moved.ends_at == session.ends_at
    room.start(station)


def test_computer_in_repair_is_given_to_nobody(station):
    repair = room.put_in_repair(station)
    with pytest.raises(room.Taken):
        room.start(station)
    room.end(repair)
    room.start(station)
