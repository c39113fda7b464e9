"""Who changed what, when, from what, to what: events that triggers write.

A model is watched by `@tracked(...)`: statement triggers copy each new, changed and removed row
into a table beside it (django-pghistory), so that no act, command or console can forget to. Who did
it comes along as settings of the transaction (`history_middleware`). halte/core/timeline.py reads.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import cast

import pghistory
import pgtrigger
from django.db import models
from django.http import HttpRequest, HttpResponse

from halte.core.logs import request_id

READS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Rows that belong to another one's timeline: model -> [(model, its foreign key)].
PARTS: dict[type[models.Model], list[tuple[type[models.Model], str]]] = {}


def tracked(
    *,
    part_of: str = "",
    exclude: tuple[str, ...] = (),
    is_busy: bool = False,
    is_record: bool = False,
):
    """Watch a model; its events also stand in the timeline of the row that `part_of` names.

    `is_busy`: its rows change one at a time and all the time. A trigger for each row then costs
    less than one for each statement, and nothing where only excluded fields change.
    `is_record`: the row itself tells who wrote it and when; only what becomes of it is watched.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        made = [field.name for field in model._meta.fields if field.generated]
        pghistory.track(
            *([] if is_record else [pghistory.InsertEvent()]),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=[*made, *exclude],
            level=pgtrigger.Row if is_busy else pgtrigger.Statement,
        )(model)
        if part_of:
            key = cast(models.ForeignKey, model._meta.get_field(part_of))
            PARTS.setdefault(key.remote_field.model, []).append((model, part_of))
        return model

    return decorate


def history_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell the triggers who writes, and in which request; pages that only read cost nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in READS:
            return get_response(request)
        with pghistory.context(user=request.user.pk, request=request_id.get()):
            return get_response(request)

    return answer


def acting(source: str) -> pghistory.context:
    """Around work without a request: the timeline then says that `source` did it."""
    return pghistory.context(source=source)


def unwatched() -> AbstractContextManager[None]:
    """Around rows without a meaning, such as thousands made for measuring: no events."""
    names = {f"{act}_{act}" for act in ("insert", "update", "delete")}
    return pgtrigger.ignore(
        *(
            f"{model._meta.label}:{trigger.name}"
            for model, trigger in pgtrigger.registered()
            if hasattr(model, "pgh_event_model") and trigger.name in names
        )
    )
