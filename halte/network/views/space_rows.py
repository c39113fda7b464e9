"""Which space, and which of its sites, a work page is about: rows of others are not found."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from halte.network.models import Site, Space
from halte.network.permissions import can_edit_space


def readable_space(request: HttpRequest, slug: str) -> Space:
    """A space that somebody works with or oversees; 404 for strangers."""
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    return get_object_or_404(spaces, slug=slug)


def editable_space(request: HttpRequest, slug: str) -> Space:
    """A space that somebody may change: 404 for strangers, 403 for those who may only read it."""
    space = readable_space(request, slug)
    if not can_edit_space(request.user, space):
        raise PermissionDenied
    return space


def editable_site(request: HttpRequest, slug: str, pk: int) -> Site:
    """A site of this very space: one of another space is not found, whoever asks."""
    sites = editable_space(request, slug).sites.select_related("space", "municipality")
    return get_object_or_404(sites.defer("municipality__boundary"), pk=pk)
