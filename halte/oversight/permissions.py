"""Who may look over the platform itself, and who reads what happened to a record."""

from django.db.models import QuerySet

from halte.accounts.enums import Role
from halte.accounts.holding import holds
from halte.accounts.permissions import COORDINATION, can_manage_team
from halte.accounts.permissions import is_coordination as can_read_outbox
from halte.accounts.scopes import REGION, Scope
from halte.core.mail.models import Message

__all__ = [
    "can_read_history",
    "can_read_outbox",
    "can_read_personal_history",
    "can_read_register",
    "visible_messages",
]


def visible_messages(user) -> QuerySet[Message]:
    """Mails are the coordination's to look after; core, where they are kept, knows no roles."""
    return Message.objects.all() if can_read_outbox(user) else Message.objects.none()


def can_read_register(user) -> bool:
    """The Region's coordination, and who audits it: the register names nobody."""
    return holds(user, {*COORDINATION, Role.AUDITOR}, REGION)


def can_read_history(user, scope: Scope) -> bool:
    """Who manages the scope, and who audits the Region (without what is personal)."""
    return can_manage_team(user, scope) or holds(user, {Role.AUDITOR}, REGION)


def can_read_personal_history(user, scope: Scope) -> bool:
    """Names, addresses and who did it: who manages the scope. No auditor."""
    return can_manage_team(user, scope)
