"""A night that lasts too long to be likely is asked about, once."""

from datetime import date, time

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.network.forms.reasons import proposals
from halte.network.forms.week import TypedWeek
from halte.network.hours.timeline import Opening
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import (
    OpeningExceptionFactory,
    OpeningPeriodFactory,
    SiteFactory,
    SpaceFactory,
)
from halte.network.tests.test_hours_pages import HOURS, form, stored

SLIP = (5, "10:00", "09:00", "free_access")
ASKED = "Is that meant?"


@pytest.fixture
def space(db, client) -> Space:
    """A space without a site, whose coordinator has signed in."""
    space = SpaceFactory(slug="here", name_en="Open Room")
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(space), make_user()).user)
    return space


def test_a_long_night_is_asked_about_before_it_is_saved(client, space):
    site = SiteFactory(space=space)
    answer = client.post(HOURS, form(site, SLIP))
    page = answer.content.decode()
    assert answer.status_code == 422
    for part in (ASKED, 'href="#d5-0-meant"', 'value="10:00"', 'value="09:00"'):
        assert part in page
    assert stored(site) == []


def test_a_tick_lets_these_times_through_and_no_others(client, space):
    site = SiteFactory(space=space)
    meant = TypedWeek.posted(form(site, SLIP)).rows[0].night
    other = form(site, (5, "11:00", "09:00", "free_access"), **{"d5-0-meant": meant})
    assert client.post(HOURS, other).status_code == 422
    assert client.post(HOURS, form(site, SLIP, **{"d5-0-meant": meant})).status_code == 302
    assert stored(site) == [(5, "10:00", "09:00", "free_access")]
    assert f'value="{meant}" checked' in client.get(HOURS).content.decode()


@pytest.mark.parametrize(
    ("opens", "closes"), [("20:00", "02:00"), ("20:00", "04:00"), ("10:00", "24:00")]
)
def test_an_evening_is_not_asked_about(db, opens, closes):
    typed = TypedWeek.posted({"d4-0-opens": opens, "d4-0-closes": closes,
                              "d4-0-kind": "free_access"})  # fmt: skip
    assert typed.is_valid()


def test_what_is_saved_is_not_asked_about_again():
    saved = [Opening(5, time(10), time(9), "free_access")]
    assert TypedWeek.of(saved).is_valid()


def test_proposed_holidays_leave_out_the_days_of_an_exception(db):
    site = SiteFactory()
    for weekday in range(5):
        OpeningPeriodFactory(site=site, weekday=weekday, opens=time(9), closes=time(12))
    days = (date(2026, 12, 1), date(2026, 12, 31))
    whole = next(each for each in proposals(site.schedule, *days) if each.is_school)
    taken = date(2026, 12, 30)
    exception = OpeningExceptionFactory(site=site, first=taken, last=taken)
    exception.slots.create(opens=time(10), closes=time(12, 30), kind="free_access")
    site.__dict__.pop("schedule")
    left = [(each.first, each.last) for each in proposals(site.schedule, *days) if each.is_school]
    assert left[0] == (whole.first, date(2026, 12, 29))
    assert left[1] == (date(2026, 12, 31), whole.last)


def test_an_exception_says_its_year_beside_its_day(client, space):
    site = SiteFactory(space=space)
    exception = OpeningExceptionFactory(
        site=site, first=date(2030, 12, 30), last=date(2030, 12, 30)
    )
    exception.slots.create(opens=time(10), closes=time(12, 30), kind="free_access")
    page = client.get(f"{HOURS}/exceptions").content.decode()
    assert "30 December 2030: 10:00" in page


def test_a_space_without_a_site_is_told_so(client, space):
    answer = client.get(HOURS)
    assert answer.status_code == 200
    assert "No site yet" in answer.content.decode()
    assert "/sites/new" in answer.content.decode()
