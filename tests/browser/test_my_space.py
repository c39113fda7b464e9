"""My space in a real browser: sound pages, a price and a pin changed with the keyboard alone."""

import re

import pytest
from django.conf import settings
from django.test import Client

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.network import domain
from halte.network.domain.sites import position_of
from halte.network.models import Site, Space
from halte.network.scopes import scope_of_space

# One section of each shape: texts in three languages, fields, a long list, both, numbers.
SECTIONS = ("names", "contact", "languages", "audience", "equipment")
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def space(network) -> Space:
    space = Space.objects.select_related("organisation").get(slug="sks")
    domain.report_mistake(space, topic="phone", message="Nieuw nummer", language="nl")
    return space


@pytest.fixture
def base(space, server, page) -> str:
    """The page of the space, for its coordinator, who is signed in."""
    client = Client()
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(space)).user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}]
    )
    return f"{server}/fr/work/spaces/{space.slug}"


def addresses(space: Space) -> list[str]:
    site = space.sites.first()
    doors = [f"/sites/{site.pk}/{what}" for what in ("address", "access", "pin", "close")]
    return ["", *[f"/change/{section}" for section in SECTIONS], *doors, "/sites/new", "/messages"]


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_my_space_is_sound(base, space, page, faults, language, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    here = base.replace("/fr/", f"/{language}/")
    for address in addresses(space):
        page.goto(f"{here}{address}")
        assert faults(page) == [], address
        assert not page.evaluate(SCROLLS), address


@pytest.mark.parametrize("size", SIZES)
def test_pages_with_faults_and_clashes_are_sound(base, space, page, faults, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{base}/change/names")
    page.fill("#id_name_fr", "")
    page.click("form.w-form .btn-primary")
    assert page.title().startswith("Erreur")
    assert faults(page) == []
    page.goto(f"{base}/change/contact")
    domain.change_space(space, {"website": "https://one.example.org"}, by=None)
    page.fill("#id_website", "https://two.example.org")
    page.click("form.w-form .btn-primary")
    assert page.input_value("#id_website") == "https://two.example.org"
    assert faults(page) == []
    assert not page.evaluate(SCROLLS)
    page.click("form.w-form .btn-primary")
    space.refresh_from_db()
    assert space.website == "https://two.example.org"


def test_a_price_is_changed_with_the_keyboard_and_the_public_page_shows_it(base, space, page):
    page.goto(f"{base}/change/price")
    page.focus("input[name=price]:checked")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Un euro par mois")
    page.keyboard.press("Enter")
    page.wait_for_url(base)
    space.refresh_from_db()
    assert (space.price, space.price_note_fr) == ("symbolic", "Un euro par mois")
    page.goto(base.replace("/work/", "/"))
    assert page.get_by_text("Un euro par mois").is_visible()


def test_the_pin_is_moved_by_arrow_keys(base, space, page):
    site = space.sites.first()
    north, east = position_of(site)["position"]
    page.goto(f"{base}/sites/{site.pk}/pin")
    page.focus("[data-pin]")
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert re.search(r"\d+\.\d{6}, \d+\.\d{6}", page.inner_text("[data-pin-said]"))
    page.focus("form.w-form .btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(base)
    moved = Site.objects.get(pk=site.pk)
    assert moved.coordinates_source == "map"
    assert moved.lat - north == pytest.approx(10 / 111_195, abs=2e-6)
    assert moved.lon - east == pytest.approx(50 / 70_250, abs=2e-5)


def test_the_pin_is_dragged(base, space, page):
    site = space.sites.first()
    north, east = position_of(site)["position"]
    page.goto(f"{base}/sites/{site.pk}/pin")
    box = page.locator("[data-pin] svg").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] + 40, steps=4)
    page.mouse.up()
    assert float(page.input_value("#id_lat")) < north
    assert float(page.input_value("#id_lon")) > east


def test_a_language_is_found_by_its_name(base, space, page):
    page.goto(f"{base}/change/languages")
    assert not page.get_by_label("Lingala").is_visible()
    page.fill("#many-search", "linga")
    page.get_by_label("Lingala").check()
    page.click("form.w-form .btn-primary")
    space.refresh_from_db()
    assert "ln" in space.languages


def test_my_space_works_without_scripts(base, space, browser, page):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    site = space.sites.first()
    plain.goto(f"{base}/sites/{site.pk}/pin")
    plain.fill("#id_lat", "50,85")
    plain.fill("#id_lon", "4,35")
    plain.click("form.w-form .btn-primary")
    if plain.locator("#sure").count():
        plain.check("#sure")
        plain.click("form.w-form .btn-primary")
    moved = Site.objects.get(pk=site.pk)
    assert (moved.lat, moved.lon, moved.coordinates_source) == (50.85, 4.35, "map")
    context.close()
