"""The OpenAPI document: what ninja knows of the answers, completed with what it cannot know."""

import json
from functools import lru_cache

from ninja import NinjaAPI
from pydantic.json_schema import models_json_schema

from halte.core.problem import CONTENT_TYPE
from halte.directory.api.parameters import PARAMETERS
from halte.directory.api.schemas import (
    EnrolmentBody,
    ProblemDetails,
    SittingBody,
    TicketBody,
    VisitBody,
)

EXAMPLE_SPACE = {
    "id": "7a1fa7c1-7a4f-4f0b-9d4e-0d3a5f4a2f11",
    "slug": "espace-exemple",
    "name": {"fr": "Espace Exemple", "nl": "Ruimte Voorbeeld", "en": None},
    "organisation": "Association Exemple",
    "site": {
        "street": "Rue de l’Exemple 1",
        "postcode": "1080",
        "municipality": {"fr": "Molenbeek-Saint-Jean", "nl": "Sint-Jans-Molenbeek"},
        "nis_code": "21012",
        "lat": 50.8552,
        "lon": 4.3184,
        "coordinates_source": "map",
    },
    "distance_m": 420,
    "phone": "+3225551212",
    "services": ["paperwork", "printing"],
    "languages": ["fr", "nl", "ar"],
    "price": "free",
    "audience": "everyone",
    "accessibility": ["wheelchair_yes", "toilet"],
    "opening_hours": "Mo-Fr 09:00-12:00",
    "open_now": False,
    "next_opening": "2026-11-23T09:00+01:00",
    "freshness": "up_to_date",
    "label": {"status": "labelled", "since": "2019-06-01"},
    "url": "https://halte.example/fr/spaces/espace-exemple",
}
EXAMPLE_TOKEN = {
    "name": "our website",
    "prefix": "halte_a1B2c3",
    "allows": ["read"],
    "scope": {
        "kind": "space",
        "id": EXAMPLE_SPACE["id"],
        "slug": EXAMPLE_SPACE["slug"],
        "name": EXAMPLE_SPACE["name"],
    },
    "created_at": "2026-11-22T09:00:00+00:00",
}
EXAMPLE_SESSION = {
    "id": "0d0c3f6e-3b2f-4c35-8a06-8f5b6f0c2d11",
    "activity": {
        "title": {"fr": "Mon premier e-mail", "nl": "Mijn eerste e-mail", "en": None},
        "theme": "email",
        "level": "first_steps",
    },
    "space": {"slug": EXAMPLE_SPACE["slug"], "name": EXAMPLE_SPACE["name"]},
    "site": EXAMPLE_SPACE["site"],
    "starts_at": "2026-11-25T10:00+01:00",
    "ends_at": "2026-11-25T12:00+01:00",
    "language": "fr",
    "price": "free",
    "seats_left": 4,
    "seats_kept": 0,
    "waiting": 0,
    "enrol_url": "https://halte.example/fr/workshops/0d0c3f6e-3b2f-4c35-8a06-8f5b6f0c2d11",
}
BODIES = (EnrolmentBody, VisitBody, SittingBody, TicketBody)
EXAMPLE_ENROLMENT = {
    "id": "f4a4a2b0-4c1d-4a53-9d6e-5d1f8c1b7a22",
    "state": "waiting",
    "position": 3,
}
AN_ID = "5d1f8c1b-7a22-4a53-9d6e-f4a4a2b04c1d"
ENDS_AT = "2026-11-25T15:00:00+01:00"
SITTING = {"id": AN_ID, "workstation": AN_ID, "ends_at": ENDS_AT}
WAITS = {"number": 12, "purpose": "printing", "wait_minutes": 8}
AT_THE_DESK = {
    "arrive": {"id": AN_ID, "session": {"workstation": AN_ID, "ends_at": ENDS_AT}},
    "leave": {"id": AN_ID, "left_at": ENDS_AT},
    "visitors": {"items": [{"id": AN_ID, "name": "Ana Exemple", "language": "fr"}]},
    "workstations": {
        "items": [
            {
                "id": AN_ID,
                "label": "PC 4",
                "kind": "desktop",
                "is_adapted": False,
                "is_reservable": True,
                "taken_by": "session",
                "ends_at": ENDS_AT,
                "next_at": None,
            }
        ]
    },
    "sit": SITTING,
    "extend": SITTING,
    "end": SITTING,
    "queue": {"waiting": [WAITS], "called": [], "wait_minutes": 16},
    "take_ticket": {"id": AN_ID, **WAITS},
}
PROBLEMS = {
    400: "The request cannot be read.",
    404: "There is nothing at this address, or `near` names no place of the network.",
    405: "The address can only be read, with GET.",
    422: "A parameter is unknown or its value cannot be used; `errors` names each.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "Something went wrong on our side.",
}
# Where a token is needed.
WRITE_PROBLEMS = {
    405: "The address takes another method.",
    409: "It cannot be now: the session is cancelled or closed, the person is on its list or here "
    "already, has left, may not come, the computer is taken, or it is too late.",
    413: "The body is too long.",
    415: "The body is not `application/json`.",
    422: "A field is unknown or its value cannot be used; `errors` names each. Or the key of the "
    "request came with another body before.",
}
REFUSALS = {
    401: "The token is absent, wrong or revoked; `WWW-Authenticate` asks for one.",
    403: "The token was not made for this.",
}
EXAMPLE_PROBLEM = {
    "type": "about:blank",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "Write a number from 1 to 100.",
    "errors": [{"field": "limit", "detail": "Write a number from 1 to 100."}],
}
SAMPLE = {
    "X-Sample-Data": {
        "schema": {"type": "string", "enum": ["true"]},
        "description": "Only there while hours, services and languages are invented, to try the "
        "product; without it everything is real.",
    }
}
CORS = {"Access-Control-Allow-Origin": {"schema": {"type": "string"}, "description": "Always *."}}


