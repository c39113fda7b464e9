"""Acts on the people a space knows."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from halte.network.folding import fold
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.models import Identity, Visitor


def know(space: Space, contact: Contact, *, language: str) -> Visitor:
    """The visitor of this space with this name and contact; a new one when nobody fits.

    Somebody without telephone and address cannot be told from another of the same name: she is
    always new. Looks at this space only.
    """
    found = find(space, contact)
    if found:
        return found
    try:
        with transaction.atomic():
            visitor = Visitor.objects.create(space=space, language=language)
            Identity.objects.create(
                visitor=visitor,
                space=space,
                name=contact.name,
                phone=contact.phone,
                email=contact.email,
            )
    except IntegrityError:
        # Somebody else wrote the same person down at the same moment.
        found = find(space, contact)
        if found is None:
            raise
        return found
    return visitor


def find(space: Space, contact: Contact) -> Visitor | None:
    """Who has this name and this number or address in this space."""
    reached = Q()
    if contact.phone:
        reached |= Q(phone=contact.phone)
    if contact.email:
        reached |= Q(email=contact.email)
    if not reached:
        return None
    known = Identity.objects.filter(reached, space=space, folded=fold(contact.name))
    identity = known.select_related("visitor").order_by("pk").first()
    return identity.visitor if identity else None
