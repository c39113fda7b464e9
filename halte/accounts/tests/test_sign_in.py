import pytest

from halte.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a long password"


@pytest.fixture
def officer() -> User:
    return User.objects.create_superuser("cin@example.org", PASSWORD)


def sign_in(client, password=PASSWORD, **data):
    return client.post(
        "/fr/work/sign-in", {"username": "CIN@example.org", "password": password, **data}
    )


def test_right_password_opens_the_work_pages(client, officer):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/fr/work")


def test_wrong_password_says_so_and_keeps_the_address(client, officer):
    answer = sign_in(client, password="wrong")
    assert answer.status_code == 200
    assert "CIN@example.org" in answer.content.decode()


def test_guessing_is_stopped(client, officer):
    assert [sign_in(client, password="wrong").status_code for _ in range(11)] == [200] * 10 + [429]
    assert sign_in(client).status_code == 429


def test_next_never_leads_to_another_site(client, officer):
    assert sign_in(client, next="https://evil.example/")["Location"] == "/fr/work"


def test_session_changes_when_somebody_signs_in(client, officer):
    client.get("/fr/work/sign-in")
    before = client.cookies.get("sessionid")
    sign_in(client)
    assert client.cookies["sessionid"].value != (before.value if before else "")


def test_somebody_who_left_is_refused(client, officer):
    User.objects.update(is_active=False)
    assert sign_in(client).status_code == 200
    assert client.get("/fr/work/findings").status_code == 302
