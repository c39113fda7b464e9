import csv
import gzip
import io
import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pyshacl
import pytest
from rdflib import Graph

from halte.core.models import RateCount
from halte.directory.data import views
from halte.network.models import SampleTrace, Site, Space
from halte.network.tests.factories import (
    OpeningPeriodFactory,
    OrganisationFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db
CHANGED = datetime(2026, 5, 4, 12, tzinfo=ZoneInfo("Europe/Brussels"))
FILES = ["/data/spaces.csv", "/data/spaces.geojson", "/data/catalog.jsonld"]
LISTS = ["/data/hsds/organizations", "/data/hsds/services", "/data/hsds/locations"]


def full_space(**changes):
    fields = {
        "slug": "atelier",
        "organisation": OrganisationFactory(
            name_fr="Association Test", name_nl="Vereniging Test", enterprise_number="0202239951"
        ),
        "name_fr": "Atelier, « dit » le Bus",
        "name_nl": "Werkplaats",
        "name_en": "",
        "description_fr": "Deux lignes\n" + "mot " * 100,
        "phone": "+3225551212",
        "email": "atelier@example.org",
        "services": ["paperwork", "phone", "email"],
        "languages": ["fr", "en", "ar"],
        "price": "free",
        "audience": "everyone",
        "label_status": "labelled",
        "confirmed_on": date(2026, 5, 3),
        **changes,
    }
    space = SpaceFactory(**fields)
    site = SiteFactory(
        space=space, street="Rue du Test 1", wheelchair="yes", accessibility=["induction_loop"],
        hours_confirmed_on=date(2026, 5, 1),
    )  # fmt: skip
    OpeningPeriodFactory(site=site, weekday=0, opens=time(9), closes=time(12))
    OpeningPeriodFactory(site=site, weekday=1, opens=time(9), closes=time(12), kind="training")
    Space.objects.filter(pk=space.pk).update(updated_at=CHANGED)
    return space


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(response):
    return list(csv.DictReader(io.StringIO(body(response).decode())))


# ---- Maps ---------------------------------------------------------------------------------------


def test_the_geojson_has_a_feature_for_each_site(client):
    space = full_space()
    SiteFactory(space=space, lat=None, lon=None, coordinates_source="")
    told = json.loads(body(client.get("/data/spaces.geojson")))
    assert told["type"] == "FeatureCollection"
    point = {"type": "Point", "coordinates": [4.3715, 50.8279]}
    assert [feature["geometry"] for feature in told["features"]] == [point, None]
    assert told["features"][0]["properties"] == {
        "space": str(space.uuid),
        "slug": "atelier",
        "name": {"fr": "Atelier, « dit » le Bus", "nl": "Werkplaats", "en": None},
        "organisation": "Association Test",
        "street": "Rue du Test 1",
        "postcode": "1050",
        "municipality": {"fr": "Ixelles", "nl": "Elsene"},
        "nis_code": "21009",
        "coordinates_source": "map",
        "phone": "+3225551212",
        "services": ["paperwork", "phone", "email"],
        "languages": ["fr", "en", "ar"],
        "price": "free",
        "audience": "everyone",
        "accessibility": ["wheelchair_yes", "induction_loop"],
        "opening_hours": "Mo-Tu 09:00-12:00",
        "freshness": told["features"][0]["properties"]["freshness"],
        "url": "http://127.0.0.1:8000/fr/spaces/atelier",
    }


# ---- HSDS ---------------------------------------------------------------------------------------


def contents(client, name):
    return client.get(f"/data/hsds/{name}").json()["contents"]


def test_hsds_ids_lead_from_list_to_list(client):
    space = full_space()
    (organisation,) = contents(client, "organizations")
    (service,) = contents(client, "services")
    (location,) = contents(client, "locations")
    assert organisation["id"] == service["organization"]["id"] == str(space.organisation.uuid)
    assert service["id"] == str(space.uuid)
    assert service["service_at_locations"][0]["location"]["id"] == location["id"]
    assert organisation["organization_identifiers"][0]["identifier"] == "0202239951"
    assert [row["code"] for row in service["languages"]] == ["fr", "en", "ar"]
    assert service["status"] == "active"
    assert location["addresses"][0]["state_province"] == "BE-BRU"
    assert location["schedules"][0]["description"] == "Mo-Tu 09:00-12:00"


# Required in HSDS 3.1, by the name under which an object stands in another.
REQUIRED = {
    "organizations": {"id", "name", "description"},
    "organization": {"id", "name", "description"},
    "organization_identifiers": {"id", "identifier_type", "identifier"},
    "services": {"id", "name", "status"},
    "service_at_locations": {"id"},
    "locations": {"id", "location_type"},
    "location": {"id", "location_type"},
    "addresses": {
        "id",
        "address_1",
        "city",
        "state_province",
        "postal_code",
        "country",
        "address_type",
    },
    "phones": {"id", "number"},
    "languages": {"id"},
    "accessibility": {"id"},
    "schedules": {"id"},
    "attributes": {"id"},
    "taxonomy_term": {"id", "name", "description"},
}


def objects(name, value):
    """Every object in a value, with the name under which it stands."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield name, one
            for inner, content in one.items():
                yield from objects(inner, content)


def test_hsds_has_every_required_field(client):
    full_space()
    SiteFactory(space__name_nl="", lat=None, lon=None, coordinates_source="")
    found = [
        each
        for name in ("organizations", "services", "locations")
        for each in objects(name, contents(client, name))
    ]
    assert {name for name, _row in found} == set(REQUIRED)
    lacking = [
        (name, field)
        for name, row in found
        for field in REQUIRED[name]
        if row.get(field) in (None, "")
    ]
    assert lacking == []


def test_hsds_lists_come_in_pages(client):
    for _number in range(3):
        SiteFactory()
    page = client.get("/data/hsds/locations?page=2&per_page=2").json()
    assert len(page.pop("contents")) == 1
    assert page == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 2,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }


@pytest.mark.parametrize("params", ["page=0", "page=x", "per_page=501", "per_page=-1", "page=%00"])
def test_hsds_refuses_a_wrong_page(client, params):
    response = client.get(f"/data/hsds/services?{params}")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")


def test_hsds_says_its_version(client):
    assert client.get("/data/hsds/").json()["version"] == "3.1"


# ---- Catalogue ----------------------------------------------------------------------------------

# Mandatory (M) and recommended (R) properties of DCAT-AP 3.0.1, written down from its tables.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dcatap: <http://data.europa.eu/r5r/> . @prefix x: <urn:x:> .
x:catalog a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ], [ sh:path dct:description ; sh:minCount 1 ],
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ],
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ],
    [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:LicenseDocument ],
    [ sh:path dct:language ; sh:minCount 1 ; sh:class dct:LinguisticSystem ],
    [ sh:path foaf:homepage ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Document ],
    [ sh:path dct:modified ; sh:minCount 1 ; sh:maxCount 1 ] .
x:dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ], [ sh:path dct:description ; sh:minCount 1 ],
    [ sh:path dcat:contactPoint ; sh:minCount 1 ], [ sh:path dcat:keyword ; sh:minCount 1 ],
    [ sh:path dcat:theme ; sh:minCount 1 ], [ sh:path dct:spatial ; sh:class dct:Location ],
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ],
    [ sh:path dcat:distribution ; sh:minCount 3 ; sh:class dcat:Distribution ] .
x:distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dct:format ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:MediaTypeOrExtent ],
    [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:LicenseDocument ],
    [ sh:path dcatap:availability ; sh:minCount 1 ; sh:maxCount 1 ] .
x:service a sh:NodeShape ; sh:targetClass dcat:DataService ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ],
    [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
x:agent a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
"""


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_catalogue_fulfils_dcat_ap(client):
    full_space()
    graph = Graph().parse(data=client.get("/data/catalog.jsonld").content, format="json-ld")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=Graph().parse(data=SHAPES))
    assert conforms, text


