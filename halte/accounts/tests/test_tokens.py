"""Tokens: shown once, kept as a digest, revocable, last use noted once a minute."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from halte.accounts.models import ApiToken
from halte.accounts.scopes import REGION, Scope, UnknownScope
from halte.accounts.tests.conftest import ORGANISATION, SPACE
from halte.accounts.tests.factories import make_user
from halte.accounts.tokens import (
    UnknownPermission,
    authenticate_token,
    create_token,
    revoke_token,
)
from halte.core.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def token() -> ApiToken:
    return create_token(SPACE, name="website", allows=["write", "read"], by=make_user())


def test_token_is_kept_as_a_digest_only(token):
    kept = ApiToken.objects.values().get()
    assert token.secret not in str(kept)
    assert len(token.secret) == len("halte_") + 43
    assert (kept["prefix"], kept["allows"]) == (token.secret[:12], ["read", "write"])


def test_token_speaks_for_its_scope(token):
    found = authenticate_token(f"Bearer {token.secret}")
    assert found == token
    assert found.scope == SPACE


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer halte_x", "Basic {}", "{}", "Bearer {}x"]
)
def test_anything_else_is_nobody(token, header):
    assert authenticate_token(header and header.format(token.secret)) is None


@pytest.mark.parametrize("header", ["bearer {}", " Bearer   {} "])
def test_case_and_spaces_do_not_matter(token, header):
    assert authenticate_token(header.format(token.secret)) == token


def test_digest_is_no_token(token):
    assert authenticate_token(f"Bearer {token.digest}") is None
    assert authenticate_token(f"Bearer halte_{token.digest}") is None


def test_revoked_token_is_nobody_and_stays_listed(token):
    revoke_token(token, by=None)
    first = token.revoked_at
    revoke_token(token, by=None)
    assert authenticate_token(f"Bearer {token.secret}") is None
    assert ApiToken.objects.get().revoked_at == first
    verbs = LogEntry.objects.order_by("pk").values_list("verb", "note")
    assert list(verbs) == [("create token", "read, write"), ("revoke token", "")]


def test_last_use_is_written_once_a_minute(token, django_assert_num_queries):
    with django_assert_num_queries(2):
        authenticate_token(f"Bearer {token.secret}")
    with django_assert_num_queries(1):
        authenticate_token(f"Bearer {token.secret}")
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
    with django_assert_num_queries(2):
        used = authenticate_token(f"Bearer {token.secret}").last_used_at
    assert ApiToken.objects.get().last_used_at == used


def test_token_is_of_a_space_or_an_organisation():
    assert create_token(ORGANISATION, name="x", allows=["read"], by=None).scope == ORGANISATION
    with pytest.raises(UnknownScope):
        create_token(Scope("space"), name="x", allows=["read"], by=None)
    with pytest.raises(IntegrityError):
        create_token(REGION, name="x", allows=["read"], by=None)


@pytest.mark.parametrize("allows", [[], ["everything"], ["read", "everything"]])
def test_token_allows_only_what_is_known(allows):
    with pytest.raises(UnknownPermission):
        create_token(SPACE, name="x", allows=allows, by=None)
