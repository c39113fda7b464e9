"""The way in, as people and guessers meet it."""

import time
from hashlib import sha256

import pytest
from django.core.cache import cache

from halte.accounts.enums import Role
from halte.accounts.models import Session, User
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import (
    PASSWORD,
    code_of_app,
    give_factor,
    make_member,
    make_user,
)
from halte.core.models import CacheEntry, LogEntry

pytestmark = pytest.mark.django_db

WRONG = "The address and the password do not belong together. Look at both and try again."


@pytest.fixture
def ana() -> User:
    return make_user(email="ana@example.org", password=PASSWORD)


def sign_in(client, password=PASSWORD, login="ANA@example.org", **data):
    return client.post("/en/work/sign-in", {"login": login, "password": password, **data})


def verbs() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_right_password_opens_the_work_pages(client, ana):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/en/work")
    assert client.get("/en/work").status_code == 200


def test_wrong_password_and_unknown_address_get_the_same_answer(client, ana):
    known = sign_in(client, password="wrong").content.decode()
    unknown = sign_in(client, login="nobody@example.org", password="wrong").content.decode()
    assert WRONG in known
    assert "ANA@example.org" in known

    def anonymous(page: str) -> list[str]:
        lines = page.replace("nobody@example.org", "ANA@example.org").splitlines()
        return [line for line in lines if "csrfmiddlewaretoken" not in line]

    assert anonymous(known) == anonymous(unknown)
    assert verbs() == ["fail to sign in", "fail to sign in"]
    assert sign_in(client, password="wrong").status_code == 422


def test_wrong_password_asks_as_much_of_the_database_as_an_unknown_address(
    client, ana, django_assert_num_queries
):
    sign_in(client, password="wrong")
    with django_assert_num_queries(41):
        sign_in(client, password="wrong")
    with django_assert_num_queries(41):
        sign_in(client, login="nobody@example.org", password="wrong")


def test_guessing_one_address_is_stopped(client, ana):
    codes = [sign_in(client, password="wrong").status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Wait ten minutes" in answer.content.decode()


def test_guessing_many_addresses_from_one_place_is_stopped(client, ana):
    codes = [
        sign_in(client, login=f"p{number}@example.org", password="wrong").status_code
        for number in range(21)
    ]
    assert codes == [422] * 20 + [429]


def test_limits_are_kept_where_every_process_sees_them(ana):
    cache.set("limit", [1], 60)
    assert CacheEntry.objects.count() == 1


def test_limits_name_neither_a_network_address_nor_who_was_tried(client, ana):
    client.post(
        "/en/work/sign-in",
        {"login": ana.email, "password": "wrong"},
        REMOTE_ADDR="203.0.113.77",
    )
    keys = list(CacheEntry.objects.values_list("cache_key", flat=True))
    assert len(keys) > 1
    # Nor a digest that anybody could make by guessing.
    guesses = {"203.0.113.77", ana.email, sha256(ana.email.encode()).hexdigest()}
    assert [key for key in keys if any(guess in key for guess in guesses)] == []
    assert {len(key) for key in keys} == {64}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "https://localhost/en/work",
        "javascript:alert(1)",
        "/\\evil.example",
    ],
)
def test_next_never_leads_to_another_site(client, ana, address):
    assert sign_in(client, next=address)["Location"] == "/en/work"


def test_next_leads_on_inside(client, ana):
    assert sign_in(client, next="/en/work/account")["Location"] == "/en/work/account"


def test_session_changes_when_somebody_signs_in(client, ana):
    client.get("/en/work/sign-in/passkey", headers={"Accept": "application/json"})
    before = client.cookies["sessionid"].value
    sign_in(client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_cookie_of_the_session_is_for_this_site_and_this_browser_only(client, ana):
    sign_in(client)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_somebody_whose_account_is_closed_is_told(client, ana):
    User.objects.update(is_active=False)
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "Your account is closed" in answer.content.decode()
    assert client.get("/en/work").status_code == 302


def test_there_is_no_sign_up(client):
    page = client.get("/en/work/sign-up").content.decode()
    assert "Accounts come by invitation" in page
    client.post("/en/work/sign-up", {"email": "x@example.org", "password1": PASSWORD})
    assert User.objects.count() == 0


# ---- The second step ----------------------------------------------------------------------------


def test_password_alone_does_not_open_an_account_with_an_app(client, ana):
    give_factor(ana)
    assert sign_in(client, next="/en/work/account")["Location"] == "/en/work/sign-in/second"
    assert client.get("/en/work").status_code == 302
    answer = client.post("/en/work/sign-in/second", {"code": code_of_app(time.time())})
    assert (answer.status_code, answer["Location"]) == (302, "/en/work/account")
    assert client.get("/en/work").status_code == 200


def test_code_opens_once(client, ana):
    give_factor(ana)
    code = code_of_app(time.time())
    sign_in(client)
    assert client.post("/en/work/sign-in/second", {"code": code}).status_code == 302
    client.post("/en/work/sign-out")
    sign_in(client)
    assert client.post("/en/work/sign-in/second", {"code": code}).status_code == 422


def test_guessing_codes_is_stopped(client, ana):
    give_factor(ana)
    sign_in(client)
    codes = [
        client.post("/en/work/sign-in/second", {"code": "000000"}).status_code for _ in range(6)
    ]
    assert codes == [422] * 5 + [429]
    assert verbs() == ["fail a second step"] * 5


def test_second_step_does_not_open_by_itself(client):
    assert client.get("/en/work/sign-in/second")["Location"] == "/en/work/sign-in"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_coordination_without_a_factor_is_sent_to_set_one_up(client, role):
    person = make_member(role, REGION, factor=False).user
    client.force_login(person)
    setup = "/en/work/account/factors"
    for page in ("/en/work", "/en/work/findings", "/en/work/outbox", "/en/work/account"):
        assert client.get(page)["Location"] == setup
    assert client.post("/en/work/outbox/1")["Location"] == setup
    assert client.get(setup).status_code == 200
    assert client.get("/en/work/account/factors/app").status_code == 200
    give_factor(person)
    assert client.get("/en/work").status_code == 200
