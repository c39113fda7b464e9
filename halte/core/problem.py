"""Errors for programs: `application/problem+json` (RFC 9457) with a sentence for a person, in
the language that was asked for."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import JsonResponse

CONTENT_TYPE = "application/problem+json"


def problem(
    status: int,
    detail: str,
    *,
    errors: Iterable[tuple[str, str]] = (),
    headers: dict[str, str] | None = None,
) -> JsonResponse:
    """An error answer; `errors` are pairs of a field and what is wrong with it."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": int(status),
            "detail": str(detail),
            "errors": [{"field": field, "detail": str(sentence)} for field, sentence in errors],
        },
        status=status,
        content_type=CONTENT_TYPE,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Vary": "Accept-Language",
            **(headers or {}),
        },
    )
