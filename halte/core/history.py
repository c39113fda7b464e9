"""Who changed what, when, from what, to what: read from events that triggers write.

A model is watched by `@tracked(...)`: statement triggers copy each new, changed and removed row
into a table beside it (django-pghistory), so that no act, command or console can forget to. Who did
it comes along as settings of the transaction (`history_middleware`).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import pghistory
import pgtrigger
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from halte.core.logs import request_id
from halte.core.masking import HIDDEN
from halte.core.privacy import is_personal

READS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Rows that belong to another one's timeline: model -> [(model, its foreign key)].
PARTS: dict[type[models.Model], list[tuple[type[models.Model], str]]] = {}
UNSEEN = {"id", "uuid"}


@dataclass(frozen=True)
class Change:
    """One field of one row: its name for people, and both values as text; None: not known."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Entry:
    """One row that was made ("insert"), changed ("update") or removed ("delete")."""

    at: datetime
    act: str
    kind: str  # what the row is, such as "opening period"
    by: str  # a name, or what did it, such as "load"; empty when nobody knows
    changes: list[Change]


def tracked(*, part_of: str = "", exclude: tuple[str, ...] = ()):
    """Watch a model; its events also stand in the timeline of the row that `part_of` names."""

    def decorate(model: type[models.Model]) -> type[models.Model]:
        made = [field.name for field in model._meta.fields if field.generated]
        pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=[*made, *exclude],
            level=pgtrigger.Statement,
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
    models_watched = [model for model in apps.get_models() if hasattr(model, "pgh_event_model")]
    names = [f"{act}_{act}" for act in ("insert", "update", "delete")]
    return pgtrigger.ignore(
        *(f"{model._meta.label}:{name}" for model in models_watched for name in names)
    )


def timeline(row: models.Model, *, open_to: bool) -> list[Entry]:
    """Everything that happened to a row and its parts, the newest first.

    Personal fields are masked unless it is `open_to` the reader. Two queries for each model
    involved, one for the names of people; whoever calls decides who may see `row`.
    """
    found = list(_entries(type(row), {row.pk}, open_to=open_to))
    names = _names({user for _event, user, _kind, _changes in found if user})
    entries = [
        Entry(
            event.pgh_created_at,
            event.pgh_label,
            kind,
            _who(event, names, open_to=open_to),
            changes,
        )
        for event, _user, kind, changes in found
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _entries(model: type[models.Model], keys: set, *, open_to: bool) -> Iterator[tuple]:
    """The events of some rows, then of their parts, each with what it changed."""
    events: type[models.Model] = model.pgh_event_model  # type: ignore[attr-defined]
    before: dict[Any, models.Model] = {}
    for event in events._default_manager.filter(pgh_obj__in=keys).order_by("pgh_id"):
        key = event.pgh_obj_id  # type: ignore[attr-defined]
        user = (event.pgh_context or {}).get("user")  # type: ignore[attr-defined]
        changes = _changes(model, before.get(key), event, open_to=open_to)
        yield event, user, str(model._meta.verbose_name), changes
        before[key] = event
    for part, foreign_key in PARTS.get(model, []):
        of_part = part.pgh_event_model._default_manager  # type: ignore[attr-defined]
        parts = of_part.filter(**{f"{foreign_key}__in": keys}).values_list("pgh_obj", flat=True)
        yield from _entries(part, set(parts), open_to=open_to)


def _changes(model, before, event, *, open_to: bool) -> list[Change]:
    """What an update changed; what a new or removed row held."""
    update = event.pgh_label == "update"
    changes = []
    for field in event._meta.fields:
        if field.name.startswith("pgh_") or field.name in UNSEEN:
            continue
        old = getattr(before, field.attname) if before else None
        new = getattr(event, field.attname)
        if (update and before and old == new) or (not update and new in (None, "", [])):
            continue
        hide = is_personal(model, field.name) and not open_to
        is_new = event.pgh_label == "insert"
        was = new if event.pgh_label == "delete" else old
        changes.append(
            Change(
                _label(model, field.name),
                None if is_new or (update and not before) else _told(field, was, hide=hide),
                None if event.pgh_label == "delete" else _told(field, new, hide=hide),
            )
        )
    return changes


def _label(model: type[models.Model], name: str) -> str:
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name


def _told(field: models.Field, value: object, *, hide: bool) -> str:
    """A value as people read it."""
    if value in (None, "", []):
        return "–"
    if hide:
        return HIDDEN
    words = dict(field.flatchoices or ())
    if isinstance(value, list):
        return ", ".join(str(words.get(one, one)) for one in value)
    return str(words.get(value, value))


def _who(event, names: dict[int, str], *, open_to: bool) -> str:
    """The name of a person, or what did it."""
    context = event.pgh_context or {}
    name = names.get(context.get("user", 0), "")
    return (name if open_to else HIDDEN) if name else context.get("source", "")


def _names(users: set[int]) -> dict[int, str]:
    found = get_user_model()._default_manager.filter(pk__in=users)
    return {user.pk: getattr(user, "name", "") or str(user) for user in found}
