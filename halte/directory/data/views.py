"""The addresses below /data/: made from the database a piece at a time, or kept when small."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.text import compress_sequence
from django.utils.translation import gettext as _

from halte.core.kept import kept, revision
from halte.core.machines import for_machines, limited
from halte.core.problem import problem
from halte.directory.data import dcat, hsds
from halte.directory.data.geojson import geojson_parts
from halte.directory.data.mediation import csv_lines
from halte.directory.data.rows import last_change, public_sites
from halte.directory.sample import NOTICE, MarkedRequest, marked
from halte.network.models import Organisation, Site, Space

# Files of so many sites or fewer are kept whole; longer ones are made anew, piece by piece.
KEPT_SITES = 1000
PARTS_A_PIECE = 100
DEFAULT_PAGE, LONGEST_PAGE = 100, 500
LIMIT = {"most": 600, "within": timedelta(minutes=10)}


def export(view: Callable) -> Callable:
    """Any origin, GET only, kept by revision, limited, marked while sample data are loaded.

    There is no Last-Modified: a day cannot tell two changes apart, the ETag can.
    """
    return for_machines(kept("network")(marked(limited("data", **LIMIT)(view))))


# ---- Files --------------------------------------------------------------------------------------


@export
def spaces_csv(request: MarkedRequest) -> HttpResponse:
    """The register in the mediation standard."""
    parts = csv_lines(public_sites(), timezone.localdate(), sample=request.sample)
    return _file(request, parts, "text/csv; charset=utf-8; header=present", "spaces.csv")


@export
def spaces_geojson(request: MarkedRequest) -> HttpResponse:
    """The register for maps."""
    parts = geojson_parts(public_sites(), timezone.localdate(), sample=request.sample)
    return _file(request, parts, "application/geo+json", "spaces.geojson")


@export
def catalog(request: MarkedRequest) -> HttpResponse:
    """The catalogue for portals."""
    return _json(dcat.catalog(last_change(), sample=request.sample), "application/ld+json")


def _file(request: HttpRequest, parts: Iterable[str], kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    if Site.objects.published().count() <= KEPT_SITES:
        return HttpResponse("".join(parts), content_type=kind, headers=headers)
    headers["ETag"] = f'W/"{revision("network")}-{timezone.localdate().isoformat()}"'
    headers["Cache-Control"] = "no-cache"
    headers["Vary"] = "Accept-Encoding"
    if headers["ETag"] in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": headers["ETag"]})
    pieces = _pieces(parts)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        pieces = compress_sequence(pieces)
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


def _pieces(parts: Iterable[str]) -> Iterator[bytes]:
    """Many small parts as fewer, larger ones."""
    waiting: list[str] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) == PARTS_A_PIECE:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


# ---- HSDS ---------------------------------------------------------------------------------------


@export
def hsds_index(request: MarkedRequest) -> HttpResponse:
    """Which version, and where the lists are."""
    names = ("organizations", "services", "locations")
    index = hsds.INDEX | _mark(request)
    return _json(index | {name: f"{settings.BASE_URL}/data/hsds/{name}" for name in names})


@export
def hsds_organizations(request: MarkedRequest) -> HttpResponse:
    """Organisations that run a public space."""
    running = Space.objects.published().values("organisation")
    rows = Organisation.objects.filter(pk__in=running)
    return _page(request, rows, hsds.organization)


@export
def hsds_services(request: MarkedRequest) -> HttpResponse:
    """Public spaces."""
    today = timezone.localdate()
    sites = Prefetch("sites", Site.objects.in_use().for_answers())
    rows = Space.objects.published().select_related("organisation").prefetch_related(sites)
    return _page(request, rows, lambda row: hsds.service(row, today, sample=request.sample))


@export
def hsds_locations(request: MarkedRequest) -> HttpResponse:
    """Their sites."""
    today = timezone.localdate()
    rows = Site.objects.published().for_answers()
    return _page(request, rows, lambda row: hsds.location(row, today, sample=request.sample))


def _page(request: MarkedRequest, rows: QuerySet, tell: Callable) -> HttpResponse:
    """One page of a list, in HSDS' envelope: `page` and `per_page`."""
    page = _number(request, "page", 1, 1_000_000)
    size = _number(request, "per_page", DEFAULT_PAGE, LONGEST_PAGE)
    if page is None or size is None:
        field, most = ("page", 1_000_000) if page is None else ("per_page", LONGEST_PAGE)
        sentence = _("Write a number from 1 to %(most)d.") % {"most": most}
        return problem(422, sentence, errors=[(field, sentence)])
    total = rows.count()
    pages = max(1, -(-total // size))
    contents = [tell(row) for row in rows.order_by("pk")[(page - 1) * size : page * size]]
    envelope = {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }
    return _json(envelope | _mark(request))


def _mark(request: MarkedRequest) -> dict:
    """What HSDS' own words do not know: that values are invented."""
    return {"sample": True, "sample_notice": NOTICE["en"]} if request.sample else {}


def _number(request: HttpRequest, name: str, usual: int, most: int) -> int | None:
    text = request.GET.get(name, "") or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        return None
    return int(text) if 1 <= int(text) <= most else None


def _json(content: dict, kind: str = "application/json") -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type=kind)
