"""Planning, publishing, changing, moving, cancelling; everybody concerned is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.core.mail.models import Message
from halte.core.transitions import TransitionRefused
from halte.network.tests.factories import SiteFactory
from halte.workshops.domain import enrolments, sessions
from halte.workshops.enums import SessionState
from halte.workshops.models import Call, Enrolment, Session
from halte.workshops.tests.factories import ActivityFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db


def full(*, waiting: int = 0, **fields):
    """A session of two seats with two people; the first has an address, the others call."""
    session = SessionFactory(capacity=2, **fields)
    people = [somebody(1, phone="", email="one@example.org")]
    people += [somebody(number) for number in range(2, 3 + waiting)]
    rows = [enrolments.enrol([session], person, language="fr")[0] for person in people]
    Message.objects.all().delete()
    session.refresh_from_db()
    return session, rows


def states(session) -> list[str]:
    return list(session.enrolments.order_by("pk").values_list("state", flat=True))


def told() -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Mails by address and template, calls by enrolment and reason."""
    mails = Message.objects.order_by("pk").values_list("to", "template")
    calls = Call.objects.filter(done_at=None).order_by("pk").values_list("enrolment_id", "reason")
    return list(mails), list(calls)


def test_series_is_planned_as_drafts():
    activity = ActivityFactory()
    site = SiteFactory(space=activity.space)
    spans = [(soon(days), soon(days) + timedelta(hours=2)) for days in (7, 14, 21)]
    series = sessions.plan_series(activity, spans, {"site": site, "capacity": 8}, is_whole=True)
    rows = series.sessions.values_list("starts_at", "capacity", "state")
    assert list(rows) == [(start, 8, "draft") for start, _end in spans]


def test_site_of_another_space_is_refused():
    plan = {"site": SiteFactory(), "capacity": 8, "starts_at": soon(), "ends_at": soon(8)}
    with pytest.raises(ValueError, match="another space"):
        sessions.plan_session(ActivityFactory(), plan)


def test_new_time_is_told_to_all_and_raises_the_sequence():
    session, rows = full(waiting=1)
    later = {"starts_at": soon(8), "ends_at": soon(8) + timedelta(hours=2)}
    changed = sessions.change_session(session, later)
    assert changed.sequence == 1
    assert told() == (
        [("one@example.org", "session_moved")],
        [(rows[1].pk, "moved"), (rows[2].pk, "moved")],
    )
    assert "SEQUENCE:1" in Message.objects.get().calendar


def test_moved_session_is_reminded_of_again_and_nothing_old_is_told():
    session, rows = full(waiting=1)
    enrolments.cancel(rows[1])
    Enrolment.objects.update(reminded_at=timezone.now())
    early = timezone.now() + timedelta(hours=2)
    for reason in ("reminder", "moved"):
        Call.objects.create(
            enrolment=rows[2], space=session.space, reason=reason, until=session.starts_at
        )
    sessions.change_session(session, {"starts_at": early})
    assert set(Enrolment.objects.values_list("reminded_at", flat=True)) == {None}
    held = Enrolment.objects.get(state="held")
    assert (held.pk, held.held_until) == (rows[2].pk, early)
    calls = Call.objects.filter(done_at=None).order_by("pk").values_list("reason", "until")
    assert list(calls) == [("seat_held", early), ("moved", early)]


def test_call_about_another_room_says_what_the_reminder_would_have_said():
    session, rows = full()
    Enrolment.objects.update(reminded_at=timezone.now())
    Call.objects.create(
        enrolment=rows[1], space=session.space, reason="reminder", until=session.starts_at
    )
    sessions.change_session(session, {"room": "2", "starts_at": session.starts_at})
    assert Enrolment.objects.filter(reminded_at=None).count() == 0
    assert told()[1] == [(rows[1].pk, "moved")]


@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_has_been_stays_as_it_was(state):
    past = timezone.now() - timedelta(hours=3)
    session = SessionFactory(state=state, starts_at=past)
    for act in (
        sessions.publish,
        sessions.withdraw,
        sessions.cancel_session,
        lambda row: sessions.change_session(row, {"capacity": 5}),
    ):
        with pytest.raises(sessions.Over):
            act(session)


def test_date_is_moved_to_what_lies_ahead():
    session = SessionFactory(starts_at=timezone.now() - timedelta(minutes=5))
    with pytest.raises(sessions.NotAhead):
        sessions.change_session(session, {"starts_at": timezone.now() - timedelta(minutes=1)})
    changes = {"ends_at": session.ends_at + timedelta(hours=1), "starts_at": session.starts_at}
    assert sessions.change_session(session, changes).ends_at == changes["ends_at"]


