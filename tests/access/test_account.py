"""Who gets what on the pages of one's own account: each person only her own."""

import pytest

from halte.accounts.sign_in.sessions import name_of
from halte.accounts.tests.factories import give_factor, make_user
from halte.network.tests.factories import SpaceFactory
from tests.access.cast import browser_of, routes, who_gets_what

pytestmark = pytest.mark.django_db

ROUTES = {
    "work/account",
    "work/account/address",
    "work/account/disconnect",
    "work/account/codes",
    "work/account/factors",
    "work/account/factors/<int:pk>",
    "work/account/factors/app",
    "work/account/factors/passkey",
    "work/account/first-password",
    "work/account/password",
    "work/account/sessions",
    "work/account/sessions/<slug:name>",
    "work/account/sessions/others",
    "work/confirm",
    "work/confirm/code",
    "work/confirm/passkey",
    "work/stay",
}
SECRETS = {"address": "secret-other@example.org"}
TABLE = """
                       account rename address codes new codes factors drop app  passkey first password sessions end  others confirm code key  part stay
stranger               302     302    302     302   302       302     302  302  302     302   302      302      302  302    302     302  302  302  302
no role                200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
ex-coordinator         200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
coordinator to come    200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
closed coordinator     302     302    302     302   302       302     302  302  302     302   302      302      302  302    302     302  302  302  302
facilitator elsewhere  200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
coordinator elsewhere  200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
manager elsewhere      200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
referrer               200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
network editor         200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
member                 200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
chair                  200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
jury member            200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
auditor                200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
facilitator            200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
coordinator            200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
manager                200     302    200     404   404       200     404  200  200     200   302      200      404  302    403     403  403  404  200
officer                200     302    200     200   201       200     404  302  200     200   302      200      404  302    302     200  302  404  200
administrator          200     302    200     200   201       200     404  302  200     200   302      200      404  302    302     200  302  404  200
superuser              200     302    200     200   201       200     404  302  200     200   302      200      404  302    302     200  302  404  200
"""  # noqa: E501 - a table


@pytest.fixture
def addresses(client) -> dict[str, tuple[str, dict | None]]:
    """Rows of somebody else stand behind the addresses that name one."""
    other = make_user(email=SECRETS["address"])
    factor = give_factor(other)
    browser_of(other).get("/en/work")
    base = "/en/work/account"
    return {
        "account": (base, None),
        "rename": (base, {"name": "x", "language": "fr"}),
        "address": (f"{base}/address", None),
        "codes": (f"{base}/codes", None),
        "new codes": (f"{base}/codes", {}),
        "factors": (f"{base}/factors", None),
        "drop": (f"{base}/factors/{factor.pk}", {}),
        "app": (f"{base}/factors/app", None),
        "passkey": (f"{base}/factors/passkey", None),
        "first": (f"{base}/first-password", None),
        "password": (f"{base}/password", None),
        "sessions": (f"{base}/sessions", None),
        "end": (f"{base}/sessions/{name_of(other.sessions.get())}", {}),
        "others": (f"{base}/sessions/others", {}),
        "confirm": ("/en/work/confirm", None),
        "code": ("/en/work/confirm/code", None),
        "key": ("/en/work/confirm/passkey", None),
        "part": (f"{base}/disconnect", {}),
        "stay": ("/en/work/stay", {}),
    }


def test_who_gets_what(addresses):
    table, read = who_gets_what(SpaceFactory(), SpaceFactory(), addresses, SECRETS)
    assert table == TABLE.strip("\n"), f"\n{table}"
    assert read == {role: set() for role in read}


def test_table_covers_its_routes(addresses):
    assert routes(addresses) == ROUTES