def operation(name: str) -> dict:
    """What to add to ninja's description of an operation."""
    lists = [{"in": "query", "required": False, **row} for row in PARAMETERS]
    slug = {
        "in": "path",
        "name": "slug",
        "required": True,
        "schema": {"type": "string"},
        "example": EXAMPLE_SPACE["slug"],
    }
    parameters = {"spaces": lists, "token": []}.get(name, [slug])
    return {"operationId": name, "parameters": parameters}


@lru_cache(maxsize=1)
def document(api: NinjaAPI, prefix: str) -> dict:
    """The whole document; its addresses start with the prefix."""
    whole = json.loads(json.dumps(api.get_openapi_schema(path_prefix=prefix)))
    models = models_json_schema(
        [(ProblemDetails, "serialization"), *((body, "validation") for body in BODIES)],
        ref_template="#/components/schemas/{model}",
    )[1]["$defs"]
    whole["components"]["schemas"].update(models)
    examples = {
        "spaces": {"items": [EXAMPLE_SPACE], "next_cursor": None},
        "token": EXAMPLE_TOKEN,
        "sessions": {"items": [EXAMPLE_SESSION], "next_cursor": None},
        "enrol": EXAMPLE_ENROLMENT,
        **AT_THE_DESK,
    }
    for methods in whole["paths"].values():
        for method, one in methods.items():
            told = PROBLEMS if method == "get" else PROBLEMS | WRITE_PROBLEMS
            _complete(one, told, examples.get(one["operationId"], EXAMPLE_SPACE))
    return whole


def _complete(one: dict, told: dict[int, str], example: dict) -> None:
    has_token = "security" in one
    [(status, given)] = one["responses"].items()
    good = {"description": "As asked.", "headers": CORS if has_token else SAMPLE | CORS}
    if "content" in given:
        schema = given["content"]["application/json"]["schema"]
        good["content"] = {"application/json": {"schema": schema, "example": example}}
    told = dict(sorted((told | REFUSALS if has_token else told).items()))
    problems = {str(code): _problem(code, sentence) for code, sentence in told.items()}
    one["responses"] = {str(status): good} | problems


def _problem(code: int, sentence: str) -> dict:
    content: dict = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
    if code == EXAMPLE_PROBLEM["status"]:
        content["example"] = EXAMPLE_PROBLEM
    headers: dict = {}
    if code == 429:
        headers["Retry-After"] = {"schema": {"type": "integer"}}
    if code == 401:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    return {
        "description": sentence,
        "headers": headers | CORS,
        "content": {CONTENT_TYPE: content},
    }


def explained(whole: dict) -> dict:
    """The document in the form in which a page shows it."""
    schemas = whole["components"]["schemas"]
    return {
        "info": whole["info"],
        "operations": [
            {"address": address, "method": method.upper(), **one}
            for address, methods in whole["paths"].items()
            for method, one in methods.items()
        ],
        "session_fields": _fields(schemas["SessionItem"]),
        "body_fields": _fields(schemas["EnrolmentBody"]),
        "answer_fields": _fields(schemas["EnrolmentItem"]),
        "fields": _fields(schemas["SpaceItem"]),
        "more_fields": _fields(schemas["SpaceDetail"], without=schemas["SpaceItem"]),
        "problems": dict(sorted((WRITE_PROBLEMS | PROBLEMS | REFUSALS).items())),
        "headers": SAMPLE,
        "example": json.dumps(EXAMPLE_SPACE, ensure_ascii=False, indent=2),
        "example_session": json.dumps(EXAMPLE_SESSION, ensure_ascii=False, indent=2),
        "example_problem": json.dumps(EXAMPLE_PROBLEM, ensure_ascii=False, indent=2),
    }


def _fields(schema: dict, without: dict | None = None) -> list[tuple[str, str]]:
    known = without["properties"] if without else {}
    return [
        (name, field.get("description", ""))
        for name, field in schema["properties"].items()
        if name not in known
    ]
