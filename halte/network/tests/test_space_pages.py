"""My space: what its pages show, to whom they listen, and what they ask again."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.network.forms.space import SECTIONS
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import (
    CorrectionFactory,
    EquipmentCountFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db
BASE = "/en/work/spaces/here"


@pytest.fixture
def space() -> Space:
    PostcodeFactory()
    return SpaceFactory(slug="here")


@pytest.fixture
def site(space):
    return SiteFactory(space=space)


@pytest.fixture
def boss(client, space):
    """The coordinator, signed in."""
    user = make_member(Role.COORDINATOR, scope_of_space(space)).user
    client.force_login(user)
    return user


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(f"{BASE}{address}")
    assert answer.status_code == status
    return answer.content.decode()


def note_of(client, address: str) -> str:
    """What the page noted as read."""
    return client.get(f"{BASE}{address}").context["form"].noted


# ---- Reading ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("boss", "site")
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_section_opens(client, section, language):
    address = f"/{language}/work/spaces/here/change/{section}"
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("what", ["address", "access", "pin", "close"])
def test_every_page_of_a_site_opens(client, site, what):
    assert "Rue du Test" in page(client, f"/sites/{site.pk}/{what}")


@pytest.mark.usefixtures("boss", "site")
def test_unknown_section_is_not_found(client):
    page(client, "/change/label", 404)


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("rows", [1, 3])
def test_overview_costs_a_constant_number_of_queries(
    client, space, rows, django_assert_num_queries
):
    for _ in range(rows):
        SiteFactory(space=space)
        CorrectionFactory(space=space)
    for kind in ["desktop", "laptop", "tablet"][:rows]:
        EquipmentCountFactory(space=space, kind=kind)
    page(client, "")
    with django_assert_num_queries(9):
        page(client, "")


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("rows", [1, 3])
def test_messages_cost_a_constant_number_of_queries(client, space, rows, django_assert_num_queries):
    for _ in range(rows):
        CorrectionFactory(space=space)
    page(client, "/messages")
    with django_assert_num_queries(10):
        page(client, "/messages")
