"""On the day: who came, who did not, who walked in; results; groups."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from halte.network.tests.factories import SpaceFactory
from halte.visitors.models import Visitor
from halte.workshops.domain import attendance, enrolments
from halte.workshops.enums import SessionState
from halte.workshops.models import Enrolment, HeadCount, Outcome, Session
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody

pytestmark = pytest.mark.django_db


def enrolled(number=1, *, session=None, **fields):
    session = session or SessionFactory(**fields)
    return enrolments.enrol([session], somebody(number), language="fr")[0]


def early(session) -> datetime:
    """An hour before the start."""
    return session.starts_at - timedelta(hours=1)


def here(row) -> Enrolment:
    """Somebody who came an hour early."""
    return attendance.mark_attended(row, now=early(row.session))


def walk_in(session, number=1) -> Enrolment:
    return attendance.walk_in(session, somebody(number), language="fr", now=early(session))


def begun(row) -> Enrolment:
    """The same, ten minutes after the start."""
    start = timezone.now() - timedelta(minutes=10)
    Session.objects.filter(pk=row.session_id).update(
        starts_at=start, ends_at=start + timedelta(hours=2)
    )
    return Enrolment.objects.select_related("session__space").get(pk=row.pk)


def test_who_comes_early_is_here_on_the_day_and_not_before():
    row = enrolled()
    night = timezone.localtime(row.session.starts_at).replace(hour=0, minute=0)
    with pytest.raises(attendance.BeforeTheDay):
        attendance.mark_attended(row, now=night - timedelta(seconds=1))
    assert attendance.mark_attended(row, now=night).state == "attended"


def test_who_came_is_not_called_any_more():
    session = SessionFactory(capacity=1)
    first, second = enrolled(1, session=session), enrolled(2, session=session)
    enrolments.cancel(first)
    second.refresh_from_db()
    assert (second.state, second.calls.filter(done_at=None).count()) == ("held", 1)
    here(second)
    assert second.calls.filter(done_at=None).count() == 0


def test_mark_locks_the_session_before_the_row(django_assert_max_num_queries):
    row = begun(enrolled())
    for act in (attendance.mark_absent, attendance.mark_attended, attendance.unmark):
        with django_assert_max_num_queries(20) as asked:
            act(row)
        locks = [each["sql"] for each in asked if "FOR UPDATE" in each["sql"]]
        assert '"workshops_enrolment"' in locks[1]
        assert 'FROM "workshops_session"' in locks[0]


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


def test_mistake_puts_everybody_back_where_they_stood():
    session = SessionFactory(capacity=2)
    rows = [enrolled(number, session=session) for number in (1, 2, 3, 4)]
    enrolments.cancel(rows[0])
    Session.objects.filter(pk=session.pk).update(capacity=3)
    for row in rows[1:]:
        row.refresh_from_db()
    stood = [row.state for row in rows[1:]]
    assert stood == ["confirmed", "held", "waiting"]
    for row in rows[1:]:
        here(row)
    # Nobody is offered the seat again when all are taken.
    Session.objects.filter(pk=session.pk).update(capacity=4)
    other = walk_in(session, 9)
    for row in [*rows[1:], other]:
        attendance.unmark(row, now=session.starts_at)
    assert [row.state for row in rows[1:]] == stood
    assert (other.state, rows[3].held_until) == ("cancelled", None)


def test_seat_of_a_mark_that_was_a_mistake_is_offered():
    session = SessionFactory(capacity=1)
    one = walk_in(session)
    two = enrolled(2, session=session)
    attendance.unmark(one)
    two.refresh_from_db()
    assert two.state == "held"


def test_kept_seat_is_not_for_who_waits():
    session = SessionFactory(capacity=1)
    Session.objects.update(kept_for_referrers=1, kept_until=session.starts_at)
    row = enrolled(session=Session.objects.select_related("space").get())
    before = session.starts_at - timedelta(minutes=1)
    assert row.state == "waiting"
    with pytest.raises(attendance.NoSeat):
        attendance.mark_attended(row, now=before)
    assert attendance.mark_attended(row, now=session.starts_at).state == "attended"


def test_who_waits_and_comes_gets_a_seat_only_if_there_is_one():
    session = SessionFactory(capacity=1)
    first, second = enrolled(1, session=session), enrolled(2, session=session)
    with pytest.raises(attendance.NoSeat):
        here(second)
    Session.objects.filter(pk=session.pk).update(capacity=2)
    assert here(second).state == "attended"
    assert first.state == "confirmed"


def test_walk_in_is_recorded_from_the_day_on_for_two_weeks():
    session = SessionFactory(capacity=5)
    night = timezone.localtime(session.starts_at).replace(hour=0)
    last = session.ends_at + timedelta(days=14)
    for number, (moment, refused) in enumerate(
        [
            (night - timedelta(seconds=1), attendance.BeforeTheDay),
            (night, None),
            (last - timedelta(seconds=1), None),
            (last, enrolments.Closed),
        ]
    ):
        act = partial(attendance.walk_in, session, somebody(number), language="fr", now=moment)
        if refused:
            with pytest.raises(refused):
                act()
        else:
            assert act().state == "attended"


def test_walk_in_takes_a_free_seat():
    session = SessionFactory(capacity=1)
    row = walk_in(session)
    assert (row.state, row.source) == ("attended", "walk_in")
    with pytest.raises(attendance.NoSeat):
        walk_in(session, 2)
    assert Visitor.objects.count() == 1


def test_walk_in_who_is_on_the_list_is_noticed():
    row = enrolled()
    with pytest.raises(enrolments.AlreadyEnrolled):
        walk_in(row.session)


def test_absence_fades_after_six_months():
    row = begun(enrolled())
    attendance.mark_absent(row)
    assert attendance.recent_absences([row]) == 1
    past = timezone.now() - attendance.ABSENCE_FADES - timedelta(days=1)
    Session.objects.update(starts_at=past - timedelta(hours=2), ends_at=past)
    row.refresh_from_db()
    assert attendance.recent_absences([row]) == 0


def test_outcome_is_noted_and_corrected():
    series = SeriesFactory()
    row = enrolled(session=SessionFactory(activity=series.activity, series=series))
    visitor = row.visitor
    with pytest.raises(attendance.NeverCame):
        attendance.note_outcome(series, visitor, result="finished", has_certificate=True)
    here(row)
    attendance.note_outcome(series, visitor, result="finished", has_certificate=True)
    attendance.note_outcome(
        series, visitor, result="left", has_certificate=True, is_positive_exit=True
    )
    rows = Outcome.objects.values_list("result", "has_certificate", "is_positive_exit")
    assert list(rows) == [("left", False, True)]


def test_outcome_is_taken_back():
    series = SeriesFactory()
    row = enrolled(session=SessionFactory(activity=series.activity, series=series))
    attendance.note_outcome(series, row.visitor, result="left")
    attendance.take_back_outcome(series, row.visitor)
    assert Outcome.objects.count() == 0


def test_outcome_is_for_who_had_a_seat_in_the_series():
    series = SeriesFactory()
    stranger = enrolled().visitor
    gone = enrolled(2, session=SessionFactory(activity=series.activity, series=series))
    enrolments.cancel(gone)
    for visitor in (stranger, gone.visitor):
        with pytest.raises(attendance.NotOfSeries):
            attendance.note_outcome(series, visitor, result="left")


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
    with pytest.raises(ValueError, match="another space"):
        attendance.record_group(
            SpaceFactory(), day=date(2026, 11, 24), group="Class", heads=heads, session=session
        )


def test_walk_in_needs_a_session_that_takes_place():
    session = SessionFactory(state=SessionState.CANCELLED)
    with pytest.raises(enrolments.SessionCancelled):
        walk_in(session)
