"""The screen of the desk: what it shows, what one tap does, what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import rows
from halte.desk.domain import room, visits
from halte.desk.models import Exclusion, Occupancy, Ticket, Visit
from halte.desk.presenting import short_name
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.desk.today import board
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import SiteFactory
from halte.workshops.tests.factories import ActivityFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open_rows():
    with rows.everything("tests of the desk"):
        yield


@pytest.fixture
def space():
    return SiteFactory().space


@pytest.fixture
def team(client, space):
    """The browser of a facilitator of the space."""
    client.user = make_member(Role.FACILITATOR, scope_of_space(space)).user
    client.force_login(client.user)
    client.base = f"/en/work/spaces/{space.slug}"
    return client


def known(space, name="Fatima Benali", **more):
    return VisitorFactory(space=space, identity__name=name, **more)


def arrive(space, visitor=None, **more):
    return visits.arrive(space, visitor=visitor, purposes=["printing"], **more)


def test_screen_says_who_is_here_and_how_the_computers_stand(team, space):
    site = space.sites.get()
    stations = [WorkstationFactory(site=site, space=space) for _number in range(4)]
    visit = arrive(space, known(space))
    session = room.start(stations[0], visit=visit)
    now = timezone.now()
    Occupancy.objects.filter(pk=session.pk).update(
        during=(now - timedelta(hours=1), now - timedelta(minutes=4, seconds=30))
    )
    room.put_in_repair(stations[1])
    person = known(space, "Jean Dupont")
    room.reserve(stations[2], person, now + timedelta(minutes=20), now + timedelta(hours=1))
    found = board(space)
    assert [each.state for each in found.computers] == ["over", "out", "held", "free"]
    assert (found.busy, found.late[0].late, found.late[0].who) == (1, 4, "Fatima B.")
    page = team.get(f"{team.base}/today").content.decode()
    assert "Fatima B." in page
    assert "Benali" not in page
    assert "is 4 minutes over its time." in page
    assert found.present[0].computers == stations[0].label


def test_two_of_one_short_name_stand_in_full(team, space):
    for name in ("Fatima Benali", "Fatima Bouzid", "Karim A"):
        arrive(space, known(space, name))
    names = {each.name for each in board(space).present}
    assert names == {"Fatima Benali", "Fatima Bouzid", "Karim A."}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Fatima Benali", "Fatima B."),
        ("Moussa", "Moussa"),
        ("فاطمة علي", "فاطمة ع."),
        ("A (b)", "A"),
    ],
)
def test_names_are_shortened_in_any_script(name, short):
    assert short_name(name) == short


def test_cost_does_not_grow_with_the_people(team, space, django_assert_num_queries):
    station = WorkstationFactory(site=space.sites.get(), space=space)
    room.start(station, visit=arrive(space, known(space, "Anna One")))
    SessionFactory(activity=ActivityFactory(space=space), starts_at=timezone.now())
    Ticket.objects.create(space=space, day=timezone.localdate(), number=1)
    address = f"{team.base}/today"
    team.get(address)
    with django_assert_num_queries(19):
        team.get(address)
    for name in ("Bert Two", "Carl Three"):
        visit = arrive(space, known(space, name))
        room.start(WorkstationFactory(site=station.site, space=space), visit=visit)
        Ticket.objects.create(space=space, day=timezone.localdate(), number=len(name))
    with django_assert_num_queries(19):
        page = team.get(address).content.decode()
    assert all(name in page for name in ("Anna O.", "Bert T.", "Carl T."))


def test_board_alone_is_asked_again_without_counting_as_work(team, space):
    arrive(space, known(space))
    part = team.get(f"{team.base}/today/live", headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "Fatima B." in text
    assert "<html" not in text
    assert 'id="tick" hx-swap-oob="true"' in text


def test_one_tap_writes_down_somebody_without_a_name_and_twice_counts_once(team, space):
    entry = "0a7d4c2e-5a61-4ab6-9d4b-3f6b54ad8a11"
    for _tap in range(2):
        answer = team.post(f"{team.base}/today/unnamed", {"purpose": "printing", "entry": entry})
    visit = Visit.objects.get()
    assert (answer.status_code, visit.visitor, visit.noted_by) == (302, None, team.user)
    assert visit.purposes == ["printing"]


def test_two_letters_find_somebody_of_this_space_alone(team, space):
    arrive(space, known(space))
    known(SiteFactory().space, "Fatou Elsewhere")
    answer = team.post(f"{team.base}/today/find", {"who": "fà"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "Fatima Benali" in text
    assert "Is here" in text
    assert "Fatou" not in text
    whole = team.post(f"{team.base}/today/find", {"who": "zz"}).content.decode()
    assert 'value="zz"' in whole
    assert "Nobody of this space is called so." in whole


def test_known_person_is_written_down_with_one_tap_more(team, space):
    visitor = known(space)
    address = f"{team.base}/visitors/{visitor.uuid}/arrive"
    assert 'data-key="1"' in team.get(address).content.decode()
    answer = team.post(address, {"purpose": "administration"}, follow=True)
    assert "Fatima B. is here." in answer.content.decode()
    assert Visit.objects.present().get().visitor == visitor


def test_refusals_say_what_to_do(team, space):
    visitor = known(space)
    address = f"{team.base}/visitors/{visitor.uuid}/arrive"
    assert team.post(address, {}).status_code == 422
    arrive(space, visitor)
    page = team.post(address, {"purpose": "other"})
    assert page.status_code == 409
    assert "is here already" in page.content.decode()
    visits.leave(Visit.objects.get())
    today = timezone.localdate()
    given = {"visitor": visitor, "space": space, "reason": "threat"}
    Exclusion.objects.create(**given, first=today, last=today + timedelta(days=3))
    page = team.post(address, {"purpose": "other"})
    assert page.status_code == 409
    assert "may not come until" in page.content.decode()
    assert Visit.objects.count() == 1


def test_leaving_is_one_tap_and_said_once(team, space):
    visit = arrive(space, known(space))
    address = f"{team.base}/today/visits/{visit.uuid}/leave"
    first = team.post(address, follow=True).content.decode()
    again = team.post(address, follow=True).content.decode()
    assert "the person has left." in first
    assert "has left already" in again
    assert not Visit.objects.present().exists()


def test_restoring_what_another_visit_replaced_is_refused(space):
    visitor, entry = known(space), "0a7d4c2e-5a61-4ab6-9d4b-3f6b54ad8a11"
    first = arrive(space, visitor, entry=entry)
    visits.delete(first)
    arrive(space, visitor)
    with pytest.raises(visits.AlreadyHere):
        visits.restore(first)
