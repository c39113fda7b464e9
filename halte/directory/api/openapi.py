"""The OpenAPI document: what ninja knows of the answers, completed with what it cannot know."""

import json
from functools import lru_cache

from ninja import NinjaAPI
from pydantic.json_schema import models_json_schema

from halte.core.problem import CONTENT_TYPE
from halte.directory.api.parameters import PARAMETERS
from halte.directory.api.schemas import ProblemDetails

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
PROBLEMS = {
    400: "The request cannot be read.",
    404: "There is nothing at this address, or `near` names no place of the network.",
    405: "The address can only be read, with GET.",
    422: "A parameter is unknown or its value cannot be used; `errors` names each.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "Something went wrong on our side.",
}
# Where a token is needed.
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
        [(ProblemDetails, "serialization")], ref_template="#/components/schemas/{model}"
    )[1]["$defs"]
    whole["components"]["schemas"].update(models)
    examples = {
        "spaces": {"items": [EXAMPLE_SPACE], "next_cursor": None},
        "token": EXAMPLE_TOKEN,
    }
    for methods in whole["paths"].values():
        for one in methods.values():
            _complete(one, examples.get(one["operationId"], EXAMPLE_SPACE))
    return whole


def _complete(one: dict, example: dict) -> None:
    has_token = "security" in one
    good = {"description": "As asked.", "headers": CORS if has_token else SAMPLE | CORS}
    schema = one["responses"]["200"]["content"]["application/json"]["schema"]
    good["content"] = {"application/json": {"schema": schema, "example": example}}
    codes = sorted([*PROBLEMS, *(REFUSALS if has_token else [])])
    one["responses"] = {"200": good} | {str(code): _problem(code) for code in codes}


def _problem(code: int) -> dict:
    content: dict = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
    if code == EXAMPLE_PROBLEM["status"]:
        content["example"] = EXAMPLE_PROBLEM
    headers: dict = {}
    if code == 429:
        headers["Retry-After"] = {"schema": {"type": "integer"}}
    if code == 401:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    return {
        "description": (PROBLEMS | REFUSALS)[code],
        "headers": headers | CORS,
        "content": {CONTENT_TYPE: content},
    }


def explained(whole: dict) -> dict:
    """The document in the form in which a page shows it."""
    schemas = whole["components"]["schemas"]
    return {
        "info": whole["info"],
        "operations": [
            {"address": address, **one["get"]} for address, one in whole["paths"].items()
        ],
        "fields": _fields(schemas["SpaceItem"]),
        "more_fields": _fields(schemas["SpaceDetail"], without=schemas["SpaceItem"]),
        "problems": dict(sorted((PROBLEMS | REFUSALS).items())),
        "headers": SAMPLE,
        "example": json.dumps(EXAMPLE_SPACE, ensure_ascii=False, indent=2),
        "example_problem": json.dumps(EXAMPLE_PROBLEM, ensure_ascii=False, indent=2),
    }


def _fields(schema: dict, without: dict | None = None) -> list[tuple[str, str]]:
    known = without["properties"] if without else {}
    return [
        (name, field.get("description", ""))
        for name, field in schema["properties"].items()
        if name not in known
    ]
