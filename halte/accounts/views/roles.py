"""What the reader is, where and until when; the bodies of the network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from halte.accounts.bodies import described, visible_bodies
from halte.accounts.enums import ScopeKind
from halte.accounts.models import Membership
from halte.accounts.permissions import can_read_team, can_see_bodies, can_work
from halte.accounts.scopes import REGION, describe_all
from halte.core.access import access


@access(can_work)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """One's own roles: those that run or are to come, then those that have ended."""
    memberships = Membership.objects.held_by(request.user)
    places = describe_all(row.scope for row in memberships)
    rows = [
        {
            "membership": row,
            "place": place,
            "team": can_read_team(request.user, place.scope),
        }
        for row in memberships
        if (place := places.get(row.scope))
    ]
    context = {
        "present": [row for row in rows if not row["membership"].has_ended],
        "past": [row for row in rows if row["membership"].has_ended],
    }
    return render(request, "accounts/roles.html", context)


@access(can_see_bodies)
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Working groups, committees and juries, each with its number of members."""
    found = list(visible_bodies(request.user))
    counts = {}
    for kind in (ScopeKind.BODY, ScopeKind.CALL):
        counts |= Membership.objects.counted(kind, (body.uuid for body in found))
    rows = [
        {
            "body": body,
            "place": described(body),
            "number": sum(counts.get(body.uuid, {}).values()),
        }
        for body in found
    ]
    return render(
        request,
        "accounts/bodies.html",
        {"rows": rows, "region": can_read_team(request.user, REGION)},
    )
