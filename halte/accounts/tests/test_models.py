"""What the database refuses, and who is a member on a day."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from halte.accounts.enums import ROLES, Role, ScopeKind
from halte.accounts.models import Membership
from halte.accounts.scopes import REGION, Scope
from halte.accounts.tests.conftest import OTHER_SPACE, SPACE
from halte.accounts.tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def refused(name: str, *args, **fields) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_member(*args, **fields)


EVERY_PAIR = [(kind, role) for kind in ScopeKind for role in Role]


@pytest.mark.parametrize(("kind", "role"), EVERY_PAIR)
def test_role_fits_its_kind_of_scope_and_no_other(kind, role):
    scope = REGION if kind == ScopeKind.REGION else Scope(kind, UUID(int=9))
    if role in ROLES[kind]:
        make_member(role, scope)
    else:
        refused("role_fits_scope", role, scope)


def test_region_alone_has_no_uuid():
    name = "membership_region_alone_has_no_uuid"
    refused(name, Role.OFFICER, Scope(ScopeKind.REGION, UUID(int=1)))
    refused(name, Role.COORDINATOR, Scope(ScopeKind.SPACE))


def test_dates_run_forwards():
    name = "membership_dates_run_forwards"
    refused(name, Role.COORDINATOR, SPACE, starts_on=DAY, ends_on=DAY - timedelta(days=1))
    make_member(Role.COORDINATOR, SPACE, starts_on=DAY, ends_on=DAY)


@pytest.mark.parametrize(("role", "scope"), [(Role.COORDINATOR, SPACE), (Role.OFFICER, REGION)])
def test_same_role_never_runs_twice(role, scope):
    user = make_user()
    make_member(role, scope, user, starts_on=DAY, ends_on=DAY + timedelta(days=9))
    later = DAY + timedelta(days=8)
    refused("one_running_membership", role, scope, user=user, starts_on=later)
    make_member(role, scope, user, starts_on=DAY + timedelta(days=9))
    make_member(role, scope, starts_on=DAY)


def test_same_role_runs_in_two_spaces():
    user = make_user()
    make_member(Role.COORDINATOR, SPACE, user)
    make_member(Role.COORDINATOR, OTHER_SPACE, user)
    make_member(Role.FACILITATOR, SPACE, user)
    assert user.memberships.running().count() == 3


def test_membership_holds_from_its_start_until_the_day_before_its_end():
    row = make_member(Role.COORDINATOR, SPACE, starts_on=DAY, ends_on=DAY + timedelta(days=2))
    days = [DAY + timedelta(days=number) for number in (-1, 0, 1, 2)]
    assert [list(Membership.objects.running(day)) for day in days] == [[], [row], [row], []]


def test_person_with_a_membership_cannot_be_deleted():
    row = make_member(Role.COORDINATOR, SPACE)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.user.delete()
