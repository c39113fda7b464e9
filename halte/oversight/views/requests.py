"""Requests of people about their own data: the Region's administrators answer them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.core import persons
from halte.core.access import access
from halte.core.exports import Section
from halte.core.privacy import AtTerm, on_erasure
from halte.core.timeline import kind_of, label_of
from halte.core.transitions import TransitionRefused
from halte.oversight import domain
from halte.oversight.domain import IdentityUnknown, StillAtWork
from halte.oversight.forms import IdentityForm, ReasonForm, RequestForm
from halte.oversight.models import PersonRequest
from halte.oversight.permissions import (
    can_answer_requests,
    places_of_requests,
    visible_requests,
)

PAGE = 50


@access(can_answer_requests)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The cases: open ones by deadline, so late ones come first; then the closed ones."""
    rows = visible_requests(request.user)
    closed = request.GET.get("show") == "closed"
    page = Paginator(rows.closed() if closed else rows.open(), PAGE)
    context = {"page": page.get_page(request.GET.get("page")), "closed": closed}
    return render(request, "oversight/request_list.html", context)


@access(can_answer_requests)
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Write down a request that came in by mail, letter or at a desk."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        case = domain.open_request(form.cleaned_data, by=request.user)
        messages.success(request, _("The request is written down."))
        return redirect("oversight:request", pk=case.pk)
    status = 422 if form.errors else 200
    return render(request, "oversight/request_new.html", {"form": form}, status=status)


@access(can_answer_requests, rows=places_of_requests)
@require_safe
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: where it stands, what is held about the person, what can be done."""
    return _case(request, _row(request, pk))


def _row(request: HttpRequest, pk: int) -> PersonRequest:
    return get_object_or_404(visible_requests(request.user), pk=pk)


def _case(request: HttpRequest, case: PersonRequest, **bound: forms.Form) -> HttpResponse:
    who = domain.person_of(case)
    held = [_held(holding) for holding in persons.find(who)]
    context = {
        "case": case,
        "held": [row for row in held if row["rows"] or row["copies"]],
        "forms": {**_forms(), **bound},
        "form": next(iter(bound.values()), None),
        "person": who.users[0] if who.users else None,
        "namesakes": len(domain.namesakes_of(case)),
        "restricted": len(persons.restrictions_of(who)),
    }
    return render(request, "oversight/request.html", context, status=422 if bound else 200)


def _forms(posted=None) -> dict[str, forms.Form]:
    return {
        "identity": IdentityForm(posted, auto_id="identity_%s"),
        "extend": ReasonForm(posted, label=_("Why more time is needed"), auto_id="extend_%s"),
        "answer": ReasonForm(posted, label=_("What was answered"), auto_id="answer_%s"),
        "refuse": ReasonForm(posted, label=_("Why it is refused"), auto_id="refuse_%s"),
    }


def _held(holding: persons.Holding) -> dict[str, Any]:
    end = on_erasure(holding.model, holding.declaration)
    return {
        "kind": kind_of(holding.model),
        "what": holding.what,
        "rows": holding.rows.count(),
        "copies": holding.copies.count() if holding.copies is not None else 0,
        "end": _("It stays") if end == AtTerm.BY_HAND else end.label,
    }


VERBS: dict[str, Callable] = {
    "identity": lambda case, by, how: domain.confirm_identity(case, by=by, how=how),
    "extend": lambda case, by, words: domain.extend(case, by=by, reason=words),
    "answer": lambda case, by, words: domain.answer(case, by=by, words=words),
    "refuse": lambda case, by, words: domain.refuse(case, by=by, reason=words),
}


@access(can_answer_requests, rows=places_of_requests)
@require_POST
def request_move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm who it is, take more time, answer or refuse."""
    case = _row(request, pk)
    if verb not in VERBS:
        return render(request, "400.html", status=400)
    form = _forms(request.POST)[verb]
    if not form.is_valid():
        return _case(request, case, **{verb: form})
    _try(request, lambda: VERBS[verb](case, request.user, **form.cleaned_data))
    return redirect("oversight:request", pk=pk)


