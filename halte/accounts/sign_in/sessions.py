"""Sessions: how long they last, whose they are, and how they end.

A session ends after some time without a request (`HALTE_SESSION_IDLE_MINUTES`), after a day's work
(`HALTE_SESSION_HOURS`) whatever happens, or when somebody ends it. Only pages for people who
signed in count as a request: the public pages know nobody.
"""

import time
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from halte.accounts.models import Session, User
from halte.accounts.session_store import BEGAN, DEVICE, SEEN
from halte.core.access import stated
from halte.core.models import LogEntry

# A session's row is written at most this often for being seen.
SEEN_EVERY = 30
# When the password was typed or a factor used; the acts that need this fresh say so.
PROVEN = "proven"
PROOF_HOLDS = 15 * 60
WARNS_BEFORE = 120

# The first that stands in what the browser says of itself; the order matters.
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"),
            ("Safari", "Safari")]  # fmt: skip
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")]  # fmt: skip


# ---- Beginning ----------------------------------------------------------------------------------


def begin(request: HttpRequest) -> None:
    """Mark a session that has just been signed in to."""
    now = time.time()
    marks = {BEGAN: now, SEEN: now, PROVEN: now, DEVICE: device_of(request)}
    request.session.update(marks)


def prove(request: HttpRequest) -> None:
    """Note that the person has just typed the password or used a factor."""
    request.session[PROVEN] = time.time()


def is_proven(request: HttpRequest) -> bool:
    """Whether that was a short while ago."""
    return time.time() - request.session.get(PROVEN, 0) < PROOF_HOLDS


def device_of(request: HttpRequest) -> str:
    """Browser and system, such as “Firefox/Windows”; versions are not kept."""
    said = request.headers.get("User-Agent", "")
    return f"{_first(BROWSERS, said)}/{_first(SYSTEMS, said)}"


def _first(names: list[tuple[str, str]], said: str) -> str:
    return next((name for mark, name in names if mark in said), "")


def in_words(device: str) -> str:
    """A device as people would say it."""
    browser, _slash, system = device.partition("/")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


# ---- Listing and ending -------------------------------------------------------------------------


def of(user: User) -> list[Session]:
    """Somebody's sessions that could still be used, the last seen first: one query."""
    now = time.time()
    rows = Session.objects.filter(user=user, seen_at__isnull=False).select_related("user")
    return [
        row for row in rows if _left(row.began_at.timestamp(), row.seen_at.timestamp(), now) > 0
    ]


def name_of(session: Session) -> str:
    """What a page calls a session: its key is a secret, even of one's own."""
    return sha256(session.session_key.encode()).hexdigest()[:16]


def end(session: Session) -> None:
    """End a session at once."""
    session.delete()
    LogEntry.record(session.user, "end a session", by=session.user)


def end_others(user: User, keep: str | None) -> int:
    """End somebody's sessions but one; returns how many."""
    count = Session.objects.filter(user=user).exclude(session_key=keep).delete()[0]
    if count:
        LogEntry.record(user, "end other sessions", by=user)
    return count


# ---- Limits -------------------------------------------------------------------------------------


def seconds_left(request: HttpRequest) -> int:
    """How long the session lasts if nothing more is asked."""
    session = request.session
    return max(0, int(_left(session.get(BEGAN, 0), session.get(SEEN, 0), time.time())))


def _left(began: float, seen: float, now: float) -> float:
    idle = seen + settings.SESSION_IDLE_MINUTES * 60
    whole = began + settings.SESSION_HOURS * 3600
    return min(idle, whole) - now


class LimitsMiddleware:
    """Ends sessions that lasted too long, and notes that the others were seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        if stated(view) == "public" or not request.user.is_authenticated:
            return None
        if seconds_left(request) <= 0:
            return _ended(request)
        if getattr(view, "halte_unseen", False) and request.method in {"GET", "HEAD"}:
            return None
        if time.time() - request.session[SEEN] >= SEEN_EVERY:
            request.session[SEEN] = time.time()
        return None


def _ended(request: HttpRequest) -> HttpResponse:
    logout(request)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=401)
    back = request.get_full_path() if request.method == "GET" else ""
    query = urlencode({"ended": "1"} | ({"next": back} if back else {}))
    return HttpResponseRedirect(f"{reverse('accounts:login')}?{query}")


def unseen(view):
    """State that asking this page is no sign of life."""
    view.halte_unseen = True
    return view


def time_left(request: HttpRequest) -> dict:
    """For the warning on pages that only people who signed in see."""
    match = request.resolver_match
    if match is None or stated(match.func) == "public" or not request.user.is_authenticated:
        return {}
    return {"session_left": seconds_left(request), "session_warns": WARNS_BEFORE}
