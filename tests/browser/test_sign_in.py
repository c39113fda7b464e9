"""Coming in, as people do: from the mail to the work page, with a code, a passkey, a paper."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from playwright.sync_api import expect

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.models import Session
from halte.accounts.scopes import REGION
from halte.accounts.session_store import SEEN
from halte.accounts.sign_in.sessions import WARNS_BEFORE
from halte.accounts.tests.factories import PASSWORD, give_factor, make_member, make_user

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
IDLE = settings.SESSION_IDLE_MINUTES * 60


@pytest.fixture
def open_invitation(server, page):
    """The invited officer has opened the link of the mail, and chosen a name and a password."""

    def go() -> None:
        invited = domain.invite(
            "olga@example.org", role=Role.OFFICER, scope=REGION, by=None, language="fr"
        )
        page.goto(f"{server}/en/work/invitation/{invited.secret}")
        page.get_by_label("Your name").fill("Olga")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Accept").click()
        expect(page.locator("h1")).to_have_text("Second steps")
        page.goto(f"{server}/en/work")
        expect(page.locator("h1")).to_have_text("Second steps")

    return go


@pytest.fixture
def passkeys(page):
    """A device that recognises its owner by the finger."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(page, server, email="olga@example.org") -> None:
    page.goto(f"{server}/en/work/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def is_at_work(page, server) -> None:
    expect(page).to_have_url(f"{server}/en/work")


def test_officer_comes_in_with_an_app_and_later_with_a_paper(
    network, server, page, open_invitation
):
    open_invitation()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".h-code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Finish").click()
    papers = page.locator(".h-code").all_inner_texts()
    assert len(papers) == 10
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep as a file").click()
    assert kept.value.path().read_text().split() == papers
    page.goto(f"{server}/en/work")
    is_at_work(page, server)
    page.context.clear_cookies()

    sign_in(page, server)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    page.get_by_label("Code").fill(code(secret, 1))
    page.get_by_role("button", name="Continue").click()
    is_at_work(page, server)
    page.context.clear_cookies()

    sign_in(page, server)
    page.get_by_label("Code").fill(papers[3])
    page.get_by_role("button", name="Continue").click()
    is_at_work(page, server)


def test_officer_comes_in_with_a_passkey_alone(network, server, page, open_invitation, passkeys):
    open_invitation()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What shall it be called?").fill("Telephone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("main")).to_contain_text("Telephone")
    page.context.clear_cookies()

    page.goto(f"{server}/en/work/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    is_at_work(page, server)
    page.context.clear_cookies()

    sign_in(page, server)
    expect(page.locator("h1")).to_have_text("The second step")
    page.get_by_role("button", name="Use my passkey").click()
    is_at_work(page, server)


def grow_old(seconds: float) -> None:
    """Nothing was asked for so long."""
    row = Session.objects.get(user__isnull=False)
    data = row.get_decoded()
    data[SEEN] -= seconds
    store = Session.get_session_store_class()(row.session_key)
    Session.objects.filter(pk=row.pk).update(session_data=store.encode(data))


def test_warning_comes_before_the_end_and_one_touch_goes_on(network, server, page, faults):
    make_user(email="olga@example.org", password=PASSWORD)
    page.clock.install()
    sign_in(page, server)
    is_at_work(page, server)
    page.wait_for_load_state("networkidle")
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_hidden()
    grow_old(IDLE - WARNS_BEFORE + 5)
    page.clock.fast_forward((IDLE - WARNS_BEFORE + 5) * 1000)
    expect(dialog).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    # The bell asks once the page is there, and that counts as a sign of life.
    assert page.goto(f"{server}/en/work", wait_until="networkidle").status == 200

    grow_old(IDLE - WARNS_BEFORE + 5)
    page.clock.fast_forward((IDLE - WARNS_BEFORE + 5) * 1000)
    expect(dialog).to_be_visible()
    grow_old(WARNS_BEFORE)
    page.clock.fast_forward(WARNS_BEFORE * 1000)
    page.clock.run_for(3000)
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.goto(f"{server}/en/work")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_session_is_ended_from_another_browser(network, server, page, browser):
    make_user(email="olga@example.org", password=PASSWORD)
    sign_in(page, server)
    is_at_work(page, server)
    other = browser.new_context().new_page()
    sign_in(other, server)
    is_at_work(other, server)
    page.goto(f"{server}/en/work/account/sessions")
    expect(page.get_by_role("listitem").filter(has_text="this one")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^End Chrome")).click()
    other.reload()
    expect(other.locator("h1")).to_have_text("Sign in")
    other.context.close()


PAGES = [
    "account",
    "account/password",
    "account/address",
    "account/factors",
    "account/factors/passkey",
    "account/codes",
    "account/sessions",
    "confirm",
    "confirm/code",
]


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_an_account_is_sound(network, server, page, faults, language, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    person = make_member(
        Role.OFFICER, REGION, make_user(email="olga@example.org", password=PASSWORD)
    ).user
    factor = give_factor(person)
    found = {}

    def look(name: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems = faults(page) + ([f"{wide} px too wide"] if wide > 0 else [])
        if problems:
            found[name] = problems

    for name in ("sign-up", "password", "password/sent", "password/done", "password/1-forged"):
        page.goto(f"{server}/{language}/work/{name}")
        look(name)
    page.goto(f"{server}/{language}/work/sign-in")
    page.fill("#id_username", person.email)
    page.fill("#id_password", PASSWORD)
    page.click("form.h-form button")
    expect(page.locator("#id_code")).to_be_visible()
    look("second")
    page.fill("#id_code", code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
    page.click("form.h-form:not([data-passkey]) button")
    expect(page).to_have_url(re.compile("/work$"))
    for name in PAGES:
        page.goto(f"{server}/{language}/work/{name}")
        look(name)
    page.goto(f"{server}/{language}/work/account/codes")
    page.locator("main form button").click()
    expect(page.locator(".h-code")).to_have_count(10)
    look("shown codes")
    factor.delete()
    page.goto(f"{server}/{language}/work/account/factors/app")
    look("app")
    assert found == {}
