"""My space: how complete and how fresh the record is, and where each thing is changed."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.network import domain
from halte.network.enums import Accessibility
from halte.network.forms.section import SectionForm
from halte.network.forms.space import SECTIONS, EquipmentForm
from halte.network.freshness import ICONS, TONES, freshness
from halte.network.gaps import Gap, gaps
from halte.network.loading.filling import values_of
from halte.network.models import Correction, Site, Space
from halte.network.permissions import can_edit_space
from halte.network.views.space_rows import editable_space, readable_space


@dataclass(frozen=True, slots=True)
class Door:
    """A site as the overview shows it."""

    site: Site
    position: str
    access: str
    is_main: bool


@access(can_work)
@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of a space at a glance; whoever may not change it only reads."""
    row = readable_space(request, slug)
    edits = can_edit_space(request.user, row)
    sites = list(row.sites.select_related("municipality").defer("municipality__boundary"))
    open_sites = [site for site in sites if site.closed_on is None]
    machines = dict(row.equipment.values_list("kind", "count"))
    missing, of = gaps(row, open_sites, machines=bool(machines))
    waiting = Correction.objects.visible_to(request.user).waiting().filter(space=row)
    context = {
        "space": row,
        "name": localized(row, "name"),
        "edits": edits,
        "sections": [(key, _form(form, row, machines)) for key, form in SECTIONS.items()],
        "doors": [_door(site, site == open_sites[0]) for site in open_sites],
        "closed": [site for site in sites if site.closed_on],
        "missing": [(gap, _address(gap, row)) for gap in missing],
        "known": of - len(missing),
        "of": of,
        "messages_waiting": waiting.count() if edits else 0,
        "can_undo": edits and domain.can_undo(row),
        **_fresh(row),
    }
    return render(request, "network/space_overview.html", context)


def _form(form: type[SectionForm], row: Space, machines: dict[str, int]) -> SectionForm:
    names = form.value_names()
    if form is EquipmentForm:
        return form(now={name: machines.get(name) for name in names})
    return form(now=values_of(row, names))


def _door(site: Site, is_main: bool) -> Door:
    access = [site.get_wheelchair_display()] if site.wheelchair else []
    access += [str(Accessibility(code).label) for code in site.accessibility]
    return Door(site, site.get_coordinates_source_display(), " · ".join(access), is_main)


def _address(gap: Gap, row: Space) -> str:
    """The page where something missing is filled in."""
    if gap.page == "hours":
        return reverse("network:hours", args=[row.slug])
    if gap.site:
        return reverse(f"network:site_{gap.page}", args=[row.slug, gap.site.pk])
    if gap.page == "sites":
        return reverse("network:site_new", args=[row.slug])
    return reverse("network:section", args=[row.slug, gap.page])


def _fresh(row: Space) -> dict:
    state = freshness(row.confirmed_on, timezone.localdate())
    return {"freshness": state, "tone": TONES[state], "icon_name": ICONS[state]}


@access(can_work)
@require_POST
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """ "Everything is still right", and its undoing."""
    row = editable_space(request, slug)
    verb = request.POST.get("verb")
    if verb == "confirm":
        domain.confirm_space(row, by=request.user)
        messages.success(request, _("Thank you. The public reads that you checked it today."))
    elif verb == "undo":
        try:
            domain.undo_confirmation(row, by=request.user)
        except domain.NothingToUndo:
            messages.warning(request, _("There is nothing to undo any more."))
        else:
            messages.success(request, _("The confirmation is taken back."))
    else:
        return render(request, "400.html", status=400)
    return redirect("network:space", slug=slug)
