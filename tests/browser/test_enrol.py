"""A seat in a workshop: found, asked for, waited for, given back; in a real browser."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from halte.workshops.codes import read_code, spaced
from halte.workshops.models import Enrolment, Session

PHONE_SCREEN = {"width": 390, "height": 844}
SIZES = [PHONE_SCREEN, {"width": 1280, "height": 900}]
SPACE = "open-atelier-110-molenbeek"


def coming(**fields) -> Session:
    """The next session of the space that is as asked."""
    rows = Session.objects.filter(space__slug=SPACE, starts_at__gt=timezone.now(), **fields)
    return rows.order_by("starts_at").first()


def fill_in(page: Page, name: str, phone: str) -> None:
    page.locator("#name").fill(name)
    page.locator("input[name=channel][value=phone]").check()
    page.locator("#phone").fill(phone)
    page.locator("input[name=help_level][value=much]").check()
    page.locator("#enrol button[type=submit]").click()


def test_seat_is_asked_for_in_arabic_on_a_telephone(page: Page, site, faults):
    page.set_viewport_size(PHONE_SCREEN)
    page.goto(f"{site}/ar/spaces/{SPACE}")
    page.locator(".s-ses .h-session h3 a").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#phone")).to_be_hidden()
    fill_in(page, "مريم", "0470 12 34")
    expect(page.locator(".h-errors")).to_be_focused()
    expect(page.locator("#name")).to_have_value("مريم")
    assert faults(page) == []
    page.locator(".h-errors a").first.click()
    expect(page.locator("#phone")).to_be_focused()
    page.locator("#phone").fill("0470 12 34 56")
    page.locator("#enrol button[type=submit]").click()
    expect(page.locator(".h-done")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("مريم")
    assert faults(page) == []
    row = Enrolment.objects.get(visitor__identity__phone="+32470123456")
    assert (row.state, row.visitor.language) == ("confirmed", "ar")
    assert spaced(row.code) in page.locator("#code").inner_text()


def test_full_session_puts_on_the_waiting_list_in_words(page: Page, site):
    full = coming(waiting__gt=0)
    page.goto(f"{site}/fr/workshops/{full.uuid}")
    expect(page.locator(".h-status").first).to_have_text(
        re.compile("Complet, 2 personnes attendent")
    )
    fill_in(page, "Meryem", "0470123457")
    expect(page.locator("h1")).to_contain_text("2 personnes sont avant vous")
    full.refresh_from_db()
    assert (full.taken, full.waiting) == (full.capacity, 3)


def test_seat_is_given_back_by_its_code(page: Page, site):
    page.goto(f"{site}/nl/workshops/{coming(waiting=0, taken__gt=0).uuid}")
    fill_in(page, "Meryem", "0470123458")
    row = Enrolment.objects.get(visitor__identity__phone="+32470123458")
    page.goto(f"{site}/nl/seat")
    page.locator("#code").fill(spaced(read_code(row.code)[1]).lower())
    page.locator("main form button").click()
    page.get_by_role("link", name="Ik kan niet komen").click()
    page.get_by_role("button", name="Ja, ik geef ze terug").click()
    expect(page.get_by_role("status")).to_be_visible()
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_it_all_works_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE_SCREEN)
    page = context.new_page()
    page.goto(f"{site}/fr/workshops/{coming(waiting=0, taken__gt=0).uuid}")
    for field in ("#phone", "#email"):
        expect(page.locator(field)).to_be_visible()
    fill_in(page, "Meryem", "0470123459")
    expect(page.locator(".h-done")).to_be_visible()
    context.close()


@pytest.mark.parametrize("size", SIZES, ids=["telephone", "desk"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_have_no_fault_and_never_scroll_sideways(page: Page, site, faults, language, size):
    page.set_viewport_size(size)
    session = coming(waiting=0, taken__gt=0)
    seat = Enrolment.objects.filter(session=session).first()
    for path in (
        "programme",
        f"spaces/{SPACE}/programme",
        f"workshops/{session.uuid}",
        f"seat/{seat.code}",
        f"seat/{seat.code}/back",
        "seat",
        "seat/WRONGCODE99",
    ):
        page.goto(f"{site}/{language}/{path}")
        assert faults(page) == [], path
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.set_viewport_size(size)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_slip_and_poster_are_one_sheet_each(page: Page, site):
    seat = Enrolment.objects.filter(session=coming(waiting=0, taken__gt=0)).first()
    for path in (f"seat/{seat.code}", f"spaces/{SPACE}/programme", f"spaces/{SPACE}"):
        page.goto(f"{site}/fr/{path}")
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, path
