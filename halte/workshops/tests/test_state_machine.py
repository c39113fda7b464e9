"""Whatever people do in whatever order: seats and line stay what they promise."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from halte.core.transitions import TransitionRefused
from halte.workshops.domain import attendance, enrolments, sessions
from halte.workshops.enums import Source
from halte.workshops.models import Session
from halte.workshops.tests.factories import SessionFactory, somebody, soon

SEATED = {"held", "confirmed", "attended", "absent"}
OPEN = ("waiting", "held", "confirmed")


class Seats(RuleBasedStateMachine):
    """One session of three seats, one kept for organisations at first, seen from outside.

    People have numbers, in the order of asking. The clock is the machine's own, for all.
    """

    def __init__(self):
        super().__init__()
        self.now: datetime = timezone.now()
        self.clock = patch("django.utils.timezone.now", lambda: self.now)
        self.clock.start()
        kept = {"kept_for_referrers": 1, "kept_until": self.now + timedelta(days=4)}
        self.session = SessionFactory(capacity=3, starts_at=soon(30), **kept)
        self.people = 0
        self.seen: dict[int, str] = {}
        self.is_on = True

    def teardown(self):
        self.clock.stop()

    # ---- What the rules need ----

    @property
    def is_before(self):
        return self.now < self.session.starts_at

    @property
    def is_the_day(self):
        return self.now >= self.session.starts_at - timedelta(hours=1)

    def has(self, *states):
        return any(state in states for state in self.seen.values())

    def one(self, data, *states):
        rows = self.session.enrolments.filter(state__in=states).order_by("pk")
        return data.draw(st.sampled_from(list(rows)))

    def until(self, moment):
        """Time passes, and the jobs run."""
        self.now = moment
        enrolments.expire_holds(self.now)
        enrolments.free_kept_seats(self.now)

    # ---- What happens ----

    @precondition(lambda self: self.is_on and self.is_before)
    @rule(sent=st.booleans())
    def ask(self, sent):
        self.people += 1
        source = Source.REFERRER if sent else Source.PUBLIC
        enrolments.enrol([self.session], somebody(self.people), language="fr", source=source)

    @precondition(lambda self: self.has(*OPEN))
    @rule(data=st.data())
    def give_back(self, data):
        enrolments.cancel(self.one(data, *OPEN))

    @precondition(lambda self: self.has("held") and self.is_before)
    @rule(data=st.data(), in_time=st.booleans())
    def answer(self, data, in_time):
        row = self.one(data, "held")
        if in_time:
            enrolments.confirm(row)
            return
        self.now = row.held_until
        with pytest.raises(TransitionRefused):
            enrolments.confirm(row)
        self.until(self.now)

    @precondition(lambda self: not self.is_the_day)
    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.until(self.now + timedelta(hours=hours))

    @precondition(lambda self: self.people >= 3 and not self.is_the_day)
    @rule()
    def the_day_comes(self):
        self.until(self.session.starts_at - timedelta(hours=1))

    @precondition(lambda self: self.people >= 3 and self.is_before)
    @rule()
    def it_begins(self):
        self.until(self.session.starts_at)

    @precondition(lambda self: self.is_on)
    @rule(capacity=st.integers(1, 5))
    def change_capacity(self, capacity):
        taken = Session.objects.get(pk=self.session.pk).taken
        movable = self.session.enrolments.filter(state__in=["held", "confirmed"]).order_by("-pk")
        giving_up = list(movable[: max(0, taken - capacity)])
        is_enough = taken - len(giving_up) <= capacity
        try:
            sessions.change_session(self.session, {"capacity": capacity}, giving_up=giving_up)
        except sessions.TooManySeated:
            assert not is_enough
        else:
            assert is_enough

    @precondition(lambda self: self.people >= 5 and self.is_on)
    @rule()
    def call_off(self):
        sessions.cancel_session(self.session)
        self.is_on = False

    @precondition(lambda self: self.is_the_day and self.has(*OPEN, "absent"))
    @rule(data=st.data())
    def come(self, data):
        row = self.one(data, *OPEN, "absent")
        try:
            attendance.mark_attended(row)
        except attendance.NoSeat:
            assert row.state == "waiting"

    @precondition(lambda self: self.is_on and self.is_the_day)
    @rule()
    def walk_in(self):
        self.people += 1
        free = Session.objects.get(pk=self.session.pk).free
        try:
            attendance.walk_in(self.session, somebody(self.people), language="fr")
        except attendance.NoSeat:
            assert free == 0
        else:
            assert free > 0

    @precondition(lambda self: not self.is_before and self.has("confirmed", "attended"))
    @rule(data=st.data())
    def stay_away(self, data):
        attendance.mark_absent(self.one(data, "confirmed", "attended"))

    @precondition(lambda self: self.has("attended", "absent"))
    @rule(data=st.data())
    def was_a_mistake(self, data):
        row = self.one(data, "attended", "absent")
        if self.is_on:
            attendance.unmark(row)
            return
        with pytest.raises(TransitionRefused):
            attendance.unmark(row)

    @rule()
    def jobs_run_again(self):
        self.until(self.now)

    # ---- What always holds ----

    @invariant()
    def promises_are_kept(self):
        session = Session.objects.get(pk=self.session.pk)
        rows = list(session.enrolments.order_by("pk"))
        before, self.seen = self.seen, {row.pk: row.state for row in rows}
        counts_are_those_of(session, rows)
        assert all((row.state == "held") == bool(row.held_until) for row in rows)
        if not self.is_on:
            assert not self.has(*OPEN)
            return
        kept = still_kept(session, rows, self.now)
        if self.is_before:
            nobody_waits_for_a_free_seat(session, rows, kept)
        gained = [row for row in rows if row.state in OPEN[1:]]
        gained = [row for row in gained if before.get(row.pk, "waiting") == "waiting"]
        lines = [row for row in rows if row.state == before.get(row.pk) == "waiting"]
        is_keeping = self.now < session.kept_until
        for winner in gained:
            assert is_sent(winner) or session.free >= kept
            assert not any(could_be_before(row, winner, is_keeping) for row in lines)


def is_sent(row) -> bool:
    return row.source == Source.REFERRER


def counts_are_those_of(session, rows):
    assert session.taken == sum(row.state in SEATED for row in rows)
    assert session.waiting == sum(row.state == "waiting" for row in rows)
    assert session.taken <= session.capacity


def still_kept(session, rows, now) -> int:
    if now >= session.kept_until:
        return 0
    sent = sum(is_sent(row) and row.state in SEATED for row in rows)
    return max(0, session.kept_for_referrers - sent)


def nobody_waits_for_a_free_seat(session, rows, kept):
    waiting = [row for row in rows if row.state == "waiting"]
    if any(is_sent(row) for row in waiting):
        assert session.free == 0
    elif waiting:
        assert session.free <= kept


def could_be_before(row, winner, is_keeping) -> bool:
    """Whether somebody asked earlier, waits, and could have had the seat that another got."""
    is_fit = is_sent(row) or not is_sent(winner) or not is_keeping
    return row.pk < winner.pk and is_fit


class TestSeats(Seats.TestCase, TestCase):
    # Shrinking what fails would take minutes.
    settings = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
