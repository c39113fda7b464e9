"""Somebody new; putting a visit right, deleting it; what is kept of a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import rows
from halte.desk.domain import visits
from halte.desk.models import Visit
from halte.desk.tests.factories import VisitorFactory
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from halte.visitors.models import Consent, Identity, ProfileSettings, Visitor

pytestmark = pytest.mark.django_db
ONCE = "0a7d4c2e-5a61-4ab6-9d4b-3f6b54ad8a11"
NEW = {"kind": "named", "name": "Moussa Sow", "speaks": "ar", "purposes": ["help"], "once": ONCE}


@pytest.fixture(autouse=True)
def _open_rows():
    with rows.everything("tests of the desk"):
        yield


@pytest.fixture
def space():
    return SpaceFactory()


@pytest.fixture
def team(client, space):
    client.user = make_member(Role.FACILITATOR, scope_of_space(space)).user
    client.force_login(client.user)
    client.base = f"/en/work/spaces/{space.slug}"
    return client


# ---- Somebody new ----


def test_new_person_her_profile_and_her_consents_are_written_down_once(team, space):
    more = {"birth_year": "1961", "postcode": "1060", "consents": ["invitations"]}
    for _time in range(2):
        answer = team.post(f"{team.base}/today/visits/new", NEW | more)
    visitor = Visitor.objects.get()
    assert answer.status_code == 302
    assert (visitor.birth_year, visitor.postcode, visitor.language) == (1961, "1060", "ar")
    assert visitor.identity.name == "Moussa Sow"
    assert Consent.objects.get().kind == "invitations"
    assert Visit.objects.get().visitor == visitor


def test_only_what_the_space_asks_is_taken(team, space):
    ProfileSettings.objects.create(space=space, asked=["gender"])
    page = team.get(f"{team.base}/today/visits/new").content.decode()
    assert 'name="gender"' in page
    assert 'name="birth_year"' not in page
    team.post(f"{team.base}/today/visits/new", NEW | {"birth_year": "1961"})
    assert Visitor.objects.get().birth_year is None


def test_somebody_without_a_name_keeps_a_profile(team, space):
    data = NEW | {"kind": "unnamed", "gender": "woman", "consents": ["invitations"]}
    team.post(f"{team.base}/today/visits/new", data)
    visitor = Visitor.objects.get()
    assert visitor.gender == "woman"
    assert not Identity.objects.exists()
    assert not Consent.objects.exists()


def test_group_is_a_number_of_nobody(team, space):
    address = f"{team.base}/today/visits/new"
    answer = team.post(address, NEW | {"kind": "heads", "heads": "501"})
    assert answer.status_code == 422
    assert 'value="501"' in answer.content.decode()
    team.post(address, NEW | {"kind": "heads", "heads": "12"})
    visit = Visit.objects.get()
    assert (visit.heads, visit.visitor) == (12, None)
    assert "Group of 12" in team.get(f"{team.base}/today").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("birth_year", "3011"), ("birth_year", "abcd"), ("phone", "12"), ("purposes", [])],
)
def test_what_was_typed_stays_when_it_cannot_be_used(team, space, field, value):
    answer = team.post(f"{team.base}/today/visits/new", NEW | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert 'value="Moussa Sow"' in page
    assert not Visitor.objects.exists()


def test_known_person_typed_again_is_the_same_and_is_here_once(team, space):
    data = NEW | {"phone": "0470 00 00 01"}
    team.post(f"{team.base}/today/visits/new", data)
    answer = team.post(f"{team.base}/today/visits/new", {**data, "once": ""})
    assert answer.status_code == 409
    assert "is here already" in answer.content.decode()
    assert Visitor.objects.count() == Visit.objects.count() == 1


# ---- The day, and one visit ----


@pytest.fixture
def visit(space):
    visitor = VisitorFactory(space=space, identity__name="Rosa Prima")
    return visits.arrive(space, visitor=visitor, purposes=["other"])


def test_day_lists_who_came_and_who_left(team, space, visit):
    visits.leave(visit)
    page = team.get(f"{team.base}/today/visits").content.decode()
    assert "Rosa Prima" in page
    assert "1 visit" in page
    before = timezone.localdate() - timedelta(days=1)
    assert "Rosa Prima" not in team.get(f"{team.base}/today/visits?day={before}").content.decode()
    assert team.get(f"{team.base}/today/visits?day=nonsense").status_code == 200


def test_visit_is_put_right(team, space, visit):
    address = f"{team.base}/today/visits/{visit.uuid}"
    assert 'type="datetime-local"' in team.get(address).content.decode()
    moment = timezone.localtime(visit.arrived_at)
    data = {"arrived_at": moment.strftime("%Y-%m-%dT%H:%M"), "purposes": ["printing", "help"]}
    assert team.post(address, data | {"left_at": ""}).status_code == 302
    stood = visit.arrived_at
    visit.refresh_from_db()
    # The seconds that nobody typed stay.
    assert (visit.purposes, visit.arrived_at) == (["printing", "help"], stood)
    before = (moment - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    answer = team.post(address, data | {"left_at": before})
    assert answer.status_code == 409
    assert f'value="{before}"' in answer.content.decode()
    assert team.post(address, {"arrived_at": "x", "purposes": []}).status_code == 422


def test_reopening_a_visit_of_who_came_again_is_refused(team, space, visit):
    visits.leave(visit)
    visits.arrive(space, visitor=visit.visitor, purposes=["other"])
    moment = timezone.localtime(visit.arrived_at).strftime("%Y-%m-%dT%H:%M")
    answer = team.post(
        f"{team.base}/today/visits/{visit.uuid}", {"arrived_at": moment, "purposes": ["other"]}
    )
    assert answer.status_code == 409
    assert "is here already" in answer.content.decode()


def test_deleted_visit_can_be_brought_back(team, space, visit):
    address = f"{team.base}/today/visits/{visit.uuid}/delete"
    page = team.post(address, {"act": "delete"}, follow=True).content.decode()
    assert "Bring back" in page
    assert not Visit.objects.counted().exists()
    team.post(address, {"act": "restore"})
    assert Visit.objects.counted().get() == visit


# ---- People ----


def test_page_of_a_person_holds_what_is_kept(team, space, visit):
    Visitor.objects.update(situation="retired", devices=["tablet"], spoken=["ar"])
    page = team.get(f"{team.base}/visitors/{visit.visitor.uuid}").content.decode()
    assert all(text in page for text in ("Rosa Prima", "Retired", "Tablet", "Arabic", "Other"))
    listed = team.get(f"{team.base}/visitors").content.decode()
    assert "Rosa Prima" in listed
    assert "Rosa Prima" in team.post(f"{team.base}/visitors", {"who": "prim"}).content.decode()
    assert "Rosa Prima" not in team.post(f"{team.base}/visitors", {"who": "zz"}).content.decode()


def test_what_is_kept_is_put_right(team, space, visit):
    address = f"{team.base}/visitors/{visit.visitor.uuid}/edit"
    data = {"name": "Rosa Secunda", "phone": "0470 00 00 09", "speaks": "nl", "gender": "woman"}
    assert 'value="Rosa Prima"' in team.get(address).content.decode()
    assert team.post(address, data | {"name": ""}).status_code == 422
    assert team.post(address, data).status_code == 302
    row = Visitor.objects.select_related("identity").get()
    assert (row.identity.name, row.identity.phone) == ("Rosa Secunda", "+32470000009")
    assert (row.language, row.gender) == ("nl", "woman")
    VisitorFactory(space=space, identity__name="Ana Prima", identity__phone="+32470000009")
    assert team.post(address, data | {"name": "Ana Prima"}).status_code == 409


def test_consent_is_given_and_taken_back(team, space, visit):
    address = f"{team.base}/visitors/{visit.visitor.uuid}/consents"
    team.post(address, {"kind": "invitations", "act": "give"})
    team.post(address, {"kind": "invitations", "act": "give"})
    given = Consent.objects.get()
    assert (given.version, given.language, given.withdrawn_at) == (1, "en", None)
    team.post(address, {"kind": "invitations", "act": "take"})
    given.refresh_from_db()
    assert given.withdrawn_at
    assert team.post(address, {"kind": "nonsense", "act": "give"}).status_code == 302


def test_space_chooses_what_it_asks(team, space):
    address = f"{team.base}/visitors/questions"
    assert team.get(address).content.decode().count("checked") >= 3
    team.post(address, {"asked": ["level"]})
    assert ProfileSettings.objects.get().asked == ["level"]
    assert team.post(address, {"asked": ["income"]}).status_code == 422
