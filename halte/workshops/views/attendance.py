"""The day itself: who came, who did not, who walked in; and the sheet on paper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.workshops.desk import seating
from halte.workshops.domain import attendance as acts
from halte.workshops.domain.enrolments import EnrolmentRefused
from halte.workshops.domain.namesakes import Namesake, refuse_namesake
from halte.workshops.forms.desk import ContactForm
from halte.workshops.models import Enrolment, Session
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.desk import first_time, frame_of_session, why_not
from halte.workshops.views.place import team_session

# Lines for people who come without having enrolled; as many as there are seats, but not fewer.
LINES = 4


@access(can_work, rows=spaces_of_team)
@require_safe
def attendance(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Everybody who is expected, with one tap each."""
    session = team_session(request, slug, uuid)
    lists = seating(session)
    context = frame_of_session(session, "attendance") | {
        "lists": lists,
        "came": sum(each.row.state == "attended" for each in lists.expected),
        "missed": sum(each.row.state == "absent" for each in lists.expected),
        "open": len(lists.expected) - lists.marked,
    }
    return render(request, "workshops/desk/attendance.html", context)


@access(can_work, rows=spaces_of_team)
@sensitive_post_parameters("name", "phone", "email")
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Somebody came without having enrolled."""
    session = team_session(request, slug, uuid)
    form = ContactForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _walk_in(request, form, session)
        if status == 302:
            return redirect("workshops:attendance", slug=slug, uuid=uuid)
    context = frame_of_session(session, "attendance") | {"form": form}
    return render(request, "workshops/desk/walk_in.html", context, status=status)


def _walk_in(request: HttpRequest, form: ContactForm, session: Session) -> int:
    if not form.is_valid():
        return 422

    def act() -> Enrolment:
        if not form.cleaned_data["is_other_person"]:
            refuse_namesake([session], form.contact)
        language = form.cleaned_data["speaks"]
        return acts.walk_in(session, form.contact, language=language, by=request.user)

    try:
        row = first_time(request, form, session, act)
    except EnrolmentRefused as refused:
        form.add_error(None, why_not(refused))
        form.namesake = isinstance(refused, Namesake)  # type: ignore[attr-defined]
        return 409
    if row:
        messages.success(request, _("Added: came without having enrolled."))
    return 302


@access(can_work, rows=spaces_of_team)
@require_safe
def sheet(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The list for the wall of the room: names, help, boxes, lines for others."""
    session = team_session(request, slug, uuid)
    lists = seating(session)
    context = frame_of_session(session, "sheet") | {
        "lists": lists,
        "lines": range(max(LINES, session.free)),
    }
    return render(request, "workshops/desk/sheet.html", context)
