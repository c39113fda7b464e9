"""What somebody holds today."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.holding import held, holds, uuids_of
from halte.accounts.models import User
from halte.accounts.scopes import REGION
from halte.accounts.tests.conftest import ORGANISATION, OTHER_SPACE, SPACE
from halte.accounts.tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db


def test_roles_are_read_in_one_query(django_assert_num_queries):
    user = make_user()
    make_member(Role.COORDINATOR, SPACE, user)
    make_member(Role.FACILITATOR, OTHER_SPACE, user)
    with django_assert_num_queries(1):
        assert holds(user, {Role.COORDINATOR}, SPACE)
        assert not holds(user, {Role.COORDINATOR}, OTHER_SPACE)
        assert holds(user, {Role.FACILITATOR, Role.COORDINATOR}, OTHER_SPACE)
        assert holds(user, {Role.FACILITATOR})
        assert not holds(user, {Role.MANAGER}, ORGANISATION)
        assert uuids_of(user, {Role.COORDINATOR}, ScopeKind.SPACE) == {SPACE.uuid}


def test_only_what_runs_today_is_held():
    user, today = make_user(), timezone.localdate()
    make_member(Role.COORDINATOR, SPACE, user, starts_on=today - timedelta(days=9), ends_on=today)
    make_member(Role.FACILITATOR, SPACE, user, starts_on=today + timedelta(days=1))
    assert held(user) == frozenset()


def test_administrator_of_the_installation_is_one_of_the_region():
    assert held(make_user(is_superuser=True)) == {(Role.ADMINISTRATOR, REGION)}


def test_strangers_and_closed_accounts_hold_nothing():
    closed = make_member(Role.OFFICER, REGION, make_user(is_active=False)).user
    assert held(closed) == held(AnonymousUser()) == held(User(is_active=False)) == frozenset()
