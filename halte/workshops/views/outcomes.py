"""How a series ended for each person, and the certificate of attendance."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import DATA_LANGUAGES, localized
from halte.visitors.models import Visitor
from halte.workshops.certificates import attended, file_name, language_for
from halte.workshops.certificates import certificate as sheet
from halte.workshops.desk import Reach, reach
from halte.workshops.domain.attendance import note_outcome, take_back_outcome
from halte.workshops.enums import EnrolmentState, SeriesResult, SessionState
from halte.workshops.models import Enrolment, Outcome, Series, Session
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space


@dataclass(slots=True)
class Learner:
    """Somebody of a series: how often she came, how it ended, what is in the form."""

    visitor: Visitor
    reach: Reach
    came: int
    result: str = ""
    has_certificate: bool = False
    is_positive_exit: bool = False
    has_paper: bool = False
    problem: str = ""

    @property
    def key(self) -> str:
        return str(self.visitor.uuid)


def _series(request: HttpRequest, slug: str, uuid: UUID) -> Series:
    space = team_space(request, slug)
    series = get_object_or_404(Series.objects.select_related("activity"), space=space, uuid=uuid)
    series.space = space
    return series


def learners(series: Series) -> list[Learner]:
    """Everybody who had a seat in a series, in the order of asking; two queries."""
    rows = Enrolment.objects.filter(
        session__series=series, state__in=EnrolmentState.seated(), visitor__isnull=False
    ).select_related("visitor__identity")
    by_visitor: dict[int, list[Enrolment]] = defaultdict(list)
    for row in rows.order_by("pk"):
        by_visitor[row.visitor_id].append(row)
    noted = {row.visitor_id: row for row in Outcome.objects.filter(series=series)}
    found = []
    for key, mine in by_visitor.items():
        came = sum(row.state == EnrolmentState.ATTENDED for row in mine)
        learner = Learner(mine[0].visitor, reach(mine[0].visitor), came)
        if key in noted:
            _put(learner, noted[key])
        found.append(learner)
    return found


def _put(learner: Learner, row: Outcome) -> None:
    learner.result, learner.has_certificate = row.result, row.has_certificate
    learner.is_positive_exit = row.is_positive_exit
    learner.has_paper = row.has_certificate and learner.came > 0


@access(can_work, rows=spaces_of_team)
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Finished or left, certificate, positive end: one line a person, saved together."""
    series = _series(request, slug, uuid)
    everybody = learners(series)
    if request.method == "POST":
        changed = [each for each in everybody if _read(request, each)]
        if not any(each.problem for each in everybody):
            _note(request, series, changed)
            return redirect("workshops:results", slug=slug, uuid=uuid)
    sessions = Session.objects.filter(series=series).exclude(state=SessionState.CANCELLED)
    dates = list(sessions.order_by("starts_at"))
    context = {
        "series": series,
        "space": series.space,
        "name": localized(series.space, "name"),
        "learners": everybody,
        "problems": [each for each in everybody if each.problem],
        "sessions": dates,
        "choices": SeriesResult.choices,
        "languages": DATA_LANGUAGES,
        "last": max(
            (each.ends_at for each in dates if each.ends_at > timezone.now()), default=None
        ),
    }
    status = 422 if context["problems"] else 200
    return render(request, "workshops/desk/results.html", context, status=status)


def _read(request: HttpRequest, learner: Learner) -> bool:
    """Take over what is typed about somebody; whether it is news."""
    before = (learner.result, learner.has_certificate, learner.is_positive_exit)
    given = request.POST.get(f"result-{learner.key}", learner.result)
    learner.result = given if given in {"", *SeriesResult.values} else before[0]
    learner.has_certificate = f"certificate-{learner.key}" in request.POST
    learner.is_positive_exit = f"exit-{learner.key}" in request.POST
    if learner.has_certificate and learner.result != SeriesResult.FINISHED:
        learner.problem = _("A certificate is for those who finished.")
    elif learner.result == SeriesResult.FINISHED and not learner.came:
        learner.problem = _("Nobody finishes what she or he never came to. Mark who came first.")
    elif learner.is_positive_exit and not learner.result:
        learner.problem = _("Say first how the series ended.")
    return before != (learner.result, learner.has_certificate, learner.is_positive_exit)


@transaction.atomic
def _note(request: HttpRequest, series: Series, changed: list[Learner]) -> None:
    for each in changed:
        if not each.result:
            take_back_outcome(series, each.visitor, by=request.user)
            continue
        note_outcome(
            series,
            each.visitor,
            result=each.result,
            has_certificate=each.has_certificate,
            is_positive_exit=each.is_positive_exit,
            by=request.user,
        )
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return
    text = ngettext(
        "The result of %(number)d person is noted.",
        "The results of %(number)d people are noted.",
        len(changed),
    )
    messages.success(request, text % {"number": len(changed)})


@access(can_work, rows=spaces_of_team)
@require_safe
def certificate(request: HttpRequest, slug: str, uuid: UUID, visitor: UUID) -> HttpResponse:
    """The certificate of somebody for whom one was noted, and who came."""
    series = _series(request, slug, uuid)
    row = get_object_or_404(
        Outcome.objects.select_related("visitor__identity"),
        series=series,
        visitor__uuid=visitor,
        visitor__identity__isnull=False,
        has_certificate=True,
    )
    if not attended(series, row.visitor):
        raise Http404
    language = language_for(row.visitor, request.GET.get("language", ""))
    body = sheet(series, row.visitor, day=timezone.localdate(), language=language)
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{file_name(series, language)}"',
            "Cache-Control": "private, no-store",
        },
    )
