"""Who sees the team of which kind of place: one set of pages for all."""

import pytest

from halte.accounts.bodies import scope_of_body
from halte.accounts.enums import Role
from halte.accounts.models import Body
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member, make_user
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import browser_of

pytestmark = pytest.mark.django_db

ROUTES = {"work/<place:address>/team"}
# Read the team, invite into it; `*` where names can be read.
TABLE = """
                space     organ.    region    body      jury
stranger        302  302  302  302  302  302  302  302  302  302
facilitator     200* 403  404  404  404  404  404  404  404  404
manager         200* 200  200* 200  404  404  404  404  404  404
referrer        404  404  200* 403  404  404  404  404  404  404
network editor  404  404  200* 403  404  404  404  404  404  404
member          404  404  404  404  404  404  200* 403  404  404
chair           404  404  404  404  404  404  200* 200  404  404
jury member     404  404  404  404  404  404  404  404  200* 403
auditor         200  403  200  403  200  403  200  403  200  403
officer         200* 200  200* 200  200* 403  200* 200  200* 200
administrator   200* 200  200* 200  200* 200  200* 200  200* 200
"""
INVITED = {
    "space": "facilitator",
    "organ.": "referrer",
    "region": "auditor",
    "body": "member",
    "jury": "jury_member",
}


@pytest.fixture
def places():
    """Scope and address of a place of each kind, with somebody in each."""
    space = SpaceFactory(slug="here")
    house = space.organisation
    group = Body.objects.create(slug="group", kind="working_group", name_fr="Groupe")
    jury = Body.objects.create(slug="jury", kind="jury", name_fr="Jury")
    found = {
        "space": (scope_of_space(space), "spaces/here"),
        "organ.": (scope_of_organisation(house), f"organisations/{house.slug}"),
        "region": (REGION, "region"),
        "body": (scope_of_body(group), "bodies/group"),
        "jury": (scope_of_body(jury), "calls/jury"),
    }
    for name, (scope, _address) in found.items():
        make_member(INVITED[name], scope, make_user(name="SECRET-NAME"))
    return found


def people(places):
    yield "stranger", None
    for role, where in (
        (Role.FACILITATOR, "space"),
        (Role.MANAGER, "organ."),
        (Role.REFERRER, "organ."),
        (Role.NETWORK_EDITOR, "organ."),
        (Role.MEMBER, "body"),
        (Role.CHAIR, "body"),
        (Role.JURY_MEMBER, "jury"),
        (Role.AUDITOR, "region"),
        (Role.OFFICER, "region"),
        (Role.ADMINISTRATOR, "region"),
    ):
        yield role.value.replace("_", " "), make_member(role, places[where][0]).user


def test_who_sees_which_team(places):
    lines = ["".ljust(16) + "".join(name.ljust(10) for name in places).rstrip()]
    for number, (name, user) in enumerate(people(places)):
        browser, line = browser_of(user), name.ljust(16)
        for place, (_scope, address) in places.items():
            page = browser.get(f"/en/work/{address}/team")
            sign = "*" if "SECRET-NAME" in page.content.decode() else ""
            asked = {
                "email": f"guest{number}@example.org",
                "role": INVITED[place],
                "language": "fr",
            }
            posted = browser.post(f"/en/work/{address}/team", asked)
            line += f"{page.status_code}{sign}".ljust(5) + str(posted.status_code).ljust(5)
        lines.append(line.rstrip())
    table = "\n".join(lines)
    assert table == TABLE.strip("\n"), f"\n{table}"


def test_auditor_reads_roles_and_dates_without_names(places):
    auditor = make_user(email="auditor@example.org")
    browser = browser_of(make_member(Role.AUDITOR, REGION, auditor).user)
    for _scope, address in places.values():
        page = browser.get(f"/en/work/{address}/team").content.decode()
        assert "name hidden" in page
        assert "SECRET-NAME" not in page
        # Her own address stands in the frame.
        assert page.replace("auditor@example.org", "").count("@") == 0


@pytest.mark.parametrize("address", ["region", "bodies/group", "calls/jury"])
def test_only_spaces_and_organisations_have_tokens(places, address):
    browser = browser_of(make_user(is_superuser=True))
    assert browser.get(f"/en/work/{address}/tokens").status_code == 404


def test_unknown_places_are_not_found(places):
    browser = browser_of(make_user(is_superuser=True))
    for address in ("spaces/x", "organisations/x", "bodies/jury", "calls/group", "regions/x"):
        assert browser.get(f"/en/work/{address}/team").status_code == 404
