"""Seats: asked for, held, passed on, given back; in the order of asking."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from halte.core.mail.models import Message
from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused
from halte.network.tests.factories import SiteFactory
from halte.visitors.models import Identity, Visitor
from halte.workshops.domain import enrolments
from halte.workshops.enums import EnrolmentState, SessionState, Source
from halte.workshops.models import Call, Enrolment, EnrolmentRules, Session
from halte.workshops.tests.factories import SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db


def enrol(session, number=1, **fields):
    """The n-th person asks for a seat."""
    contact = fields.pop("contact", None) or somebody(number)
    [row] = enrolments.enrol([session], contact, language="fr", **fields)
    return row


def states(session) -> list[str]:
    return list(session.enrolments.order_by("pk").values_list("state", flat=True))


def counted(session) -> tuple[int, int]:
    session.refresh_from_db()
    return session.taken, session.waiting


def test_seats_go_out_and_then_the_line_forms():
    session = SessionFactory(capacity=2)
    for number in range(1, 5):
        enrol(session, number)
    assert states(session) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert counted(session) == (2, 2)
    assert [enrolments.position(row) for row in session.enrolments.all()] == [0, 0, 1, 2]


def test_freed_seat_is_held_for_the_first_who_asked():
    session = SessionFactory(capacity=1)
    first, _second, _third = (enrol(session, number) for number in (1, 2, 3))
    enrolments.cancel(first)
    assert states(session) == ["cancelled", "held", "waiting"]
    assert counted(session) == (1, 1)


def test_held_seat_is_confirmed():
    session = SessionFactory(capacity=1)
    first, second = enrol(session, 1), enrol(session, 2)
    enrolments.cancel(first)
    second.refresh_from_db()
    second = enrolments.confirm(second)
    assert (states(session), second.held_until) == (["cancelled", "confirmed"], None)


def test_hold_that_is_over_passes_on():
    session = SessionFactory(capacity=1)
    first, second, third = (enrol(session, number) for number in (1, 2, 3))
    enrolments.cancel(first)
    later = timezone.now() + timedelta(hours=25)
    with pytest.raises(TransitionRefused):
        enrolments.confirm(second, now=later)
    assert enrolments.expire_holds(later) == 1
    assert enrolments.expire_holds(later) == 0
    assert states(session) == ["cancelled", "expired", "held"]
    third.refresh_from_db()
    assert third.held_until == later + timedelta(hours=24)


def test_hold_is_as_long_as_the_space_says_and_never_beyond_the_start():
    session = SessionFactory(capacity=1, starts_at=soon(3))
    EnrolmentRules.objects.create(space=session.space, hold_hours=48)
    first, second, third = (enrol(session, number) for number in (1, 2, 3))
    now = session.starts_at - timedelta(hours=60)
    with transaction.atomic():
        enrolments._move(Enrolment.objects.get(pk=first.pk), "cancel")
    enrolments.pass_on(session, now=now)
    second.refresh_from_db()
    assert second.held_until == now + timedelta(hours=48)
    enrolments.expire_holds(second.held_until)
    third.refresh_from_db()
    assert third.held_until == session.starts_at


def test_nothing_is_offered_once_the_session_has_begun():
    session = SessionFactory(capacity=1)
    first, _second = enrol(session, 1), enrol(session, 2)
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    enrolments.cancel(first)
    assert states(session) == ["cancelled", "waiting"]


def test_newcomer_stands_behind_who_waits():
    session = SessionFactory(capacity=1)
    first, _second = enrol(session, 1), enrol(session, 2)
    enrolments.cancel(first)
    enrol(session, 3)
    assert states(session) == ["cancelled", "held", "waiting"]


def test_kept_seats_are_for_those_who_are_sent_until_their_end():
    session = SessionFactory(
        capacity=2, kept_for_referrers=1, kept_until=timezone.now() + timedelta(days=1)
    )
    enrol(session, 1)
    enrol(session, 2)
    enrol(session, 3, source=Source.REFERRER)
    assert states(session) == ["confirmed", "waiting", "confirmed"]


def test_kept_seat_is_passed_on_after_its_end():
    session = SessionFactory(
        capacity=1, kept_for_referrers=1, kept_until=timezone.now() + timedelta(days=1)
    )
    enrol(session, 1)
    assert enrolments.pass_on(session) == []
    later = timezone.now() + timedelta(days=2)
    assert [row.state for row in enrolments.pass_on(session, now=later)] == ["held"]


def test_who_is_sent_stands_behind_the_line_once_seats_are_kept_no_more():
    end = timezone.now() + timedelta(days=1)
    session = SessionFactory(capacity=1, kept_for_referrers=1, kept_until=end)
    enrol(session, 1)
    enrol(session, 2, source=Source.REFERRER, now=end + timedelta(seconds=1))
    assert states(session) == ["waiting", "waiting"]


def test_what_moved_meanwhile_is_not_what_the_caller_had_read():
    session = SessionFactory()
    elsewhere = SiteFactory(space=session.space)
    assert session.site != elsewhere
    Session.objects.filter(pk=session.pk).update(site=elsewhere)
    with transaction.atomic():
        [locked] = enrolments.lock_sessions([session])
    assert locked.site == elsewhere


def test_seats_of_people_who_are_sent_are_counted():
    here, there = SessionFactory(capacity=2), SessionFactory()
    sent = [enrol(here, number, source=Source.REFERRER) for number in (1, 2, 3)]
    enrol(there, 4)

    def counts():
        return list(Session.objects.order_by("pk").values_list("taken", "taken_by_sent"))

    assert counts() == [(2, 2), (1, 0)]
    Enrolment.objects.filter(pk=sent[0].pk).update(session=there)
    assert counts() == [(1, 1), (2, 1)]
    Enrolment.objects.filter(pk=sent[0].pk).update(source=Source.PUBLIC)
    sent[1].delete()
    assert counts() == [(0, 0), (2, 0)]


def test_line_skips_who_may_not_take_the_seat():
    end = timezone.now() + timedelta(days=1)
    session = SessionFactory(capacity=2, kept_for_referrers=1, kept_until=end)
    enrol(session, 1)
    sent = enrol(session, 2, source=Source.REFERRER)
    enrol(session, 3)
    enrol(session, 4, source=Source.REFERRER)
    enrolments.cancel(sent)
    assert states(session) == ["confirmed", "cancelled", "waiting", "held"]


def test_same_person_is_not_enrolled_twice():
    session = SessionFactory()
    enrol(session, 1)
    with pytest.raises(enrolments.AlreadyEnrolled):
        enrol(session, 1)
    assert (Visitor.objects.count(), Identity.objects.count(), counted(session)) == (1, 1, (1, 0))


def test_who_gave_the_seat_back_may_ask_again_and_stands_last():
    session = SessionFactory(capacity=1)
    first, _second = enrol(session, 1), enrol(session, 2)
    enrolments.cancel(first)
    enrol(session, 1)
    assert states(session) == ["cancelled", "held", "waiting"]


def test_two_people_of_one_telephone_are_two():
    session = SessionFactory()
    enrol(session, contact=somebody(1, name="Ana"))
    enrol(session, contact=somebody(1, name="Bea"))
    assert Visitor.objects.count() == 2


def test_person_of_another_space_is_another_person():
    enrol(SessionFactory(), 1)
    enrol(SessionFactory(), 1)
    assert Visitor.objects.count() == 2


def test_overlapping_session_is_noticed_unless_it_is_meant():
    session = SessionFactory()
    other = SessionFactory(
        activity=session.activity,
        starts_at=session.starts_at + timedelta(hours=1),
    )
    enrol(session, 1)
    with pytest.raises(enrolments.Overlaps):
        enrol(other, 1)
    enrol(other, 1, overlap_is_meant=True)
    after = SessionFactory(activity=session.activity, starts_at=other.ends_at)
    enrol(after, 1)
    assert Enrolment.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "source", "refusal"),
    [
        ({"state": SessionState.DRAFT}, Source.PUBLIC, enrolments.NotOpen),
        ({"state": SessionState.CANCELLED}, Source.DESK, enrolments.SessionCancelled),
        ({"enrolment_opens_at": soon(1)}, Source.PUBLIC, enrolments.NotOpen),
        ({"enrolment_closes_at": soon(-1)}, Source.PUBLIC, enrolments.Closed),
        ({"starts_at": soon(-1)}, Source.PUBLIC, enrolments.Closed),
        ({"starts_at": soon(-1)}, Source.DESK, enrolments.Closed),
        ({"enrolment_opens_at": soon(1)}, Source.DESK, None),
    ],
)
def test_who_may_enrol_when(fields, source, refusal):
    session = SessionFactory(**fields)
    if refusal:
        with pytest.raises(refusal):
            enrol(session, 1, source=source)
        assert (Visitor.objects.count(), LogEntry.objects.count()) == (0, 0)
    else:
        enrol(session, 1, source=source)
        assert counted(session) == (1, 0)


def test_several_sessions_are_all_or_nothing_and_share_a_code():
    session = SessionFactory(capacity=1)
    other = SessionFactory(activity=session.activity, starts_at=soon(14))
    closed = SessionFactory(activity=session.activity, starts_at=soon(-7))
    with pytest.raises(enrolments.Closed):
        enrolments.enrol([session, other, closed], somebody(), language="fr")
    assert Enrolment.objects.count() == 0
    rows = enrolments.enrol([other, session], somebody(), language="fr")
    assert len({row.code for row in rows}) == 1


def test_database_refuses_one_seat_too_many():
    session = SessionFactory(capacity=1)
    enrol(session, 1)
    waiting = enrol(session, 2)
    with pytest.raises(IntegrityError, match="session_never_seats_too_many"), transaction.atomic():
        Enrolment.objects.filter(pk=waiting.pk).update(state=EnrolmentState.CONFIRMED)
    with pytest.raises(IntegrityError, match="session_never_seats_too_many"), transaction.atomic():
        Enrolment.objects.filter(pk=waiting.pk).update(
            state=EnrolmentState.HELD, held_until=timezone.now()
        )


def test_counts_follow_rows_that_move_and_go():
    here, there = SessionFactory(), SessionFactory()
    row = enrol(here, 1)
    Enrolment.objects.filter(pk=row.pk).update(session=there)
    assert (counted(here), counted(there)) == ((0, 0), (1, 0))
    row.delete()
    assert counted(there) == (0, 0)


def test_every_move_is_logged():
    session = SessionFactory(capacity=1)
    first, second = enrol(session, 1), enrol(session, 2)
    enrolments.cancel(first)
    enrolments.confirm(second)
    entries = LogEntry.objects.order_by("pk").values_list("object_id", "verb", "source", "target")
    assert list(entries) == [
        (first.pk, "enrol", "", "confirmed"),
        (second.pk, "enrol", "", "waiting"),
        (first.pk, "cancel", "confirmed", "cancelled"),
        (second.pk, "offer", "waiting", "held"),
        (second.pk, "confirm", "held", "confirmed"),
    ]


def test_who_has_no_address_is_called_and_no_more_once_answered():
    session = SessionFactory(capacity=1)
    first, second = enrol(session, 1), enrol(session, 2)
    enrolments.cancel(first)
    call = Call.objects.get()
    assert (call.enrolment_id, call.reason, call.done_at) == (second.pk, "seat_held", None)
    enrolments.confirm(second)
    call.refresh_from_db()
    assert call.done_at is not None
    assert Message.objects.count() == 0


def test_who_has_an_address_gets_mails():
    session = SessionFactory(capacity=1)
    first = enrol(session, 1)
    contact = somebody(2, phone="", email="two@example.org")
    second = enrol(session, contact=contact)
    enrolments.cancel(first)
    enrolments.confirm(second)
    sent = Message.objects.order_by("pk").values_list("to", "template")
    assert list(sent) == [
        ("two@example.org", "seat_asked"),
        ("two@example.org", "seat_held"),
        ("two@example.org", "seat_asked"),
    ]
    assert [bool(row.calendar) for row in Message.objects.order_by("pk")] == [False, False, True]
    assert Call.objects.count() == 0


def test_enrolling_costs_a_constant_number_of_queries():
    session = SessionFactory(capacity=50)
    costs = []
    enrol(session, 1)
    for number in (2, 3, 4):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            enrol(session, number)
        costs.append(len(captured))
    assert len(set(costs)) == 1
    assert costs[0] == 6
