"""Coming sessions, for programs: which ones, where, and how many seats are left."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Router

from halte.core.questions import BadQuestion, Problem
from halte.directory.api.answers import as_json, refused
from halte.directory.api.items import site_item, texts
from halte.directory.api.parameters import unknown
from halte.directory.api.schemas import SessionPage
from halte.network.enums import Service
from halte.network.models import Space
from halte.workshops import programme
from halte.workshops.enums import Level
from halte.workshops.models import Session

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
        "description": "`true`: only sessions with a free seat and nobody waiting.",
        "schema": {"type": "boolean"},
    },
    {
        "name": "cursor",
        "description": "The `next_cursor` of the page before; the other parameters stay the same.",
        "schema": {"type": "string"},
    },
]
# What an item tells.
TOLD = (
    *("uuid", "starts_at", "ends_at", "capacity", "taken", "waiting"),
    *(f"activity__{name}" for name in ("theme", "level", "language", "price")),
    *(f"activity__title_{code}" for code in ("fr", "nl", "en")),
    *(f"space__{name}" for name in ("slug", "name_fr", "name_nl", "name_en")),
    *(f"site__{name}" for name in ("street", "postcode", "lat", "lon", "coordinates_source")),
    *("site__municipality__name_fr", "site__municipality__name_nl"),
)
KNOWN = [str(parameter["name"]) for parameter in PARAMETERS]

router = Router()


def on_page(request: HttpRequest) -> Sequence[tuple[int, int, int]]:
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
    shown = programme.shown(numbers, only=TOLD)
    is_more = len(found) > programme.A_PAGE and shown
    # The pages to which items lead are in the installation's first language.
    with override(settings.LANGUAGE_CODE):
        items = [session_item(session) for session in shown]
    return as_json(
        {
            "items": items,
            "next_cursor": programme.write_cursor(shown[-1]) if is_more else None,
        }
    )


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


def session_item(session: Session) -> dict:
    """A session as the list tells it; needs what `programme.shown` loads."""
    activity = session.activity
    return {
        "id": str(session.uuid),
        "activity": {
            "title": texts(activity, "title"),
            "theme": activity.theme,
            "level": activity.level,
        },
        "space": {"slug": session.space.slug, "name": texts(session.space, "name")},
        "site": site_item(session.site),
        "starts_at": timezone.localtime(session.starts_at).isoformat(timespec="minutes"),
        "ends_at": timezone.localtime(session.ends_at).isoformat(timespec="minutes"),
        "language": activity.language,
        "price": activity.price,
        # A seat that became free belongs to who waits.
        "seats_left": 0 if session.waiting else max(0, session.free),
        "waiting": session.waiting,
        "enrol_url": settings.BASE_URL + reverse("workshops:session", args=[session.uuid]),
    }
