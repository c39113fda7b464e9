"""The editor of hours, as a coordinator meets it without a script."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.models import Membership
from halte.accounts.tests.factories import make_member, make_user
from halte.core.conflicts import note
from halte.core.models import Revision
from halte.network import domain
from halte.network.hours.timeline import Opening, week_on
from halte.network.models import OpeningPeriod, Site, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import (
    OpeningExceptionFactory,
    OpeningPeriodFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db
HOURS = "/en/work/spaces/here/hours"
DAY = timedelta(days=1)


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", name_en="Open Room")


@pytest.fixture
def site(space) -> Site:
    site = SiteFactory(space=space, street="Rue du Test 1")
    OpeningPeriodFactory(site=site, weekday=3, opens=time(9, 30), closes=time(12, 30))
    return site


@pytest.fixture
def boss(client, space) -> Membership:
    """The coordinator, who has signed in."""
    row = make_member(Role.COORDINATOR, scope_of_space(space), make_user(name="Bea"))
    client.force_login(row.user)
    return row


def read_of(site: Site, day: date | None = None) -> str:
    day = day or timezone.localdate()
    return note(domain.week_values(week_on(domain.line_of(site), day).week, day))


def form(site: Site, *rows: tuple, **more) -> dict[str, str]:
    """What the browser posts: (weekday, opens, closes, kind) for each row."""
    data = {"starting": f"{timezone.localdate()}", "read": read_of(site), "act": "save"}
    for number, (weekday, opens, closes, kind) in enumerate(rows):
        key = f"d{weekday}-{number}"
        data |= {f"{key}-opens": opens, f"{key}-closes": closes, f"{key}-kind": kind}
        data[f"{key}-facilitator"] = "1"
    return data | more


def stored(site: Site) -> list[tuple]:
    rows = OpeningPeriod.objects.filter(site=site, valid_until=None)
    return [(row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}", row.kind) for row in rows]


def test_hours_are_saved_and_confirmed(client, site, boss):
    data = form(site, (3, "9h30", "12.30", "free_access"), (5, "10", "1300", "training"))
    assert client.post(HOURS, data).status_code == 302
    assert stored(site) == [
        (3, "09:30", "12:30", "free_access"),
        (5, "10:00", "13:00", "training"),
    ]
    site.refresh_from_db()
    assert site.hours_confirmed_on == timezone.localdate()


def test_a_coming_week_is_planned_shown_and_dropped(client, site, boss):
    start = timezone.localdate() + 30 * DAY
    data = form(site, (0, "9", "12", "training"), starting=f"{start}")
    answer = client.post(HOURS, data)
    assert answer.url == f"{HOURS}?from={start}"
    page = client.get(HOURS).content.decode()
    assert "Valid from" in page
    assert page.count("another week is planned") == 1
    assert 'value="09:30"' in page
    assert 'value="09:00"' in client.get(answer.url).content.decode()
    client.post(f"{HOURS}/planned/drop", {"from": f"{start}"})
    assert [(row.weekday, row.valid_until) for row in site.periods.all()] == [(3, None)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ((1, "9", "", "training"), "Tuesday: Say until when."),
        ((1, "", "9", "training"), "Tuesday: Say from when."),
        ((1, "9", "9:00", "training"), "Tuesday: These hours end at the time they start."),
        ((1, "0", "24", "training"), "Tuesday: Open all day and night?"),
        ((1, "nine", "12", "training"), "Tuesday: “nine” is not a time."),
        ((1, "9", "12", "party"), "Tuesday: Choose what these hours are for."),
        ((3, "12", "13", "free_access"), "Thursday: These hours overlap with Thursday"),
    ],
)
def test_bad_rows_are_told_and_nothing_typed_is_lost(client, site, boss, row, sentence):
    data = form(site, (3, "9:30", "12:30", "free_access"), row)
    answer = client.post(HOURS, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'href="#d{row[0]}-1-' in page
    assert f'value="{row[1]}"' in page
    assert stored(site) == [(3, "09:30", "12:30", "free_access")]


@pytest.mark.parametrize("starting", ["", "tomorrow", "0206-01-01", "9999-12-31"])
def test_a_bad_day_is_told(client, site, boss, starting):
    answer = client.post(HOURS, form(site, (3, "9", "12", "training"), starting=starting))
    assert answer.status_code == 422
    assert 'href="#id_starting"' in answer.content.decode()


def test_buttons_change_the_form_and_save_nothing(client, site, boss):
    before = Revision.objects.get(name="network").number
    rows = [(3, "9:30", "12:30", "free_access")]
    added = client.post(HOURS, form(site, *rows, act="add-1")).content.decode()
    assert 'id="d1-0-opens"' in added
    removed = client.post(HOURS, form(site, *rows, act="remove-3-0")).content.decode()
    assert 'id="d3-0-opens"' not in removed
    assert "1 change" in removed
    copied = form(site, *rows, act="copy-3") | {"to-3": ["0", "6", "9", "x"]}
    page = client.post(HOURS, copied).content.decode()
    assert page.count('value="9:30"') == 3
    back = form(site, (3, "9:30", "12", "free_access"), act="back-3")
    assert 'value="12:30"' in client.post(HOURS, back).content.decode()
    client.post(HOURS, form(site, act="preview"))
    assert client.post(HOURS, form(site, act="<odd>")).status_code == 200
    assert stored(site) == [(3, "09:30", "12:30", "free_access")]
    assert Revision.objects.get(name="network").number == before


def test_preview_says_what_is_lost_and_writes_nothing(client, site, boss):
    week = frozenset(
        {Opening(d, time(9), time(12), "training") for d in (1, 2)}
        | {Opening(d, time(13), time(17, 30), "free_access") for d in (1, 2)}
    )
    domain.set_week(site, week, starting=timezone.localdate(), by=boss.user)
    before = Revision.objects.get(name="network").number
    rows = [
        (1, "9", "12", "training"), (1, "13", "17:30", "free_access"),
        (2, "9", "11:30", "training"), (2, "13", "17:30", "free_access"), (4, "9", "", "training"),
    ]  # fmt: skip
    answer = client.post(f"{HOURS}/preview", form(site, *rows), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "30 minutes of workshops or information sessions missing." in page
    assert "Wednesday: ends at 11:30 instead of 12:00." in page
    assert "Put back 12:00" in page
    assert page.count("<mark>11:30</mark>") == 3
    assert "Rows that are not complete yet are left out." in page
    assert Revision.objects.get(name="network").number == before
    assert client.get(f"{HOURS}/preview").status_code == 405


def test_the_second_of_two_is_told_and_chooses(client, site, boss):
    data = form(site, (3, "9:30", "13", "free_access"), (5, "10", "12", "training"))
    other = make_user(name="Cor")
    theirs = frozenset(
        {
            Opening(3, time(9, 30), time(12), "free_access"),
            Opening(1, time(9), time(10), "training"),
        }
    )
    domain.set_week(site, theirs, starting=timezone.localdate(), by=other)
    answer = client.post(HOURS, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Cor saved these hours meanwhile" in page
    assert "You did not touch this day: theirs is taken over below." in page
    assert 'value="13"' in page
    assert 'id="d1-0-opens"' in page
    assert (3, "09:30", "12:00", "free_access") in stored(site)
    again = form(
        site, (1, "9", "10", "training"), (3, "9:30", "13", "free_access"),
        (5, "10", "12", "training"),
    )  # fmt: skip
    assert client.post(HOURS, again).status_code == 302
    assert stored(site) == [
        (1, "09:00", "10:00", "training"),
        (3, "09:30", "13:00", "free_access"),
        (5, "10:00", "12:00", "training"),
    ]


def test_facilitators_read_and_change_nothing(client, site):
    row = make_member(Role.FACILITATOR, scope_of_space(site.space))
    client.force_login(row.user)
    page = client.get(HOURS).content.decode()
    assert "The coordinator changes them." in page
    assert "<form id" not in page
    assert client.post(HOURS, form(site)).status_code == 403
    assert client.get(f"{HOURS}/exceptions/new").status_code == 403
    assert client.get(f"{HOURS}/exceptions").status_code == 200


def test_the_site_is_in_the_address(client, site, boss):
    other = SiteFactory(space=site.space, street="Rue Autre 2")
    elsewhere = SiteFactory()
    page = client.get(f"{HOURS}?site={other.pk}").content.decode()
    assert "Rue Autre 2, 1050" in page
    assert client.get(f"{HOURS}?site={elsewhere.pk}").status_code == 404
    assert client.get(f"{HOURS}?site=x").status_code == 404
    data = form(other, (0, "9", "12", "training"))
    assert client.post(f"{HOURS}?site={other.pk}", data).url == f"{HOURS}?site={other.pk}"
    assert stored(other) == [(0, "09:00", "12:00", "training")]
    assert stored(site) == [(3, "09:30", "12:30", "free_access")]


def test_pages_cost_the_same_for_one_and_for_three(client, site, boss, django_assert_num_queries):
    addresses = {HOURS: 11, f"{HOURS}/exceptions": 11, f"{HOURS}/seasons": 11, f"{HOURS}/past": 11}
    for address in addresses:
        client.get(address)
    OpeningExceptionFactory(site=site, first=date(2027, 1, 5))
    for address, number in addresses.items():
        with django_assert_num_queries(number):
            client.get(address)
    for n in range(2):
        SiteFactory(space=site.space)
        OpeningPeriodFactory(site=site, weekday=n)
        OpeningExceptionFactory(site=site, first=date(2027, 2, n + 1))
    for address, number in addresses.items():
        with django_assert_num_queries(number):
            client.get(address)
