"""The work pages of a team: no fault, no sideways scroll, in French and in Dutch."""

import pytest

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.accounts.tokens import create_token
from halte.network.models import Space
from halte.network.scopes import scope_of_space

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
BASE = "work/spaces/sks"


@pytest.fixture
def addresses(network) -> list[str]:
    """The pages, with somebody, an invitation and a token on them."""
    space = Space.objects.select_related("organisation").get(slug="sks")
    scope = scope_of_space(space)
    boss = make_user(email="boss@example.org", password=PASSWORD, name="Bea Baas")
    row = make_member(Role.COORDINATOR, scope, boss)
    make_member(Role.FACILITATOR, scope, make_user(name="Fati Fall"))
    guest = domain.invite(
        "guest@example.org", role=Role.FACILITATOR, scope=scope, by=boss, language="fr"
    )
    create_token(scope, name="website", allows=["read"], by=boss)
    return [
        "work",
        f"{BASE}/team",
        f"{BASE}/team/{row.pk}/end",
        f"{BASE}/tokens",
        f"work/invitation/{guest.secret}",
        "work/invitation/forged",
    ]


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_a_team_is_sound(addresses, server, page, faults, language, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}/{language}/work/sign-in")
    page.fill("#id_username", "boss@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.h-form button")
    for address in addresses:
        page.goto(f"{server}/{language}/{address}")
        assert faults(page) == [], address
        scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(scrolls), address
