"""Asking, politely, whether a record that has grown old is still right.

Coordinators when a record passes 6, 12 and 18 months; managers of the organisation too when there
is no coordinator, when she has been silent for `SILENCE`, and from 12 months on. A record that
nobody ever confirmed is asked about once. One mail a person and week, with all her spaces; each
person, record and age once. Why: docs/adr/081-whom-to-remind.md.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.models import Membership, MembershipQuerySet, User
from halte.core.models import LogEntry
from halte.network import notifications
from halte.network.fingerprint import with_everything
from halte.network.freshness import grown_old, threshold_passed
from halte.network.models import Reminder, Space

logger = logging.getLogger("halte.network")

# A coordinator who has not answered for so long: her organisation is asked, too.
SILENCE = timedelta(weeks=4)
# From this age on, the organisation is asked in any case.
ORGANISATION_FROM = 12
# Nobody is asked in her first days, nor about a record in its first days after a load.
SETTLING_IN = timedelta(days=7)
# One person gets one mail of the nightly job in this time, with so many spaces at most.
QUIET = timedelta(days=7)
SPACES_A_MAIL = 25
# So many people a night: a large load does not end in a thousand mails at once.
PEOPLE_A_NIGHT = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One space, in which role somebody is asked about it, and at what age."""

    space: Space
    membership: Membership
    threshold: int


def askable(today: date) -> MembershipQuerySet:
    """Roles that run on a day, of people who can be asked: coordinators and managers."""
    return Membership.objects.running(today).filter(
        Q(role=Role.COORDINATOR, scope_kind=ScopeKind.SPACE)
        | Q(role=Role.MANAGER, scope_kind=ScopeKind.ORGANISATION),
        user__is_active=True,
    )


# ---- Each night ---------------------------------------------------------------------------------


def remind_of_old_records(today: date | None = None) -> int:
    """Ask everybody whose turn it is; returns how many mails were written.

    One transaction a person, so that a job that was killed goes on where it stopped.
    """
    today = today or timezone.localdate()
    asked = Reminder.objects.filter(sent_on=today, by_hand=False)
    left = PEOPLE_A_NIGHT - asked.values("membership__user").distinct().count()
    written = 0
    for person in _people(today):
        if written >= left:
            break
        written += _ask_in_turn(person, today)
    logger.info("reminders written", extra={"facts": {"count": written}})
    return written


def _people(today: date) -> list[int]:
    """Who has to do with an old record, the oldest first; three queries."""
    oldest: dict[UUID, date] = {}
    rows = _old_spaces(today).values_list("uuid", "organisation__uuid", "confirmed_on")
    for uuid, organisation, confirmed_on in rows.order_by():
        for scope in (uuid, organisation):
            day = confirmed_on or date.max
            oldest[scope] = min(day, oldest.get(scope, day))
    lately = set(_asked_lately(today).values_list("membership__user", flat=True))
    turns: dict[int, date] = {}
    for person, scope in askable(today).values_list("user", "scope_uuid").order_by():
        if scope in oldest and person not in lately:
            turns[person] = min(oldest[scope], turns.get(person, date.max))
    return sorted(turns, key=lambda person: (turns[person], person))


def _old_spaces(today: date):
    return Space.objects.published().filter(
        grown_old(today), created_at__date__lte=today - SETTLING_IN
    )


def _asked_lately(today: date):
    return Reminder.objects.filter(sent_on__gt=today - QUIET)


