"""The list of computers, the links of their pages, and the rules of the desk."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.desk.domain import room, stations
from halte.desk.domain.stations import TooFewFree
from halte.desk.forms_room import RulesForm, WorkstationForm
from halte.desk.models import Workstation
from halte.desk.views.computers import frame, station_of
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space


@access(can_work, rows=spaces_of_team)
@require_safe
def station_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every computer that the space has."""
    space = team_space(request, slug)
    rows = Workstation.objects.in_use().filter(space=space).select_related("site")
    context = frame(space, "list") | {"stations": rows}
    return render(request, "desk/room/list.html", context)


@access(can_work, rows=spaces_of_team)
@require_http_methods(["GET", "HEAD", "POST"])
def station_new(request: HttpRequest, slug: str) -> HttpResponse:
    """One more computer."""
    space = team_space(request, slug)
    form = WorkstationForm(request.POST if request.method == "POST" else None, space=space)
    if request.method == "POST" and form.is_valid():
        try:
            stations.add_workstation(space, form.cleaned_data, by=request.user)
        except TooFewFree as refused:
            form.add_error("is_reservable", too_few(refused))
        else:
            messages.success(request, _("The computer is added."))
            return redirect("room:list", slug)
    context = frame(space, "list") | {"form": form}
    return render(request, "desk/room/station.html", context, status=422 if form.errors else 200)


@access(can_work, rows=spaces_of_team)
@require_http_methods(["GET", "HEAD", "POST"])
def station_edit(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Change a computer, or take it off the list."""
    station = station_of(request, slug, uuid)
    is_post = request.method == "POST"
    is_retired = request.POST.get("act") == "retire"
    data = request.POST if is_post and not is_retired else None
    form = WorkstationForm(data, space=station.space, station=station)
    problem = ""
    if is_post and is_retired:
        problem = _retire(request, station)
        if not problem:
            messages.success(request, _("The computer is taken off the list."))
            return redirect("room:list", slug)
    elif is_post and form.is_valid():
        try:
            stations.change_workstation(station, form.cleaned_data, by=request.user)
        except TooFewFree as refused:
            form.add_error("is_reservable", too_few(refused))
        else:
            messages.success(request, _("The computer is changed."))
            return redirect("room:list", slug)
    status = 409 if problem else 422 if form.errors else 200
    context = frame(station.space, "list") | {
        "form": form,
        "station": station,
        "problem": problem,
    }
    return render(request, "desk/room/station.html", context, status=status)


def _retire(request: HttpRequest, station: Workstation) -> str:
    """Why it stays, or nothing."""
    try:
        stations.retire_workstation(station, by=request.user)
    except TooFewFree as refused:
        return too_few(refused)
    except room.Taken:
        return _("Somebody works on this computer, or has reserved it. End that first.")
    return ""


def too_few(refused: TooFewFree) -> str:
    """Which computers are missing for whoever walks in."""
    text = ngettext(
        "At least %(number)d computer is never reserved. Choose another one for that first.",
        "At least %(number)d computers are never reserved. Choose others for that first.",
        refused.number,
    )
    return text % {"number": refused.number}


@access(can_work, rows=spaces_of_team)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def station_link(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The link of the page on the computer itself: made, shown once, made useless."""
    station = station_of(request, slug, uuid)
    made = ""
    if request.POST.get("act") == "issue":
        secret = stations.issue_station(station, by=request.user)
        made = settings.BASE_URL + reverse("station", args=[secret])
    elif request.method == "POST":
        stations.revoke_station(station, by=request.user)
        messages.success(request, _("The link does not work any more."))
        return redirect("room:list", slug)
    context = frame(station.space, "list") | {"station": station, "made": made}
    return render(request, "desk/room/link.html", context, status=201 if made else 200)


@access(can_work, rows=spaces_of_team)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """How long one may sit, and why people come."""
    space = team_space(request, slug)
    form = RulesForm(
        request.POST if request.method == "POST" else None, rules=room.rules_of(space.pk)
    )
    if request.method == "POST" and form.is_valid():
        try:
            stations.change_rules(space, form.cleaned_data, by=request.user)
        except TooFewFree as refused:
            form.add_error("never_reserved", too_few(refused))
        else:
            messages.success(request, _("The rules are saved."))
            return redirect("room:rules", slug)
    context = frame(space, "rules") | {"form": form}
    return render(request, "desk/room/rules.html", context, status=422 if form.errors else 200)
