"""Whatever people do in whatever order: seats and line stay what they promise."""

from datetime import datetime, timedelta

from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from halte.core.transitions import TransitionRefused
from halte.workshops.domain import attendance, enrolments, sessions
from halte.workshops.enums import Source
from halte.workshops.models import Session
from halte.workshops.tests.factories import SessionFactory, somebody, soon

SEATED = {"held", "confirmed", "attended", "absent"}


class Seats(RuleBasedStateMachine):
    """One session of few seats, seen from outside: people by number, in the order of asking."""

    def __init__(self):
        super().__init__()
        self.session = SessionFactory(capacity=2, starts_at=soon(30))
        self.now: datetime = timezone.now()
        self.people = 0

    def rows(self, *states):
        rows = self.session.enrolments.order_by("pk")
        return list(rows.filter(state__in=states) if states else rows)

    @rule(sent=st.booleans())
    def ask(self, sent):
        self.people += 1
        source = Source.REFERRER if sent else Source.PUBLIC
        enrolments.enrol([self.session], somebody(self.people), language="fr", source=source)

    @precondition(lambda self: self.rows("waiting", "held", "confirmed"))
    @rule(data=st.data())
    def give_back(self, data):
        row = data.draw(st.sampled_from(self.rows("waiting", "held", "confirmed")))
        enrolments.cancel(row)

    @precondition(lambda self: self.rows("held"))
    @rule(data=st.data())
    def answer(self, data):
        row = data.draw(st.sampled_from(self.rows("held")))
        if row.held_until <= self.now:
            return
        enrolments.confirm(row, now=self.now)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        enrolments.expire_holds(self.now)

    @rule(capacity=st.integers(1, 5))
    def change_capacity(self, capacity):
        taken = Session.objects.get(pk=self.session.pk).taken
        giving_up = self.rows("held", "confirmed")[::-1][: max(0, taken - capacity)]
        try:
            sessions.change_session(self.session, {"capacity": capacity}, giving_up=giving_up)
        except sessions.TooManySeated:
            assert taken > capacity

    @precondition(lambda self: self.rows("waiting", "held", "confirmed"))
    @rule(data=st.data())
    def come(self, data):
        row = data.draw(st.sampled_from(self.rows("waiting", "held", "confirmed")))
        try:
            attendance.mark_attended(row, now=self.session.starts_at - timedelta(hours=1))
        except attendance.NoSeat:
            assert row.state == "waiting"
        except TransitionRefused as refused:
            raise AssertionError(refused.verb) from refused

    @precondition(lambda self: self.rows("attended"))
    @rule(data=st.data())
    def was_a_mistake(self, data):
        row = data.draw(st.sampled_from(self.rows("attended")))
        attendance.unmark(row, now=self.now)

    @invariant()
    def counts_are_those_of_the_rows(self):
        session = Session.objects.get(pk=self.session.pk)
        rows = self.rows()
        assert session.taken == sum(row.state in SEATED for row in rows)
        assert session.waiting == sum(row.state == "waiting" for row in rows)
        assert session.taken <= session.capacity

    @invariant()
    def no_seat_stays_empty_while_somebody_waits(self):
        session = Session.objects.get(pk=self.session.pk)
        assert session.free == 0 or session.waiting == 0

    @invariant()
    def held_seats_have_an_end(self):
        assert all((row.state == "held") == bool(row.held_until) for row in self.rows())


class TestSeats(Seats.TestCase, TestCase):
    settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
