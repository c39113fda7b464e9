"""The computers of a space, for its programs: who locks them, who unlocks them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from halte.accounts.enums import TokenScope
from halte.accounts.models import ApiToken
from halte.core import rows
from halte.core.problem import problem
from halte.core.questions import BadQuestion
from halte.core.transitions import TransitionRefused
from halte.desk.domain import room
from halte.desk.ends import NoTime
from halte.desk.enums import OccupancyKind, OccupancyState
from halte.desk.models import Occupancy, Visit, Workstation
from halte.directory.api import own
from halte.directory.api.answers import as_json, refused
from halte.directory.api.bodies import Unreadable, read_body
from halte.directory.api.desk_bodies import SITTING, Reading
from halte.directory.api.schemas import SittingItem, WorkstationPage
from halte.directory.api.visits import ends_at, told_at, why_not

WORKSTATION = {
    "in": "path",
    "name": "workstation",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The `id` of the workstation.",
}
BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/SittingBody"},
            "example": {"visit": None},
        }
    },
}

router = Router()


@router.get(
    "/workstations",
    auth=own.TokenAuth(),
    response={200: WorkstationPage},
    url_name="workstations",
    openapi_extra={"operationId": "workstations", "parameters": []},
)
def workstations(request: HttpRequest) -> HttpResponse:
    """The computers of the token's space, and who or what has them until when; names nobody."""
    token = request.auth  # type: ignore[attr-defined]
    refusal = own.not_of_a_space(token) or own.no_parameters(request)
    if refusal is not None:
        return refusal
    with rows.of([token.scope.uuid]):
        stations = list(Workstation.objects.in_use().filter(space__uuid=token.scope.uuid))
        now = timezone.now()
        taken: dict[int, list[Occupancy]] = {}
        for row in Occupancy.objects.taking().filter(workstation__in=stations).order_by("during"):
            taken.setdefault(row.workstation_id, []).append(row)
    return as_json({"items": [_item(one, taken.get(one.pk, []), now) for one in stations]})


def _item(station: Workstation, taken: list[Occupancy], now) -> dict:
    """A session that is over and was not ended still has its computer."""
    current = [row for row in taken if row.starts_at <= now and _holds(row, now)]
    coming = [row for row in taken if row.starts_at > now]
    return {
        "id": str(station.uuid),
        "label": station.label,
        "kind": station.kind,
        "is_adapted": station.is_adapted,
        "is_reservable": station.is_reservable,
        "taken_by": current[0].kind if current else None,
        "ends_at": ends_at(current[0]) if current else None,
        "next_at": told_at(coming[0].starts_at) if coming else None,
    }


def _holds(row: Occupancy, now) -> bool:
    return row.state == OccupancyState.RUNNING or row.ends_at is None or row.ends_at > now


@router.post(
    "/workstations/{uuid:workstation}/sessions",
    auth=own.TokenAuth(),
    response={201: SittingItem},
    url_name="sit",
    openapi_extra={"operationId": "sit", "parameters": [WORKSTATION], "requestBody": BODY},
)
def sit(request: HttpRequest, workstation: UUID) -> HttpResponse:
    """Somebody sits down; `visit` says who, where that is known."""
    token, station = _opened(request, workstation)
    if isinstance(station, HttpResponse):
        return station
    try:
        reading = Reading(read_body(request), SITTING)
        number = reading.number_of("visit")
        reading.done()
    except Unreadable as wrong:
        return problem(wrong.status, wrong.sentence)
    except BadQuestion as wrong:
        return refused(wrong.problems)
    with rows.of([token.scope.uuid]):
        visit = Visit.objects.counted().filter(space=station.space_id, uuid=number).first()
        if number and visit is None:
            return problem(404, _("There is no such visit."))
        if visit is not None and visit.left_at is not None:
            return problem(409, _("This person has left already."))
        return _acted(station, 201, lambda: room.start(station, visit=visit))


@router.post(
    "/workstations/{uuid:workstation}/extend",
    auth=own.TokenAuth(),
    response={200: SittingItem},
    url_name="extend",
    openapi_extra={"operationId": "extend", "parameters": [WORKSTATION]},
)
def extend(request: HttpRequest, workstation: UUID) -> HttpResponse:
    """More time for who sits there, as the rules of the space allow."""
    return _on_running(request, workstation, room.extend)


@router.post(
    "/workstations/{uuid:workstation}/end",
    auth=own.TokenAuth(),
    response={200: SittingItem},
    url_name="end",
    openapi_extra={"operationId": "end", "parameters": [WORKSTATION]},
)
def end(request: HttpRequest, workstation: UUID) -> HttpResponse:
    """Whoever sits there has finished; the computer is free."""
    return _on_running(request, workstation, room.end)


def _opened(request: HttpRequest, uuid: UUID) -> tuple[ApiToken, Workstation | HttpResponse]:
    """The workstation of the token's space, or why not."""
    token = request.auth  # type: ignore[attr-defined]
    refusal = own.not_of_a_space(token, TokenScope.WRITE)
    if refusal is not None:
        return token, refusal
    mine = Workstation.objects.in_use().filter(space__uuid=token.scope.uuid, uuid=uuid)
    return token, mine.first() or problem(404, _("There is no such workstation."))


def _on_running(request: HttpRequest, uuid: UUID, act) -> HttpResponse:
    token, station = _opened(request, uuid)
    if isinstance(station, HttpResponse):
        return station
    with rows.of([token.scope.uuid]):
        running = Occupancy.objects.filter(
            workstation=station, kind=OccupancyKind.SESSION, state=OccupancyState.RUNNING
        )
        row = running.select_related("workstation").first()
        if row is None:
            return problem(409, _("Nobody has a session on this computer."))
        return _acted(station, 200, lambda: act(row))


def _acted(station: Workstation, status: int, act) -> HttpResponse:
    try:
        row = act()
    except (room.RoomRefused, NoTime) as wrong:
        return why_not(wrong)
    except TransitionRefused:
        return problem(409, _("Nobody has a session on this computer."))
    told = {"id": str(row.uuid), "workstation": str(station.uuid), "ends_at": ends_at(row)}
    return as_json(told, status)
