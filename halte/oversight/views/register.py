"""The register of processing (GDPR art. 30)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from halte.core.access import access
from halte.core.privacy import IN_HISTORY, KEPT_BY_OTHERS, AtTerm, Basis, Personal, declared
from halte.oversight.permissions import can_read_register


@access(can_read_register)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What the models declare, as a page to print."""
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
