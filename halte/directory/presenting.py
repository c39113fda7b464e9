"""From rows to the words and figures that a page shows."""

import math
from dataclasses import dataclass
from datetime import datetime

from babel.lists import format_list
from babel.numbers import format_decimal
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halte.core.i18n import babel_locale, language, language_name, localized
from halte.network.enums import Audience, Price, Wheelchair
from halte.network.hours import status as hours_status
from halte.network.hours.text import StatusText, date_text, status_text, time_text
from halte.network.models import Site

# Metres walked in a minute, measured along a straight line: streets make a detour.
METRES_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class StatusChip:
    """Icon, colour and words: open, closing soon, closed, not known."""

    tone: str
    icon: str
    html: SafeString
    text: str
    open: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Phone:
    e164: str
    national: str


@dataclass(frozen=True, slots=True)
class Fact:
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One place in the list, and on the map."""

    number: int
    space: object
    url: str
    name: str
    street: str
    town: str
    far: str
    status: StatusChip
    facts: list[Fact]
    phone: Phone | None
    lat: float | None
    lon: float | None
    is_approximate: bool

    @property
    def is_open(self) -> bool:
        return self.status.open


def present(site: Site, number: int, *, now: datetime, origin=None, outing=None) -> Answer:
    """One site as an answer; costs no query when it came through `for_answers()`."""
    space = site.space
    return Answer(
        number=number,
        space=space,
        url=reverse("directory:space", args=[space.slug]),
        name=localized(space, "name"),
        street=site.street,
        town=town(site),
        far=far(site, origin),
        status=status_chip(site, now),
        facts=facts(site) + ([coming(outing)] if outing else []),
        phone=phone(space),
        lat=site.lat,
        lon=site.lon,
        is_approximate=site.is_approximate,
    )


def town(site) -> str:
    return f"{site.postcode} {municipality_name(site.municipality)}"


def municipality_name(municipality) -> str:
    """In Dutch for readers of Dutch; else in French, as on the street signs."""
    return municipality.name_nl if language() == "nl" else municipality.name_fr


def municipality_line(place) -> str:
    """Where a search starts from: "1080 Molenbeek-Saint-Jean", or nothing but a pin."""
    name = place.name_nl if language() == "nl" else place.name_fr
    return " ".join(part for part in (place.postcode, name) if part)


def status_chip(site: Site, now: datetime) -> StatusChip:
    """Open now or not, in words; "please call" when nobody confirmed the hours."""
    state = hours_status(site.schedule, now) if site.hours_known else None
    words = status_text(state, now)
    if state is None and not site.space.phone:
        words = StatusText("ask", _("Hours not confirmed yet: go there and ask"))
    if state is None:
        tone = "warn"
        icon = "signpost-split-fill" if words.key == "ask" else "telephone-fill"
    elif state.open:
        tone, icon = ("warn", "clock-fill") if state.closing_soon else ("ok", "door-open-fill")
    else:
        tone, icon = "off", "door-closed-fill"
    is_open = bool(state and state.open)
    html = isolate(words.text, words.time)
    return StatusChip(tone, icon, html, words.text, is_open, known=state is not None)


def isolate(text: str, part: str) -> SafeString:
    """The text with one part (a time, in digits) kept together in both reading directions."""
    if not part or part not in text:
        return conditional_escape(text)
    before, after = text.split(part, 1)
    return format_html('{}<bdi class="nw">{}</bdi>{}', before, part, after)


def far(site: Site, origin) -> str:
    """How far, and how long on foot; nothing when the place asked for is not known."""
    metres = getattr(site, "distance", None)
    if metres is None or origin is None:
        return ""
    if site.is_approximate and origin.approximate and metres < 1:
        return _("In the same neighbourhood")
    minutes = max(1, math.ceil(metres / METRES_A_MINUTE))
    words = {"distance": distance(metres), "number": minutes}
    if site.is_approximate or origin.approximate:
        return (
            ngettext(
                "About %(distance)s, %(number)s minute on foot",
                "About %(distance)s, %(number)s minutes on foot",
                minutes,
            )
            % words
        )
    return (
        ngettext(
            "%(distance)s, %(number)s minute on foot",
            "%(distance)s, %(number)s minutes on foot",
            minutes,
        )
        % words
    )


def distance(metres: float) -> str:
    """500 m, 1,2 km: as precise as a walker needs."""
    if metres < 950:
        return _("%(number)s m") % {"number": max(50, round(metres / 50) * 50)}
    kilometres = format_decimal(round(metres / 1000, 1), locale=number_locale())
    return _("%(number)s km") % {"number": kilometres}


def number_locale():
    """Latin digits also in Arabic: they match the signs in the street."""
    return "en" if language() == "ar" else babel_locale()


def facts(site: Site) -> list[Fact]:
    """What people ask first: price, wheelchair, languages, for whom."""
    space, found = site.space, []
    if space.price == Price.FREE:
        found.append(Fact("", str(Price.FREE.label)))
    elif space.price:
        found.append(Fact("currency-euro", str(Price(space.price).label)))
    if site.wheelchair:
        refused = site.wheelchair == Wheelchair.NO
        icon = "slash-circle" if refused else "person-wheelchair"
        found.append(Fact(icon, str(Wheelchair(site.wheelchair).label)))
    if space.languages:
        found.append(Fact("chat-dots-fill", spoken(space.languages)))
    if space.audience == Audience.RESTRICTED:
        found.append(Fact("people-fill", localized(space, "audience_note")))
    return found


def coming(outing) -> Fact:
    """Where a mobile space goes next."""
    start = timezone.localtime(outing.starts_at)
    words = {
        "place": f"{outing.place}, {town(outing)}",
        "date": date_text(start.date()),
        "time": time_text(start.time()),
    }
    return Fact("truck", _("Next visit: %(place)s, %(date)s, %(time)s") % words)


def spoken(codes: list[str]) -> str:
    """The languages spoken, as a list in the reader's language."""
    names = [language_name(code) for code in codes]
    return format_list(names, locale=babel_locale())


def phone(space) -> Phone | None:
    number = space.phone
    if not number:
        return None
    return Phone(number.as_e164, number.as_national)
