"""Where a mobile space goes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.network import domain
from halte.network.forms.hours import OutingForm
from halte.network.hours.text import full_date_text, hours_text
from halte.network.models import Outing
from halte.network.views.hours.place import Place, needs_edit, place_of

PAST_SHOWN = 20


def _mobile(request: HttpRequest, slug: str) -> Place:
    place = place_of(request, slug, with_site=False)
    if not place.space.is_mobile:
        raise Http404
    return place


@access(can_work)
@require_safe
def outings(request: HttpRequest, slug: str) -> HttpResponse:
    """The outings that are coming, the next one first; then those that are over."""
    place = _mobile(request, slug)
    now = timezone.now()
    rows = place.space.outings.select_related("municipality")
    over = rows.filter(ends_at__lt=now).order_by("-starts_at")[:PAST_SHOWN]
    context = {
        "place": place,
        "tab": "outings",
        "coming": [_shown(place, row) for row in rows.filter(ends_at__gte=now)],
        "over": [_shown(place, row) for row in over],
        "new": place.url("outing_new"),
    }
    return render(request, "network/hours/outings.html", context)


def _shown(place: Place, row: Outing) -> dict:
    starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return {
        "row": row,
        "day": full_date_text(starts.date()),
        "times": hours_text([(starts.time(), ends.time())]),
        "url": place.url("outing", row.pk),
    }


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def outing_new(request: HttpRequest, slug: str) -> HttpResponse:
    """One more outing."""
    place = _mobile(request, slug)
    needs_edit(place)
    return _edit(request, place, Outing(space=place.space))


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def outing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change an outing or remove it."""
    place = _mobile(request, slug)
    needs_edit(place)
    return _edit(request, place, get_object_or_404(place.space.outings, pk=pk))


def _edit(request: HttpRequest, place: Place, row: Outing) -> HttpResponse:
    if request.method == "POST" and row.pk and request.POST.get("act") == "delete":
        domain.remove_outing(row, by=request.user)
        messages.success(request, _("The outing is removed."))
        return redirect(place.url("outings"))
    form = OutingForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        domain.set_outing(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved. The public reads it now."))
        return redirect(place.url("outings"))
    context = {
        "place": place,
        "tab": "outings",
        "outing": row if row.pk else None,
        "form": form,
        "problems": [(f"id_{name}", text) for name, some in form.errors.items() for text in some],
    }
    status = 422 if form.errors else 200
    return render(request, "network/hours/outing.html", context, status=status)
