"""A coordinator plans a series, publishes it and cancels a date, in a real browser."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from halte.accounts.enums import Role
from halte.accounts.models import User
from halte.accounts.tests.factories import make_member, make_user
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.workshops.domain import enrolments
from halte.workshops.models import Call, Series
from halte.workshops.tests.factories import ActivityFactory, somebody

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
SLUG = "sks"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def boss(network) -> User:
    space = Space.objects.select_related("organisation").get(slug=SLUG)
    return make_member(Role.COORDINATOR, scope_of_space(space), make_user(name="Bea")).user


@pytest.fixture
def desk(page, server, boss):
    """A browser in which the coordinator is signed in."""
    client = Client()
    client.force_login(boss)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server}])
    return page


@pytest.fixture
def activity(boss):
    return ActivityFactory(
        space=Space.objects.get(slug=SLUG), title_fr="Courriels", title_nl="Mails", is_shared=True
    )


def series_over_the_first_of_may(page, base: str, activity) -> Series:
    """Three weekly dates around the holiday, planned on the page."""
    may = date(timezone.localdate().year + 1, 5, 1)
    page.goto(f"{base}/activities/{activity.uuid}/plan")
    page.locator("input[name=shape][value=rule]").check()
    page.locator("#id_day").fill(may.replace(month=4, day=24).isoformat())
    page.locator("#id_count").fill("3")
    page.locator("#id_opens").fill("14h")
    page.locator("#id_closes").fill("1630")
    page.locator("button[value=preview]").click()
    expect(page.locator(".w-preview li")).to_have_count(3)
    expect(page.locator(".w-preview")).to_contain_text("1er mai")
    page.locator("button[value=save]").click()
    expect(page.locator(".w-plan > li:not(.w-plan__day)")).to_have_count(3)
    series = Series.objects.get(activity=activity)
    days = [timezone.localtime(each.starts_at).date() for each in series.sessions.all()]
    assert may not in days
    assert len(days) == 3
    return series


def test_series_is_planned_published_and_one_date_is_cancelled(desk, server, activity, faults):
    base = f"{server}/fr/work/spaces/{SLUG}/workshops"
    series = series_over_the_first_of_may(desk, base, activity)
    desk.get_by_role("button", name="Publier les 3 brouillons").click()
    expect(desk.get_by_text("3 dates sont publiées", exact=False)).to_be_visible()
    first = series.sessions.first()
    enrolments.enrol([first], somebody(1, phone="", email="one@example.org"), language="fr")
    [silent] = enrolments.enrol([first], somebody(2, name="Monsieur Sansmail"), language="fr")
    desk.goto(f"{base}/{first.uuid}/cancel")
    expect(desk.locator(".w-told")).to_contain_text("1 personne reçoit un e‑mail.")
    expect(desk.locator(".w-told")).to_contain_text("1 personne est à appeler")
    assert faults(desk) == []
    desk.locator("#id_note").fill("L’animatrice est malade.")
    desk.get_by_role("button", name="Oui, annuler et prévenir").click()
    expect(desk.get_by_text("Annulé.", exact=False).first).to_be_visible()
    call = Call.objects.get(reason="cancelled")
    assert call.enrolment_id == silent.pk
    desk.goto(f"{server}/fr/workshops/{first.uuid}")
    expect(desk.get_by_text("L’animatrice est malade.")).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_planning_is_sound(desk, server, activity, faults, language, size):
    width, height = SIZES[size]
    desk.set_viewport_size({"width": width, "height": height})
    series = series_over_the_first_of_may(
        desk, f"{server}/fr/work/spaces/{SLUG}/workshops", activity
    )
    first = series.sessions.first()
    base = f"{server}/{language}/work/spaces/{SLUG}/workshops"
    plan = f"/activities/{activity.uuid}/plan"
    for address in ["", "?past=1", "/settings", "/activities", "/activities/new", plan,
                    f"/activities/{activity.uuid}", f"/series/{series.uuid}", f"/{first.uuid}",
                    f"/{first.uuid}/cancel"]:  # fmt: skip
        desk.goto(base + address)
        assert faults(desk) == [], address
        assert not desk.evaluate(WIDER), address
    desk.goto(base + plan)
    desk.locator("button[value=preview]").click()
    expect(desk.locator("#errors")).to_be_visible()
    assert faults(desk) == []
    assert not desk.evaluate(WIDER)
