"""From the reminder's link to the public page; and the coordination's pages are sound."""

import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from halte.accounts.enums import Role
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.core.mail.models import Message
from halte.network.models import Space
from halte.network.reminding import remind_of_old_records
from halte.network.scopes import scope_of_space

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LONG_AGO = date(2025, 1, 31)


@pytest.fixture
def reminded(network) -> str:
    """The path of the link in a mail that the nightly job has written."""
    Space.objects.filter(slug="sks").update(confirmed_on=LONG_AGO, created_at="2024-01-01T00:00Z")
    space = Space.objects.select_related("organisation").get(slug="sks")
    bea = make_user(name="Bea Baas", language="nl")
    make_member(Role.COORDINATOR, scope_of_space(space), bea, starts_on=LONG_AGO)
    assert remind_of_old_records() == 1
    (link,) = re.findall(r"http\S+/confirm/\S+", Message.objects.get().text)
    return urlsplit(link).path


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_link_of_a_mail_confirms_and_the_public_page_says_so(
    reminded, server, page, faults, language, size
):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    link = f"{server}/{language}{reminded[3:]}"

    def is_sound():
        assert faults(page) == []
        assert not page.evaluate(SCROLLS)

    page.goto(link)
    is_sound()
    page.locator("main form button").press("Enter")
    page.wait_for_selector(".h-done")
    is_sound()
    page.click("main a.btn")
    with override(language):
        today = date_format(timezone.localdate(), "j F Y")
    assert today in page.locator(".h-fresh").inner_text()
    page.goto(link)
    is_sound()
    assert page.locator("main form").count() == 0
    page.goto(f"{server}/{language}/work/confirm/forged")
    is_sound()


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_the_coordination_are_sound(network, server, page, faults, language, size):
    width, height = SIZES[size]
    make_member(
        Role.OFFICER, REGION, make_user(email="odile@example.org", password=PASSWORD, name="Odile")
    )
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}/{language}/work/sign-in")
    page.fill("main input[type=email]", "odile@example.org")
    page.fill("main input[type=password]", PASSWORD)
    page.click("main form button")
    for address in (
        "work/network",
        "work/network?show=never",
        "work/network?q=zzz",
        "work/findings",
    ):
        page.goto(f"{server}/{language}/work/{address}")
        assert faults(page) == [], address
        assert not page.evaluate(SCROLLS), address