def test_session_is_not_moved_to_a_site_of_another_space():
    with pytest.raises(ValueError, match="another space"):
        sessions.change_session(SessionFactory(), {"site": SiteFactory()})


def test_what_nobody_was_told_of_is_not_told():
    session, _rows = full()
    changed = sessions.change_session(session, {"computers_needed": 2, "room": session.room})
    assert (changed.sequence, told()) == (0, ([], []))


def test_draft_is_changed_in_silence():
    session = SessionFactory(state=SessionState.DRAFT)
    sessions.change_session(session, {"starts_at": soon(3)})
    assert told() == ([], [])


def test_more_seats_go_to_those_who_wait():
    session, _rows = full(waiting=2)
    sessions.change_session(session, {"capacity": 3})
    assert states(session) == ["confirmed", "confirmed", "held", "waiting"]


def test_fewer_seats_than_people_need_a_choice_and_change_nothing_without():
    session, rows = full(waiting=1)
    with pytest.raises(sessions.TooManySeated) as refused:
        sessions.change_session(session, {"capacity": 1})
    assert (refused.value.seated, refused.value.capacity) == (2, 1)
    assert (Session.objects.get().capacity, states(session)) == (
        2,
        ["confirmed", "confirmed", "waiting"],
    )
    sessions.change_session(session, {"capacity": 1}, giving_up=[rows[0]])
    assert states(session) == ["waiting", "confirmed", "waiting"]
    assert told() == ([("one@example.org", "seat_given_up")], [])
    assert enrolments.position(session.enrolments.get(pk=rows[0].pk)) == 1


def test_nobody_of_another_session_is_made_to_wait():
    session, _rows = full()
    _other, others = full()
    with pytest.raises(sessions.TooManySeated):
        sessions.change_session(session, {"capacity": 1}, giving_up=others)


def test_cancelled_session_calls_everybody_off_and_tells_them():
    session, rows = full(waiting=1)
    sessions.cancel_session(session, note="The trainer is ill")
    session.refresh_from_db()
    assert (session.state, session.taken, session.waiting, session.sequence) == (
        "cancelled",
        0,
        0,
        1,
    )
    assert states(session) == ["called_off"] * 3
    assert told() == (
        [("one@example.org", "session_cancelled")],
        [(rows[1].pk, "cancelled"), (rows[2].pk, "cancelled")],
    )
    assert "STATUS:CANCELLED" in Message.objects.get().calendar


def test_calls_that_have_no_object_any_more_are_done():
    session, rows = full(waiting=1)
    enrolments.cancel(rows[1])
    sessions.cancel_session(session)
    assert told()[1] == [(rows[2].pk, "cancelled")]


def test_cancelled_session_is_not_changed():
    session = SessionFactory(state=SessionState.CANCELLED)
    with pytest.raises(TransitionRefused):
        sessions.change_session(session, {"capacity": 5})


def test_session_with_people_is_not_hidden():
    session, rows = full()
    with pytest.raises(sessions.StillEnrolled):
        sessions.withdraw(session)
    for row in rows:
        enrolments.cancel(row)
    assert sessions.withdraw(session).state == "draft"


@pytest.mark.parametrize("state", SessionState)
@pytest.mark.parametrize("verb", ["publish", "withdraw", "cancel_session"])
def test_every_verb_from_every_state(verb, state):
    allowed = {
        ("publish", "draft"): "published",
        ("withdraw", "published"): "draft",
        ("cancel_session", "draft"): "cancelled",
        ("cancel_session", "published"): "cancelled",
    }
    session = SessionFactory(state=state)
    act = getattr(sessions, verb)
    if (verb, state.value) in allowed:
        assert act(session).state == allowed[verb, state.value]
    else:
        with pytest.raises(TransitionRefused):
            act(session)
        assert Session.objects.get().state == state


def test_only_parts_of_the_plan_are_changed():
    with pytest.raises(ValueError, match="taken"):
        sessions.change_session(SessionFactory(), {"taken": 0})


def test_kept_seats_end_before_what_they_are_kept_for():
    session = SessionFactory()
    changes = {"kept_for_referrers": 1, "kept_until": timezone.now() + timedelta(days=1)}
    assert sessions.change_session(session, changes).kept_for_referrers == 1
