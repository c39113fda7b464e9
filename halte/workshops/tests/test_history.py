"""What becomes of workshops and of who comes is written down, for those who may know it."""

import pytest
from django.db import connection

from halte.core import rows
from halte.core.history import acting
from halte.core.masking import HIDDEN
from halte.core.rows import roles
from halte.core.timeline import Timeline, strands_of
from halte.visitors.models import Identity, Visitor
from halte.workshops.domain import enrolments, sessions
from halte.workshops.models import Activity, Enrolment, Outcome, Session
from halte.workshops.tests.factories import SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db
OF_PEOPLE = (Visitor, Identity, Enrolment, Outcome)


def told(row, *, open_to=True) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (item.kind, change.label, change.before, change.after)
        for act in Timeline(strands_of(row), open_to=open_to)[0:50]
        for item in act.items
        if item.verb == "update"
        for change in item.changes
    ]


def events(model) -> int:
    return model.pgh_event_model.objects.count()


def test_moves_of_a_seat_stand_in_the_history_of_its_visitor():
    [row] = enrolments.enrol([SessionFactory()], somebody(), language="fr")
    with acting("a test"):
        enrolments.cancel(row)
        Identity.objects.update(name="Somebody else")
    assert sorted(told(row.visitor)) == [
        ("Seat in a workshop", "State", "Has a seat", "Gave the seat back"),
        ("Visitor of a space", "Name", "Person 1", "Somebody else"),
    ]
    assert sorted(told(row.visitor, open_to=False)) == [
        ("Seat in a workshop", "State", "Has a seat", "Gave the seat back"),
        ("Visitor of a space", "Name", HIDDEN, HIDDEN),
    ]


def test_changes_of_a_date_stand_in_the_history_of_its_workshop_and_its_space():
    session = SessionFactory(room="Room 1")
    sessions.change_session(session, {"room": "Room 2"})
    change = ("Date of a workshop", "Room", "Room 1", "Room 2")
    assert told(session.activity) == [change]
    assert told(session.space) == [change]


def test_counting_seats_and_putting_off_a_term_leave_no_events():
    session = SessionFactory()
    later = SessionFactory(activity=session.activity, starts_at=soon(14))
    enrolments.enrol([session], somebody(1), language="fr")
    enrolments.enrol([later], somebody(1), language="fr")
    found = {model: events(model) for model in (Activity, Session, Visitor, Identity, Enrolment)}
    assert found == {Activity: 1, Session: 2, Visitor: 1, Identity: 1, Enrolment: 2}


def test_code_of_a_seat_is_not_copied():
    assert "code" not in {one.name for one in Enrolment.pgh_event_model._meta.fields}


def test_copies_are_seen_only_where_the_place_is_open():
    here, there = SessionFactory(), SessionFactory()
    for number, session in enumerate((here, there)):
        enrolments.enrol([session], somebody(number), language="fr")
    copied = (Visitor, Identity, Enrolment)
    with roles.web():
        assert [events(model) for model in copied] == [0, 0, 0]
        with rows.of([here.space.uuid]):
            assert [events(model) for model in copied] == [1, 1, 1]
            enrolments.enrol([here], somebody(3), language="fr")


def test_every_table_of_copies_stands_behind_the_wall():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
    assert {model.pgh_event_model._meta.db_table for model in OF_PEOPLE} <= walled
