"""Acts on the people a space knows."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from halte.network.folding import fold
from halte.network.models import Space
from halte.visitors.contact import Contact
from halte.visitors.models import Identity, Visitor


def know(space: Space, contact: Contact, *, language: str, needed_until: datetime) -> Visitor:
    """The visitor of this space with this name and contact; a new one when nobody fits.

    Somebody without telephone and address cannot be told from another of the same name: she is
    always new. Looks at this space only. The term of her name begins at `needed_until`.
    """
    found = find(space, contact)
    if found:
        _keep(found, needed_until)
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
                needed_until=needed_until,
            )
    except IntegrityError:
        # Somebody else wrote the same person down at the same moment.
        found = find(space, contact)
        if found is None:
            raise
        _keep(found, needed_until)
        return found
    return visitor


def _keep(visitor: Visitor, until: datetime) -> None:
    known = Identity.objects.filter(visitor=visitor, needed_until__lt=until)
    known.update(needed_until=until)


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
