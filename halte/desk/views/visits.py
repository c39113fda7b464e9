"""The visits of a day: write one down, put it right, delete it and bring it back."""

from datetime import date, datetime, timedelta
from uuid import UUID

from babel.dates import format_date
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import babel_locale, language
from halte.desk.domain import visits as acts
from halte.desk.domain.door import welcome
from halte.desk.domain.room import rules_of
from halte.desk.forms import HEADS, NAMED, NewVisitForm, VisitForm
from halte.desk.models import Visit
from halte.desk.presenting import chips, chips_of, name_of, other_chips
from halte.desk.refusals import why_not
from halte.desk.today import day_of
from halte.desk.views.today import frame_of_desk
from halte.network.models import Space
from halte.visitors.models import ProfileSettings
from halte.visitors.models.agreements import asked_at_first
from halte.visitors.notices import NOTICE, WORDS
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space

A_PAGE = 100


def asked_by(space: Space) -> list[str]:
    """What a space asks about people, or what is asked when it has chosen nothing."""
    row = ProfileSettings.objects.filter(space=space).first()
    return row.asked if row else asked_at_first()


# ---- Somebody new -------------------------------------------------------------------------------


@access(can_work, rows=spaces_of_team)
@sensitive_post_parameters("name", "phone", "email")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A visit of somebody who is not known yet, with a name or without, or of a group."""
    space = team_space(request, slug)
    data = request.POST if request.method == "POST" else None
    form = NewVisitForm(data, asked=asked_by(space))
    status = 200
    if request.method == "POST":
        status = _write_down(request, space, form)
        if status == 302:
            return redirect("desk:today", slug=slug)
    rules = rules_of(space.pk)
    context = frame_of_desk(space) | {
        "form": form,
        "chips": chips(rules.purposes),
        "others": other_chips(rules.purposes),
        "consents": list(WORDS.items()),
        "notice": NOTICE,
    }
    return render(request, "desk/visit_new.html", context, status=status)


def _write_down(request: HttpRequest, space: Space, form: NewVisitForm) -> int:
    """302, or the status of the page that says why not."""
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    given = {"purposes": data["purposes"], "entry": data["once"], "by": request.user}
    try:
        if form.chosen == HEADS:
            acts.arrive(space, heads=data["heads"], **given)
        else:
            is_named = form.chosen == NAMED
            welcome(
                space,
                form.contact if is_named else None,
                language=data["speaks"] or language(),
                profile=form.profile,
                consents=data["consents"] if is_named else (),
                **given,
            )
    except acts.VisitRefused as refused:
        form.add_error(None, why_not(refused))
        return 409
    messages.success(request, _("The visit is written down."))
    return 302


# ---- The day ------------------------------------------------------------------------------------


@access(can_work, rows=spaces_of_team)
@require_safe
def visits(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who came on a day, whoever has left too; below, what was deleted."""
    space, day = team_space(request, slug), _day(request.GET.get("day", ""))
    first, after = day_of(timezone.make_aware(datetime.combine(day, datetime.min.time())))
    of_day = Visit.objects.filter(
        space=space, arrived_at__gte=first, arrived_at__lt=after
    ).select_related("visitor__identity")
    page = Paginator(of_day.counted(), A_PAGE).get_page(request.GET.get("page"))
    words = format_date(day, "full", babel_locale())
    context = frame_of_desk(space) | {
        "page": page,
        "lines": _lines(page.object_list),
        "count": _count(page.paginator.count),
        "deleted": _lines(of_day.filter(deleted_at__isnull=False)[:A_PAGE]),
        "day": words[:1].upper() + words[1:],
        "iso": day.isoformat(),
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat() if day < timezone.localdate() else "",
        "latest": timezone.localdate().isoformat(),
    }
    return render(request, "desk/visits.html", context)


def _day(text: str) -> date:
    """The day asked for; today for none, for nonsense, and for days to come."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return min(max(day, date(2000, 1, 1)), today)


def _lines(rows) -> list[dict[str, object]]:
    return [
        {"visit": row, "name": name_of(row), "purposes": chips_of(row), "is_named": row.visitor}
        for row in rows
    ]


def _count(number: int) -> str:
    return ngettext("%(number)d visit", "%(number)d visits", number) % {"number": number}


# ---- One visit ----------------------------------------------------------------------------------


@access(can_work, rows=spaces_of_team)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Put a visit right: its times, what it was for, how many came."""
    space = team_space(request, slug)
    row = _visit(space, uuid)
    form = VisitForm(request.POST if request.method == "POST" else None, visit=row)
    status = 200
    if request.method == "POST":
        status = _correct(request, form, row)
        if status == 302:
            return redirect(_list_of(space, form.cleaned_data["arrived_at"]))
    rules = rules_of(space.pk)
    context = frame_of_desk(space) | {
        "form": form,
        "visit": row,
        "person": name_of(row),
        "chips": chips(rules.purposes),
        "others": other_chips(rules.purposes),
        "back": _list_of(space, row.arrived_at),
    }
    return render(request, "desk/visit.html", context, status=status)


def _visit(space: Space, uuid: UUID) -> Visit:
    rows = Visit.objects.select_related("visitor__identity", "noted_by", "space")
    return get_object_or_404(rows, space=space, uuid=uuid)


def _list_of(space: Space, moment: datetime) -> str:
    day = timezone.localdate(moment)
    return f"{reverse('desk:visits', args=[space.slug])}?day={day:%Y-%m-%d}"


def _correct(request: HttpRequest, form: VisitForm, row: Visit) -> int:
    if not form.is_valid():
        return 422
    values = form.corrected
    if values:
        try:
            acts.correct(row, by=request.user, **values)
        except acts.VisitRefused as refused:
            form.add_error(None, why_not(refused))
            return 409
    messages.success(request, _("The visit is put right. Every count follows."))
    return 302


@access(can_work, rows=spaces_of_team)
@require_POST
def delete(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """It did not take place; or it did, after all."""
    space = team_space(request, slug)
    row = _visit(space, uuid)
    try:
        if request.POST.get("act") == "restore":
            acts.restore(row, by=request.user)
            messages.success(request, _("The visit is back."))
        else:
            acts.delete(row, by=request.user)
            text = _("The visit is deleted. For 30 days it can be brought back, below.")
            messages.success(request, text)
    except acts.VisitRefused as refused:
        messages.warning(request, why_not(refused))
    return redirect(_list_of(space, row.arrived_at))
