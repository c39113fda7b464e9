"""Acts on requests of people about their own data.

What may leave or change stands in halte/core/persons.py; here is the case: received, answered in
time, or refused with a reason (GDPR art. 12).
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from halte.accounts.models import Membership
from halte.core import exports, persons
from halte.core.models import LogEntry
from halte.core.transitions import TransitionRefused, move
from halte.network.folding import fold
from halte.oversight.deadlines import answer_by
from halte.oversight.enums import RequestState
from halte.oversight.models import PersonRequest
from halte.visitors.models import Identity
from halte.workshops.models import Enrolment

RECEIVED, EXTENDED, ANSWERED, REFUSED = RequestState

# More of one name need not be counted.
MOST_NAMESAKES = 20
REQUEST_TRANSITIONS = {
    "extend": ({RECEIVED}, EXTENDED),
    "answer": ({RECEIVED, EXTENDED}, ANSWERED),
    "refuse": ({RECEIVED, EXTENDED}, REFUSED),
}


class IdentityUnknown(Exception):
    """Nobody has checked yet who asks: nothing leaves, nothing changes."""


class StillAtWork(Exception):
    """The person has roles that run: they end first."""


def open_request(form_data: dict[str, Any], *, by) -> PersonRequest:
    """Write down that a request came in; the deadline runs from the day of receipt."""
    case = PersonRequest(**form_data, opened_by=by)
    case.due_on = answer_by(case.received_on)
    with transaction.atomic():
        case.save()
        LogEntry.record(case, "open request", by=by, target=case.state)
    return case


@transaction.atomic
def confirm_identity(case: PersonRequest, *, by, how: str) -> PersonRequest:
    """Say how it was made sure that this is the person (art. 12 §6)."""
    locked = _locked(case)
    locked.identity = how
    locked.save(update_fields=["identity"])
    LogEntry.record(locked, "confirm identity", by=by)
    return locked


@transaction.atomic
def extend(case: PersonRequest, *, by, reason: str) -> PersonRequest:
    """Take two months longer, once; the person is told why within the first month (art. 12 §3).

    Raises `TransitionRefused`, also when the first month is over.
    """
    case = _locked(case)
    today = timezone.localdate()
    if today > case.due_on:
        raise TransitionRefused("extend", case.state)
    case.extended_on, case.extension_reason = today, reason
    case.due_on = answer_by(case.received_on, extended=True)
    case.save(update_fields=["extended_on", "extension_reason", "due_on"])
    return move(case, "extend", REQUEST_TRANSITIONS, by=by)


def answer(case: PersonRequest, *, by, words: str) -> PersonRequest:
    """Close the case: the person has an answer. Raises `TransitionRefused`, `IdentityUnknown`."""
    return _close(case, "answer", by=by, words=words)


def refuse(case: PersonRequest, *, by, reason: str) -> PersonRequest:
    """Close the case with a no and its reason (art. 12 §4). Raises `TransitionRefused`."""
    return _close(case, "refuse", by=by, words=reason)


@transaction.atomic
def _close(case: PersonRequest, verb: str, *, by, words: str) -> PersonRequest:
    case = _locked(case)
    if verb == "answer" and case.is_open and not case.identity:
        raise IdentityUnknown
    case.answer, case.closed_on = words, timezone.localdate()
    case.save(update_fields=["answer", "closed_on"])
    return move(case, verb, REQUEST_TRANSITIONS, by=by)


def _locked(case: PersonRequest) -> PersonRequest:
    return PersonRequest.objects.select_for_update(of=("self",)).get(pk=case.pk)


# ---- What is done with the data -----------------------------------------------------------------


def person_of(case: PersonRequest) -> persons.Person:
    """Whom the case is about, as far as we know them."""
    return persons.person(email=case.email, phone=str(case.phone), numbers=_numbers(case))


def _numbers(case: PersonRequest) -> set[int]:
    """The visitor whose seat has this code, and the only one of this name in this space."""
    numbers: set[int] = set()
    if case.code:
        seats = Enrolment.objects.filter(code=case.code, visitor__isnull=False)
        numbers.update(seats.values_list("visitor", flat=True))
    namesakes = namesakes_of(case)
    if len(namesakes) == 1:
        numbers.update(namesakes)
    return numbers


def namesakes_of(case: PersonRequest) -> list[int]:
    """Visitors of the named space with the name of the person: with several, a name is not enough.

    The rows of the space must be open (halte/core/rows).
    """
    if case.space_id is None:
        return []
    known = Identity.objects.filter(space=case.space_id, folded=fold(case.name))
    return list(known.order_by("pk").values_list("pk", flat=True)[:MOST_NAMESAKES])


def export_data(case: PersonRequest, *, by) -> list[exports.Section]:
    """Everything held about the person; logged. Raises `IdentityUnknown`, `TransitionRefused`."""
    return exports.export(_known(case), by=by, about=case)


def erase_data(case: PersonRequest, *, by) -> dict[str, int]:
    """End what is held, as far as the law allows. Raises as above, and `StillAtWork`."""
    who = _known(case)
    if Membership.objects.running().filter(user__in=who.users).exists():
        raise StillAtWork
    with transaction.atomic():
        counts = persons.erase(who, spare=PersonRequest)
        LogEntry.record(case, "erase", by=by, note=f"{sum(counts.values())} rows")
    return counts


def restrict_data(case: PersonRequest, *, by) -> int:
    """Keep the rows without using them. Raises as above, and `StillAtWork`."""
    who = _known(case)
    if Membership.objects.running().filter(user__in=who.users).exists():
        raise StillAtWork
    with transaction.atomic():
        count = persons.restrict(who, spare=PersonRequest)
        LogEntry.record(case, "restrict", by=by, note=f"{count} rows")
    return count


def lift_restriction(case: PersonRequest, *, by) -> int:
    """Use the rows again; also after the case is closed (art. 18 §3)."""
    with transaction.atomic():
        count = persons.lift(person_of(case))
        LogEntry.record(case, "lift restriction", by=by, note=f"{count} rows")
    return count


def correct_data(case: PersonRequest, *, by, table: str, key: str, name: str, value: str) -> None:
    """Put one field right. Raises as above, and `ValidationError`."""
    persons.correct(_known(case), table=table, key=key, name=name, value=value, by=by)
    LogEntry.record(case, "correct", by=by, note=f"{table}.{name}")


def _known(case: PersonRequest) -> persons.Person:
    if not case.is_open:
        raise TransitionRefused("use", case.state)
    if not case.identity:
        raise IdentityUnknown
    return person_of(case)
