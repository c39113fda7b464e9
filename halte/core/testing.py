"""A test client that lints every page it is given.

A page must say its language and direction, have exactly one `<h1>`, label every field, name every
picture and link, and hold no inline script, style or handler (the CSP would refuse them anyway),
no unrendered template and no text that escaped translation markers.
"""

import gzip
from html.parser import HTMLParser

from django.test import Client

HANDLERS_START = "on"
UNLABELLED = {"hidden", "submit", "button"}


class PageFault(AssertionError):
    """A page that no reader should be given."""


class LintingClient(Client):
    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            text = response.content
            if response.get("Content-Encoding") == "gzip":
                text = gzip.decompress(text)
            lint(text.decode(), partial="HTTP_HX_REQUEST" in request)
        return response


def lint(html: str, *, partial: bool = False) -> None:
    """Raise `PageFault` listing everything wrong with a page or an htmx fragment."""
    reader = _Reader()
    reader.feed(html)
    faults = reader.faults + _text_faults(html)
    if not partial and html.strip():
        faults += reader.page_faults()
    if faults:
        raise PageFault("; ".join(faults))


def _text_faults(html: str) -> list[str]:
    return [f"unrendered {mark}" for mark in ("{{", "{%", "%(") if mark in html]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults: list[str] = []
        self.headings = 0
        self.html: dict[str, str | None] = {}
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.ids: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self._check_inline(tag, given)
        self._note_id(given)
        if tag == "html":
            self.html = given
        elif tag == "h1":
            self.headings += 1
        elif tag == "label" and given.get("for"):
            self.labels.add(given["for"])
        elif tag in {"input", "select", "textarea"}:
            self._note_field(given)
        elif tag == "img" and "alt" not in given:
            self.faults.append("an image without alt")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if tag not in self.open:
            self.faults.append(f"</{tag}> closes nothing")
            return
        while self.open.pop() != tag:
            pass

    def _check_inline(self, tag, given):
        if tag == "style" or "style" in given:
            self.faults.append(f"inline style on <{tag}>")
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.faults.append("inline script")
        for name, value in given.items():
            if name.startswith(HANDLERS_START) or (value or "").startswith("javascript:"):
                self.faults.append(f"inline handler {name} on <{tag}>")

    def _note_id(self, given):
        name = given.get("id")
        if name in self.ids:
            self.faults.append(f"id {name} stands twice")
        elif name:
            self.ids.add(name)

    def _note_field(self, given):
        named = {"aria-label", "aria-labelledby", "title"} & set(given)
        if given.get("type") not in UNLABELLED and not named and "label" not in self.open:
            self.fields.append(given)

    def page_faults(self) -> list[str]:
        faults = []
        if not self.html.get("lang") or not self.html.get("dir"):
            faults.append("<html> without lang or dir")
        if self.headings != 1:
            faults.append(f"{self.headings} <h1>")
        faults += [
            f"a field without a label: {field.get('name')}"
            for field in self.fields
            if field.get("id") not in self.labels
        ]
        return faults


VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
