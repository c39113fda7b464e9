"""Which site of which space the hours are of, and who may change them."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halte.core.i18n import localized
from halte.network.models import Site, Space
from halte.network.permissions import can_edit_space


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    name: str
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A space, the site chosen in the address, and what the reader may do."""

    space: Space
    site: Site | None
    sites: list[Site]
    edits: bool
    today: date

    @property
    def name(self) -> str:
        return localized(self.space, "name")

    def url(self, name: str, *args) -> str:
        """A page of these hours; the site stays in the address when there are several."""
        address = reverse(f"network:{name}", args=[self.space.slug, *args])
        return f"{address}?site={self.site.pk}" if self.site and len(self.sites) > 1 else address

    @property
    def others(self) -> list[tuple[Site, str]]:
        """Every site with the address of its hours, when there are several."""
        base = reverse("network:hours", args=[self.space.slug])
        return [(site, f"{base}?site={site.pk}") for site in self.sites if len(self.sites) > 1]

    @property
    def tabs(self) -> list[Tab]:
        tabs = []
        if self.site:
            coming = sum(row.last >= self.today for row in self.site.exceptions.all())
            tabs = [
                Tab("week", _("Usual week"), self.url("hours")),
                Tab("exceptions", _("Holidays and exceptions"), self.url("exceptions"), coming),
                Tab("seasons", _("Seasons"), self.url("seasons")),
            ]
        if self.space.is_mobile:
            tabs.append(Tab("outings", _("Outings"), self.url("outings")))
        if self.site:
            tabs.append(Tab("past", _("Past hours"), self.url("hours_past")))
        return tabs


def place_of(request: HttpRequest, slug: str, *, with_site: bool = True) -> Place:
    """The place of an address; 404 for strangers, 403 for a change by who may only read.

    Facilitators and auditors read: the hours are the coordinator's to set, and the facilitator at
    the door is asked about them.
    """
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    space = get_object_or_404(spaces, slug=slug)
    edits = can_edit_space(request.user, space)
    if request.method == "POST" and not edits:
        raise PermissionDenied
    sites = list(space.sites.in_use().select_related("municipality"))
    site = _chosen(sites, request.GET.get("site", ""))
    if site:
        prefetch_related_objects([site], "periods", "seasons", "exceptions__slots")
    elif with_site and not space.is_mobile:
        raise Http404
    return Place(space, site, sites, edits, timezone.localdate())


def needs_edit(place: Place) -> None:
    """For pages that are forms and nothing else."""
    if not place.edits:
        raise PermissionDenied


def _chosen(sites: list[Site], asked: str) -> Site | None:
    if not asked:
        return sites[0] if sites else None
    found = [site for site in sites if str(site.pk) == asked]
    if not found:
        raise Http404
    return found[0]
