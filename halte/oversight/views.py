"""The coordination's pages about the platform itself."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core import history
from halte.core.access import access
from halte.core.mail import domain
from halte.core.mail.enums import MessageState
from halte.core.privacy import IN_HISTORY, KEPT_BY_OTHERS, AtTerm, Basis, Personal, declared
from halte.core.transitions import TransitionRefused
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.oversight.permissions import (
    can_read_history,
    can_read_outbox,
    can_read_personal_history,
    can_read_register,
    visible_messages,
)

PAGE = 50
LOOKS = {
    MessageState.QUEUED: ("info", "clock-fill"),
    MessageState.SENDING: ("info", "envelope-fill"),
    MessageState.SENT: ("good", "check-circle-fill"),
    MessageState.FAILED: ("bad", "exclamation-circle-fill"),
    MessageState.UNCLEAR: ("warn", "exclamation-triangle-fill"),
}


@access(can_read_outbox)
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What became of each mail, the newest first; neither words nor whole addresses."""
    rows = visible_messages(request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "oversight/outbox.html",
        {"page": page, "looks": LOOKS, "no_server": not settings.EMAIL_HOST},
    )


@access(can_read_outbox)
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a mail again."""
    message = get_object_or_404(visible_messages(request.user), pk=pk)
    try:
        domain.retry(message, by=request.user)
    except TransitionRefused:
        messages.warning(request, _("This mail cannot be sent again."))
    else:
        messages.success(request, _("The mail will be sent again."))
    return redirect("oversight:outbox")


@access(can_work)
@require_safe
def space_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what about a space, its sites, hours, outings and machines."""
    spaces = Space.objects.worked_with_by(request.user).select_related("organisation")
    space = get_object_or_404(spaces, slug=slug)
    scope = scope_of_space(space)
    if not can_read_history(request.user, scope):
        raise PermissionDenied
    entries = history.timeline(space, open_to=can_read_personal_history(request.user, scope))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/space_history.html", {"space": space, "page": page})


@access(can_read_register)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing (GDPR art. 30), from what the models declare."""
    ours = [(model._meta.label, declaration) for model, declaration in declared()]
    rows = [_declared(*found) for found in [*ours, *KEPT_BY_OTHERS]]
    return render(
        request, "oversight/register.html", {"rows": rows, "history_days": IN_HISTORY.days}
    )


def _declared(label: str, declaration: Personal) -> dict:
    return {
        "what": declaration.what,
        "fields": f"{label}: {', '.join(declaration.fields)}",
        "about": declaration.about,
        "purpose": declaration.purpose,
        "basis": Basis(declaration.basis).label,
        "days": declaration.term.days if declaration.term else None,
        "at_term": AtTerm(declaration.at_term).label,
    }
