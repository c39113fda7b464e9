"""Acts on the people a space knows."""

from datetime import datetime

from django.db import connection, transaction

from halte.network.folding import fold
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.models import Identity, Visitor


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
    visitor = Visitor.objects.create(space=space, language=language)
    Identity.objects.create(
        visitor=visitor,
        space=space,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        needed_until=needed_until,
    )
    return visitor, True


def _find(space: Space, contact: Contact) -> Identity | None:
    """Who has this name and this number or address in this space.

    Whoever writes down the same name at the same moment waits until this one is written.
    """
    if not contact.phone and not contact.email:
        return None
    name = fold(contact.name)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [space.pk, f"identity {name}"]
        )
        # Without the ORM: each enrolment asks, and mostly nobody is found.
        cursor.execute(
            """
            SELECT visitor_id FROM visitors_identity WHERE space_id = %s AND folded = %s
                AND (phone = NULLIF(%s, '') OR email = NULLIF(%s, ''))
            ORDER BY visitor_id LIMIT 1
            """,
            [space.pk, name, contact.phone, contact.email],
        )
        found = cursor.fetchone()
    return Identity.objects.select_related("visitor").get(pk=found[0]) if found else None
