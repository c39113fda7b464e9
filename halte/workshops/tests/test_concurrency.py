"""Many at the same moment, on a real PostgreSQL: no seat twice, the line in the order of asking."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from halte.core.transitions import TransitionRefused
from halte.visitors.models import Identity
from halte.workshops.domain import attendance, enrolments, sessions
from halte.workshops.models import Enrolment, Session
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that start together; results, or the exceptions that they raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=30)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def failures(results: list[object], *expected: type[Exception]) -> list[object]:
    """What was raised and is no answer of ours: a deadlock, a constraint, a mistake."""
    raised = [result for result in results if isinstance(result, Exception)]
    return [error for error in raised if not isinstance(error, expected)]


def states(session) -> Counter:
    return Counter(session.enrolments.values_list("state", flat=True))


def counts_are_right(session) -> bool:
    session.refresh_from_db()
    rows = list(session.enrolments.values_list("state", flat=True))
    seated = sum(state in {"held", "confirmed", "attended", "absent"} for state in rows)
    return (session.taken, session.waiting) == (seated, rows.count("waiting"))


def test_many_and_one_seat():
    session = SessionFactory(capacity=1)
    results = at_once(
        *(
            lambda number=number: enrolments.enrol([session], somebody(number), language="fr")
            for number in range(24)
        )
    )
    assert failures(results) == []
    assert states(session) == {"confirmed": 1, "waiting": 23}
    assert session.enrolments.order_by("pk").first().state == "confirmed"
    assert counts_are_right(session)


def test_same_person_many_times_has_one_seat_and_one_name():
    session = SessionFactory(capacity=5)
    results = at_once(*[lambda: enrolments.enrol([session], somebody(1), language="fr")] * 8)
    assert failures(results, enrolments.AlreadyEnrolled) == []
    assert sum(isinstance(result, enrolments.AlreadyEnrolled) for result in results) == 7
    assert (states(session), Identity.objects.count()) == ({"confirmed": 1}, 1)


def test_seats_given_back_at_once_are_each_held_for_somebody():
    session = SessionFactory(capacity=4)
    rows = [enrolments.enrol([session], somebody(number), language="fr")[0] for number in range(10)]
    results = at_once(*(lambda row=row: enrolments.cancel(row) for row in rows[:4]))
    assert failures(results) == []
    assert list(session.enrolments.order_by("pk").values_list("state", flat=True)) == [
        *["cancelled"] * 4,
        *["held"] * 4,
        *["waiting"] * 2,
    ]
    assert counts_are_right(session)


def test_last_moment_answer_and_the_end_of_the_hold_agree():
    """Each sees a clock on its side of the end, so that both could win: one does."""
    session = SessionFactory(capacity=1)
    first, second, _third = (
        enrolments.enrol([session], somebody(number), language="fr")[0] for number in range(3)
    )
    enrolments.cancel(first)
    second.refresh_from_db()
    end, moment = second.held_until, timedelta(seconds=1)
    answer, ended = at_once(
        lambda: enrolments.confirm(second, now=end - moment),
        lambda: enrolments.expire_holds(end + moment),
    )
    assert failures([answer, ended], TransitionRefused) == []
    if isinstance(answer, TransitionRefused):
        assert ended == 1
        assert states(session) == {"cancelled": 1, "expired": 1, "held": 1}
    else:
        assert ended == 0
        assert states(session) == {"cancelled": 1, "confirmed": 1, "waiting": 1}


def test_confirming_twice_at_once_confirms_once():
    session = SessionFactory(capacity=1)
    first, second = (
        enrolments.enrol([session], somebody(number), language="fr")[0] for number in range(2)
    )
    enrolments.cancel(first)
    results = at_once(*[lambda: enrolments.confirm(second)] * 4)
    assert failures(results, TransitionRefused) == []
    assert sum(isinstance(result, TransitionRefused) for result in results) == 3
    assert states(session) == {"cancelled": 1, "confirmed": 1}


def test_enrolling_while_the_session_is_cancelled_leaves_nobody_on_the_list():
    session = SessionFactory(capacity=3)
    enrolments.enrol([session], somebody(99), language="fr")
    acts = [
        lambda number=number: enrolments.enrol([session], somebody(number), language="fr")
        for number in range(8)
    ]
    results = at_once(*acts[:4], lambda: sessions.cancel_session(session), *acts[4:])
    assert failures(results, enrolments.SessionCancelled) == []
    refused = sum(isinstance(result, enrolments.SessionCancelled) for result in results)
    assert states(session) == {"called_off": 1 + len(acts) - refused}
    assert counts_are_right(session)


def test_enrolling_while_seats_become_fewer_never_seats_too_many():
    session = SessionFactory(capacity=6)
    acts = [
        lambda number=number: enrolments.enrol([session], somebody(number), language="fr")
        for number in range(8)
    ]
    results = at_once(
        *acts[:4], lambda: sessions.change_session(session, {"capacity": 3}), *acts[4:]
    )
    assert failures(results, sessions.TooManySeated) == []
    seats = 6 if isinstance(results[4], sessions.TooManySeated) else 3
    assert failures([*results[:4], *results[5:]]) == []
    assert states(session) == {"confirmed": seats, "waiting": 8 - seats}
    assert counts_are_right(session)
    assert session.capacity == seats


def test_giving_back_marking_and_cancelling_never_wait_for_each_other():
    """Each locks sessions and rows: in another order, one of them would be a deadlock's victim."""
    series = SeriesFactory(is_whole=True)
    one, two = (
        SessionFactory(activity=series.activity, series=series, starts_at=soon(days), capacity=8)
        for days in (7, 14)
    )
    asked = [enrolments.enrol([one, two], somebody(number), language="fr") for number in range(8)]
    start = timezone.now() - timedelta(minutes=10)
    Session.objects.update(starts_at=start, ends_at=start + timedelta(hours=2))

    def fresh(row):
        return Enrolment.objects.select_related("session__series", "visitor").get(pk=row.pk)

    results = at_once(
        *(lambda rows=rows: enrolments.give_back(fresh(rows[0])) for rows in asked[:4]),
        *(lambda rows=rows: attendance.mark_absent(fresh(rows[1])) for rows in asked[2:7]),
        lambda: sessions.cancel_sessions([two, one]),
    )
    assert failures(results, TransitionRefused) == []
    assert not isinstance(results[-1], Exception)
    for session in (one, two):
        assert set(states(session)) <= {"called_off", "cancelled", "absent"}
        assert counts_are_right(session)


def test_two_series_in_opposite_order_do_not_wait_for_each_other():
    one = SessionFactory(capacity=30)
    two = SessionFactory(activity=one.activity, starts_at=soon(14), capacity=30)
    pairs = [[one, two], [two, one]] * 6
    results = at_once(
        *(
            lambda pair=pair, number=number: enrolments.enrol(pair, somebody(number), language="fr")
            for number, pair in enumerate(pairs)
        )
    )
    assert failures(results) == []
    assert [states(Session.objects.get(pk=row.pk)) for row in (one, two)] == [
        {"confirmed": 12},
        {"confirmed": 12},
    ]
