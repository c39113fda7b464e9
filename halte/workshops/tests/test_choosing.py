"""Which dates somebody gets who asks for one: of a course, and of a series of single dates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.workshops import choosing
from halte.workshops.domain import enrolments, sessions
from halte.workshops.enums import EnrolmentState, Source
from halte.workshops.models import Enrolment, Session
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db
ANSWERS = {"whom": "me", "name": "Person 1", "channel": "phone", "phone": "+3225551001"}
ANSWERS |= {"help_level": "much"}


def series_of(days, *, is_whole, opens=5, closes=2) -> list[Session]:
    """Dates for which enrolment opens and closes so many days before each."""
    series = SeriesFactory(is_whole=is_whole)
    return [
        SessionFactory(
            activity=series.activity,
            series=series,
            starts_at=soon(day),
            enrolment_opens_at=soon(day) - timedelta(days=opens),
            enrolment_closes_at=soon(day) - timedelta(days=closes),
        )
        for day in days
    ]


def ask(date, *, wants_all=False, **fields) -> set[int]:
    """The sessions for which somebody got a place who asked for one of a series."""
    others = choosing.others(date, now=timezone.now())
    dates, choice = choosing.choose(date, others, wants_all=wants_all)
    made = enrolments.enrol(dates, somebody(), language="fr", choice=choice, **fields)
    return {row.session_id for row in made}


def keys(*dates) -> set[int]:
    return {date.pk for date in dates}


def is_open(date) -> bool:
    now = timezone.now()
    return choosing.is_open(date, choosing.others(date, now=now), now=now)


@pytest.mark.parametrize("asked", [0, 2])
def test_course_opens_with_its_first_date(asked):
    dates = series_of([4, 11, 18], is_whole=True)
    assert is_open(dates[asked])
    assert ask(dates[asked]) == keys(*dates)


@pytest.mark.parametrize(
    ("day", "refusal"), [(1, enrolments.Closed), (7, enrolments.NotOpen), (4, None)]
)
def test_course_is_open_while_its_first_date_is(day, refusal):
    dates = series_of([day, 14, 21], is_whole=True)
    Session.objects.exclude(pk=dates[0].pk).update(enrolment_opens_at=None)
    assert is_open(dates[1]) == (refusal is None)
    if refusal:
        with pytest.raises(refusal):
            ask(Session.objects.get(pk=dates[1].pk))
    else:
        assert ask(dates[1]) == keys(*dates)
    assert Enrolment.objects.exists() == (refusal is None)


def test_course_that_has_begun_goes_by_its_next_date():
    dates = series_of([4, 11], is_whole=True)
    Session.objects.filter(pk=dates[0].pk).update(starts_at=soon(-8), ends_at=soon(-7))
    assert not is_open(dates[1])
    with pytest.raises(enrolments.NotOpen):
        ask(dates[1])
    with pytest.raises(enrolments.Closed):
        ask(Session.objects.get(pk=dates[0].pk))
    Session.objects.filter(pk=dates[1].pk).update(enrolment_opens_at=None)
    assert ask(Session.objects.get(pk=dates[1].pk)) == keys(dates[1])


def test_desk_enrols_for_a_course_whatever_the_dates_say():
    dates = series_of([1, 11], is_whole=True)
    assert ask(dates[0], source=Source.DESK) == keys(*dates)


def test_course_that_lost_a_date_meanwhile_has_the_others():
    dates = series_of([4, 11, 18], is_whole=True)
    planned = choosing.choose(dates[0], dates[1:])
    sessions.cancel_session(dates[1])
    made = enrolments.enrol(planned[0], somebody(), language="fr", choice=planned[1])
    assert {row.session_id for row in made} == keys(dates[0], dates[2])


def test_all_dates_are_those_that_are_open():
    dates = series_of([1, 3, 4, 30], is_whole=False)
    assert ask(dates[0], wants_all=True) == keys(dates[1], dates[2])


def test_all_dates_leave_out_what_was_asked_for():
    dates = series_of([3, 4], is_whole=False)
    assert ask(dates[0]) == keys(dates[0])
    with pytest.raises(enrolments.AlreadyEnrolled):
        ask(dates[0])
    assert ask(dates[0], wants_all=True) == keys(dates[1])
    with pytest.raises(enrolments.AlreadyEnrolled):
        ask(dates[1], wants_all=True)


def test_course_gives_back_a_date_that_was_given_up():
    dates = series_of([4, 11], is_whole=True)
    ask(dates[0])
    Enrolment.objects.filter(session=dates[1]).update(state=EnrolmentState.CANCELLED)
    with pytest.raises(enrolments.AlreadyEnrolled):
        ask(dates[0])
    assert ask(dates[1]) == keys(dates[1])


def test_all_dates_that_are_closed_take_nobody():
    dates = series_of([1, 30], is_whole=False)
    with pytest.raises(enrolments.Closed):
        ask(dates[0], wants_all=True)
    with pytest.raises(enrolments.NotOpen):
        ask(dates[1], wants_all=True)


def test_page_of_a_later_date_enrols_for_the_whole_course(client):
    dates = series_of([4, 11], is_whole=True)
    address = f"/en/workshops/{dates[1].uuid}"
    assert 'name="name"' in client.get(address).content.decode()
    assert client.post(address, ANSWERS).status_code == 302
    assert Enrolment.objects.count() == 2


def test_page_enrols_for_the_dates_of_a_series_that_are_left(client):
    dates = series_of([3, 4, 30], is_whole=False)
    address = f"/en/workshops/{dates[0].uuid}"
    client.post(address, ANSWERS)
    answer = client.post(address, {**ANSWERS, "dates": "all"})
    assert answer.status_code == 302
    assert set(Enrolment.objects.values_list("session", flat=True)) == keys(dates[0], dates[1])
