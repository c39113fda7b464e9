"""The scope behind an address, for those who may know of its team."""

from django.http import Http404, HttpRequest

from halte.accounts import scopes
from halte.accounts.addresses import PlaceAddress
from halte.accounts.permissions import can_read_team
from halte.accounts.scopes import Described, UnknownScope


def any_place(address: PlaceAddress) -> Described:
    """The scope that an address names, whoever asks; 404 when there is none."""
    try:
        return scopes.find(address.kind, address.slug)
    except UnknownScope:
        raise Http404 from None


def place_of(request: HttpRequest, address: PlaceAddress) -> Described:
    """The same for somebody of the place, who manages it, or audits the Region; others get 404."""
    place = any_place(address)
    if not can_read_team(request.user, place.scope):
        raise Http404
    return place
