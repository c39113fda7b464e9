"""Who may open a file: whoever the app that owns it says; nobody, where none says anything."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import NamedTuple
from uuid import UUID

from django.db import models

from halte.core import rows as wall
from halte.core.files.models import StoredFile


class Rule(NamedTuple):
    """Who may, and the places to open first where the owner stands behind the second wall."""

    may_open: Callable[..., bool]
    rows: Callable[..., Iterable[UUID]] | None


_rules: dict[type[models.Model], Rule] = {}


def register(
    owner: type[models.Model],
    may_open: Callable[..., bool],
    rows: Callable[..., Iterable[UUID]] | None = None,
) -> None:
    """State who may open the files of a model's rows: `may_open(user, row)`. Called once, by the
    app that owns the model, when it is ready. `rows(user)` as in `@access`."""
    _rules[owner] = Rule(may_open, rows)


def can_open_files(user) -> bool:
    """Everybody with an account may ask; the file's own rule decides."""
    return user.is_authenticated and user.is_active


def visible_file(user, uuid: UUID) -> StoredFile | None:
    """The file, if it is there and this person may open it: two queries and those of its rule."""
    file = StoredFile.objects.select_related("owner_type").filter(uuid=uuid).first()
    model = file.owner_type.model_class() if file else None
    rule = _rules.get(model) if model else None
    if file is None or rule is None:
        return None
    with wall.of(rule.rows(user)) if rule.rows else nullcontext():
        owner = file.owner
        return file if owner is not None and rule.may_open(user, owner) else None
