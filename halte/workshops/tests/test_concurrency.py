"""Many at the same moment, on a real PostgreSQL: no seat twice, the line in the order of asking."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from halte.core.transitions import TransitionRefused
from halte.visitors.models import Identity
from halte.workshops.domain import enrolments, sessions
from halte.workshops.models import Enrolment, Session
from halte.workshops.tests.factories import SessionFactory, somebody, soon

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
    assert [result for result in results if isinstance(result, Exception)] == []
    assert states(session) == {"confirmed": 1, "waiting": 23}
    assert session.enrolments.order_by("pk").first().state == "confirmed"
    assert counts_are_right(session)


def test_same_person_many_times_has_one_seat_and_one_name():
    session = SessionFactory(capacity=5)
    results = at_once(*[lambda: enrolments.enrol([session], somebody(1), language="fr")] * 8)
    refused = [type(result).__name__ for result in results if isinstance(result, Exception)]
    assert refused == ["AlreadyEnrolled"] * 7
    assert (states(session), Identity.objects.count()) == ({"confirmed": 1}, 1)


def test_seats_given_back_at_once_are_each_held_for_somebody():
    session = SessionFactory(capacity=4)
    rows = [enrolments.enrol([session], somebody(number), language="fr")[0] for number in range(10)]
    at_once(*(lambda row=row: enrolments.cancel(row) for row in rows[:4]))
    assert list(session.enrolments.order_by("pk").values_list("state", flat=True)) == [
        *["cancelled"] * 4,
        *["held"] * 4,
        *["waiting"] * 2,
    ]
    assert counts_are_right(session)


def test_last_moment_answer_and_the_end_of_the_hold_agree():
    session = SessionFactory(capacity=1)
    first, second, _third = (
        enrolments.enrol([session], somebody(number), language="fr")[0] for number in range(3)
    )
    enrolments.cancel(first)
    Enrolment.objects.filter(pk=second.pk).update(held_until=timezone.now())
    results = at_once(lambda: enrolments.confirm(second), enrolments.expire_holds)
    assert isinstance(results[0], TransitionRefused)
    assert states(session) == {"cancelled": 1, "expired": 1, "held": 1}


def test_confirming_twice_at_once_confirms_once():
    session = SessionFactory(capacity=1)
    first, second = (
        enrolments.enrol([session], somebody(number), language="fr")[0] for number in range(2)
    )
    enrolments.cancel(first)
    results = at_once(*[lambda: enrolments.confirm(second)] * 4)
    assert sum(isinstance(result, TransitionRefused) for result in results) == 3
    assert states(session) == {"cancelled": 1, "confirmed": 1}


def test_enrolling_while_the_session_is_cancelled_leaves_nobody_on_the_list():
    session = SessionFactory(capacity=3)
    acts = [
        lambda number=number: enrolments.enrol([session], somebody(number), language="fr")
        for number in range(8)
    ]
    at_once(*acts[:4], lambda: sessions.cancel_session(session), *acts[4:])
    assert set(states(session)) <= {"called_off"}
    assert counts_are_right(session)


def test_enrolling_while_seats_become_fewer_never_seats_too_many():
    session = SessionFactory(capacity=6)
    acts = [
        lambda number=number: enrolments.enrol([session], somebody(number), language="fr")
        for number in range(8)
    ]
    at_once(*acts[:4], lambda: sessions.change_session(session, {"capacity": 3}), *acts[4:])
    session.refresh_from_db()
    assert session.taken <= session.capacity
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
    assert [result for result in results if isinstance(result, Exception)] == []
    assert [states(Session.objects.get(pk=row.pk)) for row in (one, two)] == [
        {"confirmed": 12},
        {"confirmed": 12},
    ]
