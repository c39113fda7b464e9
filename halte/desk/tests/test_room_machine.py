"""Whatever happens in the room in whatever order: nothing overlaps, nothing is lost."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from halte.core import rows
from halte.core.transitions import TransitionRefused
from halte.desk.domain import blocks, room
from halte.desk.domain.visits import leave
from halte.desk.ends import NoTime
from halte.desk.models import Occupancy, Visit, Workstation
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.network.tests.factories import SiteFactory
from halte.workshops.models import Session
from halte.workshops.tests.factories import ActivityFactory, SessionFactory
from halte.workshops.tests.test_concurrency import at_once, failures

REFUSED = (room.RoomRefused, NoTime, TransitionRefused)
MINUTES = st.integers(1, 240).map(lambda number: timedelta(minutes=number))
STATIONS = st.integers(0, 2)


class Room(RuleBasedStateMachine):
    """Three computers, one of them never reserved; the clock is the machine's own."""

    def __init__(self):
        super().__init__()
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.clock = patch("django.utils.timezone.now", lambda: self.now)
        self.clock.start()
        self.opened = rows.everything("tests of the desk")
        self.opened.__enter__()
        site = SiteFactory()
        self.space = site.space
        self.stations = [WorkstationFactory(site=site, is_reservable=n > 0) for n in range(3)]
        self.visitor = VisitorFactory(space=self.space)
        activity = ActivityFactory(space=self.space)
        self.workshop = SessionFactory(
            activity=activity, site=site, starts_at=self.now + timedelta(hours=3)
        )

    def teardown(self):
        # The next machine finds an empty room.
        Occupancy.objects.all().delete()
        Session.objects.all().delete()
        self.opened.__exit__(None, None, None)
        self.clock.stop()

    def one(self, data, **asked) -> Occupancy | None:
        found = list(Occupancy.objects.taking().filter(**asked).order_by("pk"))
        return data.draw(st.sampled_from(found)) if found else None

    @rule(number=STATIONS, is_known=st.booleans())
    def sit_down(self, number, is_known):
        visit = None
        if is_known:
            visit = Visit.objects.create(
                space=self.space, purposes=["computer"], arrived_at=self.now
            )
        try_to(room.start, self.stations[number], visit=visit)

    @rule(data=st.data())
    def more_time(self, data):
        if row := self.one(data, kind="session"):
            before = row.ends_at
            longer = try_to(room.extend, row)
            assert longer is None or longer.ends_at > before

    @rule(data=st.data())
    def end(self, data):
        if row := self.one(data):
            try_to(room.end, row)

    @rule(data=st.data(), number=STATIONS)
    def change(self, data, number):
        if row := self.one(data, kind="session"):
            try_to(room.change_computer, row, self.stations[number])

    @rule(data=st.data())
    def go(self, data):
        if row := self.one(data, kind="session", visit__isnull=False):
            leave(row.visit)

    @rule(number=STATIONS, begins=MINUTES, length=MINUTES)
    def reserve(self, number, begins, length):
        start = self.now + begins
        try_to(room.reserve, self.stations[number], self.visitor, start, start + length)

    @rule(data=st.data())
    def come_for_it(self, data):
        if row := self.one(data, kind="booking"):
            try_to(room.sit_reserved, row)

    @rule(number=STATIONS)
    def breaks(self, number):
        try_to(room.put_in_repair, self.stations[number])

    @rule(needed=st.integers(0, 3), moved=st.integers(-60, 60))
    def plan_changes(self, needed, moved):
        start = self.workshop.starts_at + timedelta(minutes=moved)
        self.workshop.starts_at, self.workshop.ends_at = start, start + timedelta(hours=1)
        self.workshop.computers_needed = needed
        self.workshop.save()

    @rule(passed=MINUTES)
    def time_passes(self, passed):
        self.now += passed
        blocks.follow_all(self.now)
        blocks.keep_clock(self.now)

    @invariant()
    def nothing_overlaps(self):
        for station in self.stations:
            taken = list(Occupancy.objects.taking().filter(workstation=station).order_by("during"))
            for first, second in pairwise(taken):
                assert first.ends_at is not None or first.kind == "repair"
                assert first.ends_at is None or first.ends_at <= second.starts_at
            running = [row for row in taken if row.state == "running"]
            assert sum(row.kind in {"session", "repair"} for row in running) <= 1

    @invariant()
    def never_reserved_is_never_reserved(self):
        kept = Occupancy.objects.filter(workstation=self.stations[0])
        assert not kept.filter(kind__in=["booking", "workshop"]).exists()

    @invariant()
    def workshop_has_no_more_than_it_needs_once_jobs_ran(self):
        blocks.follow_all(self.now)
        session = Session.objects.get(pk=self.workshop.pk)
        wanted = session.computers_needed if session.ends_at > self.now else 0
        assert Occupancy.objects.taking().filter(workshop=session).count() <= wanted


def try_to(act, *given, **more):
    """What an act answers; None when it refuses in one of the ways that it names."""
    try:
        return act(*given, **more)
    except REFUSED:
        return None


class TestRoom(Room.TestCase, TestCase):
    settings = settings(
        max_examples=10, stateful_step_count=15, deadline=None, phases=[Phase.generate]
    )


@pytest.mark.django_db(transaction=True)
def test_many_who_want_one_computer_at_once():
    station = WorkstationFactory()

    def sit() -> Occupancy:
        with rows.everything("tests of the desk"):
            return room.start(Workstation.objects.get(pk=station.pk))

    results = at_once(*[sit] * 8)
    assert failures(results, room.Taken) == []
    assert sum(isinstance(result, Occupancy) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_change_places_at_once_wait_in_no_circle():
    first, second = WorkstationFactory(), WorkstationFactory()
    with rows.everything("tests of the desk"):
        sessions = [room.start(first), room.start(second)]

    def change(row, to):
        with rows.everything("tests of the desk"):
            return room.change_computer(row, to)

    results = at_once(
        lambda: change(sessions[0], second),
        lambda: change(sessions[1], first),
        lambda: change(sessions[0], second),
    )
    assert failures(results, *REFUSED) == []
