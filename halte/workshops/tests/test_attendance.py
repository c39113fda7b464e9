"""On the day: who came, who did not, who walked in; results; groups."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from halte.core.transitions import TransitionRefused
from halte.visitors.models import Visitor
from halte.workshops.domain import attendance, enrolments
from halte.workshops.domain.enrolments import ENROLMENT_TRANSITIONS
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Enrolment, HeadCount, Outcome, Session
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody

pytestmark = pytest.mark.django_db


def enrolled(number=1, *, session=None, **fields):
    session = session or SessionFactory(**fields)
    return enrolments.enrol([session], somebody(number), language="fr")[0]


def begun(row) -> Enrolment:
    """The same, ten minutes after the start."""
    start = timezone.now() - timedelta(minutes=10)
    Session.objects.filter(pk=row.session_id).update(
        starts_at=start, ends_at=start + timedelta(hours=2)
    )
    return Enrolment.objects.select_related("session__space").get(pk=row.pk)


def test_who_comes_early_is_here():
    assert attendance.mark_attended(enrolled()).state == "attended"


def test_nobody_has_missed_what_has_not_begun():
    row = enrolled()
    with pytest.raises(attendance.TooEarly):
        attendance.mark_absent(row)
    assert attendance.mark_absent(begun(row)).state == "absent"


def test_mistake_is_put_right():
    row = begun(enrolled())
    attendance.mark_absent(row)
    attendance.mark_attended(row)
    attendance.unmark(row)
    assert row.state == "confirmed"


def test_who_waits_and_comes_gets_a_seat_only_if_there_is_one():
    session = SessionFactory(capacity=1)
    first, second = enrolled(1, session=session), enrolled(2, session=session)
    with pytest.raises(attendance.NoSeat):
        attendance.mark_attended(second)
    Session.objects.filter(pk=session.pk).update(capacity=2)
    assert attendance.mark_attended(second).state == "attended"
    assert first.state == "confirmed"


def test_walk_in_takes_a_free_seat():
    session = SessionFactory(capacity=1)
    row = attendance.walk_in(session, somebody(), language="fr")
    assert (row.state, row.source) == ("attended", "walk_in")
    with pytest.raises(attendance.NoSeat):
        attendance.walk_in(session, somebody(2), language="fr")
    assert Visitor.objects.count() == 1


def test_walk_in_who_is_on_the_list_is_noticed():
    row = enrolled()
    with pytest.raises(enrolments.AlreadyEnrolled):
        attendance.walk_in(row.session, somebody(), language="fr")


def test_absence_fades_after_six_months():
    row = begun(enrolled())
    attendance.mark_absent(row)
    assert attendance.recent_absences([row]) == 1
    past = timezone.now() - attendance.ABSENCE_FADES - timedelta(days=1)
    Session.objects.update(starts_at=past - timedelta(hours=2), ends_at=past)
    row.refresh_from_db()
    assert attendance.recent_absences([row]) == 0


def test_outcome_is_noted_and_corrected():
    series, visitor = SeriesFactory(), enrolled().visitor
    attendance.note_outcome(series, visitor, result="finished", has_certificate=True)
    attendance.note_outcome(
        series, visitor, result="left", has_certificate=True, is_positive_exit=True
    )
    rows = Outcome.objects.values_list("result", "has_certificate", "is_positive_exit")
    assert list(rows) == [("left", False, True)]


def test_database_gives_no_certificate_to_who_left():
    series, visitor = SeriesFactory(), enrolled().visitor
    with pytest.raises(IntegrityError, match="certificate_needs_the_end"), transaction.atomic():
        Outcome.objects.create(
            series=series,
            space=series.space,
            visitor=visitor,
            result="left",
            has_certificate=True,
        )


def test_group_is_counted_and_invents_nobody():
    session = SessionFactory()
    heads = {("12_17", "women"): 7, ("12_17", "men"): 5, ("unknown", "unknown"): 0}
    attendance.record_group(
        session.space, day=date(2026, 11, 24), group="Class", heads=heads, session=session
    )
    rows = HeadCount.objects.order_by("pk").values_list("age_band", "gender", "heads")
    assert list(rows) == [("12_17", "women", 7), ("12_17", "men", 5)]
    assert Visitor.objects.count() == 0
    with pytest.raises(ValueError, match="one head"):
        attendance.record_group(session.space, day=date(2026, 11, 24), group="Class", heads={})


# ---- Verb by state ------------------------------------------------------------------------------

VERBS = {
    "confirm": enrolments.confirm,
    "cancel": enrolments.cancel,
    "attend": attendance.mark_attended,
    "miss": attendance.mark_absent,
    "unmark": attendance.unmark,
}


@pytest.mark.parametrize("state", EnrolmentState)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(verb, state):
    row = begun(enrolled(capacity=5))
    until = timezone.now() + timedelta(hours=1) if state == EnrolmentState.HELD else None
    Enrolment.objects.filter(pk=row.pk).update(state=state, held_until=until)
    row.refresh_from_db()
    sources, target = ENROLMENT_TRANSITIONS[verb]
    if state in sources:
        assert VERBS[verb](row).state == target
    else:
        with pytest.raises(TransitionRefused):
            VERBS[verb](row)
        assert Enrolment.objects.get().state == state


def test_walk_in_needs_a_session_that_takes_place():
    session = SessionFactory(state=SessionState.CANCELLED)
    with pytest.raises(enrolments.SessionCancelled):
        attendance.walk_in(session, somebody(), language="fr")
