"""The doors of a space: address, accessibility, pin; adding, giving up, showing first."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.network import domain
from halte.network.domain.sites import centre_of, position_of
from halte.network.enums import CoordinatesSource
from halte.network.forms.site import AccessibilityForm, AddressForm, PinForm
from halte.network.loading.filling import values_of
from halte.network.models import Site
from halte.network.nearness import towns
from halte.network.pin_map import pin_map
from halte.network.views.space_rows import editable_site, editable_space
from halte.network.views.space_saving import REFUSED, save

SECTION = "network/space_section.html"


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _shown(space, form, **more) -> dict:
    return {"space": space, "name": localized(space, "name"), "form": form, **more}


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def site_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a door; its pin comes next."""
    space = editable_space(request, slug)
    form = AddressForm(_posted(request), towns=towns())
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            site = domain.add_site(space, form.values(), by=request.user)
            messages.success(request, _("The address is added. Now put the pin on the door."))
            return redirect("network:site_pin", slug=slug, pk=site.pk)
    return render(request, SECTION, _shown(space, form, is_new=True), status=status)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def site_address(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change an address; whoever moved looks at the pin next."""
    site = editable_site(request, slug, pk)
    now = values_of(site, AddressForm.value_names())
    form = AddressForm(_posted(request), now=now, towns=towns())
    status = 200
    if request.method == "POST":
        status = save(request, form, site, partial(_change, request, site))
        if status == 302:
            moved = any(form.values()[name] != now[name] for name in ("street", "postcode"))
            if moved:
                messages.info(request, _("The address has changed: is the pin still right?"))
                return redirect("network:site_pin", slug=slug, pk=pk)
            return redirect("network:space", slug=slug)
    return render(request, SECTION, _shown(site.space, form, site=site), status=status)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def site_access(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say how one gets in, and what is there for whom."""
    site = editable_site(request, slug, pk)
    now = values_of(site, AccessibilityForm.value_names())
    form = AccessibilityForm(_posted(request), now=now)
    status = 200
    if request.method == "POST":
        status = save(request, form, site, partial(_change, request, site))
        if status == 302:
            return redirect("network:space", slug=slug)
    return render(request, SECTION, _shown(site.space, form, site=site), status=status)


def _change(request: HttpRequest, site: Site, values: dict, read: str) -> domain.Saved:
    return domain.change_site(site, values, by=request.user, read=read)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def site_pin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put the pin on the door: by dragging, by arrow keys, by numbers."""
    site = editable_site(request, slug, pk)
    centre, now = centre_of(site.postcode), position_of(site)
    posted, source = _posted(request), CoordinatesSource.MAP
    if posted and centre and "centre" in posted:
        posted, source = posted.copy(), CoordinatesSource.POSTCODE
        posted["lat"], posted["lon"] = map(str, centre)
    form = PinForm(posted, now=now, towns=towns(), centre=centre)
    status = 200
    if request.method == "POST":
        status = save(request, form, site, partial(_place, request, site, source))
        if status == 302:
            return redirect("network:space", slug=slug)
    context = _shown(site.space, form, site=site, centre=centre)
    at = _typed(form) or (None if form.is_bound else now["position"])
    context["map"] = pin_map(site, at or centre)
    context["tiles_url"] = settings.TILES_URL
    context["tiles_attribution"] = settings.TILES_ATTRIBUTION
    return render(request, "network/space_pin.html", context, status=status)


def _place(request: HttpRequest, site: Site, source: str, values: dict, read: str) -> domain.Saved:
    # Without a value she takes what stands there: nothing to write.
    if "position" not in values:
        return domain.Saved([], [])
    return domain.place_site(site, values["position"], source=source, by=request.user, read=read)


def _typed(form: PinForm) -> tuple[float, float] | None:
    """Where the pin was put by somebody whose page comes back."""
    data = getattr(form, "cleaned_data", {})
    lat, lon = data.get("lat"), data.get("lon")
    return None if lat is None or lon is None else (lat, lon)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def site_close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once, then give a door up."""
    site = editable_site(request, slug, pk)
    status, refused = 200, ""
    if request.method == "POST":
        try:
            domain.close_site(site, by=request.user)
        except domain.LastSite:
            refused = _("This is the only address. Add the new one first, or hide the space.")
            status = REFUSED
        else:
            messages.success(request, _("The address is closed. You can take it up again below."))
            return redirect("network:space", slug=slug)
    context = _shown(site.space, None, site=site, refused=refused)
    return render(request, "network/site_close.html", context, status=status)


SITE_VERBS = {"main": domain.make_main, "reopen": domain.reopen_site}


@access(can_work)
@require_POST
def site_verb(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a door first, or take it up again."""
    site = editable_site(request, slug, pk)
    act = SITE_VERBS.get(request.POST.get("verb", ""))
    if act is None:
        return render(request, "400.html", status=400)
    act(site, by=request.user)
    messages.success(request, _("Saved. The public page shows it already."))
    return redirect("network:space", slug=slug)
