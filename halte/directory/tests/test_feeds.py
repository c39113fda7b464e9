"""Calendars to subscribe to: what other programs read out of them."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from halte.core.kept import revision
from halte.directory import feed_urls
from halte.network.tests.factories import SpaceFactory
from halte.workshops.domain import enrolments, sessions
from halte.workshops.tests.factories import ActivityFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")


def ask(client, address: str, **headers):
    return client.get(f"/feeds/{address}", headers=headers)


def events(answer) -> dict[str, dict]:
    """The events of a feed by their summary."""
    assert answer.status_code == 200, answer.content
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["summary"]): event for event in found}


@pytest.fixture
def session():
    space = SpaceFactory(slug="here", name_fr="Ici", name_nl="Hier", name_en="")
    activity = ActivityFactory(
        space=space, title_fr="Clavier", title_nl="Toetsen", title_en="", theme="jobs"
    )
    return SessionFactory(activity=activity, starts_at=soon(3))


def test_an_event_tells_what_when_and_where(client, session, settings):
    answer = ask(client, "spaces/here.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [(summary, event)] = events(answer).items()
    assert summary == "Clavier"
    assert event["uid"].startswith(str(session.uuid))
    assert event["dtstart"].dt == session.starts_at
    assert event["dtend"].dt == session.ends_at
    assert event["dtstart"].params["TZID"] == "Europe/Brussels"
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 0)
    assert event["location"] == f"Ici, {session.site.street}, 1050 Ixelles"
    assert event["url"] == f"{settings.BASE_URL}/fr/workshops/{session.uuid}"


def test_each_feed_holds_its_sessions(client, session):
    other = SessionFactory(activity__title_fr="Courriel")
    SessionFactory(activity__title_fr="Brouillon", state="draft")
    SessionFactory(activity__title_fr="Caché", activity__space__is_published=False)
    SessionFactory(activity__title_fr="Vieux", starts_at=timezone.now() - timedelta(days=9))
    SessionFactory(activity__title_fr="Hier", starts_at=timezone.now() - timedelta(days=1))
    assert {
        name: set(events(ask(client, name))) for name in ("network.ics", "spaces/here.ics")
    } == {
        "network.ics": {"Clavier", "Courriel", "Hier"},
        "spaces/here.ics": {"Clavier"},
    }
    assert set(events(ask(client, "themes/jobs.ics"))) == {"Clavier"}
    assert set(events(ask(client, f"spaces/{other.space.slug}.ics"))) == {"Courriel"}


@pytest.mark.parametrize("address", ["spaces/none.ics", "themes/none.ics", "none.ics", ""])
def test_an_unknown_feed_is_not_found(client, address):
    answer = ask(client, address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_space_that_the_public_does_not_see_has_no_feed(client):
    SpaceFactory(slug="hidden", is_published=False)
    assert ask(client, "spaces/hidden.ics").status_code == 404


def test_a_moved_session_rises_and_a_cancelled_one_stays(client, session):
    later = session.starts_at + timedelta(days=1)
    changes = {"starts_at": later, "ends_at": later + timedelta(hours=2)}
    session = sessions.change_session(session, changes)
    event = events(ask(client, "spaces/here.ics"))["Clavier"]
    assert (event["status"], event["sequence"], event["dtstart"].dt) == ("CONFIRMED", 1, later)
    sessions.cancel_session(session)
    event = events(ask(client, "spaces/here.ics"))["Clavier"]
    assert (event["status"], event["sequence"], event["dtstart"].dt) == ("CANCELLED", 2, later)


def test_times_are_right_on_both_sides_of_each_change_of_the_clock(client, session):
    year = timezone.localdate().year + 1
    march, october = (
        max(day for day in days if day.weekday() == 6)
        for days in (
            [datetime(year, month, day, 10, tzinfo=BRUSSELS) for day in range(25, 32)]
            for month in (3, 10)
        )
    )
    moments = [day + timedelta(days=n) for day in (march, october) for n in (-1, 0)]
    type(session).objects.all().delete()
    for number, moment in enumerate(moments):
        SessionFactory(activity__title_fr=f"S{number}", starts_at=moment)
    answer = ask(client, "network.ics")
    whole = Calendar.from_ical(answer.content)
    # As a program does that knows no zone but the one in the file.
    [zone] = [part.to_tz() for part in whole.walk("VTIMEZONE")]
    read = {str(event["summary"]): event["dtstart"].dt for event in whole.walk("VEVENT")}
    for number, moment in enumerate(moments):
        written = read[f"S{number}"].replace(tzinfo=zone)
        assert written.replace(tzinfo=None) == moment.replace(tzinfo=None)
        assert written.utcoffset() == moment.utcoffset()
        assert written.astimezone(UTC) == moment.astimezone(UTC)


def test_language_by_parameter_then_by_the_reader(client, session):
    told = {}
    for query, accepted in (("", ""), ("", "nl"), ("?lang=nl", "fr"), ("?lang=xx", "nl")):
        answer = ask(client, f"spaces/here.ics{query}", **{"Accept-Language": accepted})
        varies = {part.strip() for part in answer["Vary"].split(",")}
        assert "Accept-Language" in varies
        told[query, accepted] = (answer["Content-Language"], *events(answer))
    assert told == {
        ("", ""): ("fr", "Clavier"),
        ("", "nl"): ("nl", "Toetsen"),
        ("?lang=nl", "fr"): ("nl", "Toetsen"),
        ("?lang=xx", "nl"): ("nl", "Toetsen"),
    }


def test_a_feed_is_kept_until_what_it_shows_changes(client, session, django_assert_num_queries):
    first = ask(client, "spaces/here.ics")
    enrolments.enrol([session], somebody(), language="fr")
    with django_assert_num_queries(1):
        again = ask(client, "spaces/here.ics", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    before = revision("network")
    session.activity.title_fr = "Souris"
    session.activity.save()
    assert revision("network") > before
    answer = ask(client, "spaces/here.ics", **{"If-None-Match": first["ETag"]})
    assert set(events(answer)) == {"Souris"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    for _number in range(count):
        SessionFactory()
    with django_assert_num_queries(5):
        assert len(events(ask(client, "network.ics"))) == count


def test_any_origin_may_read_and_nobody_may_write(client):
    answer = ask(client, "network.ics", Origin="https://example.org")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert client.post("/feeds/network.ics").status_code == 405


def test_the_programme_leads_to_its_calendar(client, session):
    for page, feed in (
        ("/fr/programme", "/feeds/network.ics?lang=fr"),
        ("/nl/programme?theme=jobs", "/feeds/themes/jobs.ics?lang=nl"),
        ("/fr/spaces/here/programme", "/feeds/spaces/here.ics?lang=fr"),
    ):
        assert f'href="{feed}"' in client.get(page).content.decode()


def test_every_calendar_is_documented_beside_the_api(client):
    page = client.get("/api/v1/docs").content.decode()
    for pattern in feed_urls.urlpatterns:
        address = re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        assert f"GET /feeds/{address}?lang=" in page
