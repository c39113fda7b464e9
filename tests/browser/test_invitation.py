"""A coordinator invites a colleague by mail; the colleague joins on her own telephone."""

import re

import pytest

from halte.accounts.enums import Role
from halte.accounts.models import Membership
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.core.mail.models import Message
from halte.network.models import Space
from halte.network.scopes import scope_of_organisation, scope_of_space

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def space(network) -> Space:
    return Space.objects.select_related("organisation").get(slug="sks")


def sign_in(page, server: str, email: str) -> None:
    page.goto(f"{server}/fr/work/sign-in")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("form.h-form button.btn-primary")
    page.wait_for_url("**/work")


def test_colleague_is_invited_joins_and_stands_in_the_team(space, server, page, browser, faults):
    boss = make_user(email="boss@example.org", password=PASSWORD, name="Bea Baas")
    make_member(Role.COORDINATOR, scope_of_space(space), boss)
    page.set_viewport_size(PHONE)
    sign_in(page, server, boss.email)
    team = f"{server}/fr/work/spaces/sks/team"
    page.goto(team)
    page.fill("[name=email]", "fati@example.org")
    page.select_option("select[name=role]", "facilitator")
    page.click("form.h-form button.btn-primary")
    page.wait_for_selector("text=fati@example.org")

    mail = Message.objects.get(to="fati@example.org")
    path = re.search(r"/fr/work/invitation/\S+", mail.text).group(0)
    with browser.new_context(viewport=PHONE, locale="fr-BE") as elsewhere:
        hers = elsewhere.new_page()
        hers.goto(server + path)
        assert faults(hers) == []
        hers.fill("[name=name]", "Fati Fall")
        hers.fill("[name=password]", PASSWORD)
        hers.click("form.h-form button.btn-primary")
        hers.wait_for_load_state()
        hers.goto(server + path)
        assert hers.locator("h1").inner_text() == "Ce lien ne fonctionne pas"

    page.goto(team)
    assert page.locator("tbody th", has_text="Fati Fall").count() == 1
    assert Membership.objects.running().filter(user__email="fati@example.org").count() == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_an_organisation_are_sound(space, server, page, faults, size):
    boss = make_user(email="boss@example.org", password=PASSWORD, name="Bea Baas")
    row = make_member(Role.MANAGER, scope_of_organisation(space.organisation), boss)
    make_member(Role.COORDINATOR, scope_of_space(space), make_user(name="Fati Fall"))
    page.set_viewport_size(size)
    sign_in(page, server, boss.email)
    house = f"work/organisations/{space.organisation.slug}"
    for address in (
        "work/roles",
        "work/organisations",
        house,
        f"{house}/team",
        f"{house}/team/{row.pk}/end",
        f"{house}/tokens",
    ):
        page.goto(f"{server}/fr/{address}")
        assert faults(page) == [], address
        scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(scrolls), address
