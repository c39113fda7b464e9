import gzip

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse

from halte.core.kept import kept, revision
from halte.network.models import Space
from halte.network.tests.factories import SpaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    """A page that counts how often it was made."""

    @kept("network")
    def view(request):
        view.made += 1
        return HttpResponse(f"made {view.made}")

    view.made = 0
    return view


def body(response) -> str:
    content = response.content
    return (gzip.decompress(content) if response.get("Content-Encoding") else content).decode()


def test_page_is_made_once_until_something_changes(rf, page):
    SpaceFactory()
    assert [body(page(rf.get("/a"))) for _ in range(3)] == ["made 1"] * 3
    Space.objects.update(name_fr="Autre")
    assert body(page(rf.get("/a"))) == "made 2"


PRIVATE = {"Correction", "Finding", "LoadedRow", "Reminder"}


@pytest.mark.parametrize(
    "model",
    [
        model
        for model in apps.get_app_config("network").get_models()
        if model.__name__ not in PRIVATE and not hasattr(model, "pgh_tracked_model")
    ],
)
def test_every_public_table_raises_the_revision(model):
    with connection.cursor() as cursor:
        before = revision("network")
        cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608
    assert revision("network") > before


def test_addresses_are_kept_apart(rf, page):
    assert [body(page(rf.get(address))) for address in ("/a", "/b", "/a?x=1", "/a")] == [
        "made 1",
        "made 2",
        "made 3",
        "made 1",
    ]


def test_htmx_and_whole_pages_are_kept_apart(rf, page):
    whole, part = rf.get("/a"), rf.get("/a", headers={"HX-Request": "true"})
    assert [body(page(whole)), body(page(part)), body(page(whole))] == [
        "made 1",
        "made 2",
        "made 1",
    ]


def test_page_restored_by_htmx_is_a_whole_page(rf, page):
    part = rf.get("/a", headers={"HX-Request": "true"})
    again = rf.get("/a", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert [body(page(request)) for request in (part, again, rf.get("/a"))] == [
        "made 1",
        "made 2",
        "made 2",
    ]


@pytest.mark.parametrize("mark", ['W/"0"', "0", ""])
def test_other_mark_gets_the_page(rf, page, mark):
    page(rf.get("/a"))
    assert page(rf.get("/a", headers={"If-None-Match": mark})).status_code == 200


def test_answer_is_compressed_only_for_those_who_can_read_it(rf, page):
    packed = page(rf.get("/a", headers={"Accept-Encoding": "gzip"}))
    plain = page(rf.get("/a"))
    assert (packed["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert gzip.decompress(packed.content) == plain.content == b"made 1"


def test_unchanged_page_is_answered_304(rf, page):
    mark = page(rf.get("/a"))["ETag"]
    again = page(rf.get("/a", headers={"If-None-Match": mark}))
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)


def test_errors_and_posts_are_not_kept(rf):
    @kept("network")
    def view(request):
        return HttpResponse("no", status=404)

    assert view(rf.get("/a")).status_code == 404
    assert view(rf.post("/a")).status_code == 404
    assert len(caches["pages"]._cache) == 0


def elsewhere(query: str):
    """The answer to a query on another connection, which sees committed rows only."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_revision_is_seen_with_the_change_and_not_before():
    space = SpaceFactory()
    before = revision("network")
    with transaction.atomic():
        Space.objects.filter(pk=space.pk).update(name_fr="Autre")
        assert elsewhere("SELECT number FROM core_revision WHERE name = 'network'") == before
    assert revision("network") > before


@pytest.mark.django_db(transaction=True)
def test_revision_is_read_although_the_connection_broke():
    SpaceFactory()
    before = revision("network")
    process = connection.connection.info.backend_pid
    assert elsewhere(f"SELECT pg_terminate_backend({process}, 5000)") is True
    assert revision("network") == before
