"""Who may look over the platform itself, and who reads what happened to a record."""

from uuid import UUID

from django.db.models import Q, QuerySet

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.holding import holds, uuids_of
from halte.accounts.permissions import COORDINATION, can_manage_team
from halte.accounts.permissions import is_coordination as can_read_outbox
from halte.accounts.scopes import REGION, Scope
from halte.core.mail.models import Message
from halte.network.models import Organisation, Space
from halte.oversight.models import PersonRequest, PersonRequestQuerySet

__all__ = [
    "can_answer_requests",
    "can_read_account_history",
    "can_read_history",
    "can_read_outbox",
    "can_read_personal_history",
    "can_read_register",
    "managed_memberships",
    "overseen_organisations",
    "places_of_requests",
    "visible_messages",
    "visible_requests",
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


def can_read_account_history(user, person) -> bool:
    """The person herself, and the Region's administrators."""
    return user.pk == person.pk or holds(user, {Role.ADMINISTRATOR}, REGION)


def managed_memberships(user) -> Q:
    """Roles in the places that somebody manages, now or before; no administrators, no auditors."""
    spaces, organisations = Q(scope_kind=ScopeKind.SPACE), Q(scope_kind=ScopeKind.ORGANISATION)
    if holds(user, COORDINATION, REGION):
        return spaces | organisations
    houses = uuids_of(user, {Role.MANAGER}, ScopeKind.ORGANISATION)
    own = uuids_of(user, {Role.COORDINATOR}, ScopeKind.SPACE)
    below = Space.objects.filter(organisation__uuid__in=houses).values("uuid")
    return (spaces & (Q(scope_uuid__in=own) | Q(scope_uuid__in=below))) | (
        organisations & Q(scope_uuid__in=houses)
    )


def overseen_organisations(user) -> QuerySet[Organisation]:
    """Organisations that somebody works for, or all for the Region's people."""
    if holds(user, {*COORDINATION, Role.AUDITOR}, REGION):
        return Organisation.objects.all()
    own = uuids_of(user, {Role.MANAGER, Role.REFERRER}, ScopeKind.ORGANISATION)
    return Organisation.objects.filter(uuid__in=own)


def can_answer_requests(user) -> bool:
    """The Region's administrators, for the data protection officer."""
    return holds(user, {Role.ADMINISTRATOR}, REGION)


def places_of_requests(user) -> list[UUID]:
    """The places whose people are searched for a request: all, as a request is about the whole
    network, for who answers it."""
    return list(Space.objects.values_list("uuid", flat=True)) if can_answer_requests(user) else []


def visible_requests(user) -> PersonRequestQuerySet:
    rows = PersonRequest.objects.all()
    return rows if can_answer_requests(user) else rows.none()
