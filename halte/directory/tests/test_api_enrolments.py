"""Enrolling by program: who may, what is asked, what is answered, and once only."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from halte.accounts import requests
from halte.accounts.models import ApiToken
from halte.accounts.tokens import create_token, revoke_token
from halte.core.problem import CONTENT_TYPE
from halte.core.rows import roles
from halte.directory.api import own as own_limits
from halte.directory.tests.test_api import CHECKS
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import OrganisationFactory, SpaceFactory
from halte.visitors.models import Identity
from halte.workshops.domain import enrolments, sessions
from halte.workshops.models import ApiRequest, Enrolment
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody, soon
from halte.workshops.tests.test_concurrency import at_once

pytestmark = pytest.mark.django_db
ANA = {"name": "Ana Exemple", "phone": "0470 12 34 56"}


def made(scope, *allows: str) -> ApiToken:
    return create_token(scope, name="website", allows=list(allows or ["write"]), by=None)


@pytest.fixture
def session():
    return SessionFactory(capacity=1)


@pytest.fixture
def own(session) -> ApiToken:
    return made(scope_of_space(session.space))


@pytest.fixture
def sender() -> ApiToken:
    return made(scope_of_organisation(OrganisationFactory()))


def headers(token: ApiToken | None, key: str = "") -> dict[str, str]:
    given = {"Authorization": f"Bearer {token.secret}"} if token else {}
    return given | ({"Idempotency-Key": key} if key else {})


def post(session, token, body: object = ANA, *, key="", kind="application/json"):
    address = f"/api/v1/sessions/{session.uuid}/enrolments"
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    # Forgery protection is on: a program has no form.
    client = Client(enforce_csrf_checks=True)
    return client.post(address, data, content_type=kind, headers=headers(token, key))


def delete(session, token, number):
    address = f"/api/v1/sessions/{session.uuid}/enrolments/{number}"
    return Client(enforce_csrf_checks=True).delete(address, headers=headers(token))


def fields(answer) -> set[str]:
    return {row["field"] for row in answer.json()["errors"]}


# ---- Enrolling ----------------------------------------------------------------------------------


def test_seats_then_the_line_in_the_order_of_asking(session, own):
    answers = [post(session, own, {**ANA, "name": f"Ana {name}"}) for name in ("A", "B", "C")]
    told = [answer.json() for answer in answers]
    rows = list(Enrolment.objects.order_by("pk"))
    assert [answer.status_code for answer in answers] == [201] * 3
    assert told == [
        {"id": str(rows[0].uuid), "state": "confirmed", "position": None},
        {"id": str(rows[1].uuid), "state": "waiting", "position": 1},
        {"id": str(rows[2].uuid), "state": "waiting", "position": 2},
    ]
    assert not answers[0].cookies
    assert "no-store" in answers[0]["Cache-Control"]


def test_what_is_sent_is_kept(session, sender):
    body = {
        "name": "سلمى",
        "email": "Salma@Example.org",
        "language": "ar",
        "help_level": "much",
        "for_relative": "parent",
    }
    assert post(session, sender, body).status_code == 201
    row = Enrolment.objects.select_related("visitor__identity").get()
    person = row.visitor.identity
    assert (person.name, person.phone, person.email) == ("سلمى", "", "salma@example.org")
    assert (row.visitor.language, row.help_level, row.relative) == ("ar", "much", "parent")
    assert (row.source, row.sent_by) == ("referrer", sender.scope_uuid)


@pytest.mark.parametrize(
    ("given", "kept"), [(None, ""), (False, ""), (True, "other"), ("child", "child")]
)
def test_a_relative_may_be_named_or_not(session, own, given, kept):
    assert post(session, own, {**ANA, "for_relative": given}).status_code == 201
    assert Enrolment.objects.get().relative == kept


def test_a_token_of_the_space_or_its_organisation_enrols_as_the_public_does(session):
    for scope in (scope_of_space(session.space), scope_of_organisation(session.space.organisation)):
        name = f"Ana {scope.kind}"
        assert post(session, made(scope), {**ANA, "name": name}).status_code == 201
    assert set(Enrolment.objects.values_list("source", "sent_by")) == {("public", None)}


def test_seats_kept_for_senders_are_theirs(session, own, sender):
    session.kept_for_referrers, session.kept_until = 1, soon(1)
    session.save()
    assert post(session, own).json()["state"] == "waiting"
    assert post(session, sender, {**ANA, "name": "Bea"}).json()["state"] == "confirmed"


def test_whoever_asks_for_a_course_has_all_its_dates(session, own):
    series = SeriesFactory(activity=session.activity, is_whole=True)
    first, second = (
        SessionFactory(activity=session.activity, series=series, starts_at=soon(day))
        for day in (3, 4)
    )
    answer = post(second, own)
    assert answer.json()["id"] == str(Enrolment.objects.get(session=second).uuid)
    assert Enrolment.objects.current().count() == 2
    assert delete(second, own, answer.json()["id"]).status_code == 204
    assert list(first.enrolments.values_list("state", flat=True)) == ["cancelled"]


# ---- Refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer halte_x", "Basic halte_x"])
def test_without_a_token_that_works_nothing_happens(session, header):
    address = f"/api/v1/sessions/{session.uuid}/enrolments"
    given = {"Authorization": header} if header else {}
    for answer in (
        Client().post(address, json.dumps(ANA), content_type="application/json", headers=given),
        Client().delete(f"{address}/{uuid4()}", headers=given),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (401, CONTENT_TYPE)
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Enrolment.objects.count() == 0


def test_a_revoked_token_enrols_nobody(session, own):
    revoke_token(own, by=None)
    assert post(session, own).status_code == 401


def test_a_session_cookie_opens_nothing(session, client, admin_user):
    client.force_login(admin_user)
    address = f"/api/v1/sessions/{session.uuid}/enrolments"
    assert client.post(address, ANA, content_type="application/json").status_code == 401


def test_a_token_must_allow_to_write_and_speak_for_this_place(session):
    reading = made(scope_of_space(session.space), "read")
    elsewhere = made(scope_of_space(SpaceFactory()))
    for token in (reading, elsewhere):
        assert post(session, token).status_code == 403
        assert delete(session, token, uuid4()).status_code == 403
    assert Enrolment.objects.count() == 0


def test_a_sender_that_is_no_more_enrols_nobody(session):
    gone = OrganisationFactory()
    token = made(scope_of_organisation(gone))
    gone.delete()
    assert post(session, token).status_code == 403


def test_what_the_public_does_not_see_is_not_found(session, own, sender):
    sessions.withdraw(session)
    for token in (own, sender):
        assert post(session, token).status_code == 404
    session.uuid = uuid4()
    assert post(session, own).status_code == 404


def test_nobody_is_enrolled_where_it_is_not_possible(session, own):
    assert post(session, own).status_code == 201
    told = {"twice": post(session, own)}
    same_time = SessionFactory(activity=session.activity)
    told["overlapping"] = post(same_time, own)
    past = timezone.now() - timedelta(hours=1)
    told["closed"] = post(SessionFactory(activity=session.activity, enrolment_closes_at=past), own)
    early = SessionFactory(activity=session.activity, enrolment_opens_at=soon(2))
    told["not open"] = post(early, own)
    sessions.cancel_session(session)
    told["cancelled"] = post(session, own)
    assert {name: answer.status_code for name, answer in told.items()} == dict.fromkeys(told, 409)
    assert len({answer.json()["detail"] for answer in told.values()}) == 5
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"name", "phone", "email"}),
        ({"name": "Ana"}, {"phone", "email"}),
        ({**ANA, "name": " \u200b"}, {"name"}),
        ({**ANA, "name": 7}, {"name"}),
        ({**ANA, "name": "a" * 121}, {"name"}),
        ({**ANA, "phone": "12"}, {"phone"}),
        ({**ANA, "phone": ["0470123456"]}, {"phone"}),
        ({**ANA, "email": "ana"}, {"email"}),
        ({**ANA, "email": f"a@{'a.' * 130}be"}, {"email"}),
        ({**ANA, "email": "\ud800@example.org"}, {"email"}),
        ({**ANA, "language": "tlh"}, {"language"}),
        ({**ANA, "help_level": "huge"}, {"help_level"}),
        ({**ANA, "for_relative": "dog"}, {"for_relative"}),
        ({**ANA, "for_relative": 1}, {"for_relative"}),
        ({**ANA, "age": "7", "\ud800": ""}, {"age", "\ud800"}),
        ({"name": "", "phone": "x", "language": "xx"}, {"name", "phone", "language"}),
    ],
)
def test_each_field_that_cannot_be_used_is_named(session, own, body, wrong):
    answer = post(session, own, body)
    assert (answer.status_code, answer["Content-Type"]) == (422, CONTENT_TYPE)
    assert fields(answer) == wrong
    assert Enrolment.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("name=Ana&phone=0470123456", "application/x-www-form-urlencoded", 415),
        (json.dumps(ANA), "text/plain", 415),
        (" ", "application/json", 400),
        ("{", "application/json", 400),
        (b"\xff", "application/json", 400),
        ("[]", "application/json", 400),
        ("null", "application/json", 400),
        ('{"name": NaN}', "application/json", 400),
        ("[" * 16_000, "application/json", 400),
        (json.dumps({**ANA, "name": "a" * 17_000}), "application/json", 413),
        (json.dumps(ANA), "application/json; charset=utf-8", 201),
    ],
)
def test_a_body_of_another_kind_is_a_clear_problem(session, own, body, kind, status):
    answer = post(session, own, body, kind=kind)
    assert answer.status_code == status
    assert status == 201 or answer["Content-Type"] == CONTENT_TYPE


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_an_enrolment_is_only_posted(session, method):
    answer = getattr(Client(), method)(f"/api/v1/sessions/{session.uuid}/enrolments")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_no_fault_with_a_token():
    session = SessionFactory(capacity=3)
    token = made(scope_of_space(session.space))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operation = schema["/api/v1/sessions/{session}/enrolments"]["POST"]
    statuses = set()

    @settings(
        max_examples=80, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def run(case):
        case.path_parameters = {"session": str(session.uuid)}
        response = case.call(headers=headers(token))
        case.validate_response(response, checks=CHECKS)
        statuses.add(response.status_code)

    run()
    assert statuses <= {201, 409, 422}
    assert 422 in statuses


def test_whoever_tries_tokens_is_asked_to_wait(session, monkeypatch):
    monkeypatch.setitem(own_limits.LIMIT, "most", 2)
    address = f"/api/v1/sessions/{session.uuid}/enrolments"
    codes = [
        Client().post(address, headers={"Authorization": "Bearer halte_x"}).status_code
        for _ in range(3)
    ]
    assert codes == [401, 401, 429]


@pytest.mark.parametrize(("body", "count"), [(ANA, 13), ({**ANA, "email": "a@example.org"}, 18)])
def test_an_enrolment_takes_so_many_statements(
    session, sender, django_assert_num_queries, body, count
):
    post(session, sender, {**ANA, "name": "Bea"})
    with django_assert_num_queries(count):
        post(session, sender, body, key="k1")


# ---- Once only ----------------------------------------------------------------------------------


def test_same_key_and_same_body_have_the_same_answer(session, own):
    first = post(session, own, key="k1")
    sessions.cancel_session(session)
    again = post(session, own, dict(reversed(ANA.items())), key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert (Enrolment.objects.count(), ApiRequest.objects.count()) == (1, 1)


def test_same_key_with_another_body_or_session_is_refused(session, own):
    assert post(session, own, key="k1").status_code == 201
    other = SessionFactory(activity=session.activity, starts_at=soon(20))
    for where, body in ((session, {**ANA, "name": "Bea"}), (other, ANA)):
        answer = post(where, own, body, key="k1")
        assert (answer.status_code, fields(answer)) == (422, {"Idempotency-Key"})
    assert Enrolment.objects.count() == 1


def test_a_key_belongs_to_one_token(session, own, sender):
    assert post(session, own, key="k1").status_code == 201
    assert post(session, sender, {**ANA, "name": "Bea"}, key="k1").status_code == 201


def test_a_refusal_leaves_the_key_free(session, own):
    sessions.withdraw(session)
    assert post(session, own, key="k1").status_code == 404
    sessions.publish(session)
    assert post(session, own, {}, key="k1").status_code == 422
    assert post(session, own, key="k1").status_code == 201


@pytest.mark.parametrize("key", ["é", "a\tb", "x" * 201])
def test_a_key_that_cannot_be_kept_is_refused(session, own, key):
    assert fields(post(session, own, key=key)) == {"Idempotency-Key"}


def test_what_is_kept_of_a_request_tells_nothing_of_the_person(session, own):
    post(session, own, key="k1")
    row = ApiRequest.objects.get()
    assert "Ana" not in f"{row.digest}{row.answer}"
    assert sorted(row.answer) == ["id", "position", "state"]


@pytest.mark.django_db(transaction=True)
def test_same_key_many_times_at_once_enrols_once():
    session = SessionFactory(capacity=5)
    token = made(scope_of_space(session.space))
    answers = at_once(*[lambda: post(session, token, key="k1")] * 8)
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (201, answers[0].content)
    }
    assert (Enrolment.objects.count(), Identity.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_same_key_with_other_bodies_at_once_enrols_one():
    session = SessionFactory(capacity=9)
    token = made(scope_of_space(session.space))
    bodies = [{**ANA, "name": f"Ana {letter}"} for letter in "abcdef"]
    answers = at_once(*(lambda body=body: post(session, token, body, key="k") for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 5]
    assert Enrolment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_that_died_is_carried_out_the_next_time(monkeypatch):
    session = SessionFactory()
    token = made(scope_of_space(session.space))

    def die(*args, **kwargs):
        connection.close()
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(requests, "_keep", die)
        assert post(session, token, key="k1").status_code == 500
    assert (Enrolment.objects.count(), ApiRequest.objects.count()) == (0, 0)
    assert post(session, token, key="k1").json()["state"] == "confirmed"
    assert Enrolment.objects.count() == 1


# ---- Giving back --------------------------------------------------------------------------------


def test_a_seat_that_is_given_back_is_held_for_the_next(session, own):
    number = post(session, own).json()["id"]
    post(session, own, {**ANA, "name": "Bea"})
    answer = delete(session, own, number)
    assert (answer.status_code, answer.content) == (204, b"")
    assert list(Enrolment.objects.values_list("state", flat=True)) == ["cancelled", "held"]
    assert delete(session, own, number).status_code == 204


def test_each_place_gives_back_only_what_it_may_see(session, own, sender):
    other = made(scope_of_organisation(OrganisationFactory()))
    [public] = enrolments.enrol([session], somebody(), language="fr")
    sent = post(session, sender).json()["id"]
    for token, number in ((sender, public.uuid), (other, sent), (other, public.uuid)):
        assert delete(session, token, number).status_code == 404
    assert delete(session, made(scope_of_space(SpaceFactory())), sent).status_code == 403
    assert delete(SessionFactory(), sender, sent).status_code == 404
    assert delete(session, own, uuid4()).status_code == 404
    assert delete(session, sender, sent).status_code == 204
    assert delete(session, own, public.uuid).status_code == 204


def test_it_may_be_too_late_to_give_back(session, own):
    number = post(session, own).json()["id"]
    later = SessionFactory(activity=session.activity, starts_at=soon(30))
    second = post(later, own).json()["id"]
    type(session).objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1)
    )
    assert delete(session, own, number).status_code == 409
    sessions.cancel_session(later)
    assert delete(later, own, second).status_code == 409


# ---- The second wall ----------------------------------------------------------------------------


def test_everything_works_as_the_web_role_and_nothing_stays_open(session, own, sender):
    with roles.web():
        number = post(session, own, key="k1").json()["id"]
        assert post(session, sender, {**ANA, "name": "Bea"}).json()["position"] == 1
        assert delete(session, sender, number).status_code == 404
        assert delete(session, own, number).status_code == 204
        assert Enrolment.objects.count() == 0
