"""The walk-in queue and the people of a space, for its programs."""

from datetime import timedelta
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from halte.accounts.enums import TokenScope
from halte.accounts.requests import KeyUsed, once
from halte.core import rows
from halte.core.problem import problem
from halte.core.questions import BadQuestion, Problem
from halte.desk.domain import queue as line
from halte.desk.enums import Purpose
from halte.desk.models import DeskRequest
from halte.directory.api import own
from halte.directory.api.answers import as_json, refused
from halte.directory.api.bodies import KEY, Unreadable, read_body, read_key
from halte.directory.api.desk_bodies import TICKET, Reading
from halte.directory.api.parameters import unknown
from halte.directory.api.schemas import QueueItem, TicketItem, VisitorPage
from halte.directory.api.visits import IDEMPOTENCY, told_at
from halte.network.models import Space
from halte.visitors.search import LONGEST, SHORTEST, find_visitors

BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/TicketBody"},
            "example": {"purpose": "printing"},
        }
    },
}
TEXT = {
    "in": "query",
    "name": "q",
    "required": True,
    "schema": {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST},
    "description": "Two letters or more of a name in any script, the number of a card, or three "
    "digits of a telephone number; names that are spelt nearly so are found too.",
    "example": "mohamed",
}

router = Router()


@router.get(
    "/visitors",
    auth=own.TokenAuth(),
    response={200: VisitorPage},
    url_name="visitors",
    openapi_extra={"operationId": "visitors", "parameters": [TEXT]},
)
def visitors(request: HttpRequest) -> HttpResponse:
    """People of the token's space whom `q` may mean, the likeliest first, at most ten.

    They have names: the token must allow to write, as whoever writes visits down needs them.
    """
    token = request.auth  # type: ignore[attr-defined]
    refusal = own.not_of_a_space(token, TokenScope.WRITE)
    if refusal is not None:
        return refusal
    problems = unknown(request.GET, ["q"])
    text = request.GET.get("q", "").strip()
    if (
        not SHORTEST <= len(text) <= TEXT["schema"]["maxLength"]
        or len(request.GET.getlist("q")) > 1
    ):  # type: ignore[index]
        problems.append(Problem("q", _("Write two letters or more of a name, once.")))
    if problems:
        return refused(problems)
    space = Space.objects.filter(uuid=token.scope.uuid).first()
    if space is None:
        return own.place_gone()
    with rows.of([token.scope.uuid]):
        found = find_visitors(space, text)
    items = [
        {"id": str(row.uuid), "name": row.identity.name, "language": row.language} for row in found
    ]
    return as_json({"items": items})


@router.get(
    "/queue",
    auth=own.TokenAuth(),
    response={200: QueueItem},
    url_name="queue",
    openapi_extra={"operationId": "queue", "parameters": []},
)
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits today, by number, and about how long; says nothing of who they are."""
    token = request.auth  # type: ignore[attr-defined]
    refusal = own.not_of_a_space(token) or own.no_parameters(request)
    if refusal is not None:
        return refusal
    space = Space.objects.filter(uuid=token.scope.uuid).first()
    if space is None:
        return own.place_gone()
    with rows.of([token.scope.uuid]):
        today = line.line_of(space)
    return as_json(
        {
            "waiting": [_waits(row, today.wait_of(row)) for row in today.waiting],
            "called": [
                {"number": row.number, "called_at": told_at(row.called_at)}
                for row in today.called
                if row.called_at is not None
            ],
            "wait_minutes": minutes(today.wait_of_next),
        }
    )


@router.post(
    "/queue/tickets",
    auth=own.TokenAuth(),
    response={201: TicketItem},
    url_name="take_ticket",
    openapi_extra={
        "operationId": "take_ticket",
        "parameters": [IDEMPOTENCY],
        "requestBody": BODY,
    },
)
def take_ticket(request: HttpRequest) -> HttpResponse:
    """The next number of the day."""
    token = request.auth  # type: ignore[attr-defined]
    refusal = own.not_of_a_space(token, TokenScope.WRITE)
    if refusal is not None:
        return refusal
    space = Space.objects.filter(uuid=token.scope.uuid).first()
    if space is None:
        return own.place_gone()
    try:
        body, key = read_body(request), read_key(request)
        reading = Reading(body, TICKET)
        purpose = reading.code("purpose", Purpose.values)
        reading.done()
        with rows.of([token.scope.uuid]):
            answer = once(DeskRequest, token, key, ["ticket", body], lambda: _take(space, purpose))
            return as_json(answer, 201)
    except Unreadable as wrong:
        return problem(wrong.status, wrong.sentence)
    except BadQuestion as wrong:
        return refused(wrong.problems)
    except KeyUsed:
        return own.key_used(KEY)


def _take(space: Space, purpose: str) -> tuple[dict, dict]:
    ticket = line.take(space, purpose=purpose)
    waits = line.line_of(space).wait_of(ticket)
    return {"ticket_id": ticket.pk}, {"id": str(ticket.uuid), **_waits(ticket, waits)}


def _waits(ticket, wait: timedelta | None) -> dict:
    told = {"number": ticket.number, "purpose": ticket.purpose or None}
    return told | {"wait_minutes": minutes(wait or timedelta(0))}


def minutes(length: timedelta) -> int:
    """Whole minutes, rather too many than too few."""
    return ceil(length / timedelta(minutes=1))
