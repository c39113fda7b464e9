"""Every public page: no fault, no sideways scroll, nobody else called, nothing in the console."""

import pytest

PAGES = [
    "",
    "?q=1080",
    "?q=9999",
    "?all=1&open=now&wheelchair=1&service=jobs",
    "?all=1&language=xx",
    "spaces/open-atelier-110-molenbeek",
    "spaces/sks/report",
    "spaces/sks/reported",
    "actors",
    "about",
    "accessibility",
    "privacy",
    "legal",
    "open-data",
    "embed?q=1050",
    "nowhere",
    "work/sign-in",
    "/api/v1/docs",
]


def at(site: str, language: str, address: str) -> str:
    """The whole address; one with a slash in front has no language."""
    return site + (address if address.startswith("/") else f"/{language}/{address}")


SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", SIZES)
def test_every_public_page_is_sound(site, page, faults, language, size):
    said, called = [], set()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: called.add(request.url.split("/")[2]))
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    found = {}
    for address in PAGES:
        page.goto(at(site, language, address))
        problems = faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            problems.append(f"{wide} px too wide")
        if problems:
            found[address] = problems
    assert found == {}
    assert [text for text in said if "status of 40" not in text] == []
    assert called == {site.removeprefix("http://")}


def test_page_can_be_made_four_times_larger(site, page):
    """WCAG 1.4.10: 1280 px at 400 % is a page of 320 px."""
    page.set_viewport_size({"width": 320, "height": 700})
    for address in PAGES:
        page.goto(at(site, "fr", address))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (address, wide) == (address, 0)


def test_dark_pages_have_contrast(site, page, faults):
    page.emulate_media(color_scheme="dark")
    for address in ("?q=1080", "spaces/open-atelier-110-molenbeek", "nowhere"):
        page.goto(f"{site}/fr/{address}")
        assert (address, faults(page)) == (address, [])


def test_targets_are_large_enough(site, page):
    """44 px on the public face, links inside sentences aside."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/fr/?q=1080")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, .h-need, .h-pill")]
        .filter(e => e.offsetParent && !e.closest("p, h3, .h-skip"))
        .filter(e => !e.matches(".h-skip"))
        .map(e => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect().height])
        .filter(([, height]) => height < 43.5)"""
    )
    assert small == []
