"""The team at the desk, in a browser: enrol, mark by keyboard, call; no page has a fault."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import PASSWORD, make_member, make_user
from halte.core import rows
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.workshops.domain import attendance, enrolments
from halte.workshops.models import Call, Enrolment
from halte.workshops.tests.factories import (
    ActivityFactory,
    SeriesFactory,
    SessionFactory,
    somebody,
)

SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture
def session(network):
    """A session that has just begun: one seat is taken, one held for somebody to call."""
    space = Space.objects.select_related("organisation").get(slug="sks")
    boss = make_user(email="boss@example.org", password=PASSWORD, name="Bea Baas")
    make_member(Role.COORDINATOR, scope_of_space(space), boss)
    with rows.everything("browser test"):
        series = SeriesFactory(activity=ActivityFactory(space=space, title_fr="Premiers pas"))
        session = SessionFactory(activity=series.activity, series=series, capacity=3)
        people = [
            enrolments.enrol([session], somebody(number, **more), language="fr")[0]
            for number, more in enumerate([{"name": "Rosa Prima"}, {}, {}, {}, {"phone": ""}], 1)
        ]
        enrolments.cancel(people[1])
        attendance.mark_attended(people[0], now=session.starts_at)
        attendance.note_outcome(series, people[0].visitor, result="finished", has_certificate=True)
        attendance.record_group(
            space, day=timezone.localdate(), group="École 1", heads={("12_17", "men"): 12}
        )
    return session


@pytest.fixture
def at_work(session, server, page):
    """The page of somebody of the team."""
    page.goto(f"{server}/fr/work/sign-in")
    page.fill("#id_username", "boss@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.h-form button")
    return page


def base(session) -> str:
    return "work/spaces/sks"


def test_man_without_email_is_enrolled_marked_and_somebody_called(at_work, server, session):
    page, address = at_work, f"{server}/fr/{base(session)}/sessions/{session.uuid}"
    session.capacity = 5
    session.starts_at = timezone.now() - timedelta(minutes=5)
    session.save(update_fields=["capacity", "starts_at"])
    page.goto(address)
    page.get_by_role("link", name="Inscrire quelqu’un").click()
    page.fill("#name", "Moussa Diallo")
    page.click("main form button.btn-primary")
    new = page.locator("#new")
    assert "Moussa Diallo" in new.inner_text()
    code = new.locator("bdi.num").inner_text()
    new.get_by_role("link").click()
    assert code in page.inner_text("main")
    # Attendance with keys alone: to his button, and enter.
    page.goto(f"{address}/attendance")
    button = page.get_by_role("button", name="Est là – Moussa Diallo")
    for _key in range(80):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Annuler – Moussa Diallo").wait_for()
    with rows.everything("browser test"):
        row = Enrolment.objects.get(session=session, visitor__identity__name="Moussa Diallo")
        assert row.state == "attended"
    # The call: one button, and the list is empty.
    page.goto(f"{server}/fr/{base(session)}/calls")
    page.get_by_role("button", name="répond plus tard").click()
    page.get_by_role("heading", name="Aucun appel à faire").wait_for()
    with rows.everything("browser test"):
        assert Call.objects.get(enrolment__session=session).done_by.email == "boss@example.org"


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_desk_is_sound(at_work, server, session, faults, language, size):
    page, here = at_work, base(session)
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    one = f"{here}/sessions/{session.uuid}"
    for address in (
        one,
        f"{one}/enrol",
        f"{one}/attendance",
        f"{one}/walk-in",
        f"{one}/sheet",
        f"{here}/calls",
        f"{here}/series/{session.series.uuid}/results",
        f"{here}/groups",
        f"{here}/figures?from=2020-01-01&to=2030-01-01",
    ):
        page.goto(f"{server}/{language}/{address}")
        assert faults(page) == [], address
        scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(scrolls), address
    page.goto(f"{server}/{language}/{one}/enrol")
    page.click("main form button.btn-primary")
    assert page.locator(".h-errors").is_visible()
    assert faults(page) == []
