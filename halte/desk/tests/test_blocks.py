"""Computers for workshops follow the plan; what was reserved begins, or is let go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.core import rows
from halte.core.transitions import TransitionRefused
from halte.desk.domain import blocks, room
from halte.desk.enums import OccupancyKind, OccupancyState
from halte.desk.models import Occupancy
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.network.tests.factories import SiteFactory
from halte.workshops.models import Session
from halte.workshops.tests.factories import ActivityFactory, SessionFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def site(db):
    with rows.everything("tests of the desk"):
        yield SiteFactory()


@pytest.fixture
def stations(site):
    return [WorkstationFactory(site=site) for _number in range(3)]


def workshop(site, **values) -> Session:
    return SessionFactory(activity=ActivityFactory(space=site.space), site=site, **values)


def kept(session: Session) -> list[str]:
    taking = Occupancy.objects.taking().filter(workshop=session)
    return list(taking.order_by("pk").values_list("workstation__label", flat=True))


def test_workshop_keeps_what_it_needs(site, stations):
    session = workshop(site, computers_needed=2)
    assert blocks.follow_all(timezone.now()) == 1
    assert kept(session) == [stations[0].label, stations[1].label]
    assert blocks.follow_all(timezone.now()) == 0
    with pytest.raises(room.Taken):
        room.reserve(
            stations[0], VisitorFactory(space=site.space), session.starts_at, session.ends_at
        )


def test_computers_follow_when_the_workshop_moves_or_changes(site, stations):
    session = workshop(site, computers_needed=1)
    now = timezone.now()
    blocks.follow_all(now)
    Session.objects.update(starts_at=session.starts_at + HOUR, computers_needed=3)
    blocks.follow_all(now)
    session.refresh_from_db()
    taking = Occupancy.objects.taking()
    assert {row.starts_at for row in taking} == {session.starts_at}
    assert len(kept(session)) == 3
    Session.objects.update(computers_needed=1)
    blocks.follow_all(now)
    assert kept(session) == [stations[0].label]
    Session.objects.update(state="cancelled")
    blocks.follow_all(now)
    assert kept(session) == []


def test_never_reserved_and_broken_computers_are_not_taken(site, stations):
    stations[0].is_reservable = False
    stations[0].save()
    repair = room.put_in_repair(stations[1])
    elsewhere = WorkstationFactory(site=SiteFactory(space=site.space))
    session = workshop(site, computers_needed=3)
    blocks.follow_all(timezone.now())
    assert kept(session) == [stations[2].label]
    room.end(repair)
    blocks.follow_all(timezone.now())
    assert elsewhere.label not in kept(session)
    assert sorted(kept(session)) == sorted([stations[1].label, stations[2].label])


def test_workshop_begins_and_ends_by_the_clock(site, stations):
    now = timezone.now()
    session = workshop(site, computers_needed=1, starts_at=now - HOUR / 2)
    blocks.follow_all(now)
    assert blocks.keep_clock(now) == 1
    row = Occupancy.objects.get(workshop=session)
    assert row.state == OccupancyState.RUNNING
    with pytest.raises(room.Taken):
        room.start(stations[0])
    assert blocks.keep_clock(session.ends_at) == 1
    row.refresh_from_db()
    assert (row.state, row.ends_at) == (OccupancyState.ENDED, session.ends_at)
    assert blocks.keep_clock(session.ends_at) == 0


def test_who_reserved_and_does_not_come_loses_the_computer(site, stations):
    now = timezone.now()
    visitor = VisitorFactory(space=site.space)
    room.reserve(stations[0], visitor, now + HOUR, now + 2 * HOUR)
    begun = now + HOUR
    assert blocks.keep_clock(begun) == 1
    assert blocks.keep_clock(begun + blocks.KEPT_FOR - timedelta(seconds=1)) == 0
    assert blocks.keep_clock(begun + blocks.KEPT_FOR) == 1
    room.start(stations[0], at=begun + blocks.KEPT_FOR)


def test_who_reserved_sits_down_until_the_reservation_ends(site, stations):
    now = timezone.now()
    visitor = VisitorFactory(space=site.space)
    booking = room.reserve(stations[0], visitor, now + HOUR / 12, now + 3 * HOUR)
    session = room.sit_reserved(booking, at=now + HOUR / 6)
    assert (session.kind, session.ends_at) == (OccupancyKind.SESSION, now + 3 * HOUR)
    with pytest.raises(TransitionRefused):
        room.sit_reserved(booking, at=now + HOUR / 6)


def test_computer_that_breaks_during_a_workshop_is_replaced(site, stations):
    now = timezone.now()
    session = workshop(site, computers_needed=1, starts_at=now - HOUR / 2)
    blocks.follow_all(now)
    room.put_in_repair(stations[0])
    blocks.follow_all(now)
    assert kept(session) == [stations[1].label]
