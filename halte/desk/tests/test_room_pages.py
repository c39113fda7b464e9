"""The pages of the room: what stands on them, and each act with one tap."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import rows
from halte.desk.cards import Tone, hints_of, room_of
from halte.desk.domain import blocks, room, stations
from halte.desk.domain.visits import arrive
from halte.desk.models import DeskRules, Occupancy, Ticket, Workstation
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.workshops.tests.factories import ActivityFactory, SessionFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
BASE = "/en/work/spaces/here"


@pytest.fixture
def site():
    with rows.everything("tests of the desk"):
        yield SiteFactory(space=SpaceFactory(slug="here"))


@pytest.fixture
def desk(client, site):
    """The browser of the team."""
    client.force_login(make_member(Role.FACILITATOR, scope_of_space(site.space)).user)
    return client


def computers(site, number=2, **values) -> list[Workstation]:
    return [WorkstationFactory(site=site, is_reservable=False, **values) for _n in range(number)]


def act(desk, station, verb, **more):
    return desk.post(f"{BASE}/computers/{station.uuid}/act", {"verb": verb, **more}, follow=True)


def test_card_says_how_it_stands(site):
    now = timezone.now()
    rows_ = [WorkstationFactory(site=site) for _number in range(7)]
    free, busy, soon, over, held, out, _next = rows_
    room.start(busy, at=now - HOUR / 2)
    room.start(soon, at=now - timedelta(minutes=56))
    room.start(over, at=now - timedelta(minutes=64))
    visitor = VisitorFactory(space=site.space)
    booking = room.reserve(held, visitor, now, now + HOUR)
    room.put_in_repair(out)
    cards = {card.station: card for card in room_of(site.space, now)}
    assert [cards[row].tone for row in rows_[:6]] == [
        Tone.FREE, Tone.BUSY, Tone.SOON, Tone.OVER, Tone.HELD, Tone.OUT,
    ]  # fmt: skip
    assert [cards[row].minutes for row in (busy, soon, over)] == [30, 4, 4]
    assert [cards[row].share for row in (busy, over)] == [50, 0]
    assert (cards[held].who, cards[held].until) == (visitor.identity.name, booking.ends_at)
    assert cards[free].until is None


def test_shortage_of_computers_is_a_quiet_hint(site):
    now = timezone.now()
    WorkstationFactory(site=site)
    activity = ActivityFactory(space=site.space, title_en="Photos", title_fr="x")
    SessionFactory(activity=activity, site=site, starts_at=now - HOUR / 2, computers_needed=3)
    blocks.follow_all(now)
    assert len(hints_of(site.space, room_of(site.space, now), now)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_room_costs_the_same_whatever_stands_in_it(desk, site, number, django_assert_num_queries):
    for station in computers(site, number):
        visit = arrive(site.space, visitor=VisitorFactory(space=site.space), purposes=["computer"])
        room.start(station, visit=visit)
    with django_assert_num_queries(11):
        desk.get(f"{BASE}/computers")


def test_somebody_sits_down_goes_on_moves_and_ends(desk, site):
    first, second = computers(site)
    visit = arrive(site.space, visitor=VisitorFactory(space=site.space), purposes=["computer"])
    page = desk.get(f"{BASE}/computers/{first.uuid}").content.decode()
    assert str(visit.uuid) in page
    act(desk, first, "start", visit=visit.uuid)
    row = Occupancy.objects.get()
    assert (row.workstation, row.visit) == (first, visit)
    act(desk, first, "extend")
    row.refresh_from_db()
    assert row.extensions == 1
    act(desk, first, "move", to=second.uuid)
    assert Occupancy.objects.get(state="running").workstation == second
    act(desk, second, "end")
    assert not Occupancy.objects.taking().exists()


def test_nobody_sits_at_two_computers(desk, site):
    first, second = computers(site)
    visit = arrive(site.space, visitor=VisitorFactory(space=site.space), purposes=["computer"])
    act(desk, first, "start", visit=visit.uuid)
    answer = act(desk, second, "start", visit=visit.uuid)
    assert "sits at another computer" in answer.content.decode()
    assert Occupancy.objects.count() == 1


def test_computer_breaks_and_is_mended(desk, site):
    [station, _other] = computers(site)
    act(desk, station, "break")
    assert "Out of order" in desk.get(f"{BASE}/computers").content.decode()
    answer = act(desk, station, "start")
    assert "is taken" in answer.content.decode()
    act(desk, station, "mend")
    act(desk, station, "start")
    assert Occupancy.objects.get(state="running").kind == "session"


def test_second_tap_on_the_same_button_does_nothing(desk, site):
    [station, _other] = computers(site)
    act(desk, station, "start")
    act(desk, station, "end")
    answer = act(desk, station, "end")
    assert "not possible any more" in answer.content.decode()


def test_who_reserved_is_here_or_cancels(desk, site):
    now = timezone.now()
    computers(site)
    station = WorkstationFactory(site=site)
    visitor = VisitorFactory(space=site.space)
    visit = arrive(site.space, visitor=visitor, purposes=["computer"])
    later = room.reserve(station, visitor, now + 3 * HOUR, now + 4 * HOUR)
    booking = room.reserve(station, visitor, now, now + HOUR)
    assert "Is here" in desk.get(f"{BASE}/computers/{station.uuid}").content.decode()
    act(desk, station, "here", booking=booking.uuid)
    assert Occupancy.objects.get(state="running").visit == visit
    act(desk, station, "cancel", booking=later.uuid)
    later.refresh_from_db()
    assert later.state == "cancelled"


@pytest.mark.parametrize("verb", ["", "explode"])
def test_unknown_act_is_refused(desk, site, verb):
    [station, _other] = computers(site)
    answer = desk.post(f"{BASE}/computers/{station.uuid}/act", {"verb": verb})
    assert answer.status_code == 400


# ---- List and rules -----------------------------------------------------------------------------


def fields(site, values: dict) -> dict:
    return {"label": "PC 9", "site": site.pk, "kind": "laptop", "position": "3"} | values


def test_computer_is_added_changed_and_taken_off(desk, site):
    computers(site)
    assert (
        desk.post(f"{BASE}/computers/new", fields(site, {"is_reservable": "on"})).status_code == 302
    )
    station = Workstation.objects.get(label="PC 9")
    assert (station.kind, station.is_reservable, station.position) == ("laptop", True, 3)
    edit = f"{BASE}/computers/{station.uuid}/edit"
    assert desk.post(edit, fields(site, {"label": "PC 8", "is_adapted": "on"})).status_code == 302
    station.refresh_from_db()
    assert (station.label, station.is_adapted) == ("PC 8", True)
    room_page = desk.get(f"{BASE}/computers/list").content.decode()
    assert "PC 8" in room_page
    room.start(station)
    assert desk.post(edit, {"act": "retire"}).status_code == 409
    room.end(Occupancy.objects.get())
    assert desk.post(edit, {"act": "retire"}).status_code == 302
    station.refresh_from_db()
    assert station.retired_at is not None


@pytest.mark.parametrize(
    "values",
    [{"label": ""}, {"label": "PC 1"}, {"site": "0"}, {"position": "x"}, {"is_reservable": "on"}],
)
def test_computer_that_cannot_be_like_that_is_asked_again(desk, site, values):
    WorkstationFactory(site=site, label="PC 1", is_reservable=False)
    answer = desk.post(f"{BASE}/computers/new", fields(site, values))
    assert answer.status_code == 422
    assert Workstation.objects.count() == 1


def test_rules_are_saved_and_refused(desk, site):
    computers(site)
    wanted = {
        "allowance_minutes": "45",
        "extension_minutes": "15",
        "grace_minutes": "5",
        "gap_minutes": "0",
        "never_reserved": "2",
        "purposes": ["printing", "computer", "help"],
    }
    assert desk.post(f"{BASE}/computers/rules", wanted).status_code == 302
    rules = DeskRules.objects.get()
    # What stood first stays first: people know the keys.
    assert (rules.allowance_minutes, rules.purposes) == (45, ["printing", "computer", "help"])
    assert desk.post(f"{BASE}/computers/rules", wanted | {"gap_minutes": "x"}).status_code == 422
    stations.add_workstation(site.space, {"label": "z", "site": site, "is_reservable": True})
    answer = desk.post(f"{BASE}/computers/rules", wanted | {"never_reserved": "3"})
    assert answer.status_code == 422


def test_link_is_shown_once_and_made_useless(desk, site):
    [station, _other] = computers(site)
    link = f"{BASE}/computers/{station.uuid}/link"
    made = desk.post(link, {"act": "issue"})
    assert made.status_code == 201
    assert "/station/" in made.content.decode()
    assert "/station/" not in desk.get(link).content.decode()
    desk.post(link, {"act": "revoke"})
    station.refresh_from_db()
    assert station.station_digest == ""


# ---- Queue --------------------------------------------------------------------------------------


def test_numbers_are_given_called_served_and_put_back(desk, site):
    given = [desk.post(f"{BASE}/queue/tickets", {"purpose": "printing"}) for _n in range(2)]
    assert "Number 2" in desk.get(given[1]["Location"].partition("#")[0]).content.decode()
    first, second = Ticket.objects.order_by("number")
    desk.post(f"{BASE}/queue/next")
    ticket = f"{BASE}/queue/tickets/{first.uuid}"
    for verb, state in (("put_back", "waiting"), ("call", "called"), ("serve", "served")):
        desk.post(ticket, {"verb": verb})
        first.refresh_from_db()
        assert first.state == state
    answer = desk.post(ticket, {"verb": "call"}, follow=True)
    assert "not possible any more" in answer.content.decode()
    desk.post(f"{BASE}/queue/tickets/{second.uuid}", {"verb": "leave"})
    answer = desk.post(f"{BASE}/queue/next", follow=True)
    assert "Nobody waits." in answer.content.decode()
    assert desk.post(ticket, {"verb": "eat"}).status_code == 400
    assert desk.post(f"{BASE}/queue/tickets", {"purpose": "nonsense"}).status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_queue_costs_the_same_however_long(desk, site, number, django_assert_num_queries):
    for _each in range(number):
        desk.post(f"{BASE}/queue/tickets")
    with django_assert_num_queries(11):
        desk.get(f"{BASE}/queue")


def test_number_on_paper(desk, site):
    desk.post(f"{BASE}/queue/tickets")
    page = desk.get(f"{BASE}/queue/tickets/{Ticket.objects.get().uuid}/slip").content.decode()
    assert "<b>1</b>" in page
