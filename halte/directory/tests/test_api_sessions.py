"""Coming sessions for programs: what is listed, what is refused, what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halte.core.problem import CONTENT_TYPE
from halte.network.tests.factories import (
    PlaceNameFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)
from halte.workshops import programme
from halte.workshops.domain import enrolments, sessions
from halte.workshops.tests.factories import ActivityFactory, SessionFactory, somebody, soon

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/sessions"


def ask(client, query="", **headers):
    return client.get(f"{ADDRESS}{query}", headers=headers)


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["id"] for item in answer.json()["items"]]


def named(**fields):
    space = SpaceFactory(slug="here", name_fr="Ici", name_nl="Hier", name_en="")
    activity = ActivityFactory(space=space, title_fr="Clavier", title_nl="", title_en="Keys")
    return SessionFactory(activity=activity, **fields)


def test_a_session_is_told_whole(client, settings):
    session = named(starts_at=soon(3), capacity=5)
    assert ask(client).json() == {
        "items": [
            {
                "id": str(session.uuid),
                "activity": {
                    "title": {"fr": "Clavier", "nl": None, "en": "Keys"},
                    "theme": "email",
                    "level": "first_steps",
                },
                "space": {"slug": "here", "name": {"fr": "Ici", "nl": "Hier", "en": None}},
                "site": client.get("/api/v1/spaces/here").json()["site"],
                "starts_at": timezone.localtime(session.starts_at).isoformat(timespec="minutes"),
                "ends_at": timezone.localtime(session.ends_at).isoformat(timespec="minutes"),
                "language": "fr",
                "price": "free",
                "seats_left": 5,
                "seats_kept": 0,
                "waiting": 0,
                "enrol_url": f"{settings.BASE_URL}/fr/workshops/{session.uuid}",
            }
        ],
        "next_cursor": None,
    }


def test_only_published_coming_sessions_that_take_place_are_listed(client):
    here = SpaceFactory()
    SessionFactory(state="draft", activity__space=here)
    SessionFactory(state="cancelled", activity__space=here)
    SessionFactory(activity__space=here, starts_at=timezone.now() - timedelta(hours=3))
    SessionFactory(activity__space=SpaceFactory(is_published=False))
    now = SessionFactory(activity__space=here, starts_at=timezone.now() - timedelta(hours=1))
    later = SessionFactory(activity__space=here, starts_at=soon(9))
    assert ids(ask(client)) == [str(now.uuid), str(later.uuid)]


def test_each_filter_leaves_what_fits(client):
    PostcodeFactory()
    PlaceNameFactory()
    one = SessionFactory(
        activity__space=SpaceFactory(slug="one"),
        activity__theme="jobs",
        activity__language="ar",
        activity__level="basic",
        starts_at=soon(3),
    )
    other = SessionFactory(
        activity__space=SpaceFactory(slug="other"), starts_at=soon(20), capacity=1
    )
    enrolments.enrol([other], somebody(), language="fr")
    day = timezone.localdate(one.starts_at)
    both = [str(one.uuid), str(other.uuid)]
    fits = {
        "": both,
        "?space=one": both[:1],
        "?theme=jobs": both[:1],
        "?language=ar": both[:1],
        "?level=basic": both[:1],
        f"?from={day}": both,
        f"?from={day + timedelta(days=1)}": both[1:],
        f"?to={day}": both[:1],
        "?seats=true": both[:1],
        "?seats=false": both,
        "?theme=jobs&level=advanced": [],
        "?near=1050": both,
        "?near=51.2,4.4": [],
    }
    assert {query: ids(ask(client, query)) for query in fits} == fits


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?q=1050", "q"),
        ("?limit=3", "limit"),
        ("?theme=x", "theme"),
        ("?level=x", "level"),
        ("?language=xx", "language"),
        ("?from=tomorrow", "from"),
        ("?to=2026-02-30", "to"),
        ("?seats=maybe", "seats"),
        ("?to=9999-12-31", "to"),
        ("?from=0001-01-01", "from"),
        ("?cursor=x", "cursor"),
        ("?cursor=AAAA", "cursor"),
    ],
)
def test_what_cannot_be_used_is_a_problem_that_names_it(client, query, field):
    answer = ask(client, query)
    assert (answer.status_code, answer["Content-Type"]) == (422, CONTENT_TYPE)
    assert [row["field"] for row in answer.json()["errors"]] == [field]


def test_all_that_is_wrong_is_told_at_once(client):
    answer = ask(client, "?x=1&theme=x&cursor=x&from=x")
    assert {row["field"] for row in answer.json()["errors"]} == {"x", "theme", "cursor", "from"}


@pytest.mark.parametrize("query", ["?space=nowhere", "?near=nowhere"])
def test_an_unknown_place_is_not_found(client, query):
    answer = ask(client, query)
    assert (answer.status_code, answer["Content-Type"]) == (404, CONTENT_TYPE)


def test_a_space_without_sessions_has_an_empty_page(client):
    SpaceFactory(slug="quiet")
    assert ask(client, "?space=quiet").json() == {"items": [], "next_cursor": None}


def test_pages_lose_and_repeat_nothing(client):
    activity = ActivityFactory()
    SiteFactory(space=activity.space)
    made = [
        str(SessionFactory(activity=activity, starts_at=soon(number // 3 + 1)).uuid)
        for number in range(programme.A_PAGE + 7)
    ]
    first = ask(client, "?theme=email").json()
    SessionFactory(activity=activity, starts_at=soon(1))
    rest = ask(client, f"?theme=email&cursor={first['next_cursor']}").json()
    assert [item["id"] for item in [*first["items"], *rest["items"]]] == made
    assert rest["next_cursor"] is None


def test_an_answer_is_kept_while_seats_stay_the_same(client, django_assert_num_queries):
    session = SessionFactory(capacity=1)
    first = ask(client)
    with django_assert_num_queries(2):
        again = ask(client, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    enrolments.enrol([session], somebody(1), language="fr")
    assert ask(client).json()["items"][0]["seats_left"] == 0
    row = enrolments.enrol([session], somebody(2), language="fr")[0]
    assert ask(client).json()["items"][0]["waiting"] == 1
    enrolments.cancel(row)
    assert ask(client)["ETag"] != first["ETag"]
    sessions.cancel_session(session)
    assert ids(ask(client)) == []


def test_seats_kept_for_senders_are_told_apart(client):
    until = timezone.now() + timedelta(days=1)
    session = SessionFactory(capacity=3, kept_for_referrers=2, kept_until=until)

    def told(query=""):
        return [
            (item["seats_left"], item["seats_kept"], item["waiting"])
            for item in ask(client, query).json()["items"]
        ]

    assert told() == [(1, 2, 0)]
    for number in (1, 2):
        enrolments.enrol([session], somebody(number), language="fr")
    assert (told(), told("?seats=true")) == ([(0, 2, 1)], [])
    enrolments.enrol([session], somebody(3), language="fr", source="referrer")
    assert told() == [(0, 1, 1)]


def test_seats_that_became_free_belong_to_who_waits(client):
    session = SessionFactory(capacity=1, kept_for_referrers=1, kept_until=soon(1))
    enrolments.enrol([session], somebody(1), language="fr")
    item = ask(client).json()["items"][0]
    assert (item["seats_left"], item["waiting"]) == (0, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    for _number in range(count):
        SessionFactory()
    with django_assert_num_queries(5):
        assert len(ids(ask(client))) == count


def test_any_origin_may_read_and_nobody_gets_a_cookie(client):
    answer = ask(client, Origin="https://example.org")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_the_list_can_only_be_read(client, method):
    answer = getattr(client, method)(ADDRESS)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_sample_data_are_marked(client, monkeypatch):
    monkeypatch.setattr("halte.directory.sample.is_sample_loaded", lambda: True)
    assert ask(client)["X-Sample-Data"] == "true"
