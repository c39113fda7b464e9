"""Whether somebody who is written down stands on the list already, as far as a name can tell."""

from collections.abc import Sequence

from django.db.models import Q

from halte.network.folding import fold
from halte.visitors.contact import Contact
from halte.workshops.domain.enrolments import EnrolmentRefused
from halte.workshops.models import Enrolment, Session


class Namesake(EnrolmentRefused):
    """Somebody of this name is on the list, and nobody said that it is another person."""


def refuse_namesake(sessions: Sequence[Session], contact: Contact) -> None:
    """Raise `Namesake` when somebody of this name, not surely the same, is on the list.

    Who has the same number or address is the same person: `enrol` says so.
    """
    same = Q()
    if contact.phone:
        same |= Q(visitor__identity__phone=contact.phone)
    if contact.email:
        same |= Q(visitor__identity__email=contact.email)
    rows = Enrolment.objects.current().filter(
        session__in=sessions, visitor__identity__folded=fold(contact.name)
    )
    if (rows.exclude(same) if same else rows).exists():
        raise Namesake
