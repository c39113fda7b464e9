"""What a person is given: no secret, nobody else's name, and words that people read."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from halte.accounts.domain import invite
from halte.accounts.enums import Role
from halte.accounts.models import ApiToken, Invitation, Session, User
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member, make_user
from halte.accounts.tokens import create_token
from halte.core.mail.models import Message
from halte.core.models import LogEntry
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SpaceFactory
from halte.oversight import domain
from halte.oversight.models import PersonRequest

pytestmark = pytest.mark.django_db
EMAIL = "bea@example.org"


@pytest.fixture
def case(client) -> PersonRequest:
    administrator = make_member(Role.ADMINISTRATOR, REGION, make_user(name="Ada")).user
    client.force_login(administrator)
    facts = {
        "kind": "access", "name": "Bea", "email": EMAIL, "received_on": timezone.localdate(),
        "identity": "came in person", "language": "fr",
    }  # fmt: skip
    return domain.open_request(facts, by=administrator)


@pytest.fixture
def secrets(client) -> list[str]:
    """Every kind of thing that opens a door, all of them Bea's."""
    space = SpaceFactory(name_fr="Le Sureau")
    bea = make_user(email=EMAIL, name="Bea")
    bea.set_password("a long and secret password")
    bea.save()
    make_member(Role.COORDINATOR, scope_of_space(space), bea)
    soon = timezone.now() + timedelta(days=1)
    Session.objects.create(
        session_key="SESSION-KEY-7", session_data="SESSION-DATA-7", user=bea, expire_date=soon,
        device="Firefox", began_at=timezone.now(), seen_at=timezone.now(),
    )  # fmt: skip
    for kind, data in [("totp", {"secret": "TOTP-7"}), ("recovery_codes", {"seed": "SEED-7"})]:
        Authenticator.objects.create(user=bea, type=kind, data=data)
    SocialAccount.objects.create(
        user=bea, provider="x", uid="12", extra_data={"access_token": "ACCESS-7"}
    )
    invite(EMAIL, role=Role.FACILITATOR, scope=scope_of_space(space), by=bea, language="fr")
    token = create_token(scope_of_space(space), name="x", allows=["read"], by=bea)
    Message.objects.create(
        to=EMAIL, template="x", language="fr", subject="Bonjour", html="<b>HTML-7</b>",
        text="Bonjour Bea. https://example.org/confirm/SIGNED-7 Merci.", calendar="CALENDAR-7",
    )  # fmt: skip
    LogEntry.record(bea, "sign_in", by=bea)
    links = [one.text for one in Message.objects.filter(is_secret=True)]
    return [
        "SESSION-KEY-7", "SESSION-DATA-7", "TOTP-7", "SEED-7", "ACCESS-7", "HTML-7", "SIGNED-7",
        "CALENDAR-7", User.objects.get(pk=bea.pk).password, token.secret,
        *ApiToken.objects.values_list("digest", flat=True),
        *Invitation.objects.values_list("digest", flat=True),
        *[json.dumps(one)[1:-1] for one in links],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["html", "json"])
def test_no_secret_leaves(client, case, secrets, kind):
    answer = client.post(f"/en/work/requests/{case.pk}/export", {"format": kind})
    text = answer.content.decode()
    assert EMAIL in text
    assert [one for one in secrets if one in text] == []
    assert '"key"' not in text


def test_no_secret_on_the_pages_around(client, case, secrets):
    bea = User.objects.get(email=EMAIL)
    for address in (f"requests/{case.pk}", f"requests/{case.pk}/rows", "register",
                    f"people/{bea.pk}/history"):  # fmt: skip
        page = client.get(f"/en/work/{address}")
        assert page.status_code == 200, address
        # The person asks to put her own mail right there: its text is shown as it is.
        found = [one for one in secrets if one in page.content.decode() and one != "SIGNED-7"]
        assert found == [], address
        assert "session_key" not in page.content.decode()


def test_paper_speaks_the_persons_language(client, case, secrets):
    page = client.post(f"/en/work/requests/{case.pk}/export", {"format": "html"})
    text = page.content.decode()
    for said in ("Le Sureau", "s’est connecté", "5 ans", "Bonjour Bea."):
        assert said in text, said
    uuids = [str(one) for one in Invitation.objects.values_list("scope_uuid", flat=True)]
    for unsaid in ("log entry", "authenticator", "1825", "sign_in", "<b>HTML", "core.", *uuids):
        assert unsaid not in text, unsaid


def test_many_rows_fit_on_paper(client, case):
    bea = make_user(email=EMAIL)
    for _ in range(60):
        LogEntry.record(bea, "sign_in", by=bea)
    address = f"/en/work/requests/{case.pk}/export"
    page = client.post(address, {"format": "html"}).content.decode()
    assert page.count("<tr>") < 30
    tables = client.post(address, {"format": "json"}).json()["tables"]
    [log] = [one for one in tables if one["table"] == "core.LogEntry"]
    assert len(log["rows"]) == 60


def test_end_before_the_start_is_said(client, case, secrets):
    bea = User.objects.get(email=EMAIL)
    address = f"/en/work/people/{bea.pk}/history?since=2026-03-02&until=2026-03-01"
    assert "The end lies before the start." in client.get(address).content.decode()


def test_lift_is_offered_only_when_something_is_restricted(client, case):
    make_user(email=EMAIL)
    address = f"/en/work/requests/{case.pk}"
    assert "Lift the restriction" not in client.get(address).content.decode()
    client.post(f"{address}/restrict")
    assert "Lift the restriction" in client.get(address).content.decode()


def test_register_names_fields_in_words(client, case):
    page = client.get("/en/work/register").content.decode()
    assert "core.LogEntry" not in page
    assert "Who, Note" in page
