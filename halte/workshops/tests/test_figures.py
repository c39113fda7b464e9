"""The figures of workshops: each by hand, and totals that equal their parts."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from halte.workshops import figures
from halte.workshops.domain import attendance, enrolments
from halte.workshops.figures import FIGURES, Period, table
from halte.workshops.models import Enrolment, Session
from halte.workshops.tests.factories import (
    ActivityFactory,
    SeriesFactory,
    SessionFactory,
    somebody,
)

pytestmark = pytest.mark.django_db


def over(session, starts_at) -> None:
    """Let a session have been at a time."""
    long = session.ends_at - session.starts_at
    Session.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=starts_at + long)


@pytest.fixture
def space():
    """A course of two dates in two months, and a single session; two came, one did not."""
    space = SpaceFactory(slug="here")
    now = timezone.now()
    course = SeriesFactory(activity=ActivityFactory(space=space, title_en="Course"))
    dates = [
        SessionFactory(
            activity=course.activity,
            series=course,
            capacity=4,
            starts_at=now + timedelta(minutes=minutes),
            ends_at=now + timedelta(minutes=minutes + 90),
        )
        for minutes in (0, 100)
    ]
    single = SessionFactory(
        activity=ActivityFactory(space=space, title_en="Alone"), starts_at=now, capacity=2
    )
    came = enrolments.enrol(dates, somebody(1), language="fr", source="desk")
    stopped = enrolments.enrol(dates, somebody(2), language="fr", source="desk")
    [missed] = enrolments.enrol([single], somebody(3), language="fr", source="desk")
    Session.objects.update(starts_at=now - timedelta(minutes=1))
    for row in [*came, stopped[0]]:
        attendance.mark_attended(row)
    for row in (stopped[1], missed):
        row.session.refresh_from_db()
        attendance.mark_absent(row)
    attendance.note_outcome(
        course, came[0].visitor, result="finished", has_certificate=True, is_positive_exit=True
    )
    attendance.note_outcome(course, stopped[0].visitor, result="left", is_positive_exit=True)
    march = timezone.make_aware(timezone.datetime(2026, 3, 10, 10))
    for session, start in zip(
        [*dates, single], [march, march + timedelta(days=30), march], strict=True
    ):
        Session.objects.filter(pk=session.pk).update(
            starts_at=start, ends_at=start + timedelta(minutes=90)
        )
    # Not counted: a draft, a cancelled one, one to come, one of another space.
    for state in ("draft", "cancelled"):
        row = SessionFactory(activity=single.activity, state=state)
        over(row, march)
    SessionFactory(activity=single.activity)
    over(SessionFactory(), march)
    attendance.record_group(
        space, day=date(2026, 3, 4), group="School", heads={("unknown", "unknown"): 12}
    )
    return space


YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def test_each_figure_by_hand(space):
    _lines, total = table(space, YEAR)
    assert dict(zip([each.key for each in FIGURES], total.cells, strict=True)) == {
        "sessions": 3,
        "started": 2,
        "finished": 1,
        "left": 1,
        "person_hours": 4.5,
        "certificates": 1,
        "positive_exits": 2,
        "no_shows": 2,
        "seats_taken": 5,
        "seats": 10,
    }
    assert total.fill_rate == 50
    assert figures.heads(space, YEAR) == 12


def test_totals_equal_their_activities_and_their_months(space):
    lines, total = table(space, YEAR)
    assert [line.title for line in lines] == sorted(line.title for line in lines)
    months = [
        Period(date(2026, month, 1), date(2026 + month // 12, month % 12 + 1, 1) - timedelta(1))
        for month in range(1, 13)
    ]
    for figure in FIGURES:
        assert total.numbers[figure.key] == sum(line.numbers[figure.key] for line in lines)
        by_month = sum(sum(figure.of(space, month).values()) for month in months)
        assert by_month == total.numbers[figure.key], figure.key


def test_person_who_asked_for_each_date_started_once():
    series = SeriesFactory()
    now = timezone.now()
    for days in (1, 8):
        start = now - timedelta(days=days)
        session = SessionFactory(activity=series.activity, series=series, starts_at=start)
        attendance.walk_in(session, somebody(1), language="fr")
    today = timezone.localdate()
    long = Period(today - timedelta(days=30), today)
    assert figures.started(series.space, long) == {series.activity_id: 1}
    # Outside a series each date is begun and ended by itself.
    for days in (2, 3):
        start = now - timedelta(days=days)
        session = SessionFactory(activity=series.activity, starts_at=start)
        attendance.walk_in(session, somebody(1), language="fr")
    assert figures.started(series.space, long) == {series.activity_id: 3}
    assert figures.started(series.space, Period(today, today)) == {}


def test_figures_stay_when_names_are_forgotten(space):
    before = table(space, YEAR)[1].numbers
    Enrolment.objects.update(visitor=None)
    assert table(space, YEAR)[1].numbers == before


def test_no_figure_knows_who_taught():
    source = Path(figures.__file__).read_text()
    assert "trainers" not in source


@pytest.fixture
def team(client, space):
    client.force_login(make_member(Role.FACILITATOR, scope_of_space(space)).user)
    return client


def test_page_and_file_tell_the_same(team, space):
    asked = "?from=2026-01-01&to=2026-12-31"
    page = team.get(f"/en/work/spaces/here/figures{asked}").content.decode()
    lines = team.get(f"/en/work/spaces/here/figures.csv{asked}").content.decode().splitlines()
    assert lines[0].startswith("\ufeffActivity,Sessions held,Started,Finished")
    assert lines[-1] == "Total,3,2,1,1,4.5,1,2,2,5,10,50"
    assert "Besides, 12 people came with groups." in page
    assert "Course" in page


@pytest.mark.parametrize("asked", ["?from=x&to=2026-13-40", "?from=2026-05-01&to=2026-01-01", ""])
def test_period_that_is_none_becomes_one(team, asked):
    assert team.get(f"/en/work/spaces/here/figures{asked}").status_code == 200


def test_queries_do_not_grow_with_the_activities(team, space, django_assert_max_num_queries):
    address = "/en/work/spaces/here/figures?from=2026-01-01&to=2026-12-31"
    team.get(address)
    with django_assert_max_num_queries(60) as one:
        team.get(address)
    for _number in (1, 2, 3):
        over(
            SessionFactory(activity=ActivityFactory(space=space)),
            timezone.make_aware(timezone.datetime(2026, 3, 10, 10)),
        )
    with django_assert_max_num_queries(len(one)):
        team.get(address)
