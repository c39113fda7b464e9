"""Who may look over the platform itself: the coordination."""

from django.db.models import QuerySet

from halte.accounts.permissions import is_coordination as can_read_outbox
from halte.core.mail.models import Message

__all__ = ["can_read_outbox", "visible_messages"]


def visible_messages(user) -> QuerySet[Message]:
    """Mails are the coordination's to look after; core, where they are kept, knows no roles."""
    return Message.objects.all() if can_read_outbox(user) else Message.objects.none()
