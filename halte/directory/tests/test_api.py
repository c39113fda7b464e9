from datetime import UTC, date, datetime, time, timedelta

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi import checks as openapi_checks

from halte.core.kept import revision
from halte.core.models import RateCount
from halte.directory.api.parameters import read_request, write_cursor
from halte.directory.search import BadQuestion, Position
from halte.network.models import Space
from halte.network.places import fold
from halte.network.tests.factories import (
    EquipmentCountFactory,
    OpeningPeriodFactory,
    OrganisationFactory,
    OutingFactory,
    PlaceNameFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ixelles():
    PostcodeFactory()
    PlaceNameFactory(folded=fold("Ixelles"))


def get(client, address, **headers):
    return client.get(f"/api/v1/{address}", headers=headers)


def names(response):
    return [item["name"]["fr"] for item in response.json()["items"]]


def open_all_week(site):
    for weekday in range(7):
        OpeningPeriodFactory(site=site, weekday=weekday, opens=time(0), closes=time(23, 59))


def full_space():
    space = SpaceFactory(
        slug="atelier",
        organisation=OrganisationFactory(name_fr="Association Test"),
        name_fr="Atelier",
        name_nl="",
        name_en="Workshop",
        phone="+3225551212",
        services=["jobs"],
        languages=["fr", "ar"],
        price="free",
        audience="everyone",
        label_status="labelled",
        label_since=date(2019, 6, 1),
        confirmed_on=timezone.localdate(),
    )
    SiteFactory(
        space=space, street="Rue du Test 1", lat=50.82317, lon=4.37714,
        wheelchair="yes", accessibility=["lift"],
    )  # fmt: skip
    return space


def item(space, **changes):
    return {
        "id": str(space.uuid),
        "slug": "atelier",
        "name": {"fr": "Atelier", "nl": None, "en": "Workshop"},
        "organisation": "Association Test",
        "site": {
            "street": "Rue du Test 1",
            "postcode": "1050",
            "municipality": {"fr": "Ixelles", "nl": "Elsene"},
            "nis_code": "21009",
            "lat": 50.82317,
            "lon": 4.37714,
            "coordinates_source": "map",
        },
        "distance_m": None,
        "phone": "+3225551212",
        "services": ["jobs"],
        "languages": ["fr", "ar"],
        "price": "free",
        "audience": "everyone",
        "accessibility": ["wheelchair_yes", "lift"],
        "opening_hours": None,
        "open_now": None,
        "next_opening": None,
        "freshness": "up_to_date",
        "label": {"status": "labelled", "since": "2019-06-01"},
        "url": "http://127.0.0.1:8000/fr/spaces/atelier",
        **changes,
    }


# ---- Answers ------------------------------------------------------------------------------------


def test_spaces_answer_with_exactly_the_fields_of_the_contract(client):
    space = full_space()
    response = get(client, "spaces")
    assert response.json() == {"items": [item(space)], "next_cursor": None}
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("near", ["1050", "Ixelles", "ixeles", "50.82227,4.37714"])
def test_near_gives_the_distance_in_metres(client, ixelles, near):
    space = full_space()
    response = client.get("/api/v1/spaces", {"near": near})
    assert response.json()["items"] == [item(space, distance_m=100)]


def test_confirmed_hours_are_told(client):
    space = full_space()
    space.sites.update(hours_confirmed_on=date(2026, 1, 1))
    site = space.sites.get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    OpeningPeriodFactory(site=site, weekday=tomorrow.weekday(), opens=time(9), closes=time(12))
    told = get(client, "spaces").json()["items"][0]
    day = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][tomorrow.weekday()]
    opening = timezone.make_aware(datetime.combine(tomorrow, time(9)))
    assert told["opening_hours"] == f"{day} 09:00-12:00"
    assert told["open_now"] is False
    assert told["next_opening"] == opening.isoformat(timespec="minutes")


