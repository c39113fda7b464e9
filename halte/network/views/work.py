"""Where people land who signed in: what is theirs."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from halte.accounts.permissions import can_see_team, can_work
from halte.core.access import access
from halte.network.models import Space
from halte.network.permissions import can_edit_space
from halte.network.scopes import scope_of_space

A_PAGE = 100


@access(can_work)
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """The spaces somebody works with."""
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    page = Paginator(spaces, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "space": space,
            "team": can_see_team(request.user, scope_of_space(space)),
            "edit": can_edit_space(request.user, space),
        }
        for space in page
    ]
    return render(request, "network/work.html", {"rows": rows, "page": page})
