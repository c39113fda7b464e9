"""What is different between two weeks, in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from halte.network.enums import OpeningKind
from halte.network.hours.text import hours_text, time_text, weekday_name
from halte.network.hours.timeline import Opening, Week


@dataclass(frozen=True, slots=True)
class Change:
    """One opening that came (`old` is None), went (`new` is None) or became another."""

    weekday: int
    old: Opening | None
    new: Opening | None

    @property
    def sentence(self) -> str:
        words = {"weekday": capfirst(weekday_name(self.weekday))}
        if self.old and self.new:
            return _became(self.old, self.new, words)
        return _gone(self.old, words) if self.old else _added(self.new, words)

    @property
    def put_back(self) -> str:
        """The time that a button offers to put back, when only one time is another."""
        if not self.old or not self.new:
            return ""
        if self.old.opens != self.new.opens and self.old.closes == self.new.closes:
            return time_text(self.old.opens)
        if self.old.closes != self.new.closes and self.old.opens == self.new.opens:
            return time_text(self.old.closes)
        return ""


def changes(old: Week, new: Week) -> list[Change]:
    """The changes of a week by weekday; an opening that kept something is one change."""
    found = []
    for weekday in range(7):
        before = sorted(row for row in old - new if row.weekday == weekday)
        after = sorted(row for row in new - old if row.weekday == weekday)
        for row in after:
            partner = max(before, key=lambda other: _likeness(other, row), default=None)
            if partner is not None and _likeness(partner, row) > 1:
                before.remove(partner)
                found.append(Change(weekday, partner, row))
            else:
                found.append(Change(weekday, None, row))
        found += [Change(weekday, row, None) for row in before]
    return found


def _likeness(one: Opening, other: Opening) -> int:
    return (
        2 * (one.opens == other.opens) + 2 * (one.closes == other.closes) + (one.kind == other.kind)
    )


def times_text(opening: Opening) -> str:
    return hours_text([(opening.opens, opening.closes)])


def kind_text(opening: Opening) -> str:
    return OpeningKind(opening.kind).label.lower()


def day_text(openings: Iterable[Opening]) -> str:
    """A day in one line: "09:00 – 12:00 workshop, 13:00 – 17:00 free access"; or "closed"."""
    rows = sorted(openings)
    if not rows:
        return _("closed")
    return ", ".join(f"{times_text(row)} {kind_text(row)}" for row in rows)


def _added(row: Opening, words: dict) -> str:
    words |= {"times": times_text(row), "kind": kind_text(row)}
    return _("%(weekday)s: %(times)s added, %(kind)s.") % words


def _gone(row: Opening, words: dict) -> str:
    words |= {"times": times_text(row), "kind": kind_text(row)}
    return _("%(weekday)s: %(times)s taken away, %(kind)s.") % words


def _became(old: Opening, new: Opening, words: dict) -> str:
    if (old.opens, old.closes) != (new.opens, new.closes) and old.kind == new.kind:
        return _other_times(old, new, words)
    words["times"] = times_text(new)
    if old.kind != new.kind:
        words |= {"new": kind_text(new), "old": kind_text(old)}
        return _("%(weekday)s, %(times)s: %(new)s instead of %(old)s.") % words
    if new.facilitator:
        return _("%(weekday)s, %(times)s: with a facilitator.") % words
    return _("%(weekday)s, %(times)s: without a facilitator.") % words


def _other_times(old: Opening, new: Opening, words: dict) -> str:
    if old.opens == new.opens:
        words |= {"new": time_text(new.closes), "old": time_text(old.closes)}
        return _("%(weekday)s: ends at %(new)s instead of %(old)s.") % words
    if old.closes == new.closes:
        words |= {"new": time_text(new.opens), "old": time_text(old.opens)}
        return _("%(weekday)s: starts at %(new)s instead of %(old)s.") % words
    words |= {"new": times_text(new), "old": times_text(old)}
    return _("%(weekday)s: %(new)s instead of %(old)s.") % words
