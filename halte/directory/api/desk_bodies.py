"""What programs of a space send about visits, read field by field; nothing in it is trusted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from halte.core.questions import BadQuestion, Problem
from halte.desk.enums import Purpose
from halte.desk.models.visits import MOST_HEADS

VISIT = ("visitor", "profile", "head_count", "purposes", "workstation", "at")
SITTING = ("visit",)
TICKET = ("purpose",)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who is here for what, as a program says it; `profile` is read when the space is known."""

    visitor: UUID | None
    profile: object
    heads: int
    purposes: list[str]
    workstation: UUID | None
    at: datetime | None


class Reading:
    """Reads fields of a body and gathers what is wrong with them."""

    def __init__(self, body: dict, known: Collection[str]):
        self.body = body
        sentence = _("There is no field “%(name)s”. These exist: %(known)s.")
        self.problems = [
            Problem(name[:100], sentence % {"name": name[:100], "known": ", ".join(known)})
            for name in body
            if name not in known
        ]

    def wrong(self, name: str, sentence: str) -> None:
        self.problems.append(Problem(name, sentence))

    def number_of(self, name: str) -> UUID | None:
        """The `id` of something."""
        value = self.body.get(name)
        try:
            if value is None:
                return None
            return UUID(value) if isinstance(value, str) else self.wrong(name, _no_id())
        except ValueError:
            return self.wrong(name, _no_id())

    def code(self, name: str, codes: Collection[str]) -> str:
        value = self.body.get(name)
        if value is not None and (not isinstance(value, str) or value not in codes):
            self.wrong(name, _("Choose one of these: %(names)s.") % {"names": ", ".join(codes)})
        return value if isinstance(value, str) else ""

    def done(self) -> None:
        """Raises `BadQuestion` with all that is wrong."""
        if self.problems:
            raise BadQuestion(tuple(self.problems))


def _no_id() -> str:
    return _("Write the id as you got it.")


def read_arrival(body: dict) -> Arrival:
    """Somebody who is here; raises `BadQuestion` with all that is wrong."""
    reading = Reading(body, VISIT)
    visitor, workstation = reading.number_of("visitor"), reading.number_of("workstation")
    found = Arrival(
        visitor=visitor,
        profile=body.get("profile"),
        heads=_heads(reading),
        purposes=_purposes(reading),
        workstation=workstation,
        at=_moment(reading),
    )
    _refuse_two_at_once(reading)
    reading.done()
    return found


def _heads(reading: Reading) -> int:
    value = reading.body.get("head_count")
    if value is None:
        return 1
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or not 1 <= value <= MOST_HEADS:
        reading.wrong("head_count", _("Write a number from 1 to %(most)d.") % {"most": MOST_HEADS})
        return 1
    return value


def _purposes(reading: Reading) -> list[str]:
    value = reading.body.get("purposes")
    if not isinstance(value, list) or not value:
        reading.wrong("purposes", _("Send a list with at least one purpose."))
        return []
    if any(not isinstance(code, str) or code not in Purpose.values for code in value):
        sentence = _("Choose one of these: %(names)s.")
        reading.wrong("purposes", sentence % {"names": ", ".join(Purpose.values)})
    return value


def _moment(reading: Reading) -> datetime | None:
    value = reading.body.get("at")
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is not None and found.utcoffset() is not None:
            return found
    except ValueError:
        pass
    reading.wrong("at", _("Write a moment with its offset, such as 2026-11-25T14:00:00+01:00."))
    return None


def _refuse_two_at_once(reading: Reading) -> None:
    """A known person, a profile and a head count say who came, each in its way."""
    given = [name for name in VISIT[:3] if reading.body.get(name) is not None]
    if len(given) > 1:
        for name in given:
            reading.wrong(name, _("Send a visitor, a profile or a head count: only one of them."))
    if reading.body.get("head_count") is not None and reading.body.get("workstation") is not None:
        reading.wrong("workstation", _("A head count sits at no computer."))
