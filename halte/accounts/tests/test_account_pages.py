"""One's own account: second steps, recovery codes, password, address, sessions."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings

from halte.accounts.enums import Role
from halte.accounts.models import Session, User
from halte.accounts.scopes import REGION
from halte.accounts.session_store import BEGAN, SEEN
from halte.accounts.sign_in import sessions
from halte.accounts.tests.factories import (
    PASSWORD,
    SECRET,
    code_of_app,
    give_factor,
    make_member,
    make_user,
)
from halte.accounts.tests.mailbox import told
from halte.core.models import LogEntry
from halte.core.testing import LintingClient

pytestmark = pytest.mark.django_db

ACCOUNT = "/en/work/account"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def ana(client) -> User:
    user = make_user(email="ana@example.org", password=PASSWORD, name="Ana", language="nl")
    client.force_login(user)
    return user


def verbs() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


def grow_old(client, **seconds: float) -> None:
    """Make marks of the session lie in the past."""
    session = client.session
    for mark, age in seconds.items():
        session[mark] = time.time() - age
    session.save()


# ---- Second steps -------------------------------------------------------------------------------


def set_up(client, monkeypatch):
    """The page of the app, and its form with the right code."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.generate_totp_secret", lambda: SECRET)
    page = client.get(f"{ACCOUNT}/factors/app").content.decode()
    return page, client.post(f"{ACCOUNT}/factors/app", {"code": code_of_app(time.time())})


def test_app_is_set_up_with_a_picture_or_by_typing(
    client, ana, monkeypatch, django_capture_on_commit_callbacks
):
    told()
    with django_capture_on_commit_callbacks(execute=True):
        page, answer = set_up(client, monkeypatch)
    assert 'src="data:image/svg+xml' in page
    assert "JBSW Y3DP EHPK 3PXP" in page
    assert answer.status_code == 201
    shown = re.findall(r'<li class="h-code">(\d+)</li>', answer.content.decode())
    assert len(set(shown)) == 10
    assert "add a factor" in verbs()
    assert [(mail.template, mail.language) for mail in told()] == [("account_changed", "nl")]
    assert SECRET not in str(Authenticator.objects.values_list("data", flat=True))


def test_wrong_code_sets_nothing_up(client, ana):
    client.get(f"{ACCOUNT}/factors/app")
    answer = client.post(f"{ACCOUNT}/factors/app", {"code": "12 34"})
    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_first_factor_ends_sessions_that_a_password_alone_opened(
    client, ana, monkeypatch, django_capture_on_commit_callbacks
):
    other = LintingClient()
    other.force_login(ana)
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client, monkeypatch)
    assert client.get("/en/work").status_code == 200
    assert other.get("/en/work").status_code == 302


def test_recovery_codes_are_shown_once_and_open_once(client, ana, monkeypatch):
    shown = re.findall(
        r'<li class="h-code">(\d+)</li>', set_up(client, monkeypatch)[1].content.decode()
    )
    assert not any(code in client.get(f"{ACCOUNT}/codes").content.decode() for code in shown)
    client.post("/en/work/sign-out")
    for expected in (302, 422):
        client.post("/en/work/sign-in", {"login": ana.email, "password": PASSWORD})
        answer = client.post("/en/work/sign-in/second", {"code": shown[0]})
        assert answer.status_code == expected
        if expected == 302:
            assert "9 codes left" in client.get(f"{ACCOUNT}/codes").content.decode()
            client.post("/en/work/sign-out")
    assert "use a recovery code" in verbs()


def test_new_codes_make_the_old_ones_useless(client, ana):
    give_factor(ana)
    pages = [client.post(f"{ACCOUNT}/codes").content.decode() for _ in range(2)]
    first, second = (set(re.findall(r'<li class="h-code">(\d+)</li>', page)) for page in pages)
    assert len(first) == len(second) == 10
    assert not first & second
    row = Authenticator.objects.get(type="recovery_codes").wrap()
    assert [row.validate_code(code) for code in (first.pop(), second.pop())] == [False, True]


def test_recovery_codes_need_a_factor(client, ana):
    assert client.get(f"{ACCOUNT}/codes").status_code == 404
    assert client.post(f"{ACCOUNT}/codes").status_code == 404


def test_last_factor_of_the_coordination_stays(client):
    officer = make_member(Role.OFFICER, REGION).user
    client.force_login(officer)
    row = Authenticator.objects.get()
    answer = client.post(f"{ACCOUNT}/factors/{row.pk}")
    assert answer.status_code == 422
    assert "Add another one" in answer.content.decode()
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_factor_of_somebody_else_is_unknown(client, ana):
    row = give_factor(make_user())
    assert client.post(f"{ACCOUNT}/factors/{row.pk}").status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_factor_can_go_where_none_is_required(client, ana):
    row = give_factor(ana)
    assert client.post(f"{ACCOUNT}/factors/{row.pk}").status_code == 302
    assert not Authenticator.objects.exists()
    assert "remove a factor" in verbs()


