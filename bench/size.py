"""The first load of a page: every file a browser fetches for it, compressed, and from whom.

Computed from the page and its style sheets, and then looked at in a real Chromium.
"""

import os
import re
import shutil
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

from bench.answers import body_of

FACE = re.compile(r"@font-face\s*{(.*?)}", re.DOTALL)
ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
RANGE = re.compile(r"unicode-range:\s*([^;}]+)")
# Words in other scripts than the page's wear this class: the names in the menu of languages.
SYSTEM_FONT = "h-sys"
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass
class FirstLoad:
    """Bytes on the wire (bodies as sent, without headers) by address; hosts that were asked."""

    files: dict[str, int] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        return sum(self.files.values())


class _Page(HTMLParser):
    """Collects what a page refers to, and the letters it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, None] = {}
        self.text: set[str] = set()
        self.unseen = ""  # the element whose words wait for no font of ours

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if SYSTEM_FONT in (given.get("class") or "").split():
            self.unseen = tag
        links = set((given.get("rel") or "").split()) & FETCHED_LINKS if tag == "link" else ()
        for name in ("src", "href"):
            fetched = links if tag == "link" else tag in {"script", "img", "use", "iframe"}
            address = given.get(name) or ""
            if fetched and address and not address.startswith(("data:", "#")):
                self.files[address.split("#")[0]] = None

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unseen:
            self.unseen = ""

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.text |= set(data)


def first_load(port: int, path: str) -> FirstLoad:
    """What somebody fetches who opens a page for the first time."""
    found, page = FirstLoad(), _Page()
    origin = f"http://127.0.0.1:{port}"
    html = _fetch(found, origin + path)
    page.feed(html)
    for address in page.files:
        whole = urljoin(origin + path, address)
        text = _fetch(found, whole)
        if urlsplit(whole).path.endswith(".css"):
            for font in _fonts(text, page.text):
                _fetch(found, urljoin(whole, font))
    return found


def _fetch(found: FirstLoad, address: str) -> str:
    """Fetches a file once and notes its size; another host is only noted."""
    place = urlsplit(address)
    found.hosts.add(place.hostname or "")
    if address in found.files or place.hostname != "127.0.0.1":
        return ""
    connection = HTTPConnection(place.hostname, place.port, timeout=30)
    target = f"{place.path}?{place.query}" if place.query else place.path
    connection.request("GET", target, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    raw, plain = body_of(answer, target)
    connection.close()
    found.files[address] = len(raw)
    return plain.decode(errors="replace")


def _fonts(css: str, letters: set[str]) -> list[str]:
    """The font files whose range holds one of the letters."""
    codes = {ord(letter) for letter in letters if not letter.isspace()}
    used = []
    for face in FACE.findall(css):
        spans = RANGE.search(face)
        if spans is None or any(_spans(span, codes) for span in spans[1].split(",")):
            used += ADDRESS.findall(face)[:1]
    return used


def _spans(span: str, codes: set[int]) -> bool:
    first, _, last = span.strip().upper().removeprefix("U+").partition("-")
    return any(int(first, 16) <= code <= int(last or first, 16) for code in codes)


def in_chromium(port: int, path: str, language: str) -> FirstLoad | None:
    """The same as a real browser does it; None when there is no Chromium here."""
    program = os.environ.get("HALTE_CHROMIUM") or shutil.which("chromium")
    if not program:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is there

    found, sizes, names = FirstLoad(), {}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(locale=language).new_page()
        wire = page.context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]}))
        wire.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e}))
        wire.send("Network.enable")
        page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
        browser.close()
    for name, request in names.items():
        address = request["url"]
        if not address.startswith("data:"):
            found.hosts.add(urlsplit(address).hostname or "")
            found.files[address] = round(sizes.get(name, {}).get("encodedDataLength", 0))
    return found
