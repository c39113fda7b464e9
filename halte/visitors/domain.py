"""Acts on the people a space knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from halte.core.statements import places, written
from halte.network.folding import fold
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.enums import ConsentKind, ProfileField
from halte.visitors.models import Consent, Identity, Visitor
from halte.visitors.notices import VERSION

# Two statements in one round: whoever writes down the same name at the same moment waits for the
# first, and the second then sees what was written.
FIND = """
    SELECT pg_advisory_xact_lock(%(space)s, hashtext('identity ' || %(name)s));
    SELECT visitor_id FROM visitors_identity WHERE space_id = %(space)s AND folded = %(name)s
        AND (phone = NULLIF(%(phone)s, '') OR email = NULLIF(%(email)s, ''))
    ORDER BY visitor_id LIMIT 1
"""
# Without the ORM, and together: each enrolment of somebody new does it.
OF_VISITOR, OF_IDENTITY = written(Visitor), written(Identity)
MAKE = f"""
    WITH made AS (
        INSERT INTO visitors_visitor ({", ".join(OF_VISITOR)}) VALUES ({places(len(OF_VISITOR))})
        RETURNING id
    )
    INSERT INTO visitors_identity (visitor_id, {", ".join(OF_IDENTITY)})
    SELECT id, {places(len(OF_IDENTITY))} FROM made RETURNING visitor_id
"""  # noqa: S608 - the columns are our models'
SEEN = "UPDATE visitors_visitor SET seen_at = %(at)s WHERE id = %(visitor)s AND seen_at < %(at)s"
NEEDED = """
    UPDATE visitors_identity SET needed_until = %(at)s
    WHERE visitor_id = %(visitor)s AND needed_until < %(at)s
"""


@transaction.atomic(savepoint=False)
def know(
    space: Space,
    contact: Contact,
    *,
    language: str,
    needed_until: datetime,
    may_add: bool = False,
) -> tuple[Visitor, bool]:
    """The visitor of this space with this name and contact, and whether she is new.

    Somebody without telephone and address cannot be told from another of the same name: she is
    always new. Looks at this space only. The term of her name begins at `needed_until`.

    Of somebody who is known, her language follows what is chosen now. With `may_add`, a number or
    an address that was missing is kept, as the other one is hers; what is there is never
    replaced. Only the team of the space may add: mails with her seats go to that address, and
    whoever knows her name and number could otherwise have them sent to himself.
    """
    known = _find(space, contact)
    if known:
        _update(known, contact if may_add else None, language, needed_until)
        return known.visitor, False
    return _make(space, contact, language, needed_until), True


def _update(
    known: Identity, contact: Contact | None, language: str, needed_until: datetime
) -> None:
    """Write what is new of somebody who is known; nothing but the term when she asked for it."""
    visitor, new = known.visitor, {}
    if known.needed_until < needed_until:
        new["needed_until"] = needed_until
    if not known.is_restricted:
        if visitor.language != language:
            visitor.language = language
            visitor.save(update_fields=["language"])
        if contact and not (known.phone and known.email):
            new |= _missing(known, contact)
    for name, value in new.items():
        setattr(known, name, value)
    if new:
        known.save(update_fields=list(new))


def _missing(known: Identity, contact: Contact) -> dict[str, Any]:
    """The number or address that is given and not known; none that makes her somebody else."""
    both = {"phone": known.phone or contact.phone, "email": known.email or contact.email}
    twin = Identity.objects.filter(space=known.space_id, folded=known.folded, **both)
    return {} if twin.exclude(pk=known.pk).exists() else both


def _find(space: Space, contact: Contact) -> Identity | None:
    """Who has this name and this number or address in this space."""
    if not contact.phone and not contact.email:
        return None
    asked = {
        "space": space.pk,
        "name": fold(contact.name),
        "phone": contact.phone,
        "email": contact.email,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, asked)
        cursor.nextset()
        found = cursor.fetchone()
    return Identity.objects.select_related("visitor").get(pk=found[0]) if found else None


def _make(space: Space, contact: Contact, language: str, needed_until: datetime) -> Visitor:
    visitor = Visitor(space=space, language=language, created_at=timezone.now())
    identity = Identity(
        space=space,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        needed_until=needed_until,
    )
    row = [getattr(visitor, name) for name in OF_VISITOR]
    row += [getattr(identity, name) for name in OF_IDENTITY]
    with connection.cursor() as cursor:
        cursor.execute(MAKE, row)
        [visitor.pk] = cursor.fetchone()
    visitor._state.adding = identity._state.adding = False
    identity.visitor = visitor
    return visitor


def saw(visitor: Visitor, at: datetime) -> None:
    """She was here: the terms of her profile and of her name begin anew; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH seen AS ({SEEN}) {NEEDED}", {"visitor": visitor.pk, "at": at})


def describe(visitor: Visitor, profile: Mapping[str, Any]) -> None:
    """Write down what somebody said of herself; what she did not say stays as it was."""
    said = {name: value for name, value in profile.items() if value not in (None, "", [])}
    if not said.keys() <= set(ProfileField.values):
        raise TypeError("a profile holds the fields of ProfileField")
    if said:
        for name, value in said.items():
            setattr(visitor, name, value)
        visitor.save(update_fields=list(said))


def agree(visitor: Visitor, kind: str, *, language: str) -> Consent:
    """Somebody agreed to the words of today, read in a language. Once is enough."""
    return Consent.objects.get_or_create(
        visitor=visitor,
        kind=ConsentKind(kind),
        withdrawn_at=None,
        defaults={"space_id": visitor.space_id, "version": VERSION, "language": language},
    )[0]


def take_back(visitor: Visitor, kind: str) -> None:
    """Somebody does not agree any more."""
    for consent in Consent.objects.filter(visitor=visitor, kind=kind, withdrawn_at=None):
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])


class SamePerson(Exception):
    """The space knows somebody of this name with this number or address."""


@transaction.atomic
def put_right(
    visitor: Visitor, contact: Contact | None, *, language: str, profile: Mapping[str, Any]
) -> None:
    """What is kept of somebody becomes this; `profile` holds every field that was asked.

    Without `contact` the name stays as it is. Raises `SamePerson`.
    """
    if not profile.keys() <= set(ProfileField.values):
        raise TypeError("a profile holds the fields of ProfileField")
    visitor.language = language
    for name, value in profile.items():
        setattr(visitor, name, value)
    visitor.save(update_fields=["language", *profile])
    if contact is None:
        return
    row = getattr(visitor, "identity", None) or Identity(
        visitor=visitor, space_id=visitor.space_id, needed_until=visitor.seen_at
    )
    row.name, row.phone, row.email = contact.name, contact.phone, contact.email
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as wrong:
        raise SamePerson from wrong
