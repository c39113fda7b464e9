"""What the loads found, and what readers say is wrong."""

from itertools import groupby
from operator import attrgetter

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
from halte.network.models import Correction, Finding, Space
from halte.network.overview import BETWEEN_SUBJECTS, spaces_named
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
    """What the loads found odd in their documents: the most serious first, then by subject."""
    found = list(Finding.objects.visible_to(request.user).order_by("subject", "code", "pk"))
    spaces = Space.objects.visible_to(request.user)
    named = spaces_named(spaces, {row.subject for row in found})
    levels = [_level(severity, found, named) for severity in Severity]
    context = {"count": len(found), "levels": [level for level in levels if level["subjects"]]}
    return render(request, "network/finding_list.html", context)


def _level(severity: Severity, found: list[Finding], named: dict[str, Space]) -> dict:
    """The findings of one severity, by what they are about."""
    tone, icon = LOOKS[severity]
    rows = [row for row in found if row.severity == severity]
    return {
        "value": severity.value,
        "label": severity.label,
        "tone": tone,
        "icon": icon,
        "count": len(rows),
        "subjects": [
            {"parts": _parts(subject, named), "findings": [_said(row) for row in about]}
            for subject, about in groupby(rows, key=attrgetter("subject"))
        ],
    }


def _parts(subject: str, named: dict[str, Space]) -> list[tuple[str, Space | None]]:
    """The names in a subject, each with its space where one is so called."""
    return [(name, named.get(name)) for name in subject.split(BETWEEN_SUBJECTS)]


def _said(finding: Finding) -> dict[str, str]:
    return {"sentence": sentence(finding.code, finding.facts), "source": finding.source}


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
