"""Every address, of the public and of work: headers, framing, forged forms."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from halte.accounts.tests.factories import PASSWORD, make_user
from halte.core import headers
from halte.core.access import public, stated
from halte.network.tests.factories import SpaceFactory
from tests.test_access import walk

pytestmark = pytest.mark.django_db

VALUES = {
    "int": "1",
    "slug": "here",
    "str": "x",
    "place": "spaces/here",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "uuidstr": "00000000-0000-4000-8000-000000000001",
}
ARGUMENT = re.compile(r"\(\?P<\w+>[^)]*\)|<(?:(?P<kind>\w+):)?\w+>")
STRICT = {
    "default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
    "img-src 'self' data:",
}  # fmt: skip
SAME = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": headers.PERMISSIONS,
}


def address_of(route: str) -> str:
    """An address that the route takes; the one space there is, is called "here"."""
    plain = ARGUMENT.sub(lambda found: VALUES[found["kind"] or "str"], route)
    return "/" + plain.replace("^", "").replace("$", "").replace("\\Z", "")


def every_address() -> dict[str, object]:
    return {address_of(route): view for route, view in walk().items()}


def browsers() -> list[Client]:
    """A stranger, and somebody to whom everything is open."""
    known = Client(raise_request_exception=False)
    known.force_login(make_user(is_superuser=True))
    return [Client(raise_request_exception=False), known]


def test_every_answer_of_every_address_carries_the_headers(db):
    SpaceFactory(slug="here")
    framed, policies, codes = set(), {}, {}
    for browser in browsers():
        for address in every_address():
            answer = browser.get(address)
            codes.setdefault(answer.status_code, set()).add(address)
            assert {name: answer.get(name) for name in SAME} == SAME, address
            # An address with a secret in it is told to nobody at all.
            assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
            policy = set(answer["Content-Security-Policy"].split("; "))
            policies.setdefault(frozenset(policy), []).append(address)
            if "frame-ancestors 'none'" not in policy or answer.get("X-Frame-Options") != "DENY":
                framed.add(address)
    assert framed == {"/en/embed"}
    assert set(codes) <= {200, 301, 302, 400, 401, 403, 404, 405, 410, 503}, codes.get(500)
    assert {policy - {"frame-ancestors 'none'", "frame-ancestors *"} for policy in policies} <= {
        frozenset(STRICT)
    }


def test_answers_that_no_view_gives_carry_the_headers_too(db):
    for answer in (Client().get("/nothing/here"), Client().post("/en/work", {"x": "\x00"})):
        assert {name: answer.get(name) for name in SAME} == SAME
        assert answer["X-Frame-Options"] == "DENY"


def test_pages_of_work_stay_in_no_cache(db):
    """Who sits down at a shared desk cannot go back to what stood there."""
    SpaceFactory(slug="here")
    guarded = [address for address, view in every_address().items() if stated(view) != "public"]
    assert len(guarded) > 10
    for browser in browsers():
        for address in guarded:
            assert browser.get(address)["Cache-Control"] == "private, no-store", address


def test_only_programs_addresses_are_parts_of_other_sites(client, db):
    policy = "Cross-Origin-Resource-Policy"
    assert client.get("/en/about")[policy] == "same-origin"
    assert client.get("/data/spaces.csv")[policy] == "cross-origin"
    assert client.get("/api/v1/spaces")[policy] == "cross-origin"


def test_place_of_the_reader_is_asked_by_our_pages_alone():
    given = dict(part.split("=", 1) for part in headers.PERMISSIONS.split(", "))
    assert {name for name, who in given.items() if who != "()"} == set(headers.OWN)
    assert {given[name] for name in headers.OWN} == {"(self)"}


# ---- Forged forms ----


@public
def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=418)


def test_every_address_refuses_a_form_without_its_token(settings, db):
    settings.CSRF_FAILURE_VIEW = "tests.test_headers.forged"
    SpaceFactory(slug="here")
    taken = {}
    for signed_in in (False, True):
        browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if signed_in:
            browser.force_login(make_user(is_superuser=True))
        for address in every_address():
            for method in (browser.post, browser.put, browser.delete):
                answer = method(address)
                if answer.status_code != 418:
                    taken.setdefault(answer.status_code, set()).add(address)
    # Programs' addresses read no cookie, and take nothing without a token.
    assert set(taken) <= {401, 405}, taken
    refused = set().union(*taken.values())
    assert all(address.startswith(("/api/", "/data/", "/feeds/")) for address in refused), taken


# ---- Cookies and HTTPS ----


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(settings, db):
    browser, address = Client(), reverse(settings.LOGIN_URL)
    cookies = {**browser.get(address).cookies}
    user = make_user(password=PASSWORD)
    form = {"username": user.email, "login": user.email, "password": PASSWORD}
    cookies |= browser.post(address, form).cookies
    assert set(cookies) >= {"csrftoken", "sessionid"}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
            True, "Lax", "/", "",
        )  # fmt: skip
