"""Somebody without e-mail and telephone asks about her data: found by a code, or by name here."""

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member
from halte.core import persons
from halte.oversight import domain
from halte.oversight.models import PersonRequest
from halte.visitors.contact import Contact
from halte.visitors.models import Identity
from halte.workshops.codes import spaced
from halte.workshops.domain import enrolments
from halte.workshops.models import Enrolment
from halte.workshops.tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


def seat(session, name="Bea Dupont") -> Enrolment:
    contact = Contact(name=name, phone="", email="")
    return enrolments.enrol([session], contact, language="fr")[0]


def make_case(**given) -> PersonRequest:
    facts = {
        "kind": "access", "name": "Béa  DUPONT", "identity": "came in person",
        "received_on": timezone.localdate(),
    }  # fmt: skip
    return domain.open_request(facts | given, by=None)


def held(case) -> set[int]:
    """Numbers of the visitors of whom the case finds anything."""
    found = set()
    for holding in persons.find(domain.person_of(case)):
        if holding.model in (Identity, Enrolment):
            found |= set(holding.rows.values_list("visitor", flat=True))
    return found


def test_code_of_a_seat_finds_its_person_alone():
    session = SessionFactory()
    row, _other = seat(session), seat(session)
    assert held(make_case(code=row.code)) == {row.visitor_id}


def test_name_finds_the_only_one_who_has_it_in_the_named_space():
    row, elsewhere = seat(SessionFactory()), seat(SessionFactory())
    assert held(make_case(space=row.session.space)) == {row.visitor_id}
    assert held(make_case(email="nobody@example.org")) == set()
    assert held(make_case(space=row.session.space, name="Bea")) == set()
    assert held(make_case(code=elsewhere.code, space=row.session.space)) == {
        row.visitor_id,
        elsewhere.visitor_id,
    }


def test_who_is_found_by_code_is_erased_with_her_history():
    row = seat(SessionFactory())
    domain.erase_data(make_case(code=row.code), by=None)
    row.refresh_from_db()
    assert (row.visitor, Identity.objects.count()) == (None, 0)
    copies = Identity.pgh_event_model.objects.values_list("name", flat=True)
    assert set(copies) == {""}


@pytest.fixture
def administrator(client):
    user = make_member(Role.ADMINISTRATOR, REGION).user
    client.force_login(user)
    return user


def written(client, **given):
    facts = {"received_on": "2026-10-30", "kind": "erase", "name": "Bea Dupont", "language": "fr"}
    return client.post("/en/work/requests/new", facts | given)


def test_page_takes_a_code_in_groups_and_a_space_by_its_name(client, administrator):
    row = seat(SessionFactory())
    space = row.session.space
    answer = written(client, code=spaced(row.code).lower(), space=space.name_fr.upper())
    case = PersonRequest.objects.get()
    assert (answer.status_code, case.code, case.space) == (302, row.code, space)


@pytest.mark.parametrize("wrong", [{"code": "X"}, {"space": "Nowhere"}, {}])
def test_what_finds_nobody_is_refused_and_comes_back(client, administrator, wrong):
    answer = written(client, **wrong)
    assert answer.status_code == 422
    assert all(f'value="{typed}"' in answer.content.decode() for typed in wrong.values())


def test_namesakes_are_counted_and_none_is_shown(client, administrator):
    session = SessionFactory()
    seat(session), seat(session)
    case = make_case(space=session.space)
    assert held(case) == set()
    page = client.get(f"/en/work/requests/{case.pk}").content.decode()
    assert "knows 2 people of this name" in page
