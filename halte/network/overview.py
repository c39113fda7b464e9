"""All spaces as the coordination watches them: how fresh, who looks after them, what is waiting.

Tiles, list and export read the same conditions, so that their figures agree.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.models import Membership, MembershipQuerySet
from halte.core.enums import Codes
from halte.network.enums import CorrectionState
from halte.network.freshness import Freshness, counts, in_state
from halte.network.models import Correction, Finding, Reminder, Site, Space

# Several subjects of one finding (halte/network/loading/checks.py).
BETWEEN_SUBJECTS = "; "


class Lack(Codes):
    """What a space may be without."""

    COORDINATOR = "without_coordinator", _("Without coordinator")
    HOURS = "without_hours", _("Without known hours")


class Order(Codes):
    """By what the list is sorted; a minus before it turns it round."""

    NAME = "name", _("Name")
    ORGANISATION = "organisation", _("Organisation")
    MUNICIPALITY = "municipality", _("Municipality")
    CONFIRMED = "confirmed", _("Last confirmed")
    MESSAGES = "messages", _("Open messages")
    COORDINATORS = "coordinators", _("Coordinators")
    REMINDED = "reminded", _("Last reminder")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to see of all spaces; each part may be empty."""

    show: str = ""
    text: str = ""
    order: str = Order.NAME


def shown(spaces: QuerySet[Space], question: Question, today: date) -> QuerySet[Space]:
    """The spaces that fit, in the order asked for, not yet with their figures."""
    found = spaces.filter(_condition(question.show, today)) if question.show else spaces
    name, backwards = question.order.lstrip("-"), question.order.startswith("-")
    key = {
        Order.NAME: F("folded"),
        Order.ORGANISATION: F("organisation__folded"),
        Order.MUNICIPALITY: _first_site("municipality__name_fr"),
        Order.CONFIRMED: F("confirmed_on"),
        Order.MESSAGES: _messages(),
        Order.COORDINATORS: _coordinator_count(),
        Order.REMINDED: _reminded(),
    }[Order(name)]
    # Never confirmed is older than any day, never reminded longer ago.
    by = found.annotate(key=key)
    first = F("key").desc(nulls_last=True) if backwards else F("key").asc(nulls_first=True)
    return by.order_by(first, "folded", "pk")


def with_figures(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """Each space with its figures, in the same query."""
    return (
        spaces.select_related("organisation")
        .defer("organisation__folded")
        .annotate(
            town_fr=_first_site("municipality__name_fr"),
            town_nl=_first_site("municipality__name_nl"),
            hours_known=_hours_known(),
            message_count=_messages(),
            coordinator_count=_coordinator_count(),
            reminded_on=_reminded(),
        )
    )


def tiles(spaces: QuerySet[Space], today: date) -> dict[str, int]:
    """How many spaces each tile stands for; two queries."""
    plain = spaces.order_by()
    lacking = {lack.value: Count("pk", filter=_condition(lack.value, today)) for lack in Lack}
    fresh = {state.value: count for state, count in counts(plain, today).items()}
    return fresh | plain.aggregate(**lacking)


def _condition(show: str, today: date) -> Q:
    if show == Lack.COORDINATOR:
        return ~Q(Exists(_coordinators()))
    if show == Lack.HOURS:
        return ~Q(_hours_known())
    return in_state(Freshness(show), today)


# ---- Figures ------------------------------------------------------------------------------------


def coordinators_of(spaces: Iterable[Space]) -> MembershipQuerySet:
    """Who coordinates these spaces today, with their names."""
    uuids = [space.uuid for space in spaces]
    return _coordinating().filter(scope_uuid__in=uuids).select_related("user")


def _coordinating() -> MembershipQuerySet:
    return Membership.objects.running().filter(
        role=Role.COORDINATOR, scope_kind=ScopeKind.SPACE, user__is_active=True
    )


def _coordinators() -> MembershipQuerySet:
    return _coordinating().filter(scope_uuid=OuterRef("uuid"))


def _coordinator_count() -> Coalesce:
    return _number(_coordinators(), "scope_uuid")


def _messages() -> Coalesce:
    waiting = Correction.objects.filter(space=OuterRef("pk"), state=CorrectionState.RECEIVED)
    return _number(waiting, "space")


def _number(rows: QuerySet, group: str) -> Coalesce:
    number = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0, output_field=IntegerField())


def _reminded() -> Subquery:
    sent = Reminder.objects.filter(space=OuterRef("pk")).order_by().values("space")
    return Subquery(sent.annotate(last=Max("sent_on")).values("last"))


def _hours_known() -> Exists:
    sites = Site.objects.in_use().filter(space=OuterRef("pk"))
    return Exists(sites.filter(hours_confirmed_on__isnull=False))


def _first_site(field: str) -> Subquery:
    sites = Site.objects.in_use().filter(space=OuterRef("pk")).order_by("position")
    return Subquery(sites.values(field)[:1])


# ---- Findings, which name a space as its document does ------------------------------------------


def finding_counts(findings: QuerySet[Finding]) -> Counter[str]:
    """How many findings name a space, by the name; one query."""
    return Counter(
        name
        for subject in findings.order_by().values_list("subject", flat=True)
        for name in subject.split(BETWEEN_SUBJECTS)
    )


def names_of(space: Space) -> set[str]:
    return {space.name_fr, space.name_nl, space.name_en} - {""}


def spaces_named(spaces: QuerySet[Space], subjects: Iterable[str]) -> dict[str, Space]:
    """The spaces behind the subjects of findings, by name; one query."""
    names = {name for subject in subjects for name in subject.split(BETWEEN_SUBJECTS)}
    rows = spaces.filter(Q(name_fr__in=names) | Q(name_nl__in=names) | Q(name_en__in=names))
    return {name: space for space in rows for name in names_of(space) & names}
