"""Acts on the people a space knows."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from halte.network.folding import fold
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.models import Identity, Visitor

# Two statements in one round: whoever writes down the same name at the same moment waits for the
# first, and the second then sees what was written.
FIND = """
    SELECT pg_advisory_xact_lock(%(space)s, hashtext('identity ' || %(name)s));
    SELECT visitor_id FROM visitors_identity WHERE space_id = %(space)s AND folded = %(name)s
        AND (phone = NULLIF(%(phone)s, '') OR email = NULLIF(%(email)s, ''))
    ORDER BY visitor_id LIMIT 1
"""
# Without the ORM, and together: each enrolment of somebody new does it.
MAKE = """
    WITH made AS (
        INSERT INTO visitors_visitor (uuid, space_id, language, created_at)
        VALUES (%s, %s, %s, %s) RETURNING id
    )
    INSERT INTO visitors_identity (visitor_id, space_id, name, phone, email, needed_until)
    SELECT id, %s, %s, %s, %s, %s FROM made RETURNING visitor_id
"""


@transaction.atomic(savepoint=False)
def know(
    space: Space, contact: Contact, *, language: str, needed_until: datetime
) -> tuple[Visitor, bool]:
    """The visitor of this space with this name and contact, and whether she is new.

    Somebody without telephone and address cannot be told from another of the same name: she is
    always new. Looks at this space only. The term of her name begins at `needed_until`.
    """
    known = _find(space, contact)
    if known:
        if known.needed_until < needed_until:
            known.needed_until = needed_until
            known.save(update_fields=["needed_until"])
        return known.visitor, False
    return _make(space, contact, language, needed_until), True


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
    row = [visitor.uuid, space.pk, language, visitor.created_at]
    row += [space.pk, identity.name, identity.phone, identity.email, needed_until]
    with connection.cursor() as cursor:
        cursor.execute(MAKE, row)
        [visitor.pk] = cursor.fetchone()
    visitor._state.adding = identity._state.adding = False
    identity.visitor = visitor
    return visitor
