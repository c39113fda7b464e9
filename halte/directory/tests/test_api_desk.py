"""The desk by program: who may, what is asked, what is answered, and once only."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from halte.accounts.models import ApiToken
from halte.accounts.tokens import create_token
from halte.core import rows
from halte.core.rows import roles
from halte.desk.domain import queue, room, visits
from halte.desk.models import DeskRequest, Exclusion, Occupancy, Ticket, Visit
from halte.desk.tests.factories import VisitorFactory, WorkstationFactory
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import SpaceFactory
from halte.visitors.models import Identity, ProfileSettings, Visitor
from halte.workshops.tests.test_concurrency import at_once

pytestmark = pytest.mark.django_db


def made(space, *allows: str) -> ApiToken:
    return create_token(
        scope_of_space(space), name="door", allows=list(allows or ["write"]), by=None
    )


@pytest.fixture
def station():
    """A computer of the space whose program asks."""
    with rows.everything("tests of the desk by program"):
        yield WorkstationFactory()


@pytest.fixture
def token(station) -> ApiToken:
    return made(station.space)


def headers(token: ApiToken, key: str = "") -> dict[str, str]:
    given = {"Authorization": f"Bearer {token.secret}"}
    return given | ({"Idempotency-Key": key} if key else {})


def post(address: str, token: ApiToken, body: object = None, *, key: str = ""):
    # Forgery protection is on: a program has no form.
    return Client(enforce_csrf_checks=True).post(
        f"/api/v1/{address}",
        json.dumps(body),
        content_type="application/json",
        headers=headers(token, key),
    )


def arrive(token: ApiToken, *, key: str = "", **body):
    return post("visits", token, {"purposes": ["printing"], **body}, key=key)


def get(address: str, token: ApiToken):
    return Client().get(f"/api/v1/{address}", headers=headers(token))


def fields(answer) -> set[str]:
    return {row["field"] for row in answer.json()["errors"]}


# ---- Arriving -----------------------------------------------------------------------------------


def test_somebody_known_is_here(station, token):
    visitor = VisitorFactory(space=station.space)
    answer = arrive(token, visitor=str(visitor.uuid), profile=None, head_count=None, at=None)
    visit = Visit.objects.get()
    assert (answer.status_code, answer.json()) == (201, {"id": str(visit.uuid), "session": None})
    assert (visit.visitor, visit.space, visit.source) == (visitor, station.space, "api")
    assert "no-store" in answer["Cache-Control"]


def test_so_many_heads_and_nobody_in_particular(token):
    assert arrive(token, head_count=12).status_code == 201
    assert arrive(token).status_code == 201
    assert sorted(Visit.objects.values_list("heads", "visitor")) == [(1, None), (12, None)]


def test_profile_is_of_somebody_without_a_name(station, token):
    profile = {"language": "ar", "birth_year": 1980, "gender": None, "postcode": "sw1a 1aa"}
    assert arrive(token, profile=profile).status_code == 201
    row = Visit.objects.get().visitor
    assert (row.space, row.language, row.birth_year) == (station.space, "ar", 1980)
    assert (row.postcode, row.gender) == ("SW1A 1AA", "")
    assert not Identity.objects.exists()


def test_profile_has_only_what_the_space_asks(station, token):
    everything = {"situation": "work", "spoken": ["ar", "fr"], "devices": ["tablet"]}
    assert fields(arrive(token, profile=everything)) == {
        "profile.situation",
        "profile.spoken",
        "profile.devices",
    }
    ProfileSettings.objects.create(space=station.space, asked=list(everything))
    assert arrive(token, profile=everything).status_code == 201
    assert fields(arrive(token, profile={"birth_year": 1980})) == {"profile.birth_year"}
    row = Visitor.objects.get()
    assert (row.situation, row.spoken, row.devices) == ("work", ["ar", "fr"], ["tablet"])


def test_whoever_sits_down_has_a_session(station, token):
    answer = arrive(token, workstation=str(station.uuid))
    session = Occupancy.objects.get()
    assert answer.json()["session"] == {
        "workstation": str(station.uuid),
        "ends_at": timezone.localtime(session.ends_at).isoformat(timespec="seconds"),
    }
    refused = arrive(token, workstation=str(station.uuid))
    assert (refused.status_code, Visit.objects.count()) == (409, 1)


def test_visit_of_this_morning_is_written_down_later(token):
    ago = timezone.now() - timedelta(hours=3)
    assert arrive(token, at=ago.isoformat()).status_code == 201
    assert Visit.objects.get().arrived_at == ago


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"purposes": []}, {"purposes"}),
        ({"purposes": ["dancing"]}, {"purposes"}),
        ({"purposes": "printing"}, {"purposes"}),
        ({"purposes": [["printing"]]}, {"purposes"}),
        ({"head_count": 0}, {"head_count"}),
        ({"head_count": 501}, {"head_count"}),
        ({"head_count": True}, {"head_count"}),
        ({"head_count": 3, "workstation": str(uuid4())}, {"workstation"}),
        ({"head_count": 3, "visitor": str(uuid4())}, {"head_count", "visitor"}),
        ({"visitor": str(uuid4()), "profile": {}}, {"profile", "visitor"}),
        ({"visitor": "7"}, {"visitor"}),
        ({"visitor": 7}, {"visitor"}),
        ({"at": "2026-11-25T14:00:00"}, {"at"}),
        ({"at": "yesterday"}, {"at"}),
        ({"at": "9999-12-31T23:59:59-12:00"}, {"at"}),
        ({"at": "2020-01-01T00:00:00+00:00"}, {"at"}),
        ({"name": "Ana"}, {"name"}),
        ({"profile": []}, {"profile"}),
        ({"profile": {"birth_year": 3011}}, {"profile.birth_year"}),
        ({"profile": {"birth_year": "1980"}}, {"profile.birth_year"}),
        ({"profile": {"gender": "x"}}, {"profile.gender"}),
        ({"profile": {"postcode": "\x00"}}, {"profile.postcode"}),
        ({"profile": {"language": "tlh"}}, {"profile.language"}),
        ({"profile": {"name": "Ana"}}, {"profile.name"}),
    ],
)
def test_each_field_that_cannot_be_used_is_named(token, body, wrong):
    answer = arrive(token, **body)
    assert (answer.status_code, fields(answer)) == (422, wrong)
    assert not Visit.objects.exists()
    assert not Visitor.objects.exists()


def test_people_and_computers_of_another_space_are_not_found(station, token):
    elsewhere = VisitorFactory(), WorkstationFactory()
    for name, row in zip(("visitor", "workstation"), elsewhere, strict=True):
        answers = [arrive(token, **{name: str(number)}) for number in (row.uuid, uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert not Visit.objects.exists()


def test_who_is_here_or_may_not_come_is_refused(station, token):
    here, away = VisitorFactory(space=station.space), VisitorFactory(space=station.space)
    today = timezone.localdate()
    Exclusion.objects.create(
        space=station.space, visitor=away, reason="threat", first=today, last=today
    )
    assert arrive(token, visitor=str(here.uuid)).status_code == 201
    refused = [arrive(token, visitor=str(row.uuid)) for row in (here, away)]
    assert [answer.status_code for answer in refused] == [409, 409]
    assert len({answer.json()["detail"] for answer in refused}) == 2
    assert Visit.objects.count() == 1


def test_check_in_takes_eight_statements(station, token, django_assert_num_queries):
    first, second = VisitorFactory.create_batch(2, space=station.space)
    arrive(token, visitor=str(first.uuid))
    # Two of them are the savepoint around each test.
    with roles.web(), django_assert_num_queries(8 + 2):
        assert arrive(token, visitor=str(second.uuid), key="k1").status_code == 201


# ---- Once only ----------------------------------------------------------------------------------


def test_same_key_and_body_have_the_same_answer_and_count_once(token):
    first, again = (arrive(token, head_count=3, key="k1") for _time in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    assert (Visit.objects.count(), DeskRequest.objects.count()) == (1, 1)
    other = arrive(token, head_count=4, key="k1")
    assert (other.status_code, fields(other)) == (422, {"Idempotency-Key"})
    assert post("queue/tickets", token, {}, key="k1").status_code == 422


def test_refusal_leaves_the_key_free(station, token):
    visitor = VisitorFactory(space=station.space)
    visit = visits.arrive(station.space, visitor=visitor, purposes=["other"])
    assert arrive(token, visitor=str(visitor.uuid), key="k1").status_code == 409
    visits.leave(visit)
    assert arrive(token, visitor=str(visitor.uuid), key="k1").status_code == 201


def test_what_is_kept_of_a_request_tells_nothing_of_the_person(token):
    arrive(token, profile={"birth_year": 1980}, key="k1")
    row = DeskRequest.objects.get()
    assert sorted(row.answer) == ["id", "session"]


@pytest.mark.django_db(transaction=True)
def test_same_key_many_times_at_once_counts_once():
    with rows.everything("test"):
        token = made(SpaceFactory())
    answers = at_once(*[lambda: arrive(token, head_count=2, key="k1")] * 4)
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (201, answers[0].content)
    }
    with rows.everything("test"):
        assert Visit.objects.count() == 1


# ---- Leaving ------------------------------------------------------------------------------------


def test_leaving_is_said_once_and_frees_the_computer(station, token):
    number = arrive(token, workstation=str(station.uuid)).json()["id"]
    answer = post(f"visits/{number}/leave", token)
    left = Visit.objects.get().left_at
    told = timezone.localtime(left).isoformat(timespec="seconds")
    assert (answer.status_code, answer.json()) == (200, {"id": number, "left_at": told})
    assert Occupancy.objects.get().state == "ended"
    assert post(f"visits/{number}/leave", token).status_code == 409
    elsewhere = visits.arrive(SpaceFactory(), purposes=["other"])
    assert post(f"visits/{elsewhere.uuid}/leave", token).status_code == 404


# ---- Computers ----------------------------------------------------------------------------------


def test_session_is_begun_made_longer_and_ended(station, token):
    address = f"workstations/{station.uuid}"
    visit = arrive(token).json()["id"]
    begun = post(f"{address}/sessions", token, {"visit": visit})
    assert begun.status_code == 201
    longer = post(f"{address}/extend", token).json()
    assert longer["id"] == begun.json()["id"]
    assert longer["ends_at"] > begun.json()["ends_at"]
    assert post(f"{address}/sessions", token, {}).status_code == 409
    assert post(f"{address}/end", token).status_code == 200
    assert Occupancy.objects.get().visit.uuid.hex == visit.replace("-", "")
    for verb in ("extend", "end"):
        assert post(f"{address}/{verb}", token).status_code == 409


def test_nobody_waits_longer_than_the_grace(station, token):
    room.start(station)
    queue.take(station.space)
    answers = [post(f"workstations/{station.uuid}/extend", token) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]


def test_session_is_of_a_visit_that_goes_on(station, token):
    address = f"workstations/{station.uuid}/sessions"
    gone = visits.leave(visits.arrive(station.space, purposes=["other"]))
    elsewhere = visits.arrive(SpaceFactory(), purposes=["other"])
    assert post(address, token, {"visit": str(gone.uuid)}).status_code == 409
    assert post(address, token, {"visit": str(elsewhere.uuid)}).status_code == 404
    assert fields(post(address, token, {"visit": "x", "who": "Ana"})) == {"visit", "who"}
    other = WorkstationFactory()
    for verb in ("sessions", "extend", "end"):
        assert post(f"workstations/{other.uuid}/{verb}", token, {}).status_code == 404


def test_computers_are_told_without_people(station, token, django_assert_num_queries):
    free = WorkstationFactory(site=station.site)
    overdue = room.start(station, at=timezone.now() - timedelta(hours=2))
    WorkstationFactory()
    with django_assert_num_queries(8):
        answer = get("workstations", token)
    first, second = answer.json()["items"]
    assert first == {
        "id": str(station.uuid),
        "label": station.label,
        "kind": "desktop",
        "is_adapted": False,
        "is_reservable": True,
        "taken_by": "session",
        "ends_at": timezone.localtime(overdue.ends_at).isoformat(timespec="seconds"),
        "next_at": None,
    }
    assert (second["id"], second["taken_by"]) == (str(free.uuid), None)


# ---- Queue and people ---------------------------------------------------------------------------


def test_tickets_are_taken_and_the_queue_told(station, token):
    taken = [post("queue/tickets", token, body) for body in ({"purpose": "help"}, {})]
    assert [answer.status_code for answer in taken] == [201, 201]
    assert [answer.json()["number"] for answer in taken] == [1, 2]
    queue.take(SpaceFactory())
    called = queue.call_next(station.space)
    assert get("queue", token).json() == {
        "waiting": [{"number": 2, "purpose": None, "wait_minutes": 10}],
        "called": [
            {
                "number": 1,
                "called_at": timezone.localtime(called.called_at).isoformat(timespec="seconds"),
            }
        ],
        "wait_minutes": 20,
    }
    assert fields(post("queue/tickets", token, {"purpose": "dancing"})) == {"purpose"}


def test_ticket_asked_twice_with_a_key_is_one(token):
    first, again = (post("queue/tickets", token, {}, key="k") for _time in range(2))
    assert first.content == again.content
    assert Ticket.objects.count() == 1


def test_people_are_found_in_their_space_alone(station, token):
    visitor = VisitorFactory(space=station.space, identity__name="Zoë Exemple")
    VisitorFactory(identity__name="Zoë Exemple")
    told = {"id": str(visitor.uuid), "name": "Zoë Exemple", "language": "fr"}
    assert get("visitors?q=zoe", token).json() == {"items": [told]}
    for wrong in ("", "?q=z", "?q=zo&q=zo", "?q=zo&name=1"):
        assert get(f"visitors{wrong}", token).status_code == 422


def test_token_of_an_organisation_is_of_no_desk(station):
    scope = scope_of_organisation(station.space.organisation)
    house = create_token(scope, name="house", allows=["read", "write"], by=None)
    assert arrive(house).status_code == 403
    assert get("queue", house).status_code == 403


def test_everything_works_as_the_web_role(station, token):
    visitor = VisitorFactory(space=station.space, identity__name="Zoë Exemple")
    with rows.of([]), roles.web():
        found = get("visitors?q=zo", token).json()["items"][0]["id"]
        visit = arrive(token, visitor=found, workstation=str(station.uuid), key="k1")
        assert visit.status_code == 201
        assert post(f"workstations/{station.uuid}/extend", token).status_code == 200
        assert post(f"visits/{visit.json()['id']}/leave", token).status_code == 200
        assert arrive(token, profile={"birth_year": 1980}).status_code == 201
        assert post("queue/tickets", token, {}).status_code == 201
        assert not Visit.objects.exists()
    assert visitor.visits.count() == 1
