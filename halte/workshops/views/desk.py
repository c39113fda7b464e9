"""One session, for the team of its space: who has a seat, who waits, who enrols at the desk."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.core.transitions import TransitionRefused
from halte.workshops import choosing
from halte.workshops.codes import spaced
from halte.workshops.desk import reach, seat_words, seating, slip
from halte.workshops.domain import attendance, enrolments
from halte.workshops.domain.attendance import WALK_INS_FOR
from halte.workshops.domain.namesakes import Namesake, refuse_namesake
from halte.workshops.domain.sent_forms import key_of, once
from halte.workshops.enums import EnrolmentState, SessionState, Source
from halte.workshops.forms.desk import ContactForm, DeskForm
from halte.workshops.models import Enrolment, Session
from halte.workshops.permissions import spaces_of_team
from halte.workshops.presenting import card
from halte.workshops.views.place import team_session


def frame_of_session(session: Session, tab: str) -> dict[str, object]:
    """What the pages of a session share: its heading and tabs."""
    now = timezone.now()
    return {
        "session": session,
        "space": session.space,
        "name": localized(session.space, "name"),
        "card": card(session),
        "tab": tab,
        "seat_words": seat_words(session),
        "is_on": session.state == SessionState.PUBLISHED,
        "is_over": session.is_over(),
        "is_day": session.has_day_come(),
        "takes_walk_ins": session.has_day_come() and not session.is_over(now - WALK_INS_FOR),
        "has_begun": session.starts_at <= now,
    }


@access(can_work, rows=spaces_of_team)
@require_safe
def desk(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The people of a session and what can be done for each."""
    session = team_session(request, slug, uuid)
    lists = seating(session)
    context = frame_of_session(session, "people") | {
        "lists": lists,
        "can_offer": session.free > 0
        and bool(lists.waiting)
        and session.starts_at > timezone.now()
        and session.state == SessionState.PUBLISHED,
        "slip": _slip(session, request.GET.get("new", "")),
    }
    return render(request, "workshops/desk/session.html", context)


def _slip(session: Session, asked: str) -> dict[str, object] | None:
    """Who was enrolled just now, with the paper to give."""
    try:
        key = UUID(asked)
    except ValueError:
        return None
    row = (
        Enrolment.objects.filter(space=session.space, uuid=key)
        .select_related("visitor__identity")
        .first()
    )
    if row is None or row.visitor is None:
        return None
    return {
        "row": row,
        "reach": reach(row.visitor),
        "code": spaced(row.code),
        "link": slip(row),
    }


# ---- Enrolling at the desk ----------------------------------------------------------------------


