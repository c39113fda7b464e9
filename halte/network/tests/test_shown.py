"""The sites of an answer, read without the ORM, are those that the ORM reads."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from halte.network.models import Site
from halte.network.shown import shown_sites
from halte.network.tests.factories import (
    OpeningExceptionFactory,
    OpeningPeriodFactory,
    SiteFactory,
    SpaceFactory,
    SpecialSlotFactory,
)

pytestmark = pytest.mark.django_db


def facts(row) -> dict:
    """All that was read of a row, its sort of Python value included."""
    names = {field.attname for field in row._meta.concrete_fields} - row.get_deferred_fields()
    return {name: (type(getattr(row, name)), getattr(row, name)) for name in names}


@pytest.fixture
def sites() -> list[Site]:
    full = SpaceFactory(
        phone="+3225551212",
        services=["paperwork", "jobs"],
        languages=["fr", "ar"],
        confirmed_on=date(2026, 3, 1),
        organisation__enterprise_number="0123456749",
    )
    open_site = SiteFactory(space=full, hours_confirmed_on=date(2026, 3, 1))
    OpeningPeriodFactory(site=open_site, weekday=4, opens=time(18), closes=time(1))
    OpeningPeriodFactory(site=open_site, weekday=0, valid_until=date(2030, 1, 1))
    today = timezone.localdate()
    OpeningExceptionFactory(site=open_site, first=today - timedelta(days=9))
    OpeningExceptionFactory(site=open_site, first=today - timedelta(days=1), reason_fr="Fête")
    late = OpeningExceptionFactory(site=open_site, first=today + timedelta(days=5))
    SpecialSlotFactory(exception=late, opens=time(14), closes=time(16))
    SpecialSlotFactory(exception=late, opens=time(9), closes=time(12))
    return [
        open_site,
        SiteFactory(space=full),
        SiteFactory(lat=None, lon=None, coordinates_source=""),
    ]


def test_shown_sites_equal_those_of_the_orm(sites):
    read = shown_sites([site.pk for site in sites])
    usual = sorted(Site.objects.for_answers(), key=lambda site: site.pk)
    for ours, theirs in zip(read, usual, strict=True):
        for part in ("", "space", "space.organisation", "municipality"):
            one, other = ours, theirs
            for name in part.split(".") if part else ():
                one, other = getattr(one, name), getattr(other, name)
            assert facts(one) == facts(other)
        assert ours.schedule == theirs.schedule


@pytest.mark.parametrize("count", [1, 3])
def test_shown_sites_cost_three_queries(sites, count, django_assert_num_queries):
    with django_assert_num_queries(3):
        for site in shown_sites([site.pk for site in sites[:count]]):
            assert str(site.space.organisation)
            assert str(site)
            assert site.schedule.timezone


def test_shown_sites_keep_the_order_asked_for_and_leave_out_the_unknown(sites):
    keys = [sites[2].pk, 0, sites[0].pk]
    assert [site.pk for site in shown_sites(keys)] == [sites[2].pk, sites[0].pk]
    assert shown_sites([]) == []
