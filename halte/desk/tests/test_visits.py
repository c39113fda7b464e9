"""Arriving, leaving, putting right."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from halte.core import rows
from halte.desk.domain import room, visits
from halte.desk.enums import Leaving, OccupancyState
from halte.desk.models import Exclusion, Visit
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.network.tests.factories import SpaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open_rows(request):
    with rows.everything("tests of the desk"):
        yield


def test_somebody_known_arrives_and_her_terms_begin_anew(django_assert_max_num_queries):
    visitor = VisitorFactory(seen_at=timezone.now() - timedelta(days=300))
    with django_assert_max_num_queries(5):
        visit = visits.arrive(visitor.space, visitor=visitor, purposes=["printing"])
    visitor.refresh_from_db()
    assert visitor.seen_at == visit.arrived_at
    assert list(Visit.objects.present()) == [visit]


def test_same_entry_counts_once():
    space, entry = SpaceFactory(), uuid4()
    first = visits.arrive(space, heads=12, purposes=["learning"], entry=entry)
    again = visits.arrive(space, heads=12, purposes=["learning"], entry=entry)
    assert first == again


def test_person_is_here_once():
    visitor = VisitorFactory()
    first = visits.arrive(visitor.space, visitor=visitor, purposes=["other"])
    with pytest.raises(visits.AlreadyHere) as refused:
        visits.arrive(visitor.space, visitor=visitor, purposes=["other"])
    assert refused.value.visit == first
    visits.leave(first)
    visits.arrive(visitor.space, visitor=visitor, purposes=["other"])


@pytest.mark.parametrize("purposes", [[], ["dancing"], ["other", "dancing"]])
def test_unknown_purposes_are_refused(purposes):
    with pytest.raises(visits.UnknownPurpose):
        visits.arrive(SpaceFactory(), purposes=purposes)


@pytest.mark.parametrize("away", [timedelta(hours=1), -timedelta(days=40)])
def test_times_far_off_are_refused(away):
    with pytest.raises(visits.WrongTime):
        visits.arrive(SpaceFactory(), purposes=["other"], at=timezone.now() + away)


def test_excluded_person_is_refused_until_the_day_after():
    visitor, today = VisitorFactory(), timezone.localdate()
    given = {"visitor": visitor, "space": visitor.space, "reason": "threat"}
    exclusion = Exclusion.objects.create(**given, first=today, last=today)
    with pytest.raises(visits.Excluded):
        visits.arrive(visitor.space, visitor=visitor, purposes=["other"])
    exclusion.first = exclusion.last = today - timedelta(days=1)
    exclusion.save()
    visits.arrive(visitor.space, visitor=visitor, purposes=["other"])


def test_leaving_frees_the_computer_and_is_said_once():
    station = WorkstationFactory()
    visit = visits.arrive(station.space, purposes=["computer"])
    session = room.start(station, visit=visit)
    visits.leave(visit)
    session.refresh_from_db()
    assert session.state == OccupancyState.ENDED
    with pytest.raises(visits.AlreadyLeft):
        visits.leave(visit)


def test_entry_is_put_right_and_counts_follow():
    visit = visits.arrive(SpaceFactory(), purposes=["other"])
    ago = timezone.now() - timedelta(hours=2)
    row = visits.correct(visit, purposes=["printing"], arrived_at=ago, left_at=timezone.now())
    assert (row.purposes, row.leaving) == (["printing"], Leaving.SAID)
    with pytest.raises(visits.WrongTime):
        visits.correct(visit, left_at=ago - timedelta(minutes=1))


def test_deleted_visit_counts_nowhere_and_comes_back():
    visitor = VisitorFactory()
    visit = visits.arrive(visitor.space, visitor=visitor, purposes=["other"])
    visits.delete(visit)
    assert not Visit.objects.counted().exists()
    assert visits.forget_deleted(timezone.now()) == 0
    visits.restore(visit)
    assert Visit.objects.counted().get() == visit
    visits.delete(visit)
    visits.arrive(visitor.space, visitor=visitor, purposes=["other"])
    with pytest.raises(visits.AlreadyHere):
        visits.restore(visit)
    assert visits.forget_deleted(timezone.now() + timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_visit():
    visitor, gate, said = VisitorFactory(), Barrier(4), []

    def arrive():
        try:
            gate.wait()
            with rows.everything("a tab"):
                visits.arrive(visitor.space, visitor=visitor, purposes=["other"])
            said.append("here")
        except visits.AlreadyHere:
            said.append("already")
        finally:
            connection.close()

    tabs = [Thread(target=arrive) for _number in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(said) == ["already"] * 3 + ["here"]
    assert Visit.objects.count() == 1
