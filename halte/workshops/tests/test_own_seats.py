"""The page of one's own seats: what is true for each state, and a question before giving back."""

from datetime import datetime

import pytest
from django.utils import timezone, translation

from halte.workshops.codes import spaced
from halte.workshops.domain import enrolments
from halte.workshops.models import Enrolment, Session
from halte.workshops.moments import moment_text
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db


def enrol(*sessions, number=1) -> Enrolment:
    return enrolments.enrol(list(sessions), somebody(number), language="en")[0]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_asks_before_a_seat_is_given_back_and_says_what_happens(client):
    row = enrol(SessionFactory())
    page = words(client.get(f"/en/seat/{row.code}"))
    assert f'href="/en/seat/{row.code}/back"' in page
    assert 'value="cancel"' not in page
    asked = words(client.get(f"/en/seat/{row.code}/back"))
    assert "You can enrol again later, but only if a seat is free." in asked
    assert f'action="/en/seat/{row.code}"' in asked
    assert Enrolment.objects.get().state == "confirmed"


def test_after_giving_back_only_the_way_back_is_shown(client):
    row = enrol(SessionFactory())
    client.post(f"/en/seat/{row.code}", {"verb": "cancel"})
    page = words(client.get(f"/en/seat/{row.code}"))
    for gone in ("What happens next?", "data-print", "h-qr", "a little before"):
        assert gone not in page
    assert f'/en/workshops/{row.session.uuid}">Enrol again' in page
    again = client.get(f"/en/seat/{row.code}/back")
    assert (again.status_code, again["Location"]) == (302, f"/en/seat/{row.code}")


def test_who_waits_is_not_told_to_come(client):
    session = SessionFactory(capacity=1)
    enrol(session)
    row = enrol(session, number=2)
    page = words(client.get(f"/en/seat/{row.code}"))
    assert "a little before the start" not in page
    assert "Only then you have a seat." in page
    assert "not on the waiting list any more" in words(client.get(f"/en/seat/{row.code}/back"))


def test_reminder_is_promised_only_while_it_comes(client):
    row = enrol(SessionFactory())
    assert "We call you the day before." in words(client.get(f"/en/seat/{row.code}"))
    Enrolment.objects.update(reminded_at=timezone.now())
    assert "We call you the day before." not in words(client.get(f"/en/seat/{row.code}"))


def test_dates_of_a_series_share_what_they_have_in_common(client):
    series = SeriesFactory()
    dates = [
        SessionFactory(activity=series.activity, series=series, starts_at=soon(days))
        for days in (7, 14, 21)
    ]
    row = enrol(*dates)
    page = words(client.get(f"/en/seat/{row.code}"))
    assert (page.count("h-zero"), page.count("I cannot come on this date")) == (1, 3)
    one = Enrolment.objects.last()
    asked = words(client.get(f"/en/seat/{row.code}/back?seat={one.uuid}"))
    assert (asked.count("calendar-event-fill"), f'value="{one.uuid}"' in asked) == (1, True)


def test_unknown_code_asks_nothing(client):
    assert client.get("/en/seat/AAAAAAAAAAA/back").status_code == 404


def test_course_lists_its_dates_without_a_way_in_for_each(client):
    series = SeriesFactory(is_whole=True)
    first, *_more = [
        SessionFactory(activity=series.activity, series=series, starts_at=soon(days))
        for days in (7, 14)
    ]
    page = words(client.get(f"/en/workshops/{first.uuid}"))
    assert "You come to all the dates." in page
    assert "Other dates" not in page
    assert Session.objects.count() == page.split("h-dates")[1].split("</ol>")[0].count("<li>")


def test_moments_are_in_words_and_24_hours():
    at = timezone.make_aware(datetime(2026, 12, 1, 20, 59))  # noqa: DTZ001 - local
    said = {}
    for code in ("fr", "en", "ar"):
        with translation.override(code):
            said[code] = moment_text(at)
    assert said["fr"] == "mardi 1er décembre 2026, 20:59"
    assert "1 December 2026, 20:59" in said["en"]
    assert "، 20:59" in said["ar"]


def test_code_is_written_in_groups_of_four():
    assert spaced("YHY8C6FFEPF") == "YHY8 C6FF EPF"