def test_a_space_tells_everything(client):
    space = full_space()
    SiteFactory(space=space, street="Rue du Test 2")
    EquipmentCountFactory(space=space, count=8)
    OutingFactory(space=space, starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    OutingFactory(space=space, starts_at=datetime(2199, 1, 1, 9, tzinfo=UTC))
    told = get(client, "spaces/atelier").json()
    assert told | item(space) == told
    assert [site["street"] for site in told["sites"]] == ["Rue du Test 1", "Rue du Test 2"]
    assert told["equipment"] == [{"kind": "desktop", "count": 8}]
    assert [outing["starts_at"] for outing in told["outings"]] == ["2199-01-01T10:00+01:00"]
    assert told["description"] == {"fr": None, "nl": None, "en": None}


def test_a_space_without_sites_has_null_for_its_site(client):
    SpaceFactory(slug="bus")
    assert get(client, "spaces/bus").json()["site"] is None


def test_an_unpublished_space_is_not_there(client):
    SpaceFactory(slug="hidden", is_published=False)
    assert get(client, "spaces/hidden").status_code == 404
    assert get(client, "spaces").json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ("service=jobs", ["A"]),
        ("service=jobs&service=email", []),
        ("language=ar", ["A"]),
        ("wheelchair=true", ["B"]),
        ("wheelchair=false", ["A", "B"]),
        ("free=true", ["B"]),
        ("q=b", ["B"]),
        ("open_at=2026-11-23T10:00", ["A"]),
        ("open_at=2026-11-23T10:00%2B05:00", []),
        ("q=zzzz", []),
    ],
)
def test_filters(client, params, found):
    site = SiteFactory(
        space=SpaceFactory(
            name_fr="A", name_nl="", name_en="", services=["jobs"], languages=["ar"]
        ),
        hours_confirmed_on=date(2026, 1, 1),
    )
    OpeningPeriodFactory(site=site, weekday=0, opens=time(9), closes=time(12))
    SiteFactory(
        space=SpaceFactory(name_fr="B", name_nl="", name_en="", price="free"), wheelchair="yes"
    )
    assert names(get(client, f"spaces?{params}")) == found


@pytest.mark.parametrize("count", [1, 3])
def test_answers_cost_a_constant_number_of_queries(client, count, django_assert_num_queries):
    for number in range(count):
        site = SiteFactory(space__slug=f"s{number}", hours_confirmed_on=date(2026, 1, 1))
        open_all_week(site)
    # revision, sample, limit, which sites, sites, periods, exceptions
    with django_assert_num_queries(7):
        assert len(names(get(client, "spaces?limit=100&near=50.8,4.3"))) == count
    with django_assert_num_queries(1):  # the revision
        assert len(names(get(client, "spaces?limit=100&near=50.8,4.3"))) == count
    with django_assert_num_queries(9):
        get(client, "spaces/s0")