@pytest.mark.parametrize("page", ["factors/app", "factors/passkey", "address"])
def test_acts_on_safety_ask_who_it_is_after_a_while(client, ana, page):
    assert client.get(f"{ACCOUNT}/{page}").status_code == 200
    grow_old(client, proven=sessions.PROOF_HOLDS)
    answer = client.get(f"{ACCOUNT}/{page}")
    where = f"/en/work/confirm?next=/en/work/account/{page}"
    assert answer["Location"].replace("%2F", "/") == where
    assert client.post(where, {"password": "wrong"}).status_code == 422
    answer = client.post(where, {"password": PASSWORD})
    assert answer["Location"] == f"{ACCOUNT}/{page}"
    assert client.get(f"{ACCOUNT}/{page}").status_code == 200


def test_proof_can_be_a_code(client, ana):
    give_factor(ana)
    grow_old(client, proven=sessions.PROOF_HOLDS)
    where = f"/en/work/confirm/code?next={ACCOUNT}/address"
    assert client.get(where).status_code == 200
    assert client.post(where, {"code": "000000"}).status_code == 422
    answer = client.post(where, {"code": code_of_app(time.time())})
    assert answer["Location"] == f"{ACCOUNT}/address"
    assert client.get(f"{ACCOUNT}/address").status_code == 200


def test_password_posted_without_a_proof_is_kept_nowhere(client, ana):
    give_factor(ana)
    User.objects.update(password="!")
    client.force_login(User.objects.get())
    grow_old(client, proven=sessions.PROOF_HOLDS)
    words = "other words in this one"
    page = f"{ACCOUNT}/first-password"
    answer = client.post(page, {"password1": words})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert words not in json.dumps(dict(client.session.items()), default=str)
    assert client.get(page)["Location"].startswith("/en/work/confirm")
    assert not User.objects.get().has_usable_password()


# ---- Password and address -----------------------------------------------------------------------


def test_changed_password_ends_the_other_sessions(client, ana):
    other = LintingClient()
    other.force_login(ana)
    told()
    data = {"oldpassword": "wrong", "password1": "short"}
    assert client.post(f"{ACCOUNT}/password", data).status_code == 422
    data = {"oldpassword": PASSWORD, "password1": "other words in this one"}
    assert client.post(f"{ACCOUNT}/password", data)["Location"] == ACCOUNT
    assert client.get("/en/work").status_code == 200
    assert other.get("/en/work").status_code == 302
    assert Session.objects.filter(user=ana).count() == 1
    assert [mail.template for mail in told()] == ["account_changed"]


def test_forgotten_password_is_chosen_anew_by_mail(client, ana):
    told()
    stranger = LintingClient()
    for address in ("ANA@example.org", "nobody@example.org"):
        answer = stranger.post("/en/work/password", {"email": address})
        assert answer["Location"] == "/en/work/password/sent"
    assert stranger.get("/en/work/password/sent").status_code == 200
    [mail] = told()
    assert (mail.to, mail.language) == ("ana@example.org", "nl")
    link = re.search(re.escape(settings.BASE_URL) + r"(/nl/work/password/\S+)", mail.text)[1]
    page = stranger.get(link, follow=True)
    assert page.status_code == 200
    where = page.redirect_chain[-1][0]
    assert stranger.post(where, {"password1": "short"}).status_code == 422
    answer = stranger.post(where, {"password1": "other words in this one"})
    assert answer["Location"] == "/nl/work/password/done"
    assert stranger.get(answer["Location"]).status_code == 200
    assert LintingClient().get(link).status_code == 410
    assert client.get("/en/work").status_code == 302
    assert User.objects.get().check_password("other words in this one")


@pytest.mark.parametrize("link", ["1-x", "zzz-c8s2x1-00", "1-set-password"])
def test_forged_link_to_a_password_is_refused(client, ana, link):
    assert client.get(f"/en/work/password/{link}").status_code == 410


def test_new_address_counts_once_its_link_was_opened(client, ana):
    told()
    answer = client.post(f"{ACCOUNT}/address", {"email": "New@example.org"})
    assert answer.status_code == 200
    [mail] = told()
    assert mail.to == "new@example.org"
    link = re.search(r"/nl/work/address/\S+", mail.text)[0]
    stranger = LintingClient()
    assert stranger.get(link).status_code == 200
    assert User.objects.get().email == "ana@example.org"
    assert stranger.post(link).status_code == 200
    assert User.objects.get().email == "new@example.org"
    assert [mail.to for mail in told()] == ["ana@example.org"]
    assert stranger.post(link).status_code == 410
    assert stranger.get(link + "x").status_code == 410


