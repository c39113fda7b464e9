"""Passkeys need a name: at a bare address the pages say where to go."""

import pytest

from halte.accounts.tests.factories import make_user

pytestmark = pytest.mark.django_db
ADD = "/en/work/account/factors/passkey"


@pytest.fixture
def ana(client, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["*"]
    user = make_user()
    client.force_login(user)
    return user


@pytest.mark.parametrize("host", ["localhost:8000", "epn.example"])
def test_passkey_is_made_where_the_host_has_a_name(client, ana, host):
    page = client.get(ADD, headers={"Host": host}).content.decode()
    assert 'data-passkey="create"' in page
    assert "need an address with a name" not in page


@pytest.mark.parametrize(
    ("host", "elsewhere"),
    [
        ("127.0.0.1:8000", f"http://localhost:8000{ADD}"),
        ("[::1]:8000", f"http://localhost:8000{ADD}"),
        ("192.0.2.7", ""),
    ],
)
def test_bare_address_is_explained(client, ana, host, elsewhere):
    page = client.get(ADD, headers={"Host": host}).content.decode()
    assert "data-passkey" not in page
    assert "need an address with a name" in page
    assert (f'href="{elsewhere}"' in page) == bool(elsewhere)
    assert ("Open this page here instead" in page) == bool(elsewhere)
    client.logout()
    assert (
        "data-passkey"
        not in client.get("/en/work/sign-in", headers={"Host": host}).content.decode()
    )
