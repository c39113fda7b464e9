"""Two screens without signing in: a computer's own page, and the big one of the queue.

The link is the key: random, renewed by the team, good for one machine or one screen. Neither page
knows a name.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.domain import digest
from halte.core import ratelimit, rows
from halte.core.access import public
from halte.core.i18n import localized
from halte.core.transitions import TransitionRefused
from halte.desk.cards import Card, Tone, card_of
from halte.desk.domain import queue, room, stations
from halte.desk.ends import NoTime
from halte.desk.models import Occupancy, Workstation

MINUTE = timedelta(minutes=1)
# A page asks again each 20 seconds, in a few tabs at most.
LOOKS = {"most": 60, "within": MINUTE}
ACTS = {"most": 10, "within": MINUTE}
# Links that open nothing, from one address.
WRONG = {"most": 30, "within": timedelta(minutes=10)}


@public
@never_cache
@require_safe
def short(request: HttpRequest, token: str, page: str) -> HttpResponse:
    """The link as it is given: on to the page in the language of the browser."""
    return _secret(redirect(f"room:{page}", token))


def _secret(answer: HttpResponse) -> HttpResponse:
    """The address is the key: no search engine keeps it, no other site reads it."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    # Our own forms need it: with no-referrer a browser says "Origin: null", and is refused.
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _nothing(request: HttpRequest, what: str) -> HttpResponse:
    """The link opens nothing, or nothing any more."""
    if not ratelimit.allow(request, what, **WRONG):
        return _too_often(request)
    return _secret(render(request, "screens/nothing.html", status=404))


def _too_often(request: HttpRequest) -> HttpResponse:
    return _secret(render(request, "screens/too_often.html", status=429))


# ---- The computer's own page --------------------------------------------------------------------


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def station(request: HttpRequest, token: str) -> HttpResponse:
    """How much time is left at this computer; more time, or the end."""
    row = stations.station_of(token)
    if row is None:
        return _nothing(request, "station")
    limit = ACTS if request.method == "POST" else LOOKS
    if not ratelimit.allow_who(digest(token), f"station {request.method}", **limit):
        return _too_often(request)
    with rows.of([row.space.uuid]):
        if request.method == "POST":
            told = _act(request, row)
            link = reverse("room:station", args=[token])
            return _secret(redirect(f"{link}?told={told}" if told else link))
        card = _card(row)
    context = {
        "card": card,
        "told": TOLD[request.GET["told"]]() if request.GET.get("told") in TOLD else "",
        "asks": request.GET.get("ask") == "done" and card.is_session,
        "level": _level(card),
        "is_last": card.tone == Tone.SOON and card.minutes <= 1,
    }
    return _secret(render(request, "screens/station.html", context))


def _card(row: Workstation) -> Card:
    taking = Occupancy.objects.taking().filter(workstation=row)
    return card_of(row, taking, timezone.now())


def _level(card: Card) -> str:
    """What is said aloud once, when it changes."""
    return "last" if card.tone == Tone.SOON and card.minutes <= 1 else str(card.tone)


def _act(request: HttpRequest, row: Workstation) -> str:
    """Carry out what was pressed; the code of what is told afterwards."""
    current = _card(row)
    if not current.is_session or current.current is None:
        return ""
    if request.POST.get("act") == "done":
        return _try(room.end, current.current, "done")
    if request.POST.get("act") == "more":
        return _try(room.extend, current.current, "more")
    return ""


def _try(act, row: Occupancy, told: str) -> str:
    try:
        act(row)
    except room.SomebodyWaits:
        return "waits"
    except NoTime:
        return "no-time"
    except TransitionRefused:
        return ""
    return told


TOLD = {
    "more": lambda: _("You have more time."),
    "waits": lambda: _("Somebody is waiting. More time is not possible now. Ask at the desk."),
    "no-time": lambda: _(
        "More time is not possible: the computer is reserved, or the space closes."
    ),
    "done": lambda: _("Thank you. The computer is free for somebody else."),
}


# ---- The big screen -----------------------------------------------------------------------------


@public
@never_cache
@require_safe
def display(request: HttpRequest, token: str) -> HttpResponse:
    """The numbers that are called and those that wait, to read from afar."""
    space = stations.display_of(token)
    if space is None:
        return _nothing(request, "display")
    if not ratelimit.allow_who(digest(token), "display", **LOOKS):
        return _too_often(request)
    with rows.of([space.uuid]):
        line = queue.line_of(space)
    called = sorted(line.called, key=lambda row: row.called_at or row.taken_at, reverse=True)
    context = {
        "name": localized(space, "name"),
        "called": [row.number for row in called],
        "waiting": [row.number for row in line.waiting],
    }
    return _secret(render(request, "screens/display.html", context))
