"""The computer room, the queue and the two screens, in a browser; no page has a fault."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.core import rows
from halte.desk.domain import queue, room, stations
from halte.desk.domain.visits import arrive
from halte.desk.models import Occupancy
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.network.models import Space
from halte.network.scopes import scope_of_space

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
HERE = "work/spaces/sks"
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def computers(network):
    """Six computers, one of each kind of state, and a queue of four, one called."""
    space = Space.objects.select_related("organisation").get(slug="sks")
    boss = make_user(email="boss@example.org", password=PASSWORD, name="Bea Baas")
    make_member(Role.COORDINATOR, scope_of_space(space), boss)
    now, minute = timezone.now(), timedelta(minutes=1)
    with rows.everything("browser test"):
        site = space.sites.first()
        made = [WorkstationFactory(site=site, label=f"PC {n}", position=n) for n in range(1, 7)]
        _free, busy, soon, over, held, out = made
        visitor = VisitorFactory(space=space, identity__name="Rosa Prima")
        visit = arrive(space, visitor=visitor, purposes=["computer"])
        for station, ago, who in ((busy, 20, visit), (soon, 56.5, None), (over, 64, None)):
            session = room.start(station, visit=who, at=now)
            # Whatever the hours of the house: an hour each.
            start = now - ago * minute
            session.during = type(session.during)(start, start + 60 * minute)
            session.save(update_fields=["during"])
        Occupancy.objects.create(
            space=space, workstation=held, kind="booking", state="planned",
            during=type(session.during)(now, now + 30 * minute), visitor=visitor,
        )  # fmt: skip
        room.put_in_repair(out)
        for _number in range(4):
            queue.take(space, purpose="printing")
        queue.call_next(space)
    return made


@pytest.fixture
def at_work(computers, server, page):
    """The page of somebody of the team."""
    page.goto(f"{server}/fr/work/sign-in")
    page.fill("#id_username", "boss@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.h-form button")
    return page


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_room_is_sound(at_work, server, computers, faults, language, size):
    page = at_work
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    each = [f"computers/{station.uuid}" for station in computers]
    free = each[0]
    for address in (
        *["computers", "computers/list", "computers/new", "computers/rules"],
        *each,
        *[f"{free}/edit", f"{free}/link", "queue", "queue/screen"],
    ):
        page.goto(f"{server}/{language}/{HERE}/{address}")
        assert faults(page) == [], address
        assert not page.evaluate(SCROLLS), address
    page.goto(f"{server}/{language}/{HERE}/computers/new")
    page.click("main form button.btn-primary")
    assert page.locator(".h-errors").is_visible()
    assert faults(page) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", SIZES)
def test_screens_are_sound(page, server, computers, faults, language, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    links = [f"station/{stations.issue_station(station)}" for station in computers]
    links += [f"{links[1]}?ask=done", "station/nothing"]
    links.append(f"display/{stations.issue_display(computers[0].space)}")
    for number, link in enumerate(links):
        page.goto(f"{server}/{language}/{link}")
        assert faults(page) == [], number
        assert not page.evaluate(SCROLLS), number


def test_somebody_sits_down_asks_for_more_and_is_done(at_work, server, computers, context):
    page = at_work
    page.goto(f"{server}/fr/{HERE}/computers")
    page.get_by_role("link", name="PC 1").click()
    page.get_by_role("button", name="Commencer").click()
    page.locator(".r-pc.is-busy", has_text="PC 1").wait_for()
    with rows.everything("browser test"):
        link = f"{server}/fr/station/{stations.issue_station(computers[0])}"
    screen = context.new_page()
    screen.goto(link)
    screen.get_by_role("link", name="J’ai fini").click()
    screen.get_by_role("button", name="Oui, j’ai fini").click()
    screen.get_by_text("Merci.").wait_for()
    page.reload()
    page.locator(".r-pc.is-free", has_text="PC 1").wait_for()


def test_screen_of_the_computer_looks_again_by_itself(page, server, computers):
    with rows.everything("browser test"):
        link = f"{server}/fr/station/{stations.issue_station(computers[0])}"
    page.clock.install()
    page.goto(link)
    page.get_by_text("Cet ordinateur est libre.").wait_for()
    with rows.everything("browser test"):
        room.put_in_repair(computers[0])
    page.clock.run_for(21_000)
    page.locator("[data-again]").get_by_text("ne marche pas maintenant").wait_for()
    assert "ne marche pas maintenant" in page.locator("[data-said]").inner_text()