def test_taken_address_is_not_given_away(client, ana):
    make_user(email="taken@example.org")
    told()
    free = client.post(f"{ACCOUNT}/address", {"email": "free@example.org"}).content.decode()
    taken = client.post(f"{ACCOUNT}/address", {"email": "taken@example.org"}).content.decode()
    assert free.replace("free@", "taken@").count("taken@") == taken.count("taken@")
    assert [mail.to for mail in told()] == ["free@example.org"]


def test_name_and_language_are_changed_and_nothing_else(client, ana):
    data = {"name": "Ana B", "language": "en", "email": "x@example.org", "is_superuser": "1"}
    assert client.post(ACCOUNT, data).status_code == 302
    row = User.objects.get()
    assert (row.name, row.language, row.email, row.is_superuser) == (
        "Ana B", "en", "ana@example.org", False,
    )  # fmt: skip
    assert client.post(ACCOUNT, {"name": "", "language": "xx"}).status_code == 422


# ---- Sessions -----------------------------------------------------------------------------------


def sign_in(agent: str) -> LintingClient:
    browser = LintingClient(headers={"User-Agent": agent})
    browser.post("/en/work/sign-in", {"login": "ana@example.org", "password": PASSWORD})
    return browser


def test_sessions_are_listed_in_words_without_their_keys(ana):
    browser = sign_in(FIREFOX)
    page = browser.get(f"{ACCOUNT}/sessions").content.decode()
    assert "Firefox on Windows · this one" in page
    assert "Unknown device" in page
    assert not any(row.session_key in page for row in Session.objects.all())


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_sessions_costs_the_same_for_many(ana, number, django_assert_num_queries):
    browsers = [sign_in(FIREFOX) for _ in range(number)]
    with django_assert_num_queries(5):
        browsers[-1].get(f"{ACCOUNT}/sessions")


def test_ended_session_is_refused_at_once(client, ana):
    other = sign_in(FIREFOX)
    row = Session.objects.get(session_key=other.session.session_key)
    assert client.post(f"{ACCOUNT}/sessions/{sessions.name_of(row)}").status_code == 302
    assert other.get("/en/work").status_code == 302
    assert client.get("/en/work").status_code == 200
    assert client.post(f"{ACCOUNT}/sessions/{sessions.name_of(row)}").status_code == 404


def test_all_others_end_together(client, ana):
    others = [sign_in(FIREFOX) for _ in range(2)]
    assert client.post(f"{ACCOUNT}/sessions/others").status_code == 302
    assert [other.get("/en/work").status_code for other in others] == [302, 302]
    assert client.get("/en/work").status_code == 200


def test_session_of_somebody_else_cannot_be_ended(client, ana):
    other = LintingClient()
    other.force_login(make_user())
    row = Session.objects.get(session_key=other.session.session_key)
    assert client.post(f"{ACCOUNT}/sessions/{sessions.name_of(row)}").status_code == 404
    assert other.get("/en/work").status_code == 200


@pytest.mark.parametrize("mark", [SEEN, BEGAN])
def test_session_ends_after_a_while(client, ana, mark):
    limit = {SEEN: settings.SESSION_IDLE_MINUTES * 60, BEGAN: settings.SESSION_HOURS * 3600}[mark]
    grow_old(client, **{mark: limit - 5})
    assert client.get("/en/work").status_code == 200
    grow_old(client, **{mark: limit})
    answer = client.get("/en/work/account?x=1")
    assert answer["Location"] == "/en/work/sign-in?ended=1&next=%2Fen%2Fwork%2Faccount%3Fx%3D1"
    assert "You were signed out" in client.get(answer["Location"]).content.decode()
    assert not Session.objects.filter(user=ana).exists()


def test_staying_signed_in_is_asked_without_counting_as_a_sign_of_life(client, ana):
    grow_old(client, seen=600)
    left = client.get("/en/work/stay").json()["left"]
    assert abs(left - (settings.SESSION_IDLE_MINUTES * 60 - 600)) <= 1
    assert client.get("/en/work/stay").json()["left"] <= left
    assert client.post("/en/work/stay").json()["left"] > left + 590
    assert client.get("/en/work").status_code == 200


def test_page_knows_how_long_the_session_lasts(client, ana):
    assert client.get(ACCOUNT).context["session_left"] > 0
    assert "session_left" not in client.get("/en/about").context
