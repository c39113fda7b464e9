"""Which space and which session a page of the team is about."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from halte.network.models import Space
from halte.workshops.models import Session
from halte.workshops.permissions import can_know_visitors


def team_space(request: HttpRequest, slug: str) -> Space:
    """The space, for its own team; 403 for who works with it from above, 404 for strangers."""
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    space = get_object_or_404(spaces, slug=slug)
    if not can_know_visitors(request.user, space):
        raise PermissionDenied
    return space


def team_session(request: HttpRequest, slug: str, uuid: UUID) -> Session:
    """A session of the space; of another space it is not found."""
    space = team_space(request, slug)
    sessions = Session.objects.select_related("activity", "series", "site__municipality")
    session = get_object_or_404(sessions, space=space, uuid=uuid)
    session.space = space
    return session
