"""Where people land who signed in: what is theirs."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from halte.accounts.enums import Role
from halte.accounts.holding import held
from halte.accounts.permissions import can_read_team, can_work
from halte.accounts.scopes import describe_all
from halte.core.access import access
from halte.core.work import Group, Place, waiting_for
from halte.core.work.frame import first_page, frame_of
from halte.core.work.searching import read_text
from halte.network.freshness import TONES, freshness
from halte.network.models import Space
from halte.network.models.queries import SpaceQuerySet

A_PAGE = 50
ON_FIRST_PAGE = 8
ICONS = {
    "ok": "check-circle-fill",
    "info": "clock-fill",
    "warn": "exclamation-triangle-fill",
    "bad": "exclamation-circle-fill",
    "off": "slash-circle",
}


@access(can_work)
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: what waits, and the spaces somebody works with."""
    rows = list(_spaces(request.user)[: ON_FIRST_PAGE + 1])
    context = {
        "notices": waiting_for(request.user),
        "rows": [_line(request.user, space) for space in rows[:ON_FIRST_PAGE]],
        "has_more": len(rows) > ON_FIRST_PAGE,
        "frame": frame_of(request),
    }
    if not rows:
        context |= _elsewhere(request)
    return render(request, "network/work.html", context)


def _elsewhere(request: HttpRequest) -> dict:
    """For who works with no space: her roles and where, and the pages that she can open."""
    user = request.user
    known = describe_all(scope for _role, scope in held(user))
    roles = [
        {
            "name": Role(role).label,
            "place": known[scope],
            "team": can_read_team(user, known[scope].scope),
        }
        for role, scope in sorted(held(user), key=str)
        if scope in known
    ]
    network = dict(frame_of(request).groups).get(Group.NETWORK, [])
    own_spaces = reverse("network:spaces")
    return {"roles": roles, "pages": [link for link in network if link.link != own_spaces]}


@access(can_work)
@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """The spaces somebody works with, found by name or postcode."""
    rows, asked = _spaces(request.user), request.GET.get("q", "").strip()
    text = read_text(asked)
    if asked:
        rows = rows.called(text)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(request.user, space) for space in page]
    context = {"rows": lines, "page": page, "text": text, "asked": bool(asked)}
    return render(request, "network/space_list.html", context)


def _spaces(user) -> SpaceQuerySet:
    return Space.objects.worked_with_by(user).select_related("organisation")


def _line(user, space: Space) -> dict:
    state = freshness(space.confirmed_on, timezone.localdate())
    tone = TONES[state]
    return {
        "space": space,
        "state": state,
        "tone": tone,
        "icon": ICONS[tone],
        "link": first_page(user, Place(space.slug, "", space)),
    }
