"""The register of processing (GDPR art. 30), and what became of its promises each night."""

import csv

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from halte.core.access import access
from halte.core.i18n import language
from halte.core.models import LogEntry, TermRun
from halte.core.privacy import (
    IN_HISTORY,
    AtTerm,
    Basis,
    Personal,
    all_declared,
    is_secret,
    kept_for,
)
from halte.core.timeline import label_of
from halte.oversight.permissions import can_answer_requests, can_read_register

PAGE = 31
EXPORTS = 50


@access(can_read_register)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What the models declare, as a page to print."""
    context = {
        "columns": _columns(),
        "rows": _rows(),
        "history_days": IN_HISTORY.days,
        "controller": settings.PUBLISHER,
        "officer": settings.DATA_PROTECTION_OFFICER,
        "runs": can_read_register(request.user),
    }
    return render(request, "oversight/register.html", context)


@access(can_read_register)
@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet, in the reader's language."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="register-{language()}.csv"'
    answer.write("\ufeff")
    table = csv.writer(answer)
    table.writerow([_("Controller"), settings.PUBLISHER])
    table.writerow([_("Data protection officer"), settings.DATA_PROTECTION_OFFICER])
    table.writerow([*_columns(), _("Fields")])
    for row in _rows():
        fields = row.pop("fields")
        del row["labels"]
        table.writerow([*row.values(), fields])
    return answer


@access(can_read_register)
@require_safe
def term_runs(request: HttpRequest) -> HttpResponse:
    """What was ended each night; for administrators also who exported personal data."""
    page = Paginator(TermRun.objects.all(), PAGE).get_page(request.GET.get("page"))
    exports = LogEntry.objects.filter(verb="export").select_related("by")
    if not can_answer_requests(request.user):
        exports = exports.none()
    return render(request, "oversight/term_runs.html", {"page": page, "exports": exports[:EXPORTS]})


def _columns() -> list[str]:
    return [
        _("Data"),
        _("About whom"),
        _("What for"),
        _("Legal basis"),
        _("Who gets it"),
        _("Kept for"),
        _("Then"),
    ]


def _rows() -> list[dict[str, str]]:
    return [_declared(model, declaration) for model, declaration in all_declared()]


def _declared(model: type[Model], declaration: Personal) -> dict[str, str]:
    return {
        "what": str(declaration.what),
        "about": str(declaration.about),
        "purpose": str(declaration.purpose),
        "basis": str(Basis(declaration.basis).label),
        "recipients": str(declaration.recipients),
        "kept": kept_for(declaration),
        "at_term": str(AtTerm(declaration.at_term).label),
        # For people; and, in the sheet, for who looks after the program.
        "labels": ", ".join(dict.fromkeys(_label(model, name) for name in declaration.fields)),
        "fields": f"{model._meta.label}: {', '.join(declaration.fields)}",
    }


def _label(model: type[Model], name: str) -> str:
    """What people call a field; a secret by what it is."""
    if is_secret(model, model._meta.get_field(name)):
        return _("a secret of the program")
    return label_of(model, name)
