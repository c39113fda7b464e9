"""The sample programme: believable, to come, and gone without a trace."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from halte.core.mail.models import Message
from halte.core.models import LogEntry
from halte.visitors.models import Identity, Visitor
from halte.workshops.domain import enrolments
from halte.workshops.models import Activity, Call, Enrolment, Outcome, Series, Session
from halte.workshops.tests.factories import SessionFactory, somebody

pytestmark = pytest.mark.django_db
TABLES = (Activity, Series, Session, Enrolment, Outcome, Call, Identity, Visitor, LogEntry)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


@pytest.fixture
def network():
    run("load", "brussels")


def test_programme_is_believable(network):
    run("load", "sample")
    sessions = Session.objects.all()
    assert sessions.values("space").distinct().count() == 6
    assert set(Activity.objects.values_list("language", flat=True)) == {"fr", "nl"}
    today = timezone.localdate()
    past = sessions.filter(starts_at__date__lte=today)
    assert all(row.is_over() and row.taken for row in past)
    states = set(Enrolment.objects.filter(session__in=past).values_list("state", flat=True))
    assert states == {"attended", "absent"}
    assert set(Outcome.objects.values_list("result", flat=True)) == {"finished", "left"}
    assert all(row.starts_at.date() < today + timedelta(weeks=7) for row in sessions)
    assert sessions.filter(taken=F("capacity"), waiting__gt=0).exists()
    assert sessions.filter(taken__lt=F("capacity"), taken__gt=0).exists()
    assert sessions.filter(state="cancelled").count() == 1
    assert all("exemple" in row.name for row in Identity.objects.all())
    assert Call.objects.filter(reason="seat_held", done_at=None).count() == 1
    assert Message.objects.count() == 0


def test_second_load_changes_nothing(network):
    run("load", "sample")
    before = counts()
    run("load", "sample")
    assert counts() == before


def test_nothing_is_left_of_it(network):
    before = counts()
    run("load", "sample")
    real = Session.objects.coming(timezone.now()).filter(state="published").first()
    enrolments.enrol([real], somebody(99), language="fr")
    run("unload", "sample")
    assert counts() == before


def test_what_is_not_of_the_sample_stays(network):
    run("load", "sample")
    sample = Identity.objects.first()
    own = SessionFactory(activity__space=sample.space)
    enrolments.enrol([own], somebody(1), language="fr")
    run("unload", "sample")
    assert list(Session.objects.all()) == [own]
    assert Identity.objects.get().name == "Person 1"
