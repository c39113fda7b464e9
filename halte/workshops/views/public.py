"""What the public sees and does: the programme, a session, one's own seat."""

from collections.abc import Sequence
from datetime import timedelta

import segno
from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from halte.core import ratelimit, rows
from halte.core.access import public
from halte.core.i18n import language, language_name, localized
from halte.core.kept import kept
from halte.core.questions import BadQuestion
from halte.core.transitions import TransitionRefused
from halte.network.enums import Service
from halte.network.models import Space
from halte.workshops import choosing, own_seats
from halte.workshops import programme as coming
from halte.workshops.codes import NoCode, read_code, spaced
from halte.workshops.domain import attendance, enrolments
from halte.workshops.domain.sent_forms import key_of, once
from halte.workshops.enums import EnrolmentState, Level
from halte.workshops.forms import EnrolForm
from halte.workshops.models import Enrolment, Session
from halte.workshops.moments import comma
from halte.workshops.presenting import card, cards

# Many people enrol from the computers of one space.
ENROLMENTS = {"most": 60, "within": timedelta(hours=1)}
CODES = {"most": 60, "within": timedelta(minutes=15)}


# ---- Programme ----------------------------------------------------------------------------------


def _page_of_programme(request: HttpRequest, slug: str = "") -> list[tuple[int, int, int, int]]:
    """Which sessions the page shows, with their seats; remembered for the view."""
    question = coming.read_question(request.GET, space=slug)
    try:
        after = coming.read_cursor(request.GET.get("cursor", ""))
    except BadQuestion:
        after = None
    found = coming.keys(question, now=timezone.now(), after=after)
    request.programme = (question, found)  # type: ignore[attr-defined]
    return found


