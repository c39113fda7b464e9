"""The day before, and work on many rows of which one fails."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.workshops import jobs, telling
from halte.workshops.domain import enrolments, reminders
from halte.workshops.domain.one_by_one import SomeFailed
from halte.workshops.models import Enrolment, Session
from halte.workshops.tests.factories import SessionFactory, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """Three people of one session."""
    session = SessionFactory(capacity=3)
    return [enrolments.enrol([session], somebody(n), language="fr")[0] for n in (1, 2, 3)]


def day_before(session):
    return timezone.localtime(session.starts_at) - timedelta(days=1)


def test_everybody_is_reminded_once_by_day(rows):
    day = day_before(rows[0].session)
    assert reminders.remind(day.replace(hour=8)) == 0
    assert reminders.remind(day) == 3
    assert reminders.remind(day) == 0


def test_who_cannot_be_reminded_stops_nobody_and_is_not_named(rows, monkeypatch, caplog):
    def fail_for_the_first(row):
        if row.pk == rows[0].pk:
            raise ValueError(f"{row.visitor.identity.name} has no address")

    monkeypatch.setattr(telling, "reminded", fail_for_the_first)
    with pytest.raises(SomeFailed, match="1 failed, 2 done"):
        reminders.remind(day_before(rows[0].session))
    assert [row.pk for row in Enrolment.objects.filter(reminded_at=None)] == [rows[0].pk]
    [record] = caplog.records
    assert record.facts == {
        "what": "reminder of an enrolment",
        "row": rows[0].pk,
        "fault": "ValueError",
    }
    assert "Person" not in f"{record.__dict__}"


def test_session_that_moved_meanwhile_is_not_tomorrow(rows, monkeypatch):
    day = day_before(rows[0].session)

    def all_and_move(keys, act, *, what):
        found = list(keys)
        Session.objects.update(
            starts_at=day + timedelta(days=9), ends_at=day + timedelta(days=9, hours=1)
        )
        return sum(act(key) for key in found)

    monkeypatch.setattr(reminders, "one_by_one", all_and_move)
    assert reminders.remind(day) == 0


def test_hold_that_cannot_end_stops_no_other_and_kept_seats_go_out(monkeypatch):
    held = []
    for number in (1, 3, 5):
        session = SessionFactory(capacity=1)
        first, second = (
            enrolments.enrol([session], somebody(number + n), language="fr")[0] for n in (0, 1)
        )
        enrolments.cancel(first)
        held.append(second)
    kept = SessionFactory(capacity=1)
    waiting = enrolments.enrol([kept], somebody(9), language="fr")[0]
    Enrolment.objects.filter(pk=waiting.pk).update(state="waiting")
    past = timezone.now() - timedelta(hours=1)
    Session.objects.filter(pk=kept.pk).update(kept_for_referrers=1, kept_until=past)
    Enrolment.objects.filter(state="held").update(held_until=past)

    def fail_for_the_first(row):
        if row.pk == held[0].pk:
            raise ValueError

    monkeypatch.setattr(telling, "no_longer_to_call", fail_for_the_first)
    with pytest.raises(SomeFailed, match="1 failed, 2 done"):
        jobs.pass_on_seats(0)
    for row in [*held, waiting]:
        row.refresh_from_db()
    assert [row.state for row in [*held, waiting]] == ["held", "expired", "expired", "held"]
