"""The people of a space stay behind the second wall, whatever a query forgets."""

import pytest
from django.db import DatabaseError, transaction

from halte.core import rows
from halte.core.rows import roles
from halte.visitors.models import Identity, Visitor
from halte.workshops.domain import attendance, enrolments, sessions
from halte.workshops.models import Call, Enrolment, Outcome
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody

pytestmark = pytest.mark.django_db
BEHIND = (Visitor, Identity, Enrolment, Call, Outcome)


@pytest.fixture
def two_spaces():
    """Two sessions, each with a call to make and an outcome."""
    made = []
    for number in (1, 3):
        series = SeriesFactory()
        session = SessionFactory(activity=series.activity, series=series, capacity=1)
        rows_ = [
            enrolments.enrol([session], somebody(number + n), language="fr")[0] for n in (0, 1)
        ]
        enrolments.cancel(rows_[0])
        attendance.note_outcome(series, rows_[1].visitor, result="left")
        made.append(session)
    return made


def seen() -> list[int]:
    return [model.objects.count() for model in BEHIND]


def test_nothing_is_seen_without_a_place_and_only_ones_own_with_it(two_spaces):
    here, _there = two_spaces
    with roles.web():
        assert seen() == [0] * 5
        with rows.of([here.space.uuid]):
            assert seen() == [2, 2, 2, 1, 1]
        assert seen() == [0] * 5
    assert seen() == [4, 4, 4, 2, 2]


def test_nobody_is_written_into_another_space(two_spaces):
    here, there = two_spaces
    with roles.web(), rows.of([here.space.uuid]):
        with pytest.raises(DatabaseError), transaction.atomic():
            Visitor.objects.create(space=there.space, language="fr")
        with pytest.raises(DatabaseError), transaction.atomic():
            enrolments.enrol([there], somebody(9), language="fr")


def test_web_role_can_do_what_spaces_do(two_spaces):
    session = two_spaces[0]
    with roles.web(), rows.of([session.space.uuid]):
        sessions.change_session(session, {"capacity": 3})
        [row] = enrolments.enrol([session], somebody(9), language="fr")
        for act in (attendance.mark_attended, attendance.unmark, attendance.mark_attended):
            act(row, now=session.starts_at)
        sessions.cancel_session(session)
    session.refresh_from_db()
    assert (session.state, session.taken) == ("cancelled", 1)
