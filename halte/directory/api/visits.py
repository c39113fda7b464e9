"""Visits written down by the programs of a space: who arrives, who leaves.

Why a token that writes, and what it is told: docs/adr/111-programs-at-the-desk.md.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from halte.accounts.enums import TokenScope
from halte.accounts.models import ApiToken
from halte.accounts.requests import KeyUsed, once
from halte.core import rows
from halte.core.problem import problem
from halte.core.questions import BadQuestion, Problem
from halte.core.statements import named
from halte.desk.domain import room, visits
from halte.desk.ends import NoTime
from halte.desk.enums import VisitSource
from halte.desk.models import DeskRequest, Occupancy, Visit, Workstation
from halte.directory.api import own
from halte.directory.api.answers import as_json, refused
from halte.directory.api.bodies import KEY, Unreadable, read_body, read_key
from halte.directory.api.desk_bodies import Arrival, read_arrival
from halte.directory.api.schemas import LeftItem, VisitItem
from halte.network.models import Space
from halte.visitors.models import Visitor
from halte.visitors.models.agreements import asked_at_first
from halte.visitors.profiles import anonymous, read_profile

IDEMPOTENCY = {
    "in": "header",
    "name": KEY,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A text of your own for this one request, such as a UUID. Send it again with "
    "the same body when no answer came: the answer is the same, and it counts once.",
}
VISIT = {
    "in": "path",
    "name": "visit",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The `id` of the visit.",
}
BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/VisitBody"},
            "example": {
                "visitor": None,
                "profile": {"language": "fr", "birth_year": 1980},
                "head_count": None,
                "purposes": ["printing"],
                "workstation": None,
                "at": None,
            },
        }
    },
}
# The space with whom and what a request names in it, and what it asks of people.
NAMED = """
    SELECT space.id AS space, visitor.id AS visitor, station.id AS workstation, settings.asked
    FROM network_space space
    LEFT JOIN visitors_visitor visitor ON visitor.space_id = space.id AND visitor.uuid = %s
    LEFT JOIN desk_workstation station ON station.space_id = space.id AND station.uuid = %s
        AND station.retired_at IS NULL
    LEFT JOIN visitors_profilesettings settings ON settings.space_id = space.id
    WHERE space.uuid = %s
"""

router = Router()


class PlaceGone(Exception):
    """The space of the token is no more."""


@router.post(
    "/visits",
    auth=own.TokenAuth(),
    response={201: VisitItem},
    url_name="arrive",
    openapi_extra={"operationId": "arrive", "parameters": [IDEMPOTENCY], "requestBody": BODY},
)
def arrive(request: HttpRequest) -> HttpResponse:
    """Somebody is here: known, anonymous with a profile, or so many heads.

    With a token of the space that allows to write. Sat at a workstation, she has a session there.
    """
    token = request.auth  # type: ignore[attr-defined]
    refusal = own.not_of_a_space(token, TokenScope.WRITE)
    if refusal is not None:
        return refusal
    try:
        body, key = read_body(request), read_key(request)
        asking = read_arrival(body)
        with rows.of([token.scope.uuid]):
            answer = once(DeskRequest, token, key, ["visit", body], lambda: _arrive(token, asking))
            return as_json(answer, 201)
    except Unreadable as wrong:
        return problem(wrong.status, wrong.sentence)
    except BadQuestion as wrong:
        return refused(wrong.problems)
    except KeyUsed:
        return own.key_used(KEY)
    except PlaceGone:
        return own.place_gone()
    except (visits.VisitRefused, room.RoomRefused, NoTime) as wrong:
        return why_not(wrong)


def _arrive(token: ApiToken, asking: Arrival) -> tuple[dict, dict]:
    space, visitor, workstation = _named(token, asking)
    visit = visits.arrive(
        space,
        visitor=visitor,
        heads=asking.heads,
        purposes=asking.purposes,
        at=asking.at,
        source=VisitSource.API,
    )
    session = None
    if workstation is not None:
        session = room.start(workstation, visit=visit, at=asking.at)
    told = {"workstation": str(asking.workstation), "ends_at": ends_at(session)}
    return {"visit_id": visit.pk}, {"id": str(visit.uuid), "session": session and told}


def _named(token: ApiToken, asking: Arrival) -> tuple[Space, Visitor | None, Workstation | None]:
    """What a request names; one query, and one more for a profile. Raises `BadQuestion`."""
    uuid = token.scope.uuid
    found = named(NAMED, [asking.visitor, asking.workstation, uuid])
    if not found:
        raise PlaceGone
    [row] = found
    problems = []
    if asking.visitor and row["visitor"] is None:
        problems.append(Problem("visitor", _("There is no such visitor."), is_unknown=True))
    if asking.workstation and row["workstation"] is None:
        sentence = _("There is no such workstation.")
        problems.append(Problem("workstation", sentence, is_unknown=True))
    if problems:
        raise BadQuestion(tuple(problems))
    space = Space(pk=row["space"], uuid=uuid)
    visitor = Visitor(pk=row["visitor"], space=space) if asking.visitor else None
    if asking.profile is not None:
        asked = asked_at_first() if row["asked"] is None else row["asked"]
        visitor = anonymous(space, read_profile(asking.profile, asked))
    return space, visitor, Workstation(pk=row["workstation"]) if asking.workstation else None


@router.post(
    "/visits/{uuid:visit}/leave",
    auth=own.TokenAuth(),
    response={200: LeftItem},
    url_name="leave",
    openapi_extra={"operationId": "leave", "parameters": [VISIT]},
)
def leave(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Somebody leaves now; her computer is free. Nothing is sent but the address."""
    token = request.auth  # type: ignore[attr-defined]
    refusal = own.not_of_a_space(token, TokenScope.WRITE)
    if refusal is not None:
        return refusal
    with rows.of([token.scope.uuid]):
        row = Visit.objects.counted().filter(space__uuid=token.scope.uuid, uuid=visit).first()
        if row is None:
            return problem(404, _("There is no such visit."))
        try:
            left = visits.leave(row)
        except visits.VisitRefused as wrong:
            return why_not(wrong)
    return as_json({"id": str(visit), "left_at": told_at(left.left_at)})


def why_not(wrong: Exception) -> HttpResponse:
    """422 for what can be written differently, 409 for what cannot be now."""
    if isinstance(wrong, visits.WrongTime):
        sentence = _("This moment is in the future, or more than 31 days ago.")
        return problem(422, sentence, errors=[("at", sentence)])
    sentences = {
        visits.AlreadyHere: _("This person is here already."),
        visits.AlreadyLeft: _("This person has left already."),
        visits.Excluded: _("This person may not come for some time. Ask the team."),
        room.Taken: _("Somebody or something else has this computer."),
        room.SomebodyWaits: _("Others wait, and the last extension was given."),
        NoTime: _("No time is left before the next reservation, or before closing."),
    }
    return problem(409, sentences.get(type(wrong), _("Please try again.")))


def told_at(moment) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def ends_at(session: Occupancy | None) -> str | None:
    return told_at(session.ends_at) if session and session.ends_at else None
