"""Which rows a page of planning is about: those of other spaces are not found."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from halte.network.models import Space
from halte.network.views.space_rows import readable_space
from halte.workshops.enums import SessionState
from halte.workshops.models import Activity, Series, Session
from halte.workshops.permissions import can_plan_workshops


def plannable_space(request: HttpRequest, slug: str) -> Space:
    """The space, for who plans there; 403 for who only reads, 404 for strangers."""
    space = readable_space(request, slug)
    if not can_plan_workshops(request.user, space):
        raise PermissionDenied
    return space


def activity_of(space: Space, uuid: UUID) -> Activity:
    activity = get_object_or_404(Activity, space=space, uuid=uuid)
    activity.space = space
    return activity


def series_of(space: Space, uuid: UUID) -> Series:
    return get_object_or_404(Series.objects.select_related("activity"), space=space, uuid=uuid)


def session_of(space: Space, uuid: UUID) -> Session:
    rows = Session.objects.select_related("activity", "series", "site__municipality")
    session = get_object_or_404(rows.defer("site__municipality__boundary"), space=space, uuid=uuid)
    session.space = space
    return session


def rest_of(session: Session) -> Sequence[Session]:
    """The later dates of its series that are not cancelled."""
    if session.series_id is None:
        return []
    rows = Session.objects.filter(series=session.series_id, starts_at__gt=session.starts_at)
    rows = rows.exclude(state=SessionState.CANCELLED).coming(timezone.now())
    rows = rows.select_related("activity", "site__municipality", "space")
    return list(rows.defer("site__municipality__boundary").order_by("starts_at", "pk"))
