"""Somebody who is known: what she tells anew is kept, and nobody takes her over."""

import pytest
from django.utils import timezone

from halte.network.tests.factories import SpaceFactory
from halte.visitors.contact import Contact
from halte.visitors.domain import know
from halte.visitors.models import Identity

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "+3225551001", "ana@example.org"


@pytest.fixture
def space():
    return SpaceFactory()


def meet(space, phone="", email="", *, language="fr", **fields):
    contact = Contact("Ana", phone, email)
    return know(space, contact, language=language, needed_until=timezone.now(), **fields)


def reached() -> list[tuple[str, str]]:
    return list(Identity.objects.order_by("pk").values_list("phone", "email"))


def test_language_follows_what_is_chosen_now(space):
    meet(space, PHONE)
    visitor, is_new = meet(space, PHONE, language="ar")
    visitor.refresh_from_db()
    assert (visitor.language, is_new) == ("ar", False)


@pytest.mark.parametrize("first", [(PHONE, ""), ("", EMAIL)])
def test_team_adds_what_was_missing(space, first):
    meet(space, *first)
    meet(space, PHONE, EMAIL, may_add=True)
    assert reached() == [(PHONE, EMAIL)]


def test_nobody_else_adds_an_address(space):
    meet(space, PHONE)
    meet(space, PHONE, "other@example.org")
    assert reached() == [(PHONE, "")]


def test_what_is_there_is_not_replaced(space):
    meet(space, PHONE, EMAIL)
    meet(space, PHONE, "other@example.org", may_add=True)
    assert reached() == [(PHONE, EMAIL)]


def test_nothing_is_added_that_makes_her_somebody_else(space):
    meet(space, PHONE)
    Identity.objects.update(email="old@example.org")
    meet(space, "", EMAIL)
    Identity.objects.filter(email=EMAIL).update(phone=PHONE)
    Identity.objects.filter(email="old@example.org").update(email="")
    meet(space, PHONE, EMAIL, may_add=True)
    assert reached() == [(PHONE, ""), (PHONE, EMAIL)]


def test_who_asked_to_be_left_alone_is(space):
    visitor, _is_new = meet(space, PHONE)
    Identity.objects.update(is_restricted=True)
    meet(space, PHONE, EMAIL, language="ar", may_add=True)
    visitor.refresh_from_db()
    assert (reached(), visitor.language) == ([(PHONE, "")], "fr")
