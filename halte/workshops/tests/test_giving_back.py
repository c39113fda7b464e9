"""Seats given back and passed on, of one date and of a whole course."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from halte.core.mail.models import Message
from halte.core.transitions import TransitionRefused
from halte.workshops.domain import attendance, enrolments
from halte.workshops.models import Call, Enrolment, Session
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db


def course(dates=2, **fields) -> list[Session]:
    """The dates of a course, the last of them planned first."""
    series = SeriesFactory(is_whole=True)
    days = range(7 * dates, 0, -7)
    made = [
        SessionFactory(activity=series.activity, series=series, starts_at=soon(day), **fields)
        for day in days
    ]
    return made[::-1]


def enrol(dates, number=1, **fields) -> list[Enrolment]:
    return enrolments.enrol(dates, somebody(number, **fields), language="en")


def mailed(number: int) -> dict[str, str]:
    return {"phone": "", "email": f"n{number}@example.org"}


def is_past(session: Session) -> None:
    ended = timezone.now() - timedelta(hours=1)
    Session.objects.filter(pk=session.pk).update(
        starts_at=ended - timedelta(hours=2), ends_at=ended
    )


def states(dates) -> list[list[str]]:
    return [list(date.enrolments.order_by("pk").values_list("state", flat=True)) for date in dates]


def fresh(row: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("session__series").get(pk=row.pk)


def test_course_that_is_half_past_is_given_back_from_now_on():
    dates = course(3)
    rows = {row.session_id: row for row in enrol(dates)}
    is_past(dates[0])
    with pytest.raises(TransitionRefused):
        enrolments.give_back(fresh(rows[dates[0].pk]))
    assert states(dates) == [["confirmed"]] * 3
    enrolments.give_back(fresh(rows[dates[1].pk]))
    assert states(dates) == [["confirmed"], ["cancelled"], ["cancelled"]]


def test_past_seat_is_not_given_back():
    session = SessionFactory()
    [row] = enrol([session])
    is_past(session)
    with pytest.raises(TransitionRefused):
        enrolments.cancel(fresh(row))
    assert states([session]) == [["confirmed"]]


def test_who_cannot_come_at_all_keeps_what_is_past(client):
    dates = course()
    [row, _other] = enrol(dates)
    is_past(dates[0])
    answer = client.post(f"/en/seat/{row.code}", {"verb": "cancel"}, follow=True)
    assert "It is done." in answer.content.decode()
    assert states(dates) == [["confirmed"], ["cancelled"]]


def test_seat_that_is_not_hers_gives_nothing_back(client):
    dates = course()
    [row, _other] = enrol(dates)
    for seat in ("x", ""):
        answer = client.post(f"/en/seat/{row.code}", {"verb": "cancel", "seat": seat})
        assert answer.status_code == 400
    assert states(dates) == [["confirmed"]] * 2


def test_giving_back_locks_all_dates_at_once():
    dates = course()
    [row, _other] = enrol(dates)
    with CaptureQueriesContext(connection) as captured:
        enrolments.give_back(fresh(row))
    first = next(each["sql"] for each in captured if "FOR UPDATE" in each["sql"])
    assert all(str(date.pk) in first for date in dates)
    assert "workshops_session" in first


def test_course_that_is_passed_on_is_one_mail_each_time():
    dates = course(capacity=1)
    [row, _other] = enrol(dates)
    second, _third = enrol(dates, 2, **mailed(2)), enrol(dates, 3, **mailed(3))
    Message.objects.all().delete()
    enrolments.give_back(fresh(row))
    later = timezone.now() + timedelta(hours=25)
    assert enrolments.expire_holds(later) == 2
    told = Message.objects.order_by("pk").values_list("to", "template")
    assert list(told) == [("n2@example.org", "seat_held"), ("n3@example.org", "seat_held")]
    assert {fresh(each).state for each in second} == {"expired"}


def test_course_that_is_taken_is_one_mail(client):
    dates = course(capacity=1)
    [row, _other] = enrol(dates)
    [mine, _mine] = enrol(dates, 2, **mailed(2))
    enrolments.give_back(fresh(row))
    Message.objects.all().delete()
    client.post(f"/en/seat/{mine.code}", {"verb": "confirm"})
    assert states(dates) == [["cancelled", "confirmed"]] * 2
    assert list(Message.objects.values_list("template", flat=True)) == ["seat_asked"]


def test_who_has_neither_number_nor_address_is_told_in_person():
    session = SessionFactory(capacity=1)
    [row] = enrol([session])
    [paper] = enrol([session], 2, phone="")
    enrolments.cancel(row)
    assert list(Call.objects.values_list("enrolment", "reason")) == [(paper.pk, "seat_held")]


def test_absences_of_another_asking_stay_hidden(client):
    past, coming = SessionFactory(starts_at=soon(7)), None
    [row] = enrol([past])
    is_past(past)
    attendance.mark_absent(fresh(row))
    coming = SessionFactory(activity=past.activity, starts_at=soon(8))
    [other] = enrol([coming])
    assert row.visitor_id == other.visitor_id
    page = client.get(f"/en/seat/{other.code}").content.decode()
    assert "did not come" not in page
    assert "you had 1 seat and did not come" in client.get(f"/en/seat/{row.code}").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_seat_page_costs_the_same_for_one_line_and_for_many(
    client, count, django_assert_num_queries
):
    dates = course(count, capacity=1)
    enrol(dates)
    [row, *_others] = enrol(dates, 2)
    with django_assert_num_queries(9):  # the rows are opened to find the seat, then to show it
        client.get(f"/en/seat/{row.code}")