def test_an_edit_shows_at_once(client):
    space = full_space()
    first = get(client, "spaces")
    before = revision("network")
    Space.objects.filter(pk=space.pk).update(name_fr="Autre")
    assert revision("network") > before
    assert names(get(client, "spaces")) == ["Autre"]
    assert get(client, "spaces", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_an_unchanged_answer_is_not_sent_again(client):
    full_space()
    first = get(client, "spaces")
    again = get(client, "spaces", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


# ---- Pages --------------------------------------------------------------------------------------


def follow(client, params, between=lambda number: None):
    found, cursor, number = [], "", 0
    while cursor is not None:
        page = client.get("/api/v1/spaces", {**params, "limit": 2, "cursor": cursor})
        found += names(page)
        cursor = page.json()["next_cursor"]
        between(number)
        number += 1
    return found


@pytest.mark.parametrize("params", [{}, {"near": "50.82,4.37"}, {"q": "space"}])
def test_cursors_lose_and_repeat_nothing_while_rows_change(client, params):
    for number, letter in enumerate("ABCDE"):
        space = SpaceFactory(name_fr=f"Space {letter}", name_nl="", name_en="")
        SiteFactory(space=space, lat=50.82 + number / 1000, lon=4.37)

    def change(number):
        if number == 0:
            Space.objects.get(name_fr="Space B").delete()
            Space.objects.filter(name_fr="Space E").update(name_fr="A space E")

    expected = ["Space A", "Space B", "Space C", "Space D", "A space E"]
    assert follow(client, params, change) == expected


def test_a_cursor_comes_back_as_it_was():
    params = QueryDict("near=50.8,4.3&limit=3")
    position = Position(0.1 + 0.2, 7, False)
    cursor = write_cursor(params, position)
    same = QueryDict(f"limit=5&near=50.8,4.3&cursor={cursor}")
    assert read_request(same, now=timezone.now()).after == position
    with pytest.raises(BadQuestion):
        read_request(QueryDict(f"near=50.9,4.3&cursor={cursor}"), now=timezone.now())


# ---- Refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ("near=nan,inf", "near"),
        ("near=91,4", "near"),
        ("near=50.8,", "near"),
        ("near=50.8,x", "near"),
        ("near=50,8;4,3", "near"),
        ("near=50.85", "near"),
        ("near=9999&limit=0", "limit"),
        ("near=" + "1" * 10_000, "near"),
        ("q=" + "x" * 10_000, "q"),
        ("language=xx", "language"),
        ("service=cooking", "service"),
        ("wheelchair=perhaps", "wheelchair"),
        ("free=2", "free"),
        ("open_at=yesterday", "open_at"),
        ("open_at=0000-00-00T00:00", "open_at"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1e1", "limit"),
        ("limit=%D9%A1", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=%00%FF", "cursor"),
        ("evening=1", "evening"),
        ("near=50.8,4.3&near=50.9,4.3", "near"),
    ],
)
def test_a_wrong_parameter_is_named(client, ixelles, params, field):
    response = get(client, f"spaces?{params}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in response.json()["errors"]][:1] == [field]


@pytest.mark.parametrize("near", ["9999", "nowhere", "9999, Nowhere", "Rue, quelque part"])
def test_a_place_that_does_not_exist_is_not_found(client, ixelles, near):
    response = client.get("/api/v1/spaces", {"near": near})
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert [error["field"] for error in response.json()["errors"]] == ["near"]


def test_a_problem_is_a_sentence_and_a_list(client):
    sentence = "We do not know “9999”. Write a postcode or a municipality."
    response = get(client, "spaces?near=9999", **{"Accept-Language": "en"})
    assert response.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": sentence,
        "errors": [{"field": "near", "detail": sentence}],
    }


@pytest.mark.parametrize(
    "address", ["/api/v1/spaces?limit=0", "/api/v1/spaces/none", "/api/nothing", "/data/nothing"]
)
def test_a_problem_depends_on_the_language_of_the_reader(client, address):
    told = {}
    for code in ("nl", "en"):
        response = client.get(address, headers={"Accept-Language": code})
        varies = {part.strip() for part in response["Vary"].split(",")}
        assert (response["Content-Language"], "Accept-Language" in varies) == (code, True)
        told[code] = response.json()["detail"]
    assert told["nl"] != told["en"]


@pytest.mark.parametrize(
    "address", ["/api/v1/spaces/none", "/api/v1/spaces/a%00b", "/api/v1/", "/api/nothing", "/api/"]
)
def test_an_unknown_address_is_a_problem(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["spaces", "spaces/x", "openapi.json"])
def test_only_get_is_allowed(client, method, address):
    response = getattr(client, method)(f"/api/v1/{address}")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Content-Type"] == "application/problem+json"


def test_a_head_has_the_headers_of_a_get(client):
    response = client.head("/api/v1/spaces")
    assert (response.status_code, response.content) == (200, b"")
    whole = get(client, "spaces")
    assert response["Content-Length"] == str(len(whole.content))
    assert response["ETag"] == whole["ETag"]


def test_too_many_parameters_are_a_problem(client):
    response = get(client, "spaces?" + "&".join(f"p{n}=1" for n in range(1001)))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_one_space_takes_no_parameters(client):
    full_space()
    response = get(client, "spaces/atelier?near=1050")
    assert [error["field"] for error in response.json()["errors"]] == ["near"]


def test_too_many_requests_are_asked_to_wait(client):
    assert get(client, "spaces").status_code == 200
    RateCount.objects.update(count=60_000)
    response = get(client, "spaces?near=50.8,4.3")
    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(response["Retry-After"]) <= 600
    assert get(client, "spaces").status_code == 200  # kept: it costs nothing


# ---- Documents ----------------------------------------------------------------------------------


def test_the_document_is_openapi_31_with_every_answer(client):
    document = get(client, "openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert list(document["paths"]) == [
        "/api/v1/spaces",
        "/api/v1/spaces/{slug}",
        "/api/v1/token",
        "/api/v1/token/spaces/{slug}",
        "/api/v1/sessions",
        "/api/v1/sessions/{session}/enrolments",
        "/api/v1/sessions/{session}/enrolments/{enrolment}",
        "/api/v1/visits",
        "/api/v1/visits/{visit}/leave",
        "/api/v1/workstations",
        "/api/v1/workstations/{workstation}/sessions",
        "/api/v1/workstations/{workstation}/extend",
        "/api/v1/workstations/{workstation}/end",
        "/api/v1/visitors",
        "/api/v1/queue",
        "/api/v1/queue/tickets",
    ]
    told = {}
    for methods in document["paths"].values():
        for method, operation in methods.items():
            answers = operation["responses"]
            assert list(answers["422"]["content"]) == ["application/problem+json"]
            has_token = "security" in operation
            told.setdefault((method, has_token), set()).add(" ".join(answers))
    assert told == {
        ("get", False): {"200 400 404 405 422 429 500"},
        ("get", True): {"200 400 401 403 404 405 422 429 500"},
        ("post", True): {
            f"{status} 400 401 403 404 405 409 413 415 422 429 500" for status in (200, 201)
        },
        ("delete", True): {"204 400 401 403 404 405 409 413 415 422 429 500"},
    }


def test_open_answers_may_be_marked_as_sample_data(client):
    document = get(client, "openapi.json").json()
    for address in ("spaces", "spaces/{slug}", "sessions"):
        headers = document["paths"][f"/api/v1/{address}"]["get"]["responses"]["200"]["headers"]
        assert sorted(headers) == ["Access-Control-Allow-Origin", "X-Sample-Data"]


CHECKS = [
    schemathesis.checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.unsupported_method,
]


def test_the_page_of_documentation_names_every_parameter_and_field(client):
    page = get(client, "docs", **{"Accept-Language": "ar"})
    assert page.status_code == 200
    text = page.content.decode()
    document = get(client, "openapi.json").json()
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    names = [row["name"] for operation in operations for row in operation["parameters"]]
    for schema in ("SpaceDetail", "SessionItem", "EnrolmentBody", "EnrolmentItem"):
        names += document["components"]["schemas"][schema]["properties"]
    assert [name for name in names if f"<code>{name}</code>" not in text] == []
    assert '<html lang="en" dir="ltr">' in text
    assert page["Content-Language"] == "en"
    assert "hreflang" not in text


@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_no_fault(ixelles):
    full_space()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    statuses = set()
    for found in schema.get_all_operations():

        @settings(
            max_examples=80,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=found.ok().as_strategy())
        def run(case):
            response = case.call(headers={"Accept-Encoding": "identity"})
            case.validate_response(response, checks=CHECKS)
            statuses.add(response.status_code)

        run()
    # Without a token; with one: test_api_enrolments.py.
    assert statuses == {200, 401, 404, 422}
