"""The frame of the work face: sound, by keyboard alone, without JavaScript, in every size."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.network.models import Correction, Space
from halte.network.scopes import scope_of_space

PAGES = [
    "work",
    "work/spaces",
    "work/spaces?q=zzz",
    "work/search",
    "work/search?q=arc",
    "work/search?q=zzz",
    "work/notices",
    "work/help",
    "work/spaces/arc/team",
    "work/spaces/arc/tokens",
    "work/corrections",
]
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def session(network) -> str:
    """The session of somebody who coordinates every space, with something that waits."""
    user = make_user(name="Bea Baas")
    for space in Space.objects.select_related("organisation"):
        make_member(Role.COORDINATOR, scope_of_space(space), user)
    Correction.objects.create(space=Space.objects.get(slug="arc"), topic="other", language="fr")
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def at(session, server, page) -> Callable[[str], None]:
    """Open a work page as this person."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}
    page.context.add_cookies([cookie])
    return lambda address: page.goto(f"{server}/{address}")


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_frame_is_sound(at, page, faults, language, size):
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    found = {}
    for address in PAGES:
        at(f"{language}/{address}")
        found[address] = faults(page) + ([WIDE] if page.evaluate(WIDE) else [])
    assert {address: said for address, said in found.items() if said} == {}


@pytest.mark.parametrize("size", SIZES)
def test_what_opens_is_sound_in_the_dark_too(at, page, faults, size):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    at("fr/work/spaces/arc/team")
    assert faults(page) == []
    for menu in page.locator("summary:visible").all():
        menu.click()
        assert faults(page) == []
        page.keyboard.press("Escape")
    page.evaluate("document.getElementById('shortcuts').showModal()")
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 768, 1000, 1100])
def test_no_page_scrolls_sideways(at, page, width):
    page.set_viewport_size({"width": width, "height": 400})
    for address in PAGES:
        at(f"fr/{address}")
        assert (address, page.evaluate(WIDE)) == (address, 0)


def test_keyboard_alone_is_enough(at, page):
    at("en/work/spaces/arc/team")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "h-skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").is_visible()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("/?")
    assert page.locator("#find").input_value() == "/?"
    page.locator("#find").fill("koekel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/search?q=koekel")
    assert page.locator("main .w-list a").count() > 0


def test_space_is_changed_by_typing_a_part_of_its_name(at, page):
    at("fr/work/spaces/arc/team")
    page.locator(".w-menu--start summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'narrow'")
    page.keyboard.type("zzz")
    assert page.locator("[data-narrow-none]").is_visible()
    page.locator("#narrow").fill("KÔEKEL")
    assert page.locator("#spaces li:visible").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address.endswith("/team") and "/arc/" not in address)


def test_escape_closes_a_menu_and_gives_the_focus_back(at, page):
    at("fr/work")
    page.locator(".w-menu--end summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator(".w-menu--end").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_single_keys_can_be_turned_off(at, page):
    at("fr/work/help")
    page.locator("main [data-keys] input").uncheck()
    at("fr/work")
    page.keyboard.press("?")
    page.keyboard.press("/")
    assert not page.locator("#shortcuts").is_visible()
    assert page.evaluate("document.activeElement.id") == ""


def test_bell_says_how_much_waits(at, page):
    at("en/work/help")
    page.wait_for_selector(".w-bell__n:visible")
    assert page.locator(".w-bell__n").text_content() != "0"
    assert "notice" in page.locator(".w-bell .vh").text_content()


def test_everything_works_without_javascript(session, server, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
    page = context.new_page()
    page.goto(f"{server}/fr/work/spaces/arc/team")
    page.locator(".w-menu--start summary").click()
    page.locator("#spaces a", has_text="Bravvo").click()
    page.wait_for_url("**/work/spaces/*bravvo*/team")
    page.locator(".w-more summary").click()
    page.locator(".w-more__in a", has_text="Aide").click()
    page.wait_for_url("**/work/help")
    page.locator(".w-top a[href$='/work/search']").click()
    page.locator("#q").fill("bravvo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/search?q=bravvo")
    assert page.locator("main .w-list a").count() > 0
    context.close()


def test_paper_shows_the_page_without_its_frame(at, page):
    at("fr/work/spaces/arc/team")
    page.emulate_media(media="print")
    for part in (".w-top", ".w-nav", ".w-bottom"):
        assert not page.locator(part).is_visible()
    assert page.locator("main h1").is_visible()
