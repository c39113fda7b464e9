"""What the loads found, and what readers say is wrong."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halte.core.access import access
from halte.core.transitions import TransitionRefused
from halte.network import domain
from halte.network.enums import Severity
from halte.network.loading.findings import sentence
from halte.network.models import Correction, Finding
from halte.network.permissions import can_read_findings, can_review_corrections

LOOKS = {
    Severity.ERROR: ("bad", "exclamation-circle-fill"),
    Severity.WARNING: ("warn", "exclamation-triangle-fill"),
    Severity.NOTE: ("info", "info-circle-fill"),
}
DEALT_WITH_SHOWN = 50
VERBS = {
    "apply": domain.apply_correction,
    "dismiss": domain.dismiss_correction,
    "reopen": domain.reopen_correction,
}


@access(can_read_findings)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What the loads found odd in their documents, the most serious first."""
    order = list(Severity)
    found = sorted(
        Finding.objects.visible_to(request.user), key=lambda row: order.index(row.severity)
    )
    rows = [_row(finding) for finding in found]
    return render(request, "network/finding_list.html", {"rows": rows})


def _row(finding: Finding) -> dict:
    tone, icon = LOOKS[Severity(finding.severity)]
    return {
        "tone": tone,
        "icon": icon,
        "severity": finding.get_severity_display(),
        "subject": finding.subject,
        "sentence": sentence(finding.code, finding.facts),
        "source": finding.source,
    }


@access(can_review_corrections)
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What readers say is wrong: everything that waits, then what was dealt with last."""
    rows = Correction.objects.visible_to(request.user).select_related("space")
    shown = [*rows.waiting(), *rows.dealt_with()[:DEALT_WITH_SHOWN]]
    return render(request, "network/correction_list.html", {"corrections": shown})


@access(can_review_corrections)
@require_POST
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a reader's message."""
    row = get_object_or_404(Correction.objects.visible_to(request.user), pk=pk)
    act = VERBS.get(request.POST.get("verb", ""))
    if act is None:
        return render(request, "400.html", status=400)
    try:
        act(row, by=request.user)
    except TransitionRefused:
        messages.warning(request, _("Somebody else has dealt with this message meanwhile."))
    else:
        messages.success(request, _("The message is dealt with."))
    return redirect("network:corrections")
