"""The public pages, asked as a browser asks them."""

import gzip
import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from halte.core.models import RateCount
from halte.network.enums import Audience, Price, Wheelchair
from halte.network.models import Correction, Space
from halte.network.tests.factories import (
    ActorFactory,
    OpeningExceptionFactory,
    OpeningPeriodFactory,
    OutingFactory,
    PlaceNameFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db

MONDAY_TEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Brussels


@pytest.fixture(autouse=True)
def _places():
    PostcodeFactory()
    PlaceNameFactory()


@pytest.fixture
def now(monkeypatch):
    """A clock that stands on a Monday at ten."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_TEN)
    return MONDAY_TEN


def text(response) -> str:
    content = response.content
    return (gzip.decompress(content) if response.get("Content-Encoding") else content).decode()


def words(response) -> str:
    """The page as one reads it: without markup, spaces squeezed."""
    plain = re.sub(r"<(script|svg|style).*?</\1>", " ", text(response), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def open_site(**fields):
    site = SiteFactory(hours_confirmed_on=date(2026, 11, 1), **fields)
    OpeningPeriodFactory(site=site, weekday=0, opens=time(9), closes=time(12))
    return site


def test_root_goes_to_the_language_of_the_browser(client):
    for header, place in (("nl-BE,nl;q=0.9", "/nl/"), ("ar", "/ar/"), ("ja", "/fr/"), ("", "/fr/")):
        answer = client.get("/", headers={"Accept-Language": header})
        assert (answer.status_code, answer["Location"]) == (302, place)


def test_home_asks_one_question(client):
    SpaceFactory()
    answer = client.get("/en/")
    assert answer.status_code == 200
    assert "Where are you?" in words(answer)
    assert "There is 1 place." in words(answer)


def test_search_lists_the_nearest_first(client, now):
    far = open_site(lat=50.87, lon=4.37)
    near = open_site()
    answer = client.get("/en/?q=1050")
    assert answer.status_code == 200
    listed = re.findall(r'id="(espace-\d+)"', text(answer))
    assert listed == [near.space.slug, far.space.slug]
    assert "2 places near 1050" in words(answer)
    assert "Open until 12:00" in words(answer)


@pytest.mark.parametrize("number", [1, 3])
def test_search_costs_the_same_queries_for_one_and_three(client, number, django_assert_num_queries):
    for _ in range(number):
        OpeningExceptionFactory(site=open_site())
    client.get("/en/?q=1050&x=warm")
    with django_assert_num_queries(7):
        assert client.get("/en/?q=1050").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_space_page_costs_the_same_queries(client, number, django_assert_num_queries):
    space = SpaceFactory(slug="sks")
    for _ in range(number):
        OpeningExceptionFactory(site=open_site(space=space))
    client.get("/en/spaces/sks?x=warm")
    with django_assert_num_queries(10):
        assert client.get("/en/spaces/sks").status_code == 200


def test_kept_page_costs_one_query(client, django_assert_num_queries):
    open_site()
    client.get("/en/?q=1050")
    with django_assert_num_queries(1):
        client.get("/en/?q=1050")


def test_edit_shows_at_once_everywhere(client, now):
    site = open_site(space=SpaceFactory(slug="sks", name_en="Old name"))
    addresses = ["/en/?q=1050", "/en/spaces/sks", "/en/embed?q=1050", "/api/v1/spaces/sks"]
    for address in addresses:
        assert "Old name" in text(client.get(address))
    Space.objects.filter(pk=site.space_id).update(name_en="New name")
    for address in addresses:
        assert "Old name" not in text(client.get(address))


def test_unknown_place_is_told_and_everything_offered(client):
    site = SiteFactory()
    answer = client.get("/en/?q=9999")
    assert answer.status_code == 404
    assert site.space.slug in text(answer)
    assert 'id="problem-q"' in text(answer)


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 10_000,
        "q=%00%ff%fe",
        "lat=95&lon=4.3",
        "lat=abc&lon=def",
        "lat=nan&lon=inf",
        "q=1050&language=klingon",
        "q=1050&service=magic",
        "q=1050&open_at=yesterday",
        "q=1050&open_at=2026-13-45T99:99",
        "q=1050&open=perhaps",
        "q=1050&wheelchair=maybe",
        "q=1050&q=1080",
    ],
)
def test_broken_question_gets_a_clear_page(client, query):
    site = SiteFactory()
    answer = client.get(f"/en/?{query}")
    assert answer.status_code in {400, 404}
    assert site.space.slug in text(answer)
    assert 'class="h-bad"' in text(answer) or 'role="alert"' in text(answer)


def test_shown_is_bounded_whatever_is_written(client):
    for shown in ("0", "-1", "9" * 5000, "x", "٣", ""):
        assert client.get("/en/", {"all": "1", "shown": shown}).status_code == 200


def test_nothing_with_all_filters_offers_the_nearest_anyway(client):
    site = SiteFactory(wheelchair=Wheelchair.NO)
    answer = client.get("/en/?q=1050&wheelchair=1")
    assert answer.status_code == 200
    assert "No place says that it has all of this" in words(answer)
    assert site.space.slug in text(answer)


def test_htmx_gets_what_the_whole_page_holds(client):
    open_site()
    whole = text(client.get("/en/?q=1050"))
    part = text(client.get("/en/?q=1050", headers={"HX-Request": "true"}))
    inner = whole.split('id="answers">', 1)[1]
    assert inner.startswith(part)


def test_mobile_space_tells_where_it_comes_next(client, now):
    site = SiteFactory(space=SpaceFactory(is_mobile=True))
    OutingFactory(space=site.space, place="Library")
    other = OutingFactory(space=site.space, place="Market")
    other.starts_at, other.ends_at = now, now + timedelta(hours=2)
    other.save()
    assert "Next visit: Market" in words(client.get("/en/?all=1&mobile=1"))


def test_show_more_lists_more(client):
    for _ in range(10):
        SiteFactory()
    first = text(client.get("/en/?all=1"))
    assert len(re.findall(r'class="h-answer"', first)) == 8
    more = re.search(r'class="h-more"><a class="btn btn-second" href="([^"]+)"', first).group(1)
    assert len(re.findall(r'class="h-answer"', text(client.get(more.replace("&amp;", "&"))))) == 10


def test_space_page_tells_everything(client, now):
    space = SpaceFactory(
        slug="sks",
        price=Price.SYMBOLIC,
        price_note_en="One page costs 0.10 €.",
        audience=Audience.RESTRICTED,
        audience_note_fr="Femmes",
        audience_note_en="Women",
        services=["jobs"],
        languages=["ar"],
        phone="+3225551212",
        description_en="A room.",
        confirmed_on=date(2026, 11, 3),
    )
    site = open_site(space=space, wheelchair=Wheelchair.YES, directions_en="Ring the bell.")
    OpeningExceptionFactory(site=site)
    read = words(client.get("/en/spaces/sks"))
    for expected in (
        "Open until 12:00",
        "02 555 12 12",
        "Small price",
        "One page costs 0.10 €.",
        "Women",
        "Look for a job",
        "العربية",
        "Step-free entrance",
        "Ring the bell.",
        "Closed on Friday 25 December",
        "Checked by the space on Tuesday, 3 November 2026.",
        site.street,
    ):
        assert expected in read


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [
        ("+3225551212", "Hours not confirmed yet: please call"),
        ("", "Hours not confirmed yet: go there and ask"),
    ],
)
def test_space_without_hours_says_what_to_do(client, phone, sentence):
    SiteFactory(space=SpaceFactory(slug="sks", phone=phone))
    assert sentence in words(client.get("/en/spaces/sks"))


def test_space_page_holds_its_facts_for_search_engines(client):
    open_site(space=SpaceFactory(slug="sks", name_fr="A</script><b>"))
    page = text(client.get("/fr/spaces/sks"))
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S).group(1)
    assert json.loads(block)["@context"] == "https://schema.org"


def test_unpublished_space_is_nobody_s_business(client):
    SiteFactory(space=SpaceFactory(slug="draft", name_fr="SECRET", is_published=False))
    for address in ("spaces/draft", "spaces/draft/code.svg", "spaces/draft/report"):
        assert client.get(f"/fr/{address}").status_code == 404
    for address in ("/fr/?all=1", "/fr/?q=SECRET", "/fr/embed?all=1"):
        assert "draft" not in text(client.get(address))


def test_reader_reports_a_mistake(client):
    space = SpaceFactory(slug="sks")
    answer = client.post("/fr/spaces/sks/report", {"topic": "hours", "message": " Fermé. "})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/spaces/sks/reported")
    row = Correction.objects.get()
    assert (row.space, row.topic, row.message, row.language) == (space, "hours", "Fermé.", "fr")
    assert client.get("/fr/spaces/sks/reported").status_code == 200


@pytest.mark.parametrize(
    "data", [{}, {"topic": "magic"}, {"topic": "hours", "message": "x" * 1001}, {"website": "x"}]
)
def test_bad_report_is_refused_and_nothing_lost(client, data):
    SpaceFactory(slug="sks")
    answer = client.post("/fr/spaces/sks/report", data | {"message": data.get("message", "Zorg")})
    assert answer.status_code == 422
    assert data.get("message", "Zorg") in text(answer)
    assert Correction.objects.count() == 0


def test_reports_are_limited(client):
    SpaceFactory(slug="sks")
    statuses = [
        client.post("/fr/spaces/sks/report", {"topic": "hours"}).status_code for _ in range(6)
    ]
    assert statuses == [302] * 5 + [429]
    assert (Correction.objects.count(), RateCount.objects.get().count) == (5, 6)


def test_embed_may_be_framed_and_other_pages_may_not(client):
    embed, home = client.get("/fr/embed?q=1050"), client.get("/fr/?q=1050")
    assert "frame-ancestors *" in embed["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed
    assert "frame-ancestors 'none'" in home["Content-Security-Policy"]
    assert home["X-Frame-Options"] == "DENY"
    caches["pages"].clear()


def test_actors_are_listed_and_filtered(client):
    ActorFactory(category="refurbisher", name_en="Second Life")
    ActorFactory(category="referrer", name_en="Library")
    assert "Second Life" in words(client.get("/en/actors"))
    only = words(client.get("/en/actors?category=referrer"))
    assert ("Library" in only, "Second Life" in only) == (True, False)
    assert "Second Life" in words(client.get("/en/actors?q=life"))
    assert client.get("/en/actors?category=magic").status_code == 400
    assert "Nothing found" in words(client.get("/en/actors?q=zzzz"))


@pytest.mark.parametrize(
    "page", ["", "about", "accessibility", "privacy", "legal", "open-data", "actors", "embed"]
)
@pytest.mark.parametrize("code", ["fr", "nl", "en", "ar", "tr", "ro", "sq", "pl", "pt", "es"])
def test_every_page_in_every_language(client, code, page):
    answer = client.get(f"/{code}/{page}")
    assert answer.status_code == 200
    direction = "rtl" if code == "ar" else "ltr"
    assert f'<html lang="{code}" dir="{direction}">' in text(answer)


def test_unknown_language_or_page_is_404(client):
    assert [client.get(path).status_code for path in ("/xx/", "/fr/nowhere", "/fr/spaces/no")] == [
        404,
        404,
        404,
    ]


@pytest.mark.parametrize("address", ["//evil.example/x", "/fr//evil.example/x", "/nowhere"])
def test_language_links_stay_here(client, address):
    links = re.findall(r'<a href="([^"]+)"[^>]* hreflang', text(client.get(address)))
    assert len(links) > 10
    assert [link for link in links if not re.match(r"/[a-z]{2}/", link)] == []


def test_language_asked_for_is_shown_as_chosen(client):
    SiteFactory(space=SpaceFactory(languages=["uk"]))
    assert '<option value="uk" selected>' in text(client.get("/en/?all=1&language=uk"))


def test_public_pages_set_no_cookie(client):
    SiteFactory()
    for address in ("/fr/", "/fr/?q=1050", "/fr/about"):
        assert client.get(address).cookies.output() == ""
