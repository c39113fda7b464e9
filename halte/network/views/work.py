"""Where people land who signed in: what is theirs."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from halte.accounts.permissions import can_see_team, can_work
from halte.core.access import access
from halte.network.freshness import TONES, freshness
from halte.network.models import Space
from halte.network.permissions import can_edit_space
from halte.network.scopes import scope_of_space

A_PAGE = 50
LONGEST_QUESTION = 200
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
    """What is whose: the first page after signing in."""
    return spaces(request)


@access(can_work)
@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """The spaces somebody works with, found by name or postcode."""
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUESTION].strip()
    rows = Space.objects.worked_with_by(request.user).select_related("organisation")
    if text:
        rows = rows.called(text)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(request.user, space) for space in page]
    context = {"rows": lines, "page": page, "text": text}
    return render(request, "network/space_list.html", context)


def _line(user, space: Space) -> dict:
    state = freshness(space.confirmed_on, timezone.localdate())
    tone = TONES[state]
    return {
        "space": space,
        "state": state,
        "tone": tone,
        "icon": ICONS[tone],
        "team": can_see_team(user, scope_of_space(space)),
        "edit": can_edit_space(user, space),
    }
