"""The home page, which is the search; and the same search inside other people's pages."""

import re
from dataclasses import dataclass
from datetime import datetime

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language_from_request, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from halte.core.access import public
from halte.core.i18n import language_name
from halte.core.kept import kept, wants_fragment
from halte.directory.presenting import Answer, municipality_line, present
from halte.directory.search import Answers, Question, answer, nearest_anyway, read_question
from halte.network.drawing import draw
from halte.network.enums import Price, Service
from halte.network.hours.text import date_text, time_text
from halte.network.models import Outing, Space

FIRST_PAGE = 8
NEXT_PAGE = 20
MOST = 100
PLACE_FIELDS = ("q", "lat", "lon", "all")
FILTER_FIELDS = (
    "service",
    "open",
    "open_at",
    "evening",
    "saturday",
    "wednesday",
    "wheelchair",
    "free",
    "mobile",
    "language",
)
# The languages one may ask for in the search, when no space has said what it speaks.
SPOKEN = ("fr", "nl", "en", "ar", "tr", "ro", "sq", "pl", "pt", "es")


@public
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/`: go to the pages in the visitor's language."""
    code = get_language_from_request(request)
    known = code in dict(settings.LANGUAGES)
    response = redirect(f"/{code if known else settings.LANGUAGE_CODE}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


@public
@require_safe
def home_of(request: HttpRequest, code: str) -> HttpResponse:
    """`/fr`: its home page is `/fr/`."""
    return redirect(f"/{code}/", permanent=True)


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything but the pages for work."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/work/" for code, _name in settings.LANGUAGES)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that only know the old address of the icon."""
    return redirect(static("core/icon.svg"), permanent=True)


@public
@require_safe
@kept("network")
def home(request: HttpRequest) -> HttpResponse:
    """One question, and its answers nearest first."""
    return _page(request, embedded=False)


@public
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
@kept("network")
def embed(request: HttpRequest) -> HttpResponse:
    """The search without header and footer, for a frame in somebody else's page."""
    return _page(request, embedded=True)


def _page(request: HttpRequest, *, embedded: bool) -> HttpResponse:
    now = timezone.now()
    shell = {"embedded": embedded, "action": request.path}
    if not embedded and not _asked(request):
        shell |= {"space_count": Space.objects.published().count(), "problems": {}}
        return render(request, "directory/home.html", shell)
    question = read_question(request.GET, now=now, strict=False)
    found = answer(question, now=now, limit=_shown(request))
    context = shell | _context(request, question, found, now)
    partial = wants_fragment(request)
    template = "directory/_results.html" if partial else "directory/home.html"
    return render(request, template, context, status=_status(question, found))


def _asked(request: HttpRequest) -> bool:
    return any(name in request.GET for name in PLACE_FIELDS + FILTER_FIELDS)


def _shown(request: HttpRequest) -> int:
    given = request.GET.get("shown", "")
    number = int(given) if re.fullmatch("[0-9]{1,3}", given) else 0
    return min(number, MOST) or FIRST_PAGE


def _status(question: Question, found: Answers) -> int:
    """400 when something in the address is broken, 404 when the place is not known."""
    if question.problems:
        return 400
    return 404 if found.nothing_found else 200


@dataclass(frozen=True, slots=True)
class Pill:
    name: str
    value: str
    label: str
    icon: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    heading: str
    sentence: str


def _context(request, question: Question, found: Answers, now: datetime) -> dict:
    nothing, noted = None, dict.fromkeys((*question.problems, *found.problems))
    unknown = found.nothing_found
    if not found.sites:
        nothing = None if unknown else _nothing()
        found = nearest_anyway(question, now=now, limit=FIRST_PAGE)
    origin = found.origin
    outings = Outing.objects.next_of([site.space for site in found.sites], now)
    answers = [
        present(site, number, now=now, origin=origin, outing=outings.get(site.space_id))
        for number, site in enumerate(found.sites, 1)
    ]
    problems: dict[str, list[str]] = {}
    for problem in noted:
        problems.setdefault(problem.field, []).append(str(problem.sentence))
    shown_elsewhere = {"q", "open_at"}
    return {
        "question": question,
        "answers": found,
        "sites": answers,
        "origin": origin,
        "origin_label": municipality_line(origin) if origin else "",
        "alternatives": _alternatives(request, origin),
        "heading": nothing.heading
        if nothing
        else _heading(found, origin, _place_asked(question, origin), unknown=unknown),
        "nothing": nothing,
        "moment": _moment(question),
        "problems": problems,
        "other_problems": [
            sentence
            for field, sentences in problems.items()
            if field not in shown_elsewhere
            for sentence in sentences
        ],
        "map": draw(answers, origin, revision=request.revision),
        "tiles": _tiles(question),
        "pills": _pills(request),
        "spoken": _spoken(question),
        "open_at_value": request.GET.get("open_at", "")[:25],
        "is_filtered": any(request.GET.getlist(name) != [] for name in FILTER_FIELDS),
        "unfiltered_url": _address(request, PLACE_FIELDS),
        "kept_filters": _pairs(request, FILTER_FIELDS),
        "kept_place": _pairs(request, PLACE_FIELDS),
        "more_url": _more(request, answers) if found.has_more and not nothing else "",
        "tiles_url": settings.TILES_URL,
        "tiles_attribution": settings.TILES_ATTRIBUTION,
    }


def _moment(question: Question) -> str:
    """The day and time that was asked for, in words."""
    if question.open_at is None or question.open_now:
        return ""
    local = timezone.localtime(question.open_at)
    words = {"date": date_text(local.date()), "time": time_text(local.time())}
    return _("Open on %(date)s at %(time)s.") % words


def _place_asked(question: Question, origin) -> str:
    """The words that were typed, or what they were taken for when they held a mistake."""
    return municipality_line(origin) if origin and origin.guessed else question.asked


def _heading(found: Answers, origin, asked: str, *, unknown: bool) -> str:
    if unknown:
        return _("Here are all the places")
    if found.total is None:
        return _("More than 100 places")
    values = {"number": found.total, "place": asked}
    if origin is None:
        if found.matched_text:
            return (
                ngettext(
                    "%(number)s place with the name “%(place)s”",
                    "%(number)s places with the name “%(place)s”",
                    found.total,
                )
                % values
            )
        return ngettext("%(number)s place", "%(number)s places", found.total) % values
    if not values["place"]:
        return (
            ngettext("%(number)s place near you", "%(number)s places near you", found.total)
            % values
        )
    return (
        ngettext("%(number)s place near %(place)s", "%(number)s places near %(place)s", found.total)
        % values
    )


def _alternatives(request: HttpRequest, origin) -> list[tuple[str, str]]:
    """Other places that the same words may mean, each with the address of its answers."""
    found = []
    for place in getattr(origin, "alternatives", ())[:4]:
        query = request.GET.copy()
        query["q"] = place.postcode or place.name_fr
        found.append((municipality_line(place), f"{request.path}?{query.urlencode()}"))
    return found


def _nothing() -> Nothing:
    return Nothing(
        _("No place says that it has all of this"),
        _("These are the nearest places. Call before you go."),
    )


def _tiles(question: Question) -> list[Service]:
    """The usual needs, and whatever else an address asked for."""
    usual = Service.tiles()
    return usual + [Service(code) for code in question.services if code not in usual]


def _spoken(question: Question) -> list[tuple[str, str]]:
    """The languages one may choose, and whichever else an address asked for."""
    codes = dict.fromkeys((*SPOKEN, *([question.language] if question.language else [])))
    return sorted(
        ((code, language_name(code)) for code in codes), key=lambda pair: pair[1].casefold()
    )


def _pills(request: HttpRequest) -> list[Pill]:
    return [
        Pill(name, value, label, icon, request.GET.get(name, "") == value)
        for name, value, label, icon in (
            ("open", "now", _("Open now"), "door-open-fill"),
            ("evening", "1", _("In the evening"), "moon-stars-fill"),
            ("saturday", "1", _("On Saturday"), "calendar-week-fill"),
            ("wednesday", "1", _("Wednesday afternoon"), "calendar-week-fill"),
            ("wheelchair", "1", _("Wheelchair"), "person-wheelchair"),
            ("free", "1", str(Price.FREE.label), ""),
            ("mobile", "1", _("Comes to your neighbourhood"), "truck"),
        )
    ]


def _pairs(request: HttpRequest, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def _address(request: HttpRequest, names: tuple[str, ...]) -> str:
    """This page with only some of its parameters."""
    query = request.GET.copy()
    for name in set(query) - set(names):
        del query[name]
    return f"{request.path}?{query.urlencode() or 'all=1'}"


def _more(request: HttpRequest, answers: list[Answer]) -> str:
    """The same question with more answers, from where this list ends."""
    query = request.GET.copy()
    query["shown"] = str(min(len(answers) + NEXT_PAGE, MOST))
    last = answers[-1].space.slug
    return f"{request.path}?{query.urlencode()}#{last}" if len(answers) < MOST else ""