@access(can_work, rows=spaces_of_team)
@sensitive_post_parameters("name", "phone", "email")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_enrol(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """A seat for somebody who stands at the desk or telephones."""
    session = team_session(request, slug, uuid)
    others = choosing.others(session, now=timezone.now())
    form = DeskForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        row, status = _enrol(request, form, session, others)
        if status == 302:
            back = reverse("workshops:desk", args=[slug, uuid])
            return redirect(f"{back}?new={row.uuid}#new" if row else back)
    context = frame_of_session(session, "people") | {
        "form": form,
        "others": others,
        "is_whole": choosing.is_course(session),
    }
    return render(request, "workshops/desk/enrol.html", context, status=status)


def _enrol(
    request: HttpRequest, form: DeskForm, session: Session, others: list[Session]
) -> tuple[Enrolment | None, int]:
    """Enrol who was typed in; the row, and 302 or the status of the page that says why not."""
    if not form.is_valid():
        return None, 422
    wanted, choice = choosing.choose(session, others, wants_all=form.wants_all)

    def act() -> Enrolment:
        if not form.cleaned_data["is_other_person"]:
            refuse_namesake(wanted, form.contact)
        rows = enrolments.enrol(
            wanted,
            form.contact,
            language=form.cleaned_data["speaks"],
            choice=choice,
            source=Source.DESK,
            help_level=form.cleaned_data["help_level"],
            relative=form.relative,
            overlap_is_meant=form.cleaned_data["overlap_is_meant"],
            by=request.user,
        )
        _tell_enrolled(request, rows)
        return next((each for each in rows if each.session_id == session.pk), rows[0])

    try:
        row = first_time(request, form, session, act)
    except enrolments.EnrolmentRefused as refused:
        form.add_error(None, why_not(refused))
        form.overlaps = isinstance(refused, enrolments.Overlaps)  # type: ignore[attr-defined]
        form.namesake = isinstance(refused, Namesake)  # type: ignore[attr-defined]
        return None, 409
    return row, 302


def _tell_enrolled(request: HttpRequest, rows: list[Enrolment]) -> None:
    waiting = sum(row.state == EnrolmentState.WAITING for row in rows)
    if not waiting:
        messages.success(request, _("Enrolled: there is a seat."))
    elif waiting == len(rows):
        messages.success(request, _("Enrolled on the waiting list: every seat is taken."))
    else:
        text = ngettext(
            "Enrolled, but on the waiting list for %(number)d date.",
            "Enrolled, but on the waiting list for %(number)d dates.",
            waiting,
        )
        messages.success(request, text % {"number": waiting})


def first_time(
    request: HttpRequest, form: ContactForm, session: Session, act: Callable[[], Enrolment]
) -> Enrolment | None:
    """Act, unless this very form was carried out before; says so, and gives nothing, if it was."""
    number = form.cleaned_data["once"]
    who = f"desk {request.user.pk} {session.pk}"
    key = key_of(who, str(number or ""), form.cleaned_data)
    row, is_new = once(key, act)
    if is_new:
        return row
    messages.info(request, _("This form was sent twice. It counts once."))
    return None


def why_not(refused: Exception) -> str:
    """Why somebody cannot be put on the list."""
    sentences = {
        enrolments.AlreadyEnrolled: _("This person is on the list already."),
        enrolments.Overlaps: _(
            "This person has another workshop at this time. Tick the box below if that is meant."
        ),
        Namesake: _(
            "Somebody of this name is on the list already. If it is the same person, go back. If"
            " it is another person, tick the box below."
        ),
        enrolments.SessionCancelled: _("The session is cancelled: nobody can be enrolled."),
        enrolments.Closed: _("The session is over: nobody can be enrolled."),
        attendance.BeforeTheDay: _("The session is not today. Who came is marked on its day."),
        enrolments.NotOpen: _("The session is a draft. Publish it first."),
        attendance.NoSeat: _("Every seat is taken. Give a seat back first, or add seats."),
        attendance.TooEarly: _("The session has not begun: nobody has missed it yet."),
    }
    return sentences[type(refused)]


# ---- One tap for one person ---------------------------------------------------------------------

# Messages wait in a cookie until they are shown: they name nobody.
DONE = {
    "confirm": (enrolments.confirm, gettext_lazy("The seat is taken.")),
    "cancel": (enrolments.cancel, gettext_lazy("The place is given back.")),
    "attend": (attendance.mark_attended, gettext_lazy("Marked: came.")),
    "miss": (attendance.mark_absent, gettext_lazy("Marked: did not come.")),
    "unmark": (attendance.unmark, gettext_lazy("The mark is taken back.")),
}
PAGES = {"desk": "workshops:desk", "attendance": "workshops:attendance"}


@access(can_work, rows=spaces_of_team)
@require_POST
def person_act(request: HttpRequest, slug: str, uuid: UUID, person: UUID) -> HttpResponse:
    """Confirm, give back, mark: one act on one person, then back to the page it came from."""
    session = team_session(request, slug, uuid)
    rows = Enrolment.objects.select_related("visitor__identity")
    row = get_object_or_404(rows, session=session, uuid=person)
    row.session = session
    chosen = DONE.get(request.POST.get("verb", ""))
    if chosen is None:
        return render(request, "400.html", status=400)
    act, told = chosen
    asks = request.POST["verb"] == "cancel" and "sure" not in request.POST
    if asks and row.state in enrolments.ENROLMENT_TRANSITIONS["cancel"][0]:
        return render(request, "workshops/desk/give_back.html", _asked_back(request, row))
    try:
        # Who said no on the telephone, or asked for it, is not told again.
        knows = request.POST.get("next") == "calls" or "knows" in request.POST
        act(row, by=request.user, **({"by_herself": knows} if act is enrolments.cancel else {}))
    except TransitionRefused:
        text = _("This is not possible any more. Look at how it stands now.")
        messages.warning(request, text)
    except (enrolments.EnrolmentRefused, attendance.TooEarly) as refused:
        messages.warning(request, why_not(refused))
    else:
        messages.success(request, told)
    if request.POST.get("next") == "calls":
        return redirect("workshops:calls", slug=slug)
    page = PAGES.get(request.POST.get("next", ""), PAGES["desk"])
    return redirect(f"{reverse(page, args=[slug, uuid])}#p-{row.pk}")


def _asked_back(request: HttpRequest, row: Enrolment) -> dict[str, object]:
    """The question before a place is given back: whose, and who gets the seat."""
    session = row.session
    frees = row.state != EnrolmentState.WAITING and session.starts_at > timezone.now()
    line = session.enrolments.in_order().select_related("visitor__identity")  # type: ignore[attr-defined]
    heir = line.first() if frees and session.waiting else None
    return frame_of_session(session, "people") | {
        "row": row,
        "reach": reach(row.visitor),
        "heir": reach(heir.visitor) if heir else None,
        # Seats that are kept for some go to the first of those who may have them.
        "is_sure": not session.kept_for_referrers,
        "frees": frees,
        "next": request.POST.get("next", ""),
    }


@access(can_work, rows=spaces_of_team)
@require_POST
def offer(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Hold the free seats for those who asked first."""
    session = team_session(request, slug, uuid)
    offered = enrolments.pass_on(session)
    if offered:
        text = ngettext(
            "A seat is held for %(number)d person. Those without e-mail are on the list to call.",
            "Seats are held for %(number)d people. Those without e-mail are on the list to call.",
            len(offered),
        )
        messages.success(request, text % {"number": len(offered)})
    else:
        messages.info(request, _("There is no seat to offer, or nobody who waits."))
    return redirect("workshops:desk", slug=slug, uuid=uuid)
