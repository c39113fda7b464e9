"""Finding a space as people do: with a thumb, with the keyboard alone, without JavaScript."""

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pikepdf
import pytest
from playwright.sync_api import expect

from halte.network.models import Space


def test_person_finds_a_space_in_two_steps(site, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/fr/")
    page.get_by_label("Où êtes-vous").fill("1080")
    page.get_by_role("button", name="Chercher").click()
    expect(page).to_have_url(re.compile(r"q=1080"))
    expect(page.locator(".h-answer").first).to_contain_text("1080")
    page.locator(".h-answer h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("address")).to_contain_text("1080")


def test_search_works_with_the_keyboard_alone(site, page):
    page.goto(f"{site}/fr/")
    for _step in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "place":
            break
    page.keyboard.type("Elsene")
    page.keyboard.press("Enter")
    expect(page.locator(".h-answer").first).to_contain_text("Ixelles")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "wheelchair":
            break
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("wheelchair=1"))


def test_filters_answer_without_a_button(site, page):
    page.goto(f"{site}/fr/?q=1080")
    page.locator("label", has_text="Le samedi").click()
    expect(page).to_have_url(re.compile("saturday=1"))
    expect(page.locator("#heading")).to_be_visible()
    swapped = page.locator("#answers").inner_html()
    page.reload()
    assert squeezed(page.locator("#answers").inner_html()) == squeezed(swapped)


def squeezed(html: str) -> str:
    return re.sub(r"\s+|htmx-\w+|class=\"\"", "", html)


def test_search_works_without_javascript(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site}/fr/")
    page.get_by_label("Où êtes-vous").fill("st gilles")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".h-answer").first).to_contain_text("1060")
    page.locator("label", has_text="Fauteuil roulant").click()
    page.get_by_role("button", name="Montrer les lieux").click()
    expect(page).to_have_url(re.compile("wheelchair=1"))
    context.close()


def test_around_me_asks_the_browser_and_keeps_nothing(site, browser):
    context = browser.new_context(
        geolocation={"latitude": 50.829, "longitude": 4.374}, permissions=["geolocation"]
    )
    page = context.new_page()
    page.goto(f"{site}/fr/")
    page.get_by_role("link", name="Chercher autour de moi").click()
    expect(page).to_have_url(re.compile(r"lat=50\.829"))
    expect(page.locator(".h-answer").first).to_contain_text("1050")
    assert context.cookies() == []
    context.close()


def test_language_switch_keeps_the_question(site, page):
    page.goto(f"{site}/fr/?q=1080&free=1")
    page.get_by_role("navigation", name="Langue").get_by_role("link", name="Nederlands").click()
    expect(page).to_have_url(f"{site}/nl/?q=1080&free=1")
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_edit_shows_at_once(site, page):
    page.goto(f"{site}/fr/spaces/sks")
    Space.objects.filter(slug="sks").update(name_fr="Un autre nom")
    page.reload()
    expect(page.locator("h1")).to_have_text("Un autre nom")


def test_sheet_is_one_a4_page(site, page, tmp_path):
    """The longest pages of the network, printed."""

    for slug in Space.objects.values_list("slug", flat=True):
        page.goto(f"{site}/fr/spaces/{slug}")
        page.emulate_media(media="print")
        sheet = tmp_path / f"{slug}.pdf"
        page.pdf(path=sheet, prefer_css_page_size=True, print_background=False)
        with pikepdf.open(sheet) as pdf:
            assert (slug, len(pdf.pages)) == (slug, 1)


def test_embed_can_be_framed_and_nothing_else(site, page):
    page.goto(f"{site}/fr/embed?q=1080")
    for address, framed in ((f"{site}/fr/embed?q=1080", True), (f"{site}/fr/?q=1080", False)):
        answer = page.request.get(address)
        policy = answer.headers["content-security-policy"]
        assert ("frame-ancestors *" in policy) == framed
        assert ("x-frame-options" in answer.headers) == (not framed)


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Somebody else's site: puts a page on another address, and says which."""
    body = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body[-1].encode())

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()

    def show(html: str) -> str:
        body.append(html)
        return f"http://127.0.0.1:{server.server_port}/"

    yield show
    server.shutdown()
    server.server_close()


def test_search_works_inside_somebody_else_s_page(site, page, elsewhere):
    page.goto(elsewhere(f'<iframe src="{site}/fr/embed?q=1080" width="900" height="900">'))
    frame = page.frame_locator("iframe")
    frame.get_by_label("Où êtes-vous").fill("1050")
    frame.get_by_role("button", name="Chercher").click()
    expect(frame.locator(".h-answer").first).to_contain_text("1050")
    frame.locator("label", has_text="Le samedi").click()
    expect(frame.locator("#heading")).to_be_visible()
    with page.expect_popup() as opened:
        frame.locator(".h-answer h3 a").first.click()
    expect(opened.value.locator("h1")).to_be_visible()


def test_reader_reports_a_mistake_without_a_name(site, page):
    page.goto(f"{site}/fr/spaces/sks")
    page.get_by_role("link", name="Signaler une erreur").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Les horaires").check()
    page.get_by_role("textbox").first.fill("Fermé le lundi")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("h1")).to_have_text("Merci")
    assert Space.objects.get(slug="sks").corrections.get().message == "Fermé le lundi"