def contact_and_publisher(client):
    graph = client.get("/data/catalog.jsonld").json()["@graph"]
    (publisher,) = [row for row in graph if row["@type"] == "foaf:Agent"]
    return graph[1]["dcat:contactPoint"], publisher["foaf:name"]["@value"]


def test_the_catalogue_names_nobody_who_is_not_given(client):
    told = {
        "@type": "vcard:Kind",
        "vcard:fn": "Halte",
        "vcard:hasURL": {"@id": "http://127.0.0.1:8000/fr/legal"},
    }
    assert contact_and_publisher(client) == (told, "Halte")


def test_the_catalogue_names_who_publishes(client, settings):
    settings.PUBLISHER = "Réseau Test"
    settings.DEFAULT_FROM_EMAIL = "Réseau <info@example.org>"
    told, publisher = contact_and_publisher(client)
    assert (told["vcard:fn"], publisher) == ("Réseau Test", "Réseau Test")
    assert told["vcard:hasEmail"] == {"@id": "mailto:info@example.org"}


def test_every_file_of_the_catalogue_is_there(client):
    full_space()
    told = client.get("/data/catalog.jsonld").json()
    links = [row["dcat:accessURL"]["@id"] for row in told["@graph"] if "dcat:accessURL" in row]
    paths = [link.removeprefix("http://127.0.0.1:8000") for link in links]
    assert paths == ["/data/spaces.csv", "/data/spaces.geojson", "/data/hsds/services"]
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]


# ---- All of them --------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*FILES, *LISTS, "/data/hsds/"])
def test_an_export_is_open_to_all_and_sent_once(client, address):
    full_space()
    first = client.get(address)
    assert (first.status_code, first["Access-Control-Allow-Origin"]) == (200, "*")
    assert (first.has_header("Last-Modified"), first.has_header("X-Sample-Data")) == (False, False)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(address).status_code == 405
    SiteFactory()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == (304 if address in {"/data/hsds/"} else 200)


