"""What people are told when a seat goes, what their calendar learns, and who is left alone."""

import pytest
from icalendar import Calendar

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.core import persons
from halte.core.mail.models import Message
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.visitors.models import Identity
from halte.workshops import desk, telling
from halte.workshops.codes import spaced
from halte.workshops.domain import enrolments, reminders, sessions
from halte.workshops.models import Call, Session
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db
ADDRESS = "one@example.org"


def by_mail(session, number=1, email=ADDRESS):
    contact = somebody(number, phone="", email=email)
    [row] = enrolments.enrol([session], contact, language="fr")
    return row


def mails() -> list[tuple[str, str, list[str]]]:
    """Template, what the calendar is told, and the states of its events; then they are gone."""
    found = []
    for row in Message.objects.order_by("pk"):
        method, states = "", []
        if row.calendar:
            calendar = Calendar.from_ical(row.calendar)
            method = str(calendar["method"])
            states = [str(event["status"]) for event in calendar.walk("VEVENT")]
        found.append((row.template, method, states))
    Message.objects.all().delete()
    return found


def to_call() -> list[tuple[int, str]]:
    open_ = Call.objects.filter(done_at__isnull=True)
    return list(open_.order_by("pk").values_list("enrolment", "reason"))


# ---- A seat goes --------------------------------------------------------------------------------


def test_seat_that_becomes_too_many_leaves_the_calendar():
    session = SessionFactory(capacity=2)
    row = by_mail(session)
    by_mail(session, 2, "two@example.org")
    assert mails() == [("seat_asked", "PUBLISH", ["CONFIRMED"])] * 2
    sessions.change_session(session, {"capacity": 1}, giving_up=[row])
    assert mails() == [("seat_given_up", "CANCEL", ["CANCELLED"])]


def test_who_only_waited_has_nothing_to_take_out_of_a_calendar():
    session = SessionFactory(capacity=1)
    by_mail(session)
    by_mail(session, 2, "two@example.org")
    mails()
    sessions.cancel_session(session)
    assert mails() == [
        ("session_cancelled", "CANCEL", ["CANCELLED"]),
        ("session_cancelled", "", []),
    ]


def test_who_gives_back_herself_gets_her_calendar_put_right_and_no_call():
    session = SessionFactory(capacity=1)
    enrolments.cancel(by_mail(session))
    [phoned] = enrolments.enrol([session], somebody(2), language="fr")
    enrolments.cancel(phoned)
    assert mails()[1:] == [("seat_given_back", "CANCEL", ["CANCELLED"])]
    assert to_call() == []


def test_what_the_desk_gives_back_is_told():
    session = SessionFactory(capacity=2)
    [phoned] = enrolments.enrol([session], somebody(2), language="fr")
    for row in (by_mail(session), phoned):
        enrolments.cancel(row, by=make_user())
    assert mails()[1:] == [("seat_given_back", "CANCEL", ["CANCELLED"])]
    assert to_call() == [(phoned.pk, "given_back")]


def test_course_that_a_program_gives_back_is_told_once():
    series = SeriesFactory(is_whole=True)
    dates = [
        SessionFactory(activity=series.activity, series=series, starts_at=soon(days))
        for days in (7, 14)
    ]
    rows = enrolments.enrol(dates, somebody(1, phone="", email=ADDRESS), language="fr")
    enrolments.give_back(rows[0])
    assert mails()[1:] == [("seat_given_back", "CANCEL", ["CANCELLED"] * 2)]


def test_nobody_is_told_of_a_seat_that_has_begun():
    session = SessionFactory(capacity=1)
    [row] = enrolments.enrol([session], somebody(), language="fr")
    Session.objects.update(starts_at=soon(-7), ends_at=soon(1))
    row.refresh_from_db()
    enrolments.cancel(row, by=make_user())
    assert to_call() == []


def test_calendar_says_the_room():
    session = SessionFactory(room="Room 2")
    by_mail(session)
    calendar = Calendar.from_ical(Message.objects.get().calendar)
    [event] = calendar.walk("VEVENT")
    assert str(event["location"]).split(", ")[1] == "Room 2"


# ---- Who asked that her data be left alone ------------------------------------------------------


@pytest.mark.parametrize("contact", [{"email": ADDRESS}, {}])
def test_restricted_person_is_neither_written_to_nor_called_and_the_team_knows(contact):
    session = SessionFactory(capacity=2, starts_at=soon(1))
    [row] = enrolments.enrol([session], somebody(**contact), language="fr")
    Message.objects.all().delete()
    who = persons.person(email=contact.get("email", ""), phone=somebody().phone)
    persons.restrict(who)
    row.refresh_from_db()
    telling.reminded(row)
    sessions.change_session(session, {"room": "Room 2"})
    sessions.cancel_session(session)
    assert mails() == []
    assert [reason for _row, reason in to_call()] == ["cancelled"]
    [group] = desk.grouped(Call.objects.filter(reason="cancelled"))
    shown = (group.reach.name, group.reach.phone, group.reach.email, group.reach.is_restricted)
    assert shown == ("Person 1", "", "", True)
    assert telling.reached([row]).nobody == 1
    persons.lift(who)
    assert Identity.objects.get().is_restricted is False


def test_reminders_leave_restricted_people_alone():
    session = SessionFactory(starts_at=soon(1))
    by_mail(session)
    mails()
    persons.restrict(persons.person(email=ADDRESS))
    assert reminders.remind(soon(0)) == 1
    assert mails() == []
    assert [reason for _row, reason in to_call()] == ["reminder"]


def test_list_to_call_shows_no_number_of_a_restricted_person(client):
    session = SessionFactory(capacity=1)
    enrolments.enrol([session], somebody(), language="fr")
    persons.restrict(persons.person(phone=somebody().phone))
    sessions.cancel_session(session)
    client.force_login(make_member(Role.FACILITATOR, scope_of_space(session.space)).user)
    page = client.get(f"/en/work/spaces/{session.space.slug}/calls")
    text = page.content.decode()
    assert "do not call or write" in text
    assert "tel:" not in text


# ---- What a mail says ---------------------------------------------------------------------------


def test_mail_says_where_whom_to_call_and_the_code_in_groups():
    session = SessionFactory()
    Space.objects.update(phone="+3225551212")
    session = Session.objects.get()
    row = by_mail(session)
    said = Message.objects.get().text
    town = session.site.municipality.name_fr
    assert f"{session.site.street}, {session.site.postcode} {town}" in said
    assert spaced(row.code) in said
    assert session.space.phone.as_national in said


def test_mail_about_a_moved_session_says_what_was_before():
    session = SessionFactory(room="Room 1")
    by_mail(session)
    mails()
    old = telling.when(session, "fr")
    later = {"starts_at": soon(9), "ends_at": soon(9) + (session.ends_at - session.starts_at)}
    sessions.change_session(session, later)
    said = Message.objects.get().text
    assert f"{old}\n" in said
    assert "Room 1\n" in said
    mails()
    sessions.change_session(session, {"room": "Room 2"})
    said = Message.objects.get().text
    assert "Room 1" in said
    assert old not in said


def test_calendar_says_the_town():
    session = SessionFactory()
    by_mail(session)
    calendar = Calendar.from_ical(Message.objects.get().calendar)
    [event] = calendar.walk("VEVENT")
    assert session.site.municipality.name_fr in str(event["location"])
