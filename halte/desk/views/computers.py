"""The computer room: who has which computer until when, and one tap for each act."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.core.transitions import TransitionRefused
from halte.desk.cards import Card, Tone, hints_of, name_of, room_of, words_of
from halte.desk.domain import room
from halte.desk.ends import NoTime
from halte.desk.enums import OccupancyKind, OccupancyState
from halte.desk.models import Occupancy, Visit, Workstation
from halte.network.models import Space
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space


def station_of(request: HttpRequest, slug: str, uuid: UUID) -> Workstation:
    """A computer of the space that the reader is of the team of."""
    space = team_space(request, slug)
    stations = Workstation.objects.in_use().select_related("site")
    station = get_object_or_404(stations, space=space, uuid=uuid)
    station.space = space
    return station


def frame(space: Space, tab: str) -> dict[str, object]:
    """What the pages about computers share."""
    return {"space": space, "name": localized(space, "name"), "tab": tab}


@access(can_work, rows=spaces_of_team)
@require_safe
def computers(request: HttpRequest, slug: str) -> HttpResponse:
    """A card for each computer."""
    space = team_space(request, slug)
    now = timezone.now()
    cards = room_of(space, now)
    context = frame(space, "room") | {
        "cards": cards,
        "busy": sum(card.is_session for card in cards),
        "free": sum(card.tone == Tone.FREE for card in cards),
        "over": [card for card in cards if card.tone == Tone.OVER],
        "hints": hints_of(space, cards, now),
        "now": now,
    }
    return render(request, "desk/room/computers.html", context)


@access(can_work, rows=spaces_of_team)
@require_safe
def computer(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One computer, and what can be done with it now."""
    station = station_of(request, slug, uuid)
    now = timezone.now()
    cards = room_of(station.space, now)
    card = next(each for each in cards if each.station.pk == station.pk)
    context = frame(station.space, "room") | {
        "card": card,
        "present": _present(station.space, cards) if card.tone == Tone.FREE else [],
        "others": [each for each in cards if each.tone == Tone.FREE],
        "coming": [{"row": row, "who": words_of(row)} for row in card.coming],
        "is_soon_reserved": card.tone == Tone.FREE and bool(card.coming),
    }
    return render(request, "desk/room/computer.html", context)


def _present(space: Space, cards: list[Card]) -> list[dict[str, object]]:
    """Who is here and sits at no computer."""
    seated = {card.current.visit_id for card in cards if card.current}
    visits = Visit.objects.present().filter(space=space, heads=1)
    rows = visits.select_related("visitor__identity").order_by("-arrived_at")
    return [{"visit": row, "who": name_of(row.visitor)} for row in rows if row.pk not in seated]


# ---- Acts ---------------------------------------------------------------------------------------


def _start(request: HttpRequest, station: Workstation) -> None:
    room.start(station, visit=_visit(request, station), by=request.user)


def _visit(request: HttpRequest, station: Workstation) -> Visit | None:
    asked = request.POST.get("visit", "")
    if not asked:
        return None
    return get_object_or_404(Visit, space=station.space, uuid=_uuid(asked))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _extend(request: HttpRequest, station: Workstation) -> None:
    room.extend(_running(station, OccupancyKind.SESSION), by=request.user)


def _end(request: HttpRequest, station: Workstation) -> None:
    room.end(_running(station, OccupancyKind.SESSION), by=request.user)


def _move(request: HttpRequest, station: Workstation) -> None:
    stations = Workstation.objects.in_use().filter(space=station.space)
    other = get_object_or_404(stations, uuid=_uuid(request.POST.get("to", "")))
    room.change_computer(_running(station, OccupancyKind.SESSION), other, by=request.user)


def _break(request: HttpRequest, station: Workstation) -> None:
    room.put_in_repair(station, by=request.user)


def _mend(request: HttpRequest, station: Workstation) -> None:
    room.end(_running(station, OccupancyKind.REPAIR), by=request.user)


def _running(station: Workstation, kind: OccupancyKind) -> Occupancy:
    """What runs on the computer; raises `TransitionRefused` when it was ended meanwhile."""
    rows = Occupancy.objects.filter(
        workstation=station, kind=kind, state=OccupancyState.RUNNING
    ).select_related("workstation", "visit")
    row = rows.first()
    if row is None:
        raise TransitionRefused("act", "")
    return row


def _booking(request: HttpRequest, station: Workstation) -> Occupancy:
    rows = Occupancy.objects.taking().select_related("workstation", "visitor")
    asked = _uuid(request.POST.get("booking", ""))
    return get_object_or_404(rows, workstation=station, kind=OccupancyKind.BOOKING, uuid=asked)


def _here(request: HttpRequest, station: Workstation) -> None:
    """Who reserved is here; with her visit, if it is written down."""
    booking = _booking(request, station)
    visit = None
    if booking.visitor_id:
        visit = Visit.objects.present().filter(visitor=booking.visitor_id).first()
    room.sit_reserved(booking, visit=visit, by=request.user)


def _cancel(request: HttpRequest, station: Workstation) -> None:
    room.end(_booking(request, station), by=request.user)


ACTS: dict[str, tuple[Callable[[HttpRequest, Workstation], None], object]] = {
    "start": (_start, gettext_lazy("The time has begun.")),
    "extend": (_extend, gettext_lazy("There is more time.")),
    "end": (_end, gettext_lazy("The computer is free.")),
    "move": (_move, gettext_lazy("The person goes on at the other computer.")),
    "break": (_break, gettext_lazy("The computer is out of order. Nobody is sent to it.")),
    "mend": (_mend, gettext_lazy("The computer works again.")),
    "here": (_here, gettext_lazy("The time has begun.")),
    "cancel": (_cancel, gettext_lazy("The reservation is cancelled.")),
}


@access(can_work, rows=spaces_of_team)
@require_POST
def computer_act(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One act on one computer, then back to the room."""
    station = station_of(request, slug, uuid)
    chosen = ACTS.get(request.POST.get("verb", ""))
    if chosen is None:
        return render(request, "400.html", status=400)
    act, told = chosen
    try:
        act(request, station)
    except (room.RoomRefused, NoTime, TransitionRefused) as refused:
        messages.warning(request, why_not(refused))
        return redirect("room:computer", slug, uuid)
    messages.success(request, f"{station.label}: {told}")
    return redirect("room:computers", slug)


def why_not(refused: Exception) -> str:
    """Why nothing was done, and what to do."""
    sentences = {
        room.Taken: _("This computer is taken. Look at how it stands now."),
        room.SomebodyWaits: _("Others wait, and the last extension was given."),
        room.AlreadySeated: _("This person sits at another computer. End that, or move it here."),
        room.VisitOver: _("This person has left."),
        NoTime: _("No time is left: the computer is reserved soon, or the space closes."),
        TransitionRefused: _("This is not possible any more. Look at how it stands now."),
    }
    return sentences.get(type(refused)) or sentences[TransitionRefused]
