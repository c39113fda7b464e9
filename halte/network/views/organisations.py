"""Organisations as those who manage them see them: their spaces, and who looks after each."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from halte.accounts.permissions import can_manage_team, can_see_team
from halte.core.access import access
from halte.network.freshness import ICONS, TONES, freshness
from halte.network.models import Organisation, Space
from halte.network.overview import coordinators_of, with_figures
from halte.network.permissions import can_oversee_organisations
from halte.network.scopes import scope_of_organisation

A_PAGE = 100


@access(can_oversee_organisations)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that the reader manages or oversees."""
    rows = Organisation.objects.visible_to(request.user).defer("folded")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/organisation_list.html", {"page": page})


@access(can_oversee_organisations)
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The spaces of an organisation: how fresh, and who coordinates them."""
    row = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    scope = scope_of_organisation(row)
    spaces = list(with_figures(Space.objects.worked_with_by(request.user).filter(organisation=row)))
    named = can_see_team(request.user, scope)
    names: dict = {}
    for member in coordinators_of(spaces) if named else ():
        names.setdefault(member.scope_uuid, []).append(member.user.shown_name)
    context = {
        "organisation": row,
        "named": named,
        "manages": can_manage_team(request.user, scope),
        "lines": [_line(space, names.get(space.uuid, [])) for space in spaces],
    }
    return render(request, "network/organisation.html", context)


def _line(space: Space, coordinators: list[str]) -> dict:
    state = freshness(space.confirmed_on, timezone.localdate())
    tone = TONES[state]
    return {
        "space": space,
        "state": state,
        "tone": tone,
        "icon": ICONS[state],
        "coordinators": coordinators,
    }
