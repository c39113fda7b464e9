"""The editor of opening hours in a real browser: what it changes, by keyboard, without a script."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from halte.accounts.enums import Role
from halte.accounts.models import User
from halte.accounts.tests.factories import make_member, make_user
from halte.network.models import OpeningPeriod, Site, Space
from halte.network.scopes import scope_of_space

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
SLUG = "sks"
SATURDAY = 5
ADD = f"button[value=add-{SATURDAY}]"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def boss(network) -> User:
    """The coordinator of a space that also goes out."""
    Space.objects.filter(slug=SLUG).update(is_mobile=True)
    OpeningPeriod.objects.filter(site__space__slug=SLUG, weekday=SATURDAY).delete()
    space = Space.objects.select_related("organisation").get(slug=SLUG)
    return make_member(Role.COORDINATOR, scope_of_space(space), make_user(name="Bea")).user


def enter(context, server: str, user: User) -> None:
    """Be signed in, whatever the page to sign in looks like."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": server}])


@pytest.fixture
def desk(page, server, boss):
    """The hours of the space, open in front of the coordinator."""
    enter(page.context, server, boss)
    page.goto(f"{server}/fr/work/spaces/{SLUG}/hours")
    return page


def saturday() -> list[tuple[str, str, str]]:
    rows = OpeningPeriod.objects.filter(
        site=Site.objects.get(space__slug=SLUG), weekday=SATURDAY, valid_until=None
    )
    return [(f"{row.opens:%H:%M}", f"{row.closes:%H:%M}", row.kind) for row in rows]


def test_saturday_hours_are_changed_and_the_public_page_shows_them(desk, server):
    said = []
    desk.on("console", lambda message: said.append(message.text))
    assert saturday() == []
    desk.locator(ADD).click()
    expect(desk.locator("#d5-0-opens")).to_be_focused()
    desk.locator("#d5-0-opens").fill("10h")
    desk.locator("#d5-0-closes").fill("1245")
    desk.locator("#d5-0-kind").select_option("training")
    expect(desk.locator("#count")).to_contain_text("1 changement")
    public = desk.locator(".w-public[data-code=fr] tr", has_text="Samedi")
    expect(public).to_contain_text(re.compile("10:00 – 12:45 +Atelier"))
    # The preview follows each key after 400 ms; a click in between would hit what is replaced.
    desk.wait_for_timeout(1000)
    desk.wait_for_load_state("networkidle")
    desk.get_by_text("NL", exact=True).click()
    expect(desk.locator(".w-public[data-code=nl]")).to_be_visible()
    expect(desk.locator(".w-public[data-code=fr]")).to_be_hidden()
    assert saturday() == []
    desk.locator("#editor button[value=save]").click()
    expect(desk.get_by_text("Enregistré et confirmé.")).to_be_visible()
    assert saturday() == [("10:00", "12:45", "training")]
    desk.goto(f"{server}/fr/spaces/{SLUG}")
    row = desk.locator(".h-hours tr", has_text=re.compile("samedi", re.IGNORECASE))
    expect(row).to_contain_text(re.compile("10:00.*12:45"))
    assert said == []


def test_hours_are_set_with_the_keyboard_alone(desk):
    desk.locator(ADD).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#d5-0-opens")).to_be_focused()
    desk.keyboard.type("9")
    desk.keyboard.press("Tab")
    desk.keyboard.type("12")
    expect(desk.locator("#count")).to_contain_text("1 changement")
    for _ in range(3):
        desk.keyboard.press("Tab")
    expect(desk.locator("button[value=remove-5-0]")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#d5-0-opens")).to_have_count(0)
    expect(desk.locator(ADD)).to_be_focused()
    first = desk.locator("#d0-0-closes")
    first.focus()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("11:00")
    back = desk.locator("#live").get_by_role("button", name=re.compile("^Remettre")).first
    back.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#count")).to_contain_text("Aucun changement")


def test_hours_are_set_without_a_script(browser, server, boss):
    context = browser.new_context(java_script_enabled=False)
    enter(context, server, boss)
    page = context.new_page()
    page.goto(f"{server}/nl/work/spaces/{SLUG}/hours")
    page.locator(ADD).click()
    page.locator("#d5-0-opens").fill("10")
    page.locator("#d5-0-closes").fill("nooit")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.locator("#d5-0-closes")).to_have_value("nooit")
    page.locator("#editor button[value=save]").click()
    assert page.title().startswith("Fout:")
    page.get_by_role("link", name=re.compile("Zaterdag: ‘nooit’ is geen uur")).click()
    page.locator("#d5-0-closes").fill("13")
    page.locator("#editor button[value=save]").click()
    expect(page.get_by_text("Bewaard en bevestigd.")).to_be_visible()
    assert saturday() == [("10:00", "13:00", "free_access")]
    context.close()


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_hours_is_sound(desk, server, faults, language, size):
    width, height = SIZES[size]
    desk.set_viewport_size({"width": width, "height": height})
    base = f"{server}/{language}/work/spaces/{SLUG}/hours"
    for address in ["", "/exceptions", "/exceptions/new", "/seasons", "/seasons/new", "/outings",
                    "/outings/new", "/past"]:  # fmt: skip
        desk.goto(base + address)
        assert faults(desk) == [], address
        assert not desk.evaluate(WIDER), address
    desk.goto(base)
    desk.locator("#d0-0-opens").fill("never")
    desk.locator("#editor button[value=save]").click()
    expect(desk.locator("#errors")).to_be_visible()
    assert faults(desk) == []
    assert not desk.evaluate(WIDER)
