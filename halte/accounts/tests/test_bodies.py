"""Working groups, committees and juries: who joins, who manages, who is told."""

import pytest

from halte.accounts import domain
from halte.accounts.bodies import scope_of_body
from halte.accounts.enums import Role, ScopeKind
from halte.accounts.models import Body, Invitation, Membership
from halte.accounts.permissions import can_invite_to, can_manage_team, can_see_team
from halte.accounts.scopes import REGION, find
from halte.accounts.tests.conftest import ORGANISATION
from halte.accounts.tests.factories import make_member, make_user
from halte.accounts.tests.mailbox import told

pytestmark = pytest.mark.django_db
# Session, person, roles, the frame, sample; then the rows and their names.
BODIES, ROLES = 8, 6


@pytest.fixture
def group() -> Body:
    return Body.objects.create(slug="group", kind="working_group", name_fr="Groupe")


@pytest.fixture
def jury() -> Body:
    return Body.objects.create(slug="jury", kind="jury", name_fr="Jury")


def test_jury_is_found_by_its_call_and_a_group_as_a_body(group, jury):
    assert (scope_of_body(group).kind, scope_of_body(jury).kind) == ("body", "call")
    assert find(ScopeKind.BODY, "group").address == "bodies/group"
    assert find(ScopeKind.CALL, "jury").address == "calls/jury"
    for kind, slug in ((ScopeKind.BODY, "jury"), (ScopeKind.CALL, "group")):
        with pytest.raises(LookupError):
            find(kind, slug)


def test_chair_manages_her_body_and_officers_all(group, jury):
    chair = make_member(Role.CHAIR, scope_of_body(group)).user
    member = make_member(Role.MEMBER, scope_of_body(group)).user
    officer = make_member(Role.OFFICER, REGION).user
    juror = make_member(Role.JURY_MEMBER, scope_of_body(jury)).user
    people = (chair, member, officer, juror)
    assert [can_manage_team(user, scope_of_body(group)) for user in people] == [
        True,
        False,
        True,
        False,
    ]
    assert [can_manage_team(user, scope_of_body(jury)) for user in people] == [
        False,
        False,
        True,
        False,
    ]
    assert [can_see_team(user, scope_of_body(jury)) for user in people] == [
        False,
        False,
        True,
        True,
    ]


def test_chair_is_told_of_members_and_officers_of_juries(group, jury):
    chair = make_member(Role.CHAIR, scope_of_body(group)).user
    officer = make_member(Role.OFFICER, REGION).user
    domain.give_role(make_user(), Role.MEMBER, scope_of_body(group), by=None)
    assert [mail.to for mail in told()] == [chair.email]
    domain.give_role(make_user(), Role.JURY_MEMBER, scope_of_body(jury), by=None)
    assert [mail.to for mail in told()] == [officer.email]


def test_only_somebody_above_names_an_editor_of_the_network():
    manager = make_member(Role.MANAGER, ORGANISATION).user
    officer = make_member(Role.OFFICER, REGION).user
    answers = [
        can_invite_to(user, ORGANISATION, Role.NETWORK_EDITOR) for user in (manager, officer)
    ]
    assert answers == [False, True]


def test_manager_cannot_name_an_editor_by_changing_a_role(client):
    """By the pages of an organisation that this app knows nothing of but its UUID."""
    manager = make_member(Role.MANAGER, ORGANISATION).user
    row = make_member(Role.REFERRER, ORGANISATION)
    client.force_login(manager)
    base = "/en/work/organisations/place-1/team"
    data = {"email": "x@example.org", "role": "network_editor", "language": "fr"}
    assert client.post(base, data).status_code == 403
    answer = client.post(f"{base}/{row.pk}/role", {"role": "network_editor"})
    assert answer.status_code == 403
    assert Invitation.objects.count() == 0
    assert Membership.objects.get(pk=row.pk).is_running


@pytest.mark.parametrize("number", [1, 3])
def test_bodies_cost_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    for at in range(number):
        body = Body.objects.create(slug=f"b{at}", kind="working_group", name_fr=f"B{at}")
        make_member(Role.MEMBER, scope_of_body(body))
    client.force_login(make_member(Role.OFFICER, REGION).user)
    client.get("/en/work/bodies")
    with django_assert_num_queries(BODIES):
        page = client.get("/en/work/bodies").content.decode()
    assert page.count("1 person") == number


@pytest.mark.parametrize("number", [1, 3])
def test_own_roles_cost_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    user = make_user()
    for at in range(number):
        body = Body.objects.create(slug=f"b{at}", kind="working_group", name_fr=f"B{at}")
        make_member(Role.MEMBER, scope_of_body(body), user)
    client.force_login(user)
    client.get("/en/work/roles")
    with django_assert_num_queries(ROLES):
        page = client.get("/en/work/roles").content.decode()
    assert page.count("Leave<") == number
