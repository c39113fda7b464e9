"""The walk-in queue: numbers, who is next, and the big screen."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.core.transitions import TransitionRefused
from halte.desk.domain import queue as line
from halte.desk.domain import stations
from halte.desk.domain.room import rules_of
from halte.desk.domain.visits import UnknownPurpose
from halte.desk.enums import Purpose
from halte.desk.models import Ticket
from halte.network.models import Space
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space


@access(can_work, rows=spaces_of_team)
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was called and who waits, by number."""
    space = team_space(request, slug)
    found = line.line_of(space)
    purposes = rules_of(space.pk).purposes
    context = {
        "space": space,
        "name": localized(space, "name"),
        "waiting": [{"ticket": row, "wait": _minutes(found.wait_of(row))} for row in found.waiting],
        "called": found.called,
        "wait": _minutes(found.wait_of_next),
        "purposes": [(code, Purpose(code).label) for code in purposes],
        "new": _new(space, request.GET.get("new", "")),
    }
    return render(request, "desk/room/queue.html", context)


def _minutes(wait) -> int:
    return round(wait.total_seconds() / 60) if wait else 0


def _new(space: Space, asked: str) -> Ticket | None:
    """The ticket that was given just now."""
    try:
        key = UUID(asked)
    except ValueError:
        return None
    today = Ticket.objects.filter(space=space, day=timezone.localdate())
    return today.filter(uuid=key).first()


@access(can_work, rows=spaces_of_team)
@require_POST
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """The next number, for somebody who comes in."""
    space = team_space(request, slug)
    try:
        ticket = line.take(space, purpose=request.POST.get("purpose", ""))
    except UnknownPurpose:
        return render(request, "400.html", status=400)
    return redirect(f"{reverse('room:queue', args=[slug])}?new={ticket.uuid}#new")


@access(can_work, rows=spaces_of_team)
@require_POST
def call_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Call who has waited longest."""
    space = team_space(request, slug)
    ticket = line.call_next(space, by=request.user)
    if ticket is None:
        messages.info(request, _("Nobody waits."))
    else:
        messages.success(request, _("Number %(number)d is called.") % {"number": ticket.number})
    return redirect("room:queue", slug)


ACTS = {
    "call": (line.call, gettext_lazy("Number %(number)d is called.")),
    "serve": (line.serve, gettext_lazy("Number %(number)d is served.")),
    "leave": (line.leave, gettext_lazy("Number %(number)d is gone.")),
    "put_back": (line.put_back, gettext_lazy("Number %(number)d waits again.")),
}


@access(can_work, rows=spaces_of_team)
@require_POST
def ticket_act(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Call, serve, let go or put back one number."""
    ticket = _ticket(request, slug, uuid)
    chosen = ACTS.get(request.POST.get("verb", ""))
    if chosen is None:
        return render(request, "400.html", status=400)
    act, told = chosen
    try:
        act(ticket, by=request.user)
    except TransitionRefused:
        text = _("This is not possible any more. Look at how it stands now.")
        messages.warning(request, text)
    else:
        messages.success(request, str(told) % {"number": ticket.number})
    return redirect("room:queue", slug)


def _ticket(request: HttpRequest, slug: str, uuid: UUID) -> Ticket:
    space = team_space(request, slug)
    ticket = get_object_or_404(Ticket, space=space, uuid=uuid)
    ticket.space = space
    return ticket


@access(can_work, rows=spaces_of_team)
@require_safe
def slip(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The number on paper."""
    ticket = _ticket(request, slug, uuid)
    context = {
        "space": ticket.space,
        "name": localized(ticket.space, "name"),
        "ticket": ticket,
        "wait": _minutes(line.line_of(ticket.space).wait_of(ticket)),
    }
    return render(request, "desk/room/slip.html", context)


@access(can_work, rows=spaces_of_team)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The link of the big screen: made, shown once, made useless."""
    space = team_space(request, slug)
    made = ""
    if request.POST.get("act") == "issue":
        secret = stations.issue_display(space, by=request.user)
        made = settings.BASE_URL + reverse("display", args=[secret])
    elif request.method == "POST":
        stations.revoke_display(space, by=request.user)
        messages.success(request, _("The link does not work any more."))
        return redirect("room:queue", slug)
    context = {
        "space": space,
        "name": localized(space, "name"),
        "made": made,
        "has_link": bool(rules_of(space.pk).display_digest),
    }
    return render(request, "desk/room/screen.html", context, status=201 if made else 200)
