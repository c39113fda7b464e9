"""Who has a role, but none in a space, reads on the first page which and what it opens."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.network.scopes import scope_of_organisation
from halte.network.tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_referrer_reads_her_role_and_where(client):
    house = OrganisationFactory(name_en="House of Letters")
    row = make_member(Role.REFERRER, scope_of_organisation(house))
    client.force_login(row.user)
    page = client.get("/en/work").content.decode()
    assert "No space yet" not in page
    assert "House of Letters" in page
    assert "Referrer" in page
    assert "What you can open" in page
    assert f"/en/work/organisations/{house.slug}/team" in page


def test_who_has_no_role_is_told_how_to_get_one(client):
    client.force_login(make_user())
    assert "No space yet" in client.get("/en/work").content.decode()
