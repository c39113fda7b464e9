"""The list of people whom the space has to call."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.workshops.desk import grouped
from halte.workshops.domain.calls import calls_done
from halte.workshops.models import Call
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space

# What was done, or came too late, is shown for so long; of what was done, so many.
SHOWN = timedelta(days=7)
MOST = 100
# People on a page.
A_PAGE = 50


@access(can_work, rows=spaces_of_team)
@require_safe
def calls(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom to call, why, until when; below, what was done and what came too late."""
    space, now = team_space(request, slug), timezone.now()
    of_space = Call.objects.filter(space=space).select_related(
        "enrolment__visitor__identity", "enrolment__session__activity", "done_by"
    )
    waiting = of_space.filter(done_at__isnull=True)
    people = Paginator(grouped(waiting.filter(until__gt=now)), A_PAGE)
    context = {
        "space": space,
        "name": localized(space, "name"),
        "page": people.get_page(request.GET.get("page")),
        "expired": grouped(waiting.filter(until__lte=now, until__gt=now - SHOWN)),
        "done": grouped(of_space.filter(done_at__gt=now - SHOWN).order_by("-done_at")[:MOST]),
    }
    return render(request, "workshops/desk/calls.html", context)


@access(can_work, rows=spaces_of_team)
@require_POST
def call(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody was told, in one call, this and what else stood with her name."""
    space = team_space(request, slug)
    row = get_object_or_404(Call.objects.select_related("enrolment"), space=space, pk=pk)
    told = [
        int(text)
        for text in request.POST.getlist("also")
        if text.isascii() and len(text) < 19 and text.isdigit()
    ]
    also = Call.objects.filter(space=space, pk__in=told).exclude(pk=pk)
    also = also.filter(enrolment__visitor=row.enrolment.visitor_id)
    if calls_done([row, *also], by=request.user):
        messages.success(request, _("The call is done."))
    else:
        messages.info(request, _("This call was done already."))
    return redirect("workshops:calls", slug=slug)
