"""Coming sessions, for programs: which ones, where, and how many seats are left."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Router

from halte.core.questions import BadQuestion, Problem
from halte.core.statements import named
from halte.directory.api.answers import as_json, refused
from halte.directory.api.parameters import unknown
from halte.directory.api.schemas import SessionPage
from halte.network.enums import Service
from halte.network.models import Space
from halte.workshops import programme
from halte.workshops.enums import Level, Source
from halte.workshops.seats import Seats

PARAMETERS = [
    {
        "name": "space",
        "description": "Only sessions of this space, by its slug.",
        "schema": {"type": "string", "maxLength": 80},
        "example": "espace-exemple",
    },
    {
        "name": "near",
        "description": "A postcode, a municipality or locality in any of its names, or "
        "`latitude,longitude`: sessions there, and within four kilometres.",
        "schema": {"type": "string", "maxLength": 200},
        "example": "1080",
    },
    {
        "name": "theme",
        "description": "Only sessions about this.",
        "schema": {"type": "string", "enum": Service.values},
    },
    {
        "name": "language",
        "description": "Only sessions taught in this language (ISO 639 code).",
        "schema": {"type": "string"},
        "example": "ar",
    },
    {
        "name": "level",
        "description": "Only sessions for people who know so much.",
        "schema": {"type": "string", "enum": Level.values},
    },
    {
        "name": "from",
        "description": "Only sessions that start on this day or later.",
        "schema": {"type": "string", "format": "date"},
        "example": "2026-11-25",
    },
    {
        "name": "to",
        "description": "Only sessions that start on this day or before.",
        "schema": {"type": "string", "format": "date"},
    },
    {
        "name": "seats",
        "description": "`true`: only sessions with a seat for everybody, and nobody waiting.",
        "schema": {"type": "boolean"},
    },
    {
        "name": "cursor",
        "description": "The `next_cursor` of the page before; the other parameters stay the same.",
        "schema": {"type": "string"},
    },
]
# What items tell of the sessions with these numbers.
TOLD = """
    SELECT session.id AS pk, session.uuid, session.starts_at, session.ends_at,
        session.capacity, session.taken, session.kept_for_referrers, session.kept_until,
        session.taken_by_sent, session.waiting,
        activity.title_fr, activity.title_nl, activity.title_en, activity.theme, activity.level,
        activity.language, activity.price, space.slug, space.name_fr, space.name_nl, space.name_en,
        site.street, site.postcode, site.municipality_id AS nis_code, site.lat, site.lon,
        site.coordinates_source, town.name_fr AS town_fr, town.name_nl AS town_nl
    FROM workshops_session session
    JOIN workshops_activity activity ON activity.id = session.activity_id
    JOIN network_space space ON space.id = session.space_id
    JOIN network_site site ON site.id = session.site_id
    LEFT JOIN network_municipality town ON town.nis_code = site.municipality_id
    WHERE session.id = ANY(%s) ORDER BY session.starts_at, session.id
"""
SEATS = ("capacity", "taken", "kept_for_referrers", "kept_until", "taken_by_sent")
NOBODY = UUID(int=0)
KNOWN = [str(parameter["name"]) for parameter in PARAMETERS]

router = Router()


def on_page(request: HttpRequest) -> Sequence[tuple[int, ...]]:
    """Which sessions the answer holds, with their seats; remembered for the view."""
    try:
        question, after = _read(request.GET)
        now = timezone.now()
        found = programme.keys(question, now=now, after=after, with_cancelled=False)
        if question.space and not found:
            _refuse_unknown(question.space)
    except BadQuestion as wrong:
        request.problems = wrong.problems  # type: ignore[attr-defined]
        return []
    request.found = found  # type: ignore[attr-defined]
    return found


@router.get(
    "/sessions",
    response={200: SessionPage},
    url_name="sessions",
    openapi_extra={
        "operationId": "sessions",
        "parameters": [{"in": "query", "required": False, **row} for row in PARAMETERS],
    },
)
def sessions(request: HttpRequest) -> HttpResponse:
    """Coming sessions that fit, the next one first; no drafts, and none that was cancelled.

    Following `next_cursor` loses no session and repeats none while others are added or removed.
    """
    problems = getattr(request, "problems", ())
    if problems:
        return refused(problems)
    found = request.found  # type: ignore[attr-defined]
    numbers = [number for number, *_seats in found[: programme.A_PAGE]]
    shown = named(TOLD, [numbers]) if numbers else []
    cursor = None
    if len(found) > programme.A_PAGE and shown:
        cursor = programme.write_cursor(programme.After(shown[-1]["starts_at"], shown[-1]["pk"]))
    return as_json({"items": [session_item(row) for row in shown], "next_cursor": cursor})


def _read(params: QueryDict) -> tuple[programme.Question, programme.After | None]:
    """Read the parameters; raises `BadQuestion` with all that is wrong."""
    problems = unknown(params, KNOWN)
    known = params.copy()
    for name in set(params).difference(KNOWN):
        del known[name]
    question, after = programme.Question(), None
    try:
        question = programme.read_question(known, strict=True)
    except BadQuestion as wrong:
        problems += wrong.problems
    try:
        after = programme.read_cursor(known.get("cursor", ""))
    except BadQuestion as wrong:
        problems += wrong.problems
    if problems:
        raise BadQuestion(tuple(problems))
    return question, after


def _refuse_unknown(slug: str) -> None:
    if not Space.objects.published().filter(slug=slug).exists():
        sentence = _("There is no space of this name. The list is at %(address)s.")
        told = sentence % {"address": "/api/v1/spaces"}
        raise BadQuestion((Problem("space", told, is_unknown=True),))


def session_item(row: dict) -> dict:
    """A session as the list tells it; needs what `TOLD` finds."""
    now = timezone.now()
    seats = Seats(*(row[name] for name in SEATS))
    return {
        "id": str(row["uuid"]),
        "activity": {
            "title": _texts(row, "title"),
            "theme": row["theme"],
            "level": row["level"],
        },
        "space": {"slug": row["slug"], "name": _texts(row, "name")},
        "site": _site(row),
        "starts_at": timezone.localtime(row["starts_at"]).isoformat(timespec="minutes"),
        "ends_at": timezone.localtime(row["ends_at"]).isoformat(timespec="minutes"),
        "language": row["language"],
        "price": row["price"],
        # A seat that became free belongs to who waits.
        "seats_left": 0 if row["waiting"] else seats.free_for(Source.PUBLIC, now),
        "seats_kept": seats.free_for_sent_alone(now),
        "waiting": row["waiting"],
        "enrol_url": enrol_url(row["uuid"]),
    }


def _texts(row: dict, name: str) -> dict[str, str | None]:
    return {code: row[f"{name}_{code}"] or None for code in ("fr", "nl", "en")}


def _site(row: dict) -> dict:
    """As `items.site_item`."""
    town = {"fr": row["town_fr"], "nl": row["town_nl"]} if row["nis_code"] else None
    return {
        "street": row["street"],
        "postcode": row["postcode"],
        "municipality": town,
        "nis_code": row["nis_code"],
        "lat": row["lat"],
        "lon": row["lon"],
        "coordinates_source": row["coordinates_source"] or None,
    }


def enrol_url(session: UUID) -> str:
    """Where somebody enrols, in the installation's first language."""
    return _address().replace(str(NOBODY), str(session))


@cache
def _address() -> str:
    """Made once: a page of the list leads to many sessions."""
    with override(settings.LANGUAGE_CODE):
        return settings.BASE_URL + reverse("workshops:session", args=[NOBODY])
