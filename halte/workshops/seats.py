"""Which seat is for whom: pure arithmetic, no rows."""

from dataclasses import dataclass
from datetime import datetime

from halte.workshops.enums import Source


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a session at a moment.

    `kept` of them are for people sent by an organisation, until `kept_until`; `taken_by_sent` of
    the taken ones are theirs already.
    """

    capacity: int
    taken: int
    kept: int = 0
    kept_until: datetime | None = None
    taken_by_sent: int = 0

    def free_for(self, source: str, now: datetime) -> int:
        """How many seats somebody may still take; never below 0."""
        free = self.capacity - self.taken
        if source != Source.REFERRER:
            free -= self.still_kept(now)
        return max(0, free)

    def free_for_sent_alone(self, now: datetime) -> int:
        """How many free seats only people who are sent may take."""
        return min(max(0, self.capacity - self.taken), self.still_kept(now))

    def still_kept(self, now: datetime) -> int:
        """Kept seats that nobody was sent to yet."""
        if self.kept_until is None or now >= self.kept_until:
            return 0
        return max(0, self.kept - self.taken_by_sent)
