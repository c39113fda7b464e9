"""The coordination's pages about the register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from halte.accounts.permissions import is_coordination
from halte.core.access import access
from halte.network.models import Finding


@access(is_coordination)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What the loads found odd in their documents."""
    rows = Finding.objects.visible_to(request.user)
    return render(request, "network/finding_list.html", {"findings": rows})
