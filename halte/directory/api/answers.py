"""The forms of an answer: JSON, and what is wrong with a question."""

import json
from collections.abc import Sequence

from django.http import HttpResponse

from halte.core.problem import problem
from halte.core.questions import Problem


def as_json(content: dict, status: int = 200) -> HttpResponse:
    whole = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(whole, content_type="application/json", status=status)


def refused(problems: Sequence[Problem]) -> HttpResponse:
    """422; or 404 when all that is wrong is a place that does not exist."""
    status = 404 if all(row.is_unknown for row in problems) else 422
    detail = " ".join(dict.fromkeys(row.sentence for row in problems))
    return problem(status, detail, errors=[(row.field, row.sentence) for row in problems])