def _try(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Do it, and tell the reader in words what became of it."""
    try:
        act()
    except IdentityUnknown:
        messages.warning(request, _("First say how you made sure who it is."))
    except StillAtWork:
        messages.warning(request, _("This person has roles that run. End them first."))
    except TransitionRefused:
        messages.warning(request, _("This is no longer possible: the case has moved on."))
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    else:
        messages.success(request, done or _("Done."))
        return True
    return False


# ---- The data -----------------------------------------------------------------------------------


@access(can_answer_requests, rows=places_of_requests)
@require_POST
def request_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything held, as JSON for machines or a page to print, in the person's language."""
    case = _row(request, pk)
    sections: list[Section] = []

    def act() -> None:
        sections.extend(domain.export_data(case, by=request.user))

    with override(case.language):
        if _try(request, act, _("The data was exported; this is written down.")):
            return _exported(request, case, sections)
    return redirect("oversight:request", pk=pk)


def _exported(request: HttpRequest, case: PersonRequest, sections: list[Section]) -> HttpResponse:
    made_at = timezone.localtime()
    if request.POST.get("format") == "json":
        tables = [section.facts() for section in sections]
        facts = {"case": case.number, "made_at": made_at.isoformat(), "tables": tables}
        answer: HttpResponse = JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="halte-{case.number}.json"'
    else:
        context = {
            "case": case, "made_at": made_at, "sections": sections,
            "language": case.language, "direction": "ltr",
        }  # fmt: skip
        answer = render(request, "oversight/request_export.html", context)
        answer["Content-Language"] = case.language
    answer["Cache-Control"] = "no-store"
    return answer


@access(can_answer_requests, rows=places_of_requests)
@require_http_methods(["GET", "HEAD", "POST"])
def request_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Every value that can be put right, one by one."""
    case = _row(request, pk)
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("table", "key", "name", "value")}
        _try(request, lambda: domain.correct_data(case, by=request.user, **given))
        return redirect("oversight:request_rows", pk=pk)
    rows = [
        {
            "table": holding.model._meta.label,
            "kind": kind_of(holding.model),
            "key": row.pk,
            "fields": [
                (name, label_of(holding.model, name), getattr(row, name))
                for name in persons.correctable(holding)
            ],
            "fixed": persons.fixed(holding),
        }
        for holding in persons.find(domain.person_of(case))
        if holding.model is not PersonRequest and persons.correctable(holding)
        for row in holding.rows[:PAGE]
    ]
    open_to_work = case.is_open and bool(case.identity)
    context = {"case": case, "rows": rows if open_to_work else [], "open": open_to_work}
    return render(request, "oversight/request_rows.html", context)


@access(can_answer_requests, rows=places_of_requests)
@require_http_methods(["GET", "HEAD", "POST"])
def request_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then end what the law lets end."""
    case = _row(request, pk)
    if request.method == "POST":
        done = _("What could be erased is erased.")
        _try(request, lambda: domain.erase_data(case, by=request.user), done)
        return redirect("oversight:request", pk=pk)
    held = [_held(holding) for holding in persons.find(domain.person_of(case))]
    context = {"case": case, "held": [row for row in held if row["rows"] or row["copies"]]}
    return render(request, "oversight/request_erase.html", context)


@access(can_answer_requests, rows=places_of_requests)
@require_POST
def request_restrict(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the rows without using them, or use them again."""
    case = _row(request, pk)
    lifts = request.POST.get("lift") == "yes"
    act = domain.lift_restriction if lifts else domain.restrict_data
    numbers: list[int] = []
    if _try(request, lambda: numbers.append(act(case, by=request.user))):
        said = ngettext("%(count)s row", "%(count)s rows", numbers[0]) % {"count": numbers[0]}
        messages.info(request, said)
    return redirect("oversight:request", pk=pk)
