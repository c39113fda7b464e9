"""The programme of a space for those who work with it, and how it deals with seats."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.permissions import can_see_team, can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.network.scopes import scope_of_space
from halte.network.views.space_rows import readable_space
from halte.workshops.domain import activities as acts
from halte.workshops.enums import SessionState
from halte.workshops.forms.activity import RulesForm
from halte.workshops.models import Activity, EnrolmentRules
from halte.workshops.permissions import can_know_visitors, can_plan_workshops
from halte.workshops.planned import A_PAGE, by_day, line, planned, read_question
from halte.workshops.views.plan_rows import plannable_space


@access(can_work)
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Every date, drafts and cancelled ones too, without the people who come."""
    space = readable_space(request, slug)
    question = read_question(request.GET)
    found = Paginator(planned(space, question, timezone.now()), A_PAGE)
    page = found.get_page(request.GET.get("page"))
    names = can_see_team(request.user, scope_of_space(space))
    activities = list(Activity.objects.filter(space=space))
    context = {
        "space": space,
        "name": localized(space, "name"),
        "tab": "programme",
        "plans": can_plan_workshops(request.user, space),
        "knows_people": can_know_visitors(request.user, space),
        "days": by_day(line(session, names=names) for session in page),
        "page": page,
        "question": question,
        "states": SessionState.choices,
        "activities": activities,
        "only": activities[0] if len(activities) == 1 else None,
        "sites": list(
            space.sites.in_use().select_related("municipality").defer("municipality__boundary")  # type: ignore[attr-defined]
        ),
    }
    return render(request, "workshops/work/programme.html", context)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """How long a freed seat is held."""
    space = plannable_space(request, slug)
    rules = EnrolmentRules.objects.filter(space=space).first() or EnrolmentRules(space=space)
    form = RulesForm(request.POST or None, initial={"hold_hours": rules.hold_hours})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            acts.set_hold_hours(space, form.cleaned_data["hold_hours"], by=request.user)
            messages.success(request, _("Saved."))
            return redirect("workshops:work_settings", slug)
        status = 422
    context = {"space": space, "name": localized(space, "name"), "form": form, "tab": "settings"}
    context["plans"] = True
    return render(request, "workshops/work/settings.html", context, status=status)
