"""The act of writing somebody down who was not known, and her visit, together."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from halte.core.i18n import language as active_language
from halte.desk.domain.visits import arrive
from halte.desk.models import Visit
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.domain import agree, describe, know
from halte.visitors.models import Visitor


@transaction.atomic
def welcome(
    space: Space,
    contact: Contact | None,
    *,
    language: str,
    profile: Mapping[str, Any],
    consents: Collection[str] = (),
    purposes: Collection[str],
    entry: UUID | None = None,
    by: Any = None,
) -> Visit:
    """Somebody comes for the first time, with her name or without: all of it, or nothing.

    Raises what `arrive` raises. The same `entry` again gives the visit it made before.
    """
    if entry is not None:
        before = Visit.objects.filter(space=space, entry=entry).first()
        if before is not None:
            return before
    if contact is None:
        visitor = Visitor.objects.create(space=space, language=language)
    else:
        visitor, _is_new = know(space, contact, language=language, needed_until=timezone.now())
    describe(visitor, profile)
    for kind in consents:
        agree(visitor, kind, language=active_language())
    return arrive(space, visitor=visitor, purposes=purposes, entry=entry, by=by)
