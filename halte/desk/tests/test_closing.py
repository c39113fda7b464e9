"""Visits that nobody ended end when the space closed."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from halte.core import rows
from halte.desk.domain import room
from halte.desk.domain.closing import close_visits, closing_after, end_of_day
from halte.desk.enums import Leaving
from halte.desk.models import Visit
from halte.desk.tests.factories import WorkstationFactory
from halte.network.schedules import schedule_of
from halte.network.tests.factories import BRUSSELS, OpeningPeriodFactory, OutingFactory, SiteFactory

MONDAY = datetime(2026, 11, 16, 10, tzinfo=BRUSSELS)


@pytest.fixture
def site(db):
    with rows.everything("tests of the desk"):
        yield SiteFactory()


@pytest.fixture
def open_site(site):
    """Mondays from 9 to 12 and from 13 to 17."""
    OpeningPeriodFactory(site=site)
    OpeningPeriodFactory(site=site, opens=time(13), closes=time(17))
    return site


def visit(site, arrived_at, **values) -> Visit:
    return Visit.objects.create(
        space=site.space, arrived_at=arrived_at, purposes=["computer"], **values
    )


def test_last_closing_time_of_the_day_counts(open_site):
    schedules = [schedule_of(open_site)]
    five = MONDAY.replace(hour=17)
    assert closing_after(schedules, MONDAY) == five
    assert closing_after(schedules, MONDAY.replace(hour=7)) == five
    assert closing_after(schedules, MONDAY.replace(hour=18)) == end_of_day(MONDAY)


@pytest.mark.parametrize(
    ("day", "hours"),
    [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 11, 16), 24)],
)
def test_midnight_is_that_of_the_wall(day, hours):
    begins = datetime(*day, tzinfo=BRUSSELS)
    length = end_of_day(begins).timestamp() - begins.timestamp()
    assert length == hours * 3600


def test_visit_ends_at_closing_time_and_says_so(open_site):
    row = visit(open_site, MONDAY)
    station = WorkstationFactory(site=open_site)
    session = room.start(station, visit=row, at=MONDAY)
    five = MONDAY.replace(hour=17)
    assert close_visits(five + timedelta(minutes=14)) == 0
    assert close_visits(five + timedelta(minutes=15)) == 1
    row.refresh_from_db()
    session.refresh_from_db()
    assert (row.left_at, row.leaving) == (five, Leaving.CLOSING)
    assert (session.state, session.ends_at) == ("ended", five)
    assert close_visits(five + timedelta(days=1)) == 0


def test_space_without_hours_closes_at_midnight(site):
    row = visit(site, MONDAY)
    close_visits(MONDAY + timedelta(hours=14))
    row.refresh_from_db()
    assert row.left_at is None
    close_visits(MONDAY + timedelta(hours=14, minutes=15))
    row.refresh_from_db()
    assert row.left_at == MONDAY + timedelta(hours=14)


def test_outing_closes_when_it_is_over(db):
    with rows.everything("tests of the desk"):
        outing = OutingFactory()
        start = outing.starts_at - timedelta(days=7)
        outing.starts_at, outing.ends_at = start, start + timedelta(hours=3)
        outing.save()
        row = Visit.objects.create(
            space=outing.space, outing=outing, arrived_at=start, purposes=["help"]
        )
        close_visits(start + timedelta(hours=4))
        row.refresh_from_db()
        assert (row.left_at, row.leaving) == (outing.ends_at, Leaving.CLOSING)


def test_session_of_nobody_ends_too(open_site):
    session = room.start(WorkstationFactory(site=open_site), at=MONDAY)
    assert close_visits(MONDAY.replace(hour=18)) == 1
    session.refresh_from_db()
    assert (session.state, session.ends_at) == ("ended", MONDAY.replace(hour=17))


def test_visit_of_now_stays_open(site):
    row = visit(site, timezone.now())
    close_visits(timezone.now())
    row.refresh_from_db()
    assert row.left_at is None
