"""The commands that make accounts and tokens."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command

from halte.accounts.enums import Role
from halte.accounts.models import Invitation, Membership, User
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.accounts.tokens import authenticate_token
from halte.core.testing import LintingClient
from halte.network.loading import sample, sample_accounts
from halte.network.models import LoadedRow
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import SampleTraceFactory, SpaceFactory

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def test_token_of_a_space_reads_unless_told_otherwise():
    space = SpaceFactory(slug="here")
    token = authenticate_token("Bearer " + run("create_token", "--space", "here").strip())
    assert (token.scope, token.allows) == (scope_of_space(space), ["read"])


def test_token_of_an_organisation_with_scopes():
    house = SpaceFactory().organisation
    words = ("--organisation", house.slug, "--scope", "read", "--scope", "write")
    token = authenticate_token("Bearer " + run("create_token", *words).strip())
    assert (token.scope, token.allows) == (scope_of_organisation(house), ["read", "write"])


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--space", "nowhere"],
        ["--organisation", "nobody"],
        ["--space", "here", "--organisation", "x"],
        ["--space", "here", "--scope", "all"],
    ],
)
def test_wrong_token_command_makes_nothing(words):
    SpaceFactory(slug="here")
    with pytest.raises(CommandError):
        run("create_token", *words)


def test_admin_by_a_link_that_works_once(client):
    link = run("create_admin", "Chief@Example.org", "--link").strip()
    path = "/" + link.split("/", 3)[3]
    data = {"name": "Chief", "password": PASSWORD}
    assert [client.post(path, data).status_code for _ in range(2)] == [302, 410]
    row = Membership.objects.get()
    assert (row.user.email, row.role, row.scope) == ("chief@example.org", "administrator", REGION)
    assert not row.user.is_superuser


@pytest.mark.parametrize("words", [["not an address"], ["new@example.org"], ["old@example.org"]])
def test_admin_that_cannot_be_made_is_one_sentence(words):
    make_user(email="old@example.org")
    with pytest.raises(CommandError, match=r"is not an e-mail address|--link"):
        run("create_admin", *words)
    assert (User.objects.count(), Invitation.objects.count()) == (1, 0)


def test_admin_who_is_one_already_gets_no_link():
    user = make_member(Role.ADMINISTRATOR, REGION).user
    with pytest.raises(CommandError, match="already"):
        run("create_admin", user.email, "--link")


def test_sample_accounts_are_refused_outside_sample_mode():
    SpaceFactory()
    with pytest.raises(CommandError, match="need the sample data"):
        run("sample_accounts")
    assert User.objects.count() == 0


def test_sample_accounts_sign_in_and_go_with_the_sample():
    space = SpaceFactory()
    SampleTraceFactory(model="network.space", row_id=space.pk)
    first = dict(re.findall(r"(\S+@\S+)  (\S+)", run("sample_accounts")))
    printed = dict(re.findall(r"(\S+@\S+)  (\S+)", run("sample_accounts")))
    assert set(first) == set(printed)
    assert not set(first.values()) & set(printed.values())
    assert set(Membership.objects.running().values_list("role", flat=True)) == set(Role)
    for email, password in printed.items():
        assert LintingClient().login(username=email, password=password)
    kept = make_member(Role.FACILITATOR, scope_of_space(space)).user
    sample.unload(lambda line: None)
    assert list(User.objects.all()) == [kept]
    assert LoadedRow.objects.filter(load=sample.LOAD).exists()


def test_sample_accounts_of_the_coordination_get_an_app_whose_secret_is_printed():
    space = SpaceFactory()
    SampleTraceFactory(model="network.space", row_id=space.pk)
    for _again in range(2):
        printed = run("sample_accounts")
    found = dict(re.findall(r"(\w+)@\S+  \S+  ([A-Z2-7]{32})$", printed, re.MULTILINE))
    assert set(found) == {"officer", "administrator"}
    rows = Authenticator.objects.filter(type="totp").select_related("user")
    assert {row.user.email.split("@")[0]: decrypt(row.data["secret"]) for row in rows} == found


def test_sample_addresses_receive_no_mail():
    assert sample_accounts.DOMAIN == "@sample.invalid"
