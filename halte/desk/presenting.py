"""People and purposes of the desk in words and pictures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halte.desk.enums import Purpose
from halte.desk.models import Visit
from halte.visitors.models import Visitor

ICONS = {
    Purpose.COMPUTER: "pc-display",
    Purpose.CONNECTION: "wifi",
    Purpose.PRINTING: "printer-fill",
    Purpose.JOB_SEARCH: "briefcase-fill",
    Purpose.ADMINISTRATION: "file-earmark-text-fill",
    Purpose.SCHOOL: "backpack-fill",
    Purpose.PRIVATE: "envelope-fill",
    Purpose.LEARNING: "mortarboard-fill",
    Purpose.HELP: "person-raised-hand",
    Purpose.WORKSHOP: "easel-fill",
    Purpose.APPOINTMENT: "calendar-check-fill",
    Purpose.OTHER: "three-dots",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A purpose to tap, and the key that does the same; 0 has none."""

    value: str
    label: str
    icon: str
    key: int = 0


def chips(purposes: Iterable[str]) -> list[Chip]:
    """The short list of a space, with the keys 1 to 9."""
    known = [Purpose(value) for value in purposes if value in Purpose.values]
    return [_chip(each, key if key < 10 else 0) for key, each in enumerate(known, 1)]


def other_chips(purposes: Iterable[str]) -> list[Chip]:
    """Every purpose that is not on the short list."""
    short = set(purposes)
    return [_chip(each, 0) for each in Purpose if each not in short]


def chips_of(visit: Visit) -> list[Chip]:
    """What somebody came for."""
    return [_chip(Purpose(value), 0) for value in visit.purposes]


def _chip(purpose: Purpose, key: int) -> Chip:
    return Chip(str(purpose), str(purpose.label), ICONS[purpose], key)


def full_name(visitor: Visitor | None) -> str:
    """The name of somebody whose identity is loaded; nothing for who has none."""
    identity = getattr(visitor, "identity", None)
    return identity.name if identity else ""


def short_name(name: str) -> str:
    """As much of a name as the desk needs: `Fatima Benali` is `Fatima B.`."""
    first, *others = name.split()
    letter = next((sign for word in others for sign in word[:1] if sign.isalpha()), "")
    return f"{first} {letter}." if letter else first


def names_of(visits: Iterable[Visit]) -> dict[int, str]:
    """What the board calls each visit, by its number; two people of one short name in full."""
    rows = list(visits)
    full = {row.pk: full_name(row.visitor) for row in rows}
    counts = Counter(short_name(name) for name in full.values() if name)
    return {row.pk: _called(row, full[row.pk], counts) for row in rows}


def name_of(visit: Visit) -> str:
    """The person of one visit in full, or a word for nobody in particular."""
    return _called(visit, full_name(visit.visitor), Counter())


def _called(visit: Visit, name: str, counts: Counter) -> str:
    if visit.heads > 1:
        text = ngettext("%(number)d person", "Group of %(number)d", visit.heads)
        return text % {"number": visit.heads}
    if not name:
        return _("No name")
    short = short_name(name)
    return short if counts[short] == 1 else name
