"""The page of one space, its code to scan, and "this is wrong"."""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import segno
from babel.dates import format_date
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halte.core import ratelimit
from halte.core.access import public
from halte.core.i18n import babel_locale, language, localized, own_name
from halte.core.kept import kept
from halte.directory.forms import CorrectionForm
from halte.directory.presenting import Answer, present, town
from halte.directory.schema_org import space_json_ld
from halte.network import domain
from halte.network.drawing import Drawing, draw
from halte.network.enums import Accessibility, Audience, EquipmentKind, OpeningKind, Price, Service
from halte.network.freshness import TONES, freshness
from halte.network.hours.text import DayRow, date_text, hours_text, special_text, week_rows
from halte.network.models import Outing, Site, Space
from halte.workshops import programme
from halte.workshops.presenting import cards

# Exceptions are announced this long before.
ANNOUNCED = timedelta(days=60)
# So many workshops are shown; the others stand in the programme.
SESSIONS = 3


@dataclass(frozen=True, slots=True)
class DayLine:
    """A row of the table of hours."""

    name: str
    is_today: bool
    slots: list[tuple[str, OpeningKind]]


@dataclass(frozen=True, slots=True)
class SitePart:
    """One door of the space, as its page shows it."""

    site: Site
    answer: Answer
    week: list[DayLine]
    kinds: list[OpeningKind]
    notes: list[str]
    directions: list[str]
    map: Drawing
    route_url: str


def _next_sessions(request: HttpRequest, slug: str) -> list[tuple[int, int, int, int]]:
    """Which sessions the page shows, with their seats; remembered for the view."""
    question = programme.Question(space=slug)
    found = programme.keys(question, now=timezone.now(), limit=SESSIONS)[:SESSIONS]
    request.next_sessions = [number for number, *_seats in found]  # type: ignore[attr-defined]
    return found


@public
@require_safe
@kept("network", also=_next_sessions)
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a person or a referrer asks about one space."""
    shown = _published(slug)
    now = timezone.now()
    sites = list(Site.objects.in_use().for_answers().filter(space=shown))
    parts = [_part(site, number, now, request.revision) for number, site in enumerate(sites, 1)]
    context = {
        "space": shown,
        "name": localized(shown, "name"),
        "parts": parts,
        "first": parts[0] if parts else None,
        "services": [Service(code) for code in shown.services],
        "sessions": cards(programme.shown(request.next_sessions)),
        "outings": [_outing(row) for row in _coming(shown, now)],
        "computers": sum(
            row.count for row in shown.equipment.all() if row.kind in EquipmentKind.computers()
        ),
        "accessibility": [
            Accessibility(code).label for part in parts[:1] for code in part.site.accessibility
        ],
        "spoken": [(code, own_name(code)) for code in shown.languages],
        "price": Price(shown.price) if shown.price else None,
        "is_restricted": shown.audience == Audience.RESTRICTED,
        "audience": Audience(shown.audience) if shown.audience else None,
        "confirmed": _day(shown.confirmed_on) if shown.confirmed_on else "",
        "freshness_tone": TONES[freshness(shown.confirmed_on, timezone.localdate())],
        "today": _day(timezone.localdate()),
        "json_ld": [space_json_ld(site) for site in sites],
        "page_url": settings.BASE_URL + request.path,
        "host": settings.BASE_URL.split("//")[-1],
    }
    return render(request, "directory/space.html", context)


def _published(slug: str) -> Space:
    return get_object_or_404(
        Space.objects.published().select_related("organisation").prefetch_related("equipment"),
        slug=slug,
    )


def _part(site: Site, number: int, now: datetime, revision: int) -> SitePart:
    today = timezone.localdate(now)
    answer = present(site, number, now=now)
    rows = week_rows(site.schedule, today - timedelta(days=today.weekday()))
    used = {slot.kind for row in rows for slot in row.slots}
    return SitePart(
        site=site,
        answer=answer,
        week=[_line(row, today) for row in rows] if site.hours_known else [],
        kinds=[kind for kind in OpeningKind if kind in used],
        notes=[
            special_text(special)
            for special in site.schedule.specials
            if today <= special.last and special.first <= today + ANNOUNCED
        ],
        directions=[line for line in localized(site, "directions").splitlines() if line.strip()],
        map=draw(
            [answer],
            revision=revision,
            width=376,
            height=230,
            here=site.municipality_id,
            label=_("Simple map showing the space."),
        ),
        route_url=_route(answer),
    )


def _line(row: DayRow, today: date) -> DayLine:
    slots = [
        (hours_text([(slot.opens, slot.closes)]), OpeningKind(slot.kind)) for slot in row.slots
    ]
    name = row.weekday[:1].upper() + row.weekday[1:]
    return DayLine(name, row.date == today, slots)


def _route(answer: Answer) -> str:
    """A search for the address on a public map; followed only when somebody clicks."""
    query = urlencode({"query": f"{answer.street}, {answer.town}"})
    return f"https://www.openstreetmap.org/search?{query}"


def _coming(shown: Space, now: datetime):
    """The next places a mobile space goes to."""
    return shown.outings.coming(now)[:5]


def _outing(row: Outing) -> dict[str, str]:
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    where = [row.place, row.street, town(row), row.partner]
    return {
        "day": date_text(start.date()),
        "times": hours_text([(start.time(), end.time())]),
        "where": ", ".join(part for part in where if part),
    }


def _day(day: date) -> str:
    return format_date(day, "full", locale=babel_locale())


@public
@require_safe
@kept("network")
def space_code(request: HttpRequest, slug: str) -> HttpResponse:
    """A code to scan that leads to the space's page."""
    shown = _published(slug)
    address = settings.BASE_URL + reverse("directory:space", args=[shown.slug])
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", border=0, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """ "This is wrong": what a reader tells about a space's page; no name is asked."""
    shown = _published(slug)
    form = CorrectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        elif not ratelimit.allow(request, "report", most=5, within=timedelta(hours=1)):
            form.add_error(None, _("You wrote several times this hour. Please call the space."))
            status = 429
        else:
            domain.report_mistake(shown, language=language(), **form.cleaned_data)
            return redirect("directory:reported", slug=slug)
    context = {"space": shown, "name": localized(shown, "name"), "form": form}
    return render(request, "directory/report.html", context, status=status)


@public
@require_safe
def reported(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank you, and what happens next."""
    shown = _published(slug)
    return render(
        request, "directory/reported.html", {"space": shown, "name": localized(shown, "name")}
    )