@transaction.atomic
def _ask_in_turn(person: int, today: date) -> bool:
    """Ask one person everything that is due; False when nothing is."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person)
    if not user.is_active or _asked_lately(today).filter(membership__user=user).exists():
        return False
    questions = _due(user, today)[:SPACES_A_MAIL]
    _ask(user, questions, today)
    return bool(questions)


def _due(user: User, today: date) -> list[Question]:
    """What a person is to be asked today, the oldest record first; four queries."""
    settled = askable(today).filter(user=user, starts_on__lte=today - SETTLING_IN)
    roles = {row.scope_uuid: row for row in settled}
    spaces = list(
        _old_spaces(today)
        .filter(_of_scopes(roles))
        .select_related("organisation")
        .order_by("confirmed_on", "pk")
    )
    history = _History(spaces, today)
    found = []
    for space in spaces:
        question = _question(space, roles, today)
        if question and history.is_due(question, user, today):
            found.append(question)
    return found


def _of_scopes(uuids: Iterable[UUID | None]) -> Q:
    known = list(uuids)
    return Q(uuid__in=known) | Q(organisation__uuid__in=known)


def _question(space: Space, roles: dict[UUID | None, Membership], today: date) -> Question | None:
    """In the role nearest to the space: a coordinator is not asked as a manager, too."""
    membership = roles.get(space.uuid) or roles.get(space.organisation.uuid)
    threshold = threshold_passed(space.confirmed_on, today)
    if membership is None or threshold is None:
        return None
    return Question(space, membership, threshold)


class _History:
    """What was asked about some spaces, and which of them have coordinators; two queries."""

    def __init__(self, spaces: Collection[Space], today: date):
        uuids = [space.uuid for space in spaces]
        self.coordinated = set(
            askable(today).filter(scope_uuid__in=uuids).values_list("scope_uuid", flat=True)
        )
        self.asked: dict[int, list[Reminder]] = defaultdict(list)
        for row in Reminder.objects.filter(space__in=spaces).select_related("membership"):
            self.asked[row.space_id].append(row)

    def is_due(self, question: Question, user: User, today: date) -> bool:
        space = question.space
        asked = [row for row in self.asked[space.pk] if row.about == space.confirmed_on]
        if any(
            row.membership.user_id == user.pk and row.threshold == question.threshold
            for row in asked
        ):
            return False
        if question.membership.role == Role.COORDINATOR or space.uuid not in self.coordinated:
            return True
        return question.threshold >= ORGANISATION_FROM or any(
            row.membership.role == Role.COORDINATOR and row.sent_on <= today - SILENCE
            for row in asked
        )


def _ask(user: User, questions: list[Question], today: date, *, by_hand: bool = False) -> None:
    """Note and write one mail."""
    if not questions:
        return
    Reminder.objects.bulk_create(
        Reminder(
            space=each.space,
            membership=each.membership,
            threshold=each.threshold,
            about=each.space.confirmed_on,
            sent_on=today,
            by_hand=by_hand,
        )
        for each in questions
    )
    spaces = with_everything(Space.objects.all()).in_bulk([each.space.pk for each in questions])
    notifications.is_it_still_right(
        user, [(spaces[each.space.pk], each.membership) for each in questions]
    )


# ---- By hand ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Outcome:
    """What became of the spaces for which somebody pressed "remind now"."""

    reminded: int = 0
    young: int = 0  # up to date, or not public
    today: int = 0  # asked today already
    nobody: int = 0  # neither coordinator nor manager


def remind_now(spaces: Iterable[Space], *, by: User, today: date | None = None) -> Outcome:
    """Ask the coordinators of these spaces, or else the managers; nobody twice a day."""
    today = today or timezone.localdate()
    outcome = Outcome()
    turns: dict[int, list[Question]] = defaultdict(list)
    for space, memberships in _with_people(spaces, today):
        threshold = threshold_passed(space.confirmed_on, today)
        if threshold is None or not space.is_published:
            outcome.young += 1
        elif not memberships:
            outcome.nobody += 1
        else:
            for membership in memberships:
                turns[membership.user_id].append(Question(space, membership, threshold))
    reminded: set[int] = set()
    wanted = {each.space.pk for questions in turns.values() for each in questions}
    for person in sorted(turns):
        reminded |= _ask_by_hand(person, turns[person], today, by)
    outcome.reminded, outcome.today = len(reminded), len(wanted - reminded)
    return outcome


def _with_people(spaces: Iterable[Space], today: date) -> list[tuple[Space, list[Membership]]]:
    """Each space with its coordinators, or else with its managers; one query."""
    spaces = list(spaces)
    scopes = {space.uuid for space in spaces} | {space.organisation.uuid for space in spaces}
    people: dict[UUID | None, list[Membership]] = defaultdict(list)
    for row in askable(today).filter(scope_uuid__in=scopes):
        people[row.scope_uuid].append(row)
    return [
        (space, people.get(space.uuid) or people.get(space.organisation.uuid) or [])
        for space in spaces
    ]


@transaction.atomic
def _ask_by_hand(person: int, questions: list[Question], today: date, by: User) -> set[int]:
    """Ask one person what she was not asked today; gives the spaces that she is asked about."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person)
    done = set(
        Reminder.objects.filter(membership__user=user, sent_on=today).values_list(
            "space", flat=True
        )
    )
    new = [each for each in questions if each.space.pk not in done]
    _ask(user, new, today, by_hand=True)
    for each in new:
        LogEntry.record(each.space, "remind", by=by, target=each.membership.role)
    return {each.space.pk for each in new}
