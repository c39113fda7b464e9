"""The outbox: what became of each mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halte.core.access import access
from halte.core.mail import domain
from halte.core.mail.enums import MessageState
from halte.core.transitions import TransitionRefused
from halte.oversight.mail_words import ERRORS, MAILS
from halte.oversight.permissions import can_read_outbox, visible_messages

PAGE = 50
LOOKS = {
    MessageState.QUEUED: ("info", "clock-fill"),
    MessageState.SENDING: ("info", "envelope-fill"),
    MessageState.SENT: ("good", "check-circle-fill"),
    MessageState.FAILED: ("bad", "exclamation-circle-fill"),
    MessageState.UNCLEAR: ("warn", "exclamation-triangle-fill"),
    MessageState.WITHDRAWN: ("off", "slash-circle"),
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
        {
            "page": page,
            "looks": LOOKS,
            "mails": MAILS,
            "errors": ERRORS,
            "no_server": not domain.has_server(),
        },
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
