"""The desk in a browser: a morning by keyboard alone; no page has a fault, desk or phone."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.core import rows
from halte.desk.models import Visit
from halte.network.models import Space
from halte.network.scopes import scope_of_space

SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture
def at_work(network, server, page):
    """The page of somebody of the team of a space with sample visits."""
    space = Space.objects.get(slug="arc")
    user = make_user(email="boss@example.org", password=PASSWORD, name="Bea Baas")
    make_member(Role.COORDINATOR, scope_of_space(space), user)
    page.goto(f"{server}/fr/work/sign-in")
    page.fill("#id_username", "boss@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.h-form button")
    page.base = f"{server}/fr/work/spaces/arc"
    return page


def test_people_are_written_down_by_keyboard_alone(at_work):
    page = at_work
    page.goto(f"{page.base}/today")
    page.keyboard.press("/")
    page.keyboard.type("nad")
    page.wait_for_selector("#found ul[data-for=nad]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/arrive")
    page.keyboard.press("1")
    page.wait_for_url("**/today")
    assert "Nadia S." in page.inner_text(".h-msg")
    page.keyboard.press("3")
    page.wait_for_selector(".h-msg:not(:has-text('Nadia'))")
    with rows.everything("browser test"):
        last = Visit.objects.order_by("-pk")[:2]
        assert [row.purposes for row in last] == [["printing"], ["administration"]]
    page.keyboard.press("n")
    page.wait_for_url("**/visits/new")
    # What is being typed outlives the board that refreshes itself.
    page.goto(f"{page.base}/today")
    page.fill("#who", "fa")
    page.evaluate("window.htmx.trigger(document.getElementById('board'), 'refresh')")
    page.wait_for_selector("#found ul[data-for=fa]")
    assert page.input_value("#who") == "fa"


def test_no_page_of_the_desk_has_a_fault(at_work, faults):
    page = at_work
    with rows.everything("browser test"):
        visit = Visit.objects.filter(space__slug="arc", visitor__isnull=False).last()
        person = f"visitors/{visit.visitor.uuid}"
    visit_page = f"today/visits/{visit.uuid}"
    names = (
        "today",
        "today/visits",
        "today/visits/new",
        visit_page,
        "visitors",
        "visitors/questions",
        person,
    )
    for name in (*names, f"{person}/edit", f"{person}/arrive"):
        page.goto(f"{page.base}/{name}")
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert faults(page) == [], (name, size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, size)