@public
@require_safe
@kept("network", also=_page_of_programme)
def programme(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The sessions that come, of the network or of one space."""
    question, found = request.programme  # type: ignore[attr-defined]
    space = get_object_or_404(Space.objects.published(), slug=slug) if slug else None
    sessions = coming.shown([number for number, *_seats in found[: coming.A_PAGE]])
    more = ""
    if len(found) > coming.A_PAGE:
        asked = request.GET.copy()
        asked["cursor"] = coming.write_cursor(sessions[-1])
        more = f"?{asked.urlencode()}"
    kept_as = f"taught-{request.revision}"  # type: ignore[attr-defined]
    taught = caches["pages"].get_or_set(kept_as, coming.taught_in)
    context = {
        "space": space,
        "name": localized(space, "name") if space else "",
        "cards": cards(sessions),
        "question": question,
        "feed": _feed_of(question, slug),
        "problems": {problem.field: problem.sentence for problem in question.problems},
        "around": _around(question),
        "sites": {session.site_id: session.site for session in sessions}.values(),
        "comma": comma(),
        "more": more,
        "is_first_page": "cursor" not in request.GET,
        "picture": _picture(request.path) if space and sessions else "",
        "themes": [(code.value, code.word) for code in Service],
        "levels": Level.choices,
        "taught_in": sorted((language_name(code), code) for code in taught),
    }
    return render(request, "workshops/programme.html", context)


def _around(question: coming.Question) -> str:
    """Where the listed workshops are, and how far from there."""
    place = question.place
    if place is None:
        return ""
    name = place.name_nl if language() == "nl" else place.name_fr
    known = " ".join(part for part in (place.postcode, name) if part) or question.asked
    sentence = _("Workshops in %(place)s, and not more than %(number)d km from there.")
    return sentence % {"place": known, "number": coming.NEAR_METRES // 1000}


def _picture(path: str) -> SafeString:
    """A code to scan that leads to a page of ours; its own colours, no style."""
    code = segno.make(settings.BASE_URL + path, error="m")
    drawn = code.svg_inline(border=2, omitsize=True, light="#fff", svgclass="h-qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - segno draws it from an address of ours


def _feed_of(question: coming.Question, slug: str) -> str:
    """The calendar that comes nearest to what is shown."""
    if slug:
        address = reverse("feeds:space", args=[slug])
    elif question.theme:
        address = reverse("feeds:theme", args=[question.theme])
    else:
        address = reverse("feeds:network")
    return f"{address}?lang={language()}"


# ---- A session, and the way in ------------------------------------------------------------------


def _session(uuid) -> Session:
    published = Session.objects.published().select_related(
        "activity", "series", "space__organisation", "site__municipality"
    )
    return get_object_or_404(published, uuid=uuid)


@public
@never_cache
@sensitive_post_parameters("name", "phone", "email")
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, uuid) -> HttpResponse:
    """What the session is, and the form to come to it."""
    shown = _session(uuid)
    others = choosing.others(shown, now=timezone.now())
    form = EnrolForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        row, status = _enrol(request, form, shown, others)
        if row:
            return redirect("workshops:seat", code=row.code)
    is_whole = choosing.is_course(shown)
    context = {
        "card": card(shown),
        "session": shown,
        "space": shown.space,
        "name": localized(shown.space, "name"),
        "others": cards(others),
        "is_whole": is_whole,
        "course": cards(choosing.in_order([shown, *others])) if is_whole and others else [],
        "picture": _picture(request.path),
        "is_open": choosing.is_open(shown, others, now=timezone.now()),
        "form": form,
    }
    return render(request, "workshops/session.html", context, status=status)


def _enrol(
    request: HttpRequest, form: EnrolForm, shown: Session, others: Sequence[Session]
) -> tuple[Enrolment | None, int]:
    """Enrol who filled in the form; the row, or the status of the page that says why not."""
    if not form.is_valid():
        return None, 422
    if not ratelimit.allow(request, "enrol", **ENROLMENTS):
        form.add_error(None, _("Many people enrolled from here this hour. Please call the space."))
        return None, 429
    wanted, choice = choosing.choose(shown, others, wants_all=form.wants_all)

    def act() -> Enrolment:
        return enrolments.enrol(
            wanted,
            form.contact,
            language=language(),
            choice=choice,
            help_level=form.cleaned_data["help_level"],
            relative=form.relative,
            overlap_is_meant=form.cleaned_data["overlap_is_meant"],
        )[0]

    # The secret of this browser against forged forms: nobody else is led to the seat again.
    browser = request.META.get("CSRF_COOKIE", "")
    who = f"public {browser} {shown.pk}" if browser else ""
    try:
        with rows.of([shown.space.uuid]):
            return once(key_of(who, form.cleaned_data["once"], form.cleaned_data), act)[0], 302
    except enrolments.EnrolmentRefused as refused:
        form.add_error(None, _why_not(refused))
        form.overlaps = isinstance(refused, enrolments.Overlaps)  # type: ignore[attr-defined]
        return None, 409


def _why_not(refused: enrolments.EnrolmentRefused) -> str:
    """Why somebody cannot be enrolled, and what to do."""
    sentences = {
        enrolments.AlreadyEnrolled: _(
            "This person is on the list already. Use the link or the code that you got, or call "
            "the space."
        ),
        enrolments.Overlaps: _(
            "This person has another workshop at this time. Tick the box below if that is meant."
        ),
        enrolments.SessionCancelled: _("This workshop does not take place. Look for another date."),
        enrolments.Closed: _(
            "It is too late to enrol here. Call the space, or look at other dates."
        ),
        enrolments.NotOpen: _("Nobody can enrol yet. Come back later, or call the space."),
    }
    return sentences[type(refused)]


# ---- One's own seat -----------------------------------------------------------------------------

VERBS = {"confirm": enrolments.confirm_all, "cancel": enrolments.cancel_all}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody's own seats, by the code that only she has: see, take, give back."""
    space, found, refusal = _found(request, code)
    if refusal:
        return refusal
    with rows.of([space.uuid]):
        if request.method == "POST":
            return _answer(request, found, found[0].code)
        return _seat_page(request, space, found, found[0].code)


def _found(
    request: HttpRequest, code: str
) -> tuple[Space, list[Enrolment], None] | tuple[None, None, HttpResponse]:
    """The seats behind a code, or the page that says that there are none."""
    if not ratelimit.allow(request, "seat", **CODES):
        return None, None, _no_seat(request, 429)
    try:
        number, kept_code = read_code(code)
    except NoCode:
        return None, None, _no_seat(request, 404)
    space = Space.objects.filter(pk=number).first()
    if space is None:
        return None, None, _no_seat(request, 404)
    with rows.of([space.uuid]):
        found = _seats(kept_code)
    return (space, found, None) if found else (None, None, _no_seat(request, 404))


def _seats(code: str) -> list[Enrolment]:
    mine = Enrolment.objects.filter(code=code).select_related(
        "visitor__identity",
        "session__activity",
        "session__series",
        "session__space",
        "session__site__municipality",
    )
    return list(mine.order_by("session__starts_at"))


def _answer(request: HttpRequest, found: list[Enrolment], code: str) -> HttpResponse:
    """Take or give back seats of this asking: the one that is named, or all where that can be."""
    act, named = VERBS.get(request.POST.get("verb", "")), request.POST.get("seat")
    chosen = [row for row in found if named in {None, str(row.uuid)}]
    if act is None or not chosen:
        return render(request, "400.html", status=400)
    try:
        act(chosen)
    except TransitionRefused:
        messages.warning(
            request,
            _("This is not possible any more. Look below how it is now, or call the space."),
        )
    else:
        messages.success(request, _("Thank you. It is done."))
    return redirect("workshops:seat", code=code)


def _seat_page(
    request: HttpRequest, space: Space, found: list[Enrolment], code: str
) -> HttpResponse:
    identity = getattr(found[0].visitor, "identity", None)
    context = {
        "space": space,
        "name": localized(space, "name"),
        "who": identity.name if identity else "",
        "channel": identity.channel if identity else "",
        "code": code,
        "spaced_code": spaced(code),
        "picture": _picture(reverse("workshops:seat", args=[code])),
        "seats": own_seats.seats(found, enrolments.positions(found)),
        "absences": attendance.recent_absences(found),
    }
    return render(request, "workshops/seat.html", context)


@public
@never_cache
@require_safe
def seat_back(request: HttpRequest, code: str) -> HttpResponse:
    """Asks before a seat is given back: the one that is named, or all."""
    space, found, refusal = _found(request, code)
    if refusal:
        return refusal
    named = request.GET.get("seat")
    with rows.of([space.uuid]):
        seats = own_seats.seats(found, enrolments.positions(found))
        lines = [
            line for line in seats.lines if line.can_cancel and named in {None, str(line.row.uuid)}
        ]
    if not lines:
        return redirect("workshops:seat", code=found[0].code)
    context = {
        "lines": lines,
        "seat": lines[0].row.uuid if named else "",
        "code": found[0].code,
        "only_waits": all(line.state == EnrolmentState.WAITING for line in lines),
    }
    return render(request, "workshops/seat_back.html", context)


def _no_seat(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "workshops/no_seat.html", {"is_many": status == 429}, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def find_seat(request: HttpRequest) -> HttpResponse:
    """Where somebody types the code that stands on her paper."""
    if request.method == "POST":
        try:
            _number, code = read_code(request.POST.get("code", ""))
        except NoCode:
            return render(
                request,
                "workshops/find_seat.html",
                {"typed": request.POST.get("code", "")[:60], "is_wrong": True},
                status=422,
            )
        return redirect("workshops:seat", code=code)
    return render(request, "workshops/find_seat.html")
