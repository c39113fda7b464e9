"""The screen of the desk: who arrives, who is here, what the room looks like."""

from uuid import UUID, uuid4

from babel.dates import format_date
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import babel_locale, localized
from halte.desk.domain import visits as acts
from halte.desk.domain.room import rules_of
from halte.desk.models import Exclusion, Visit
from halte.desk.presenting import chips, other_chips, short_name
from halte.desk.refusals import why_not
from halte.desk.today import board
from halte.network.models import Space
from halte.visitors.models import Visitor
from halte.visitors.search import find_visitors
from halte.workshops.desk import phone_words
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space

MOST_FOUND = 8


def frame_of_desk(space: Space) -> dict[str, object]:
    """What the pages of the desk share."""
    return {"space": space, "name": localized(space, "name")}


@access(can_work, rows=spaces_of_team)
@require_safe
def today(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is here, which computers end when, who is expected."""
    space = team_space(request, slug)
    return render(request, "desk/today.html", _screen(space))


def _screen(space: Space) -> dict[str, object]:
    now = timezone.localtime()
    day = format_date(now.date(), "full", babel_locale())
    return frame_of_desk(space) | {
        "board": board(space, now),
        "day": day[:1].upper() + day[1:],
        "chips": chips(rules_of(space.pk).purposes),
        "entry": uuid4(),
    }


@access(can_work, rows=spaces_of_team)
@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the screen that changes by itself."""
    space = team_space(request, slug)
    if not request.headers.get("HX-Request"):
        return redirect("desk:today", slug=slug)
    context = frame_of_desk(space) | {"board": board(space), "is_part": True}
    return render(request, "desk/_board.html", context)


# Asking again and again is not working: the session of who went away still ends.
live.halte_unseen = True  # type: ignore[attr-defined]


@access(can_work, rows=spaces_of_team)
@sensitive_post_parameters("who")
@require_POST
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom the typed words may mean. Posted, so that no name stands in an address."""
    space = team_space(request, slug)
    text = request.POST.get("who", "")[:200]
    found = _lines(space, find_visitors(space, text, most=MOST_FOUND))
    context: dict[str, object] = {"found": found, "typed": text, "is_asked": bool(text.strip())}
    if request.headers.get("HX-Request"):
        return render(request, "desk/_found.html", context | frame_of_desk(space))
    return render(request, "desk/today.html", _screen(space) | context)


def _lines(space: Space, people: list[Visitor]) -> list[dict[str, object]]:
    """Who was found, with what tells two of one name apart; one query more."""
    here = set(Visit.objects.present().filter(visitor__in=people).values_list("visitor", flat=True))
    return [
        {
            "visitor": each,
            "phone": phone_words(each.identity.phone),
            "is_here": each.pk in here,
        }
        for each in people
    ]


@access(can_work, rows=spaces_of_team)
@require_POST
def arrive_unnamed(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody without a name comes in: one tap."""
    space = team_space(request, slug)
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        entry = None
    try:
        purposes = request.POST.getlist("purpose")
        acts.arrive(space, purposes=purposes, entry=entry, by=request.user)
    except acts.VisitRefused as refused:
        messages.warning(request, why_not(refused))
    else:
        messages.success(request, _("Written down: somebody without a name is here."))
    return redirect("desk:today", slug=slug)


def person_of(space: Space, uuid: UUID) -> Visitor:
    """Somebody whom this space knows; of another space she is not found."""
    people = Visitor.objects.select_related("identity")
    return get_object_or_404(people, space=space, uuid=uuid)


@access(can_work, rows=spaces_of_team)
@require_http_methods(["GET", "HEAD", "POST"])
def arrive_known(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Somebody known comes in: what for?"""
    space = team_space(request, slug)
    visitor = person_of(space, uuid)
    problem, status = "", 200
    if request.method == "POST":
        try:
            purposes = request.POST.getlist("purpose")
            acts.arrive(space, visitor=visitor, purposes=purposes, by=request.user)
        except acts.VisitRefused as refused:
            problem, status = why_not(refused), 409
            if isinstance(refused, acts.UnknownPurpose):
                status = 422
        else:
            messages.success(
                request, _("Written down: %(name)s is here.") % {"name": _short(visitor)}
            )
            return redirect("desk:today", slug=slug)
    context = frame_of_desk(space) | _arriving(visitor, request.POST.getlist("purpose"))
    return render(request, "desk/arrive.html", context | {"problem": problem}, status=status)


def _short(visitor: Visitor) -> str:
    identity = getattr(visitor, "identity", None)
    return short_name(identity.name) if identity else _("No name")


def _arriving(visitor: Visitor, chosen: list[str]) -> dict[str, object]:
    rules, day = rules_of(visitor.space_id), timezone.localdate()
    visits = Visit.objects.counted().filter(visitor=visitor)
    return {
        "visitor": visitor,
        "person": getattr(getattr(visitor, "identity", None), "name", "") or _("No name"),
        "chips": chips(rules.purposes),
        "others": other_chips(rules.purposes),
        "chosen": chosen,
        "here": visits.present().first(),
        "last": visits.filter(left_at__isnull=False).order_by("-arrived_at").first(),
        "exclusion": Exclusion.objects.filter(
            visitor=visitor, first__lte=day, last__gte=day, reviewed_at__isnull=True
        ).first(),
    }


@access(can_work, rows=spaces_of_team)
@require_POST
def leave(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Somebody leaves: one tap."""
    space = team_space(request, slug)
    visit = get_object_or_404(Visit.objects.counted(), space=space, uuid=uuid)
    try:
        acts.leave(visit, by=request.user)
    except acts.VisitRefused as refused:
        messages.info(request, why_not(refused))
    else:
        messages.success(request, _("Written down: the person has left."))
    return redirect("desk:today", slug=slug)
