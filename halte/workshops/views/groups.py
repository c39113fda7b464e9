"""Groups that came, as counted heads."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.workshops.domain.attendance import record_group
from halte.workshops.domain.groups import correct_group, remove_group
from halte.workshops.forms.groups import GroupForm
from halte.workshops.models import GroupVisit
from halte.workshops.views.place import team_space

A_PAGE = 50


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups of a space, and a form for one more."""
    space = team_space(request, slug)
    form = GroupForm(request.POST if request.method == "POST" else None, space=space)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        record_group(
            space,
            day=data["day"],
            group=data["group"],
            heads=form.heads,
            session=data["session"],
            by=request.user,
        )
        messages.success(request, _("The group is counted."))
        return redirect("workshops:groups", slug=slug)
    visits = GroupVisit.objects.filter(space=space).annotate(heads=Sum("counts__heads"))
    visits = visits.select_related("session__activity").order_by("-day", "-pk")
    context = {
        "space": space,
        "name": localized(space, "name"),
        "form": form,
        "page": Paginator(visits, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(
        request, "workshops/desk/groups.html", context, status=422 if form.errors else 200
    )


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct or remove a group."""
    space = team_space(request, slug)
    visit = get_object_or_404(GroupVisit, space=space, pk=pk)
    if request.method == "POST" and request.POST.get("act") == "delete":
        remove_group(visit, by=request.user)
        messages.success(request, _("The group is removed."))
        return redirect("workshops:groups", slug=slug)
    form = GroupForm(request.POST if request.method == "POST" else None, space=space, visit=visit)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        correct_group(
            visit,
            day=data["day"],
            group=data["group"],
            heads=form.heads,
            session=data["session"],
            by=request.user,
        )
        messages.success(request, _("The group is corrected."))
        return redirect("workshops:groups", slug=slug)
    context = {"space": space, "name": localized(space, "name"), "form": form, "visit": visit}
    return render(request, "workshops/desk/group.html", context, status=422 if form.errors else 200)
