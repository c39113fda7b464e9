"""Signing in with another service, which tells the truth or does not."""

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from allauth.socialaccount.models import SocialAccount

from halte.accounts.models import User
from halte.accounts.sign_in import sessions
from halte.accounts.tests import oidc_service
from halte.accounts.tests.factories import PASSWORD, give_factor, make_user
from halte.accounts.tests.mailbox import told
from halte.core.testing import LintingClient

pytestmark = pytest.mark.django_db

START, BACK = "/en/work/sign-in/with/elsewhere", "/sign-in/elsewhere"


@pytest.fixture
def service(settings):
    with oidc_service.running() as service:
        settings.OIDC_NAME, settings.OIDC_ISSUER = "Sesame", service.address
        app = {
            "provider_id": "elsewhere",
            "name": "Sesame",
            "client_id": oidc_service.CLIENT,
            "secret": oidc_service.SECRET,
            "settings": {"server_url": service.address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }
        yield service


@pytest.fixture
def ana() -> User:
    return make_user(email="ana@example.org", password=PASSWORD)


def go(client, service, **data):
    """There and back."""
    there = client.post(START, data)
    assert there.status_code == 302, there.content
    return client.get(BACK + service.visit(there["Location"]))


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_invited_person_comes_in_and_is_attached(client, service, ana):
    told()
    assert "Sign in with Sesame" in client.get("/en/work/sign-in").content.decode()
    answer = go(client, service, next="/nl/work")
    assert (answer.status_code, answer["Location"]) == (302, "/nl/work")
    assert client.session["_auth_user_id"] == str(ana.pk)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (ana, "42", {})
    assert [mail.template for mail in told()] == ["account_changed"]
    challenge = urlsafe_b64encode(sha256(service.posted["code_verifier"].encode()).digest())
    assert service.asked["code_challenge"] == challenge.rstrip(b"=").decode()


def test_attached_person_is_known_by_the_number_alone(client, service, ana):
    go(client, service)
    other = LintingClient()
    service.person["email"] = "elsewhere@example.org"
    go(other, service)
    assert other.session["_auth_user_id"] == str(ana.pk)


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"nonce": "other"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "somebody else"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1}},
        {"claims": {"sub": "43"}},
        {"userinfo": {"sub": "43"}},
        {"key": oidc_service.OTHER_KEY},
        {"alg": "none"},
        {"alg": "HS256"},
    ],
    ids=lambda lie: "key" if "key" in lie else str(lie),
)
def test_wrong_answer_lets_nobody_in(client, service, ana, lie):
    for name, value in lie.items():
        setattr(service, name, value)
    answer = go(client, service)
    assert answer.status_code == 401
    assert "Sesame did not answer as it should" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_service_that_calls_itself_otherwise_is_refused(client, service, ana):
    service.issuer = "https://evil.example"
    assert client.post(START).status_code == 401


@pytest.mark.parametrize(
    "query", ["", "?code=abc", "?code=abc&state=forged", "?error=access_denied"]
)
def test_answer_that_nobody_asked_for_lets_nobody_in(client, service, ana, query):
    assert client.get(BACK + query).status_code == 401
    client.post(START)
    assert client.get(BACK + query).status_code == 401
    assert not is_in(client)


def test_answer_works_in_the_browser_that_asked_and_once(client, service, ana):
    there = client.post(START)
    way_back = BACK + service.visit(there["Location"])
    assert LintingClient().get(way_back).status_code == 401
    assert client.get(way_back).status_code == 302
    assert LintingClient().get(way_back).status_code == 401


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
    ],
)
def test_unknown_person_gets_no_account(client, service, ana, person):
    service.person |= person
    answer = go(client, service)
    assert answer.status_code == 403
    assert "nobody has invited you" in answer.content.decode()
    assert not is_in(client)
    assert User.objects.count() == 1


def test_address_given_to_somebody_new_does_not_open_the_account(client, service, ana):
    go(client, service)
    service.person["sub"] = "99"
    assert go(LintingClient(), service).status_code == 403


def test_closed_account_stays_closed(client, service, ana):
    User.objects.update(is_active=False)
    assert go(client, service).status_code == 403


def test_second_step_is_still_asked_for(client, service, ana):
    give_factor(ana)
    assert go(client, service)["Location"] == "/en/work/sign-in/second"
    assert client.get("/en/work").status_code == 302


def test_person_connects_another_address_and_parts_again(client, service, ana):
    service.person["email"] = "private@example.org"
    client.force_login(ana)
    answer = go(client, service, process="connect", next="/en/work/account")
    assert answer["Location"] == "/en/work/account"
    assert "Sesame is connected to your account." in client.get("/en/work/account").content.decode()
    other = LintingClient()
    assert go(other, service).status_code == 302
    assert client.post("/en/work/account/disconnect").status_code == 302
    assert go(LintingClient(), service).status_code == 403


def test_connecting_asks_who_it_is_after_a_while(client, service, ana):
    client.force_login(ana)
    session = client.session
    session["proven"] -= sessions.PROOF_HOLDS
    session.save()
    answer = go(client, service, process="connect")
    assert answer["Location"].endswith("/work/confirm")
    assert not SocialAccount.objects.exists()


def test_service_that_is_away_is_said(client, service, ana, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    assert client.post(START).status_code == 401


def test_nothing_is_offered_without_configuration(client):
    assert "/sign-in/with/" not in client.get("/en/work/sign-in").content.decode()
    assert client.post(START).status_code == 404
    assert client.get(BACK).status_code == 404


def test_login_starts_with_a_button_only(client, service):
    assert client.get(START).status_code == 405
