"""What is known of people who came ends in time, also where the job is no superuser."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from halte.core import terms
from halte.visitors.models import Identity, Visitor
from halte.workshops.domain import enrolments
from halte.workshops.models import Call, Enrolment, Outcome, Session
from halte.workshops.tests.factories import SessionFactory, somebody

pytestmark = pytest.mark.django_db
BEHIND = (Visitor, Identity, Enrolment, Call, Outcome)
COPIES = [model.pgh_event_model for model in (Visitor, Identity, Enrolment, Outcome)]
LONG_AGO = timedelta(days=190)


@pytest.fixture
def plain_owner():
    """Speak as an owner of the tables who is no superuser, as an operator's database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE ROLE plain_owner NOLOGIN")
        cursor.execute("GRANT USAGE, CREATE ON SCHEMA public TO plain_owner")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_owner")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain_owner")
        for model in (*BEHIND, *COPIES):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} OWNER TO plain_owner")
        cursor.execute("SET ROLE plain_owner")
        yield
        cursor.execute("RESET ROLE")


@pytest.fixture
def rows():
    """Somebody who came long ago, and somebody who comes next week."""
    made = []
    for number in (1, 2):
        session = SessionFactory()
        [row] = enrolments.enrol([session], somebody(number), language="fr", help_level="much")
        made.append(row)
    old = made[0]
    Session.objects.filter(pk=old.session_id).update(
        starts_at=timezone.now() - LONG_AGO - timedelta(hours=2),
        ends_at=timezone.now() - LONG_AGO,
    )
    Identity.objects.filter(pk=old.visitor_id).update(needed_until=timezone.now() - LONG_AGO)
    return made


def test_owner_who_is_no_superuser_sees_nobody_by_himself(rows, plain_owner):
    assert [model.objects.count() for model in BEHIND] == [0] * 5


def test_names_end_and_the_seat_still_counts(rows, plain_owner):
    terms.apply_terms(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    old, coming = (Enrolment.objects.get(pk=row.pk) for row in rows)
    assert (old.visitor, old.help_level, old.state) == (None, "", "confirmed")
    copies = Enrolment.pgh_event_model.objects.order_by("pgh_id")
    assert list(copies.values_list("pgh_obj", "visitor", "help_level")) == [
        (old.pk, None, ""),
        (coming.pk, coming.visitor_id, "much"),
        (old.pk, None, ""),
    ]
    names = Identity.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", "name")
    assert list(names) == [("insert", ""), ("insert", "Person 2"), ("delete", "")]
    assert list(Identity.objects.values_list("name", flat=True)) == ["Person 2"]
    assert (coming.visitor.identity.name, coming.help_level) == ("Person 2", "much")
    assert Session.objects.get(pk=old.session_id).taken == 1


def test_dry_run_counts_and_changes_nothing(rows, plain_owner):
    counts = terms.apply_terms(timezone.now(), dry_run=True)
    assert sum(counts.values()) == 2
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert Identity.objects.count() == 2