@pytest.mark.parametrize("address", [*FILES, *LISTS, "/data/hsds/", "/api/v1/spaces"])
def test_every_answer_says_that_sample_data_are_in_it(client, address, django_assert_num_queries):
    real = client.get(address)
    trace = SampleTrace.objects.create(model="network.site", row_id=1)
    marked = client.get(address)
    with django_assert_num_queries(1):  # the revision
        kept = client.get(address)
    trace.delete()
    found = [response.get("X-Sample-Data") for response in (real, marked, kept)]
    assert found == [None, "true", "true"]
    assert marked["Access-Control-Expose-Headers"] == "X-Sample-Data"
    again = client.get(address)
    assert (again.has_header("X-Sample-Data"), body(again)) == (False, body(real))


def test_sample_data_are_marked_in_every_form(client, monkeypatch):
    full_space()
    SampleTrace.objects.create(model="network.site", row_id=1)
    notice = "Données d’exemple : horaires, services et langues inventés."
    assert [row["source"] for row in table(client.get("/data/spaces.csv"))] == [f"Halte. {notice}"]
    features = json.loads(body(client.get("/data/spaces.geojson")))
    assert features["sample"] is True
    assert [row["properties"]["sample"] for row in features["features"]] == [True]
    for address in [*LISTS, "/data/hsds/"]:
        assert client.get(address).json()["sample"] is True
    assert [row["alert"] for row in contents(client, "services")] == [notice]
    assert [row["description"] for row in contents(client, "locations")] == [notice]
    told = client.get("/data/catalog.jsonld").json()["@graph"][1]["dct:description"]
    assert told[0]["@value"].endswith(f"ce qu’il offre. {notice}")
    monkeypatch.setattr(views, "KEPT_SITES", 0)
    streamed = client.get("/data/spaces.csv?long")
    assert (streamed.streaming, streamed["X-Sample-Data"]) == (True, "true")


def test_the_last_change_is_that_of_spaces_and_of_hours(client):
    space = full_space()
    site = space.sites.get()

    def told():
        (row,) = table(client.get("/data/spaces.csv"))
        graph = client.get("/data/catalog.jsonld").json()["@graph"]
        return row["date_maj"], [part["dct:modified"]["@value"] for part in graph[:2]]

    assert told() == ("2026-05-04", ["2026-05-04"] * 2)
    Site.objects.filter(pk=site.pk).update(hours_confirmed_on=date(2026, 6, 1))
    assert told() == ("2026-06-01", ["2026-06-01"] * 2)
    Space.objects.filter(pk=space.pk).update(confirmed_on=date(2026, 7, 1))
    assert told() == ("2026-07-01", ["2026-07-01"] * 2)
    late = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
    Space.objects.filter(pk=space.pk).update(updated_at=late)
    assert told() == ("2026-08-01", ["2026-08-01"] * 2)


@pytest.mark.parametrize("address", FILES[:2])
def test_a_long_export_is_streamed(client, address, monkeypatch):
    full_space()
    whole = body(client.get(address))
    monkeypatch.setattr(views, "KEPT_SITES", 0)
    streamed = client.get(address + "?long")
    assert (streamed.streaming, body(streamed)) == (True, whole)
    zipped = client.get(address + "?long", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(body(zipped)) == whole
    again = client.get(address + "?long", headers={"If-None-Match": streamed["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/data/spaces.csv", 7),
        ("/data/spaces.geojson", 7),
        ("/data/hsds/organizations", 5),
        ("/data/hsds/services", 8),
        ("/data/hsds/locations", 7),
    ],
)
def test_exports_cost_a_constant_number_of_queries(
    client, address, queries, count, django_assert_num_queries
):
    for _number in range(count):
        OpeningPeriodFactory(site__hours_confirmed_on=date(2026, 1, 1))
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_an_export_of_several_chunks_is_whole(client, monkeypatch):
    for _number in range(5):
        SiteFactory()
    monkeypatch.setattr("halte.directory.data.rows.CHUNK", 2)
    found = [row["id"] for row in table(client.get("/data/spaces.csv"))]
    assert found == [str(site.uuid) for site in Site.objects.order_by("pk")]


@pytest.mark.parametrize("address", [*FILES, *LISTS])
def test_unpublished_spaces_stay_at_home(client, address):
    SiteFactory(space__name_fr="Secret", space__is_published=False)
    assert "Secret" not in body(client.get(address)).decode()


def test_a_program_that_asks_too_often_waits(client):
    client.get("/data/hsds/")
    RateCount.objects.update(count=600)
    response = client.get("/data/spaces.csv")
    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert int(response["Retry-After"]) > 0
