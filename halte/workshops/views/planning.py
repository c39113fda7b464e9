"""Plan a date or a series, look at a series, publish, withdraw."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_see_team, can_work
from halte.core import rows
from halte.core.access import access
from halte.core.i18n import language, localized
from halte.core.transitions import TransitionRefused
from halte.network.hours import public_holidays
from halte.network.scopes import scope_of_space
from halte.network.views.space_rows import readable_space
from halte.workshops.domain import sessions as acts
from halte.workshops.enums import SessionState
from halte.workshops.forms.planning import ONE, PlanForm, team_of
from halte.workshops.models import Activity, Series, Session
from halte.workshops.permissions import can_know_visitors, can_plan_workshops
from halte.workshops.planned import Preview, line, preview
from halte.workshops.views.plan_rows import (
    activity_of,
    plannable_space,
    series_of,
    session_of,
)

PLAN = ("site", "room", "trainers", "capacity", "computers_needed", "kept_for_referrers")


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Plan dates: they are shown before they are saved, and saved as drafts."""
    space = plannable_space(request, slug)
    activity = activity_of(space, uuid)
    posted = request.POST if request.method == "POST" else None
    first = space.sites.in_use().first()
    blank = {
        "shape": ONE,
        "site": first.pk if first else None,
        "capacity": activity.maximum,
        "computers_needed": 0,
        "kept_for_referrers": 0,
        "every": 1,
        "skip_holidays": True,
        "is_whole": False,
    }
    form = PlanForm(posted, space=space, team=team_of(space), initial=blank)
    status, lines = 200, []
    if request.method == "POST":
        if form.is_valid():
            lines = _preview(form)
            is_seen = form.cleaned_data["seen"] == form.shown
            is_plain = not form.is_series and not any(each.notes for each in lines)
            if request.POST.get("act") == "save" and (is_seen or is_plain):
                return _save(request, slug, activity, form)
        else:
            status = 422
    context = {
        "space": space,
        "name": localized(space, "name"),
        "activity": activity,
        "form": form,
        "lines": lines,
        "has_site": first is not None,
    }
    return render(request, "workshops/work/plan.html", context, status=status)


def _preview(form: PlanForm) -> list[Preview]:
    """The dates, with what is odd about each: a holiday, a closed day, something else there."""
    site, spans = form.cleaned_data["site"], form.spans
    first, last = spans[0][0].date(), spans[-1][0].date()
    others = Session.objects.filter(
        site=site,
        room=form.cleaned_data["room"],
        starts_at__lt=spans[-1][1],
        ends_at__gt=spans[0][0],
    ).exclude(state=SessionState.CANCELLED)
    return preview(
        spans,
        site.schedule if site.hours_known else None,
        dict(public_holidays(first, last, language())),
        list(others.select_related("activity")),
    )


def _save(request: HttpRequest, slug: str, activity: Activity, form: PlanForm) -> HttpResponse:
    data = form.cleaned_data
    values = {name: data[name] for name in PLAN}
    if form.is_series:
        series = acts.plan_series(
            activity,
            form.spans,
            values,
            is_whole=data["is_whole"],
            lead=form.lead,
            by=request.user,
        )
        messages.success(request, _("The series is a draft. Look at it, then publish it."))
        return redirect("workshops:work_series", slug, series.uuid)
    [(start, end)] = form.spans
    moments = form.lead.moments(start, timezone.get_default_timezone())  # type: ignore[arg-type]
    session = acts.plan_session(
        activity, {**values, **moments, "starts_at": start, "ends_at": end}, by=request.user
    )
    messages.success(request, _("The date is a draft. Look at it, then publish it."))
    return redirect("workshops:work_session", slug, session.uuid)


@access(can_work)
@require_safe
def series(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Every date of a series, with what can be done to all of them."""
    space = readable_space(request, slug)
    row = series_of(space, uuid)
    names = can_see_team(request.user, scope_of_space(space))
    lines = [line(session, names=names) for session in _dates(row)]
    context = {
        "space": space,
        "name": localized(space, "name"),
        "series": row,
        "lines": lines,
        "plans": can_plan_workshops(request.user, space),
        "knows_people": can_know_visitors(request.user, space),
        "drafts": sum(each.is_draft and not each.is_over for each in lines),
        "next": next((each.session for each in lines if each.can_change), None),
    }
    return render(request, "workshops/work/series.html", context)


def _dates(row: Series):
    sessions = Session.objects.filter(series=row).select_related(
        "activity", "series", "site__municipality"
    )
    return sessions.defer("site__municipality__boundary").prefetch_related("trainers")


@access(can_work)
@require_POST
def series_publish(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Publish every draft of a series that is still to come."""
    space = plannable_space(request, slug)
    row = series_of(space, uuid)
    drafts = Session.objects.filter(series=row, state=SessionState.DRAFT).coming(timezone.now())
    count = acts.publish_all(list(drafts), by=request.user)
    told = ngettext(
        "%(number)d date is published: people can enrol.",
        "%(number)d dates are published: people can enrol.",
        count,
    )
    messages.success(request, told % {"number": count})
    return redirect("workshops:work_series", slug, uuid)


@access(can_work)
@require_POST
def session_state(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Publish a draft, or take a published date back while nobody is on its list."""
    space = plannable_space(request, slug)
    session = session_of(space, uuid)
    verbs = {
        "publish": (acts.publish, _("Published: people can enrol.")),
        "withdraw": (acts.withdraw, _("It is a draft again: the public does not see it.")),
    }
    if request.POST.get("verb", "") not in verbs:
        return render(request, "400.html", status=400)
    act, done = verbs[request.POST["verb"]]
    try:
        with rows.of([space.uuid]):
            act(session, by=request.user)
    except acts.StillEnrolled:
        told = _("Somebody is on the list by now. Cancel the date instead: they are told.")
        messages.warning(request, told)
    except acts.Over:
        messages.warning(request, _("This date can no longer be changed."))
    except TransitionRefused:
        messages.warning(request, _("Somebody was faster. This is how it is now."))
    else:
        messages.success(request, done)
    return redirect("workshops:work_session", slug, uuid)
