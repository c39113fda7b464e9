"""Programs with a token: what it is, which spaces it speaks for, and all that is refused."""

import pytest

from halte.accounts.models import ApiToken
from halte.accounts.tokens import create_token, revoke_token
from halte.core.problem import CONTENT_TYPE
from halte.directory.api import own
from halte.network.models import Space
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import SpaceFactory

pytestmark = pytest.mark.django_db
TOKEN, SPACES = "/api/v1/token", "/api/v1/token/spaces"


@pytest.fixture
def space() -> Space:
    return SpaceFactory(slug="here", name_fr="Ici", is_published=False)


def made(scope, *allows: str) -> ApiToken:
    return create_token(scope, name="website", allows=list(allows or ["read"]), by=None)


def ask(client, address: str, token: ApiToken | None):
    headers = {"Authorization": f"Bearer {token.secret}"} if token else {}
    return client.get(address, headers=headers)


def test_token_tells_what_it_is(client, space):
    token = made(scope_of_space(space), "read", "write")
    answer = ask(client, TOKEN, token)
    assert (answer.status_code, answer["Cache-Control"].split(", ")[-1]) == (200, "private")
    assert answer.json() == {
        "name": "website",
        "prefix": token.prefix,
        "allows": ["read", "write"],
        "scope": {
            "kind": "space",
            "id": str(space.uuid),
            "slug": "here",
            "name": {"fr": "Ici", "nl": space.name_nl or None, "en": space.name_en or None},
        },
        "created_at": token.created_at.isoformat(timespec="seconds"),
    }


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer halte_x", "Basic halte_x"])
@pytest.mark.parametrize("address", [TOKEN, f"{SPACES}/here"])
def test_wrong_or_absent_token_is_refused(client, space, header, address):
    answer = client.get(address, headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer["Content-Type"]) == (401, CONTENT_TYPE)
    assert answer["WWW-Authenticate"].startswith('Bearer realm="Halte"')
    assert "Ici" not in answer.content.decode()


@pytest.mark.parametrize("name", ["token", "access_token", "key", "Authorization"])
def test_token_in_the_address_opens_nothing(client, space, name):
    token = made(scope_of_space(space)).secret
    assert client.get(TOKEN, {name: token}).status_code == 401
    assert client.get(f"{SPACES}/here", {name: token}).status_code == 401


def test_revoked_token_is_refused_at_once(client, space):
    token = made(scope_of_space(space))
    assert ask(client, TOKEN, token).status_code == 200
    revoke_token(token, by=None)
    assert ask(client, TOKEN, token).status_code == 401


def test_own_space_is_read_before_the_public_sees_it(client, space):
    assert client.get("/api/v1/spaces/here").status_code == 404
    for scope in (scope_of_space(space), scope_of_organisation(space.organisation)):
        answer = ask(client, f"{SPACES}/here", made(scope))
        assert (answer.status_code, answer.json()["is_published"]) == (200, False)


def test_space_of_somebody_else_is_not_found(client, space):
    token = made(scope_of_space(SpaceFactory(slug="there")))
    answer = ask(client, f"{SPACES}/here", token)
    assert (answer.status_code, "Ici" in answer.content.decode()) == (404, False)


def test_token_that_may_not_read_is_told_so(client, space):
    answer = ask(client, f"{SPACES}/here", made(scope_of_space(space), "write"))
    assert (answer.status_code, "Ici" in answer.content.decode()) == (403, False)


def test_place_that_is_gone_is_not_found(client, space):
    token = made(scope_of_space(space))
    space.delete()
    assert ask(client, TOKEN, token).status_code == 404


def test_each_token_is_limited_by_itself(client, space, monkeypatch):
    monkeypatch.setitem(own.LIMIT, "most", 2)
    one, other = made(scope_of_space(space)), made(scope_of_space(space))
    codes = [ask(client, TOKEN, one).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert ask(client, TOKEN, other).status_code == 200


def test_use_is_noted_once_a_minute(client, space):
    token = made(scope_of_space(space))
    ask(client, TOKEN, token)
    first = ApiToken.objects.get().last_used_at
    ask(client, TOKEN, token)
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


def test_answer_to_a_token_is_kept_for_nobody(client, space):
    ask(client, TOKEN, made(scope_of_space(space)))
    assert client.get(TOKEN).status_code == 401
