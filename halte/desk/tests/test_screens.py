"""The two screens that open by a link alone: what they show, and what they never show."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.core import rows
from halte.desk.domain import queue, room, stations
from halte.desk.domain.visits import arrive
from halte.desk.models import Occupancy, Ticket
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def station():
    with rows.everything("tests of the desk"):
        yield WorkstationFactory(is_reservable=False)


@pytest.fixture
def link(station) -> str:
    return f"/en/station/{stations.issue_station(station)}"


def read(client, link, **asked) -> str:
    return client.get(link, asked).content.decode()


def sit(station, minutes_ago=0) -> Occupancy:
    return room.start(station, at=timezone.now() - minutes_ago * MINUTE)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "You have 60 minutes left."),
        (55.5, "You have 5 minutes left. Save your work soon."),
        (59.5, "Less than one minute left. Save your work now."),
        (61, "Your time is over. Save your work and come to the desk."),
    ],
)
def test_page_says_how_much_time_is_left(client, station, link, minutes, words):
    sit(station, minutes)
    assert words in read(client, link)


def test_page_of_a_computer_that_nobody_uses(client, station, link):
    assert "This computer is free." in read(client, link)
    room.put_in_repair(station)
    assert "does not work now" in read(client, link)


def test_page_names_nobody(client, station, link):
    visitor = VisitorFactory(space=station.space, identity__name="SECRET-NAME")
    room.start(station, visit=arrive(station.space, visitor=visitor, purposes=["computer"]))
    assert "SECRET-NAME" not in read(client, link)


def test_more_time_and_done(client, station, link):
    session = sit(station)
    answer = client.post(link, {"act": "more"})
    assert answer["Location"].endswith("?told=more")
    assert "You have more time." in read(client, link, told="more")
    for number in (1, 2):
        Ticket.objects.create(space=station.space, day=timezone.localdate(), number=number)
    client.post(link, {"act": "more"})
    assert client.post(link, {"act": "more"})["Location"].endswith("?told=waits")
    assert "Yes, I am done" in read(client, link, ask="done")
    assert client.post(link, {"act": "done"})["Location"].endswith("?told=done")
    session.refresh_from_db()
    assert (session.state, session.extensions) == ("ended", 2)
    # Nobody sits there any more: nothing to press, nothing to end.
    assert client.post(link, {"act": "done"})["Location"] == link
    assert client.post(link, {"act": "explode"})["Location"] == link


def test_link_is_kept_from_others(client, station, link):
    answer = client.get(link)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_stolen_link_is_made_useless(client, station, link):
    stations.issue_station(station)
    assert client.get(link).status_code == 404
    assert client.post(link, {"act": "done"}).status_code == 404


def test_link_is_good_for_one_machine(client, station, link):
    other = WorkstationFactory(site=station.site)
    session = sit(other)
    client.post(link, {"act": "done"})
    session.refresh_from_db()
    assert session.state == "running"
    assert client.get(link.replace("station", "display")).status_code == 404


def test_guessing_and_hammering_are_stopped(client, station, link, monkeypatch):
    monkeypatch.setattr("halte.desk.views.screens.WRONG", {"most": 1, "within": 10 * MINUTE})
    monkeypatch.setattr("halte.desk.views.screens.ACTS", {"most": 1, "within": 10 * MINUTE})
    assert [client.get("/en/station/x").status_code for _n in range(2)] == [404, 429]
    assert [client.post(link, {"act": "more"}).status_code for _n in range(2)] == [302, 429]


def test_link_without_a_language_leads_to_one(client, station, link):
    answer = client.get(link.removeprefix("/en"), headers={"accept-language": "tr"})
    assert answer["Location"] == link.replace("/en/", "/tr/")


def test_screen_shows_numbers_alone(client, station):
    space = station.space
    link = f"/en/display/{stations.issue_display(space)}"
    page = read(client, link)
    assert "Nobody waits." in page
    for _number in range(3):
        queue.take(space)
    queue.call_next(space)
    page = read(client, link)
    assert "<li data-words>1</li>" in page
    assert "<li>2</li><li>3</li>" in page
    stations.revoke_display(space)
    assert client.get(link).status_code == 404
