"""The people of a session, and those to call, as the team of the space reads them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import phonenumbers
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from halte.visitors.enums import Channel
from halte.visitors.models import Visitor
from halte.workshops.domain.attendance import ABSENCE_FADES
from halte.workshops.enums import CallReason, EnrolmentState, HelpLevel, Relative, SessionState
from halte.workshops.models import Call, Enrolment, Session

WAITING, HELD, CONFIRMED, ATTENDED, ABSENT, CANCELLED, EXPIRED, CALLED_OFF = EnrolmentState
TONES = {
    WAITING: ("off", "hourglass-split"),
    HELD: ("warn", "hourglass-split"),
    CONFIRMED: ("ok", "check-circle-fill"),
    ATTENDED: ("ok", "person-walking"),
    ABSENT: ("bad", "person-fill-x"),
    CANCELLED: ("off", "x-circle-fill"),
    EXPIRED: ("off", "clock-fill"),
    CALLED_OFF: ("off", "x-circle-fill"),
}
FOR_WHOM = {
    Relative.CHILD: gettext_lazy("For the child of the one who asked"),
    Relative.PARENT: gettext_lazy("For a parent of the one who asked"),
    Relative.OTHER: gettext_lazy("For somebody else than the one who asked"),
}
# Her data are kept and not used (GDPR art. 18): somebody tells her what she needs to know.
NOT_REACHED = gettext_lazy("not at all, as this person asked: tell her when she comes")


@dataclass(frozen=True, slots=True)
class Reach:
    """Who somebody is and how to reach her."""

    name: str
    phone: str = ""
    dial: str = ""
    email: str = ""
    channel: str = ""
    # Neither number nor address is shown.
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list of a session, in words."""

    row: Enrolment
    reach: Reach
    tone: str
    icon: str
    state: str
    help: str
    whom: str
    absences: int
    position: int

    @property
    def is_on_paper(self) -> bool:
        """Whether only a slip of paper tells her what she needs to know."""
        return not self.reach.email

    @property
    def slip(self) -> str:
        """The address of the paper to give."""
        return slip(self.row)

    @property
    def needs_mark(self) -> bool:
        """Whether nobody has said yet if she came."""
        return self.row.state in {HELD, CONFIRMED}


def reach(visitor: Visitor | None) -> Reach:
    """How to reach somebody, whose identity is loaded; a word for those who were forgotten."""
    identity = getattr(visitor, "identity", None)
    if identity is None:
        return Reach(_("Name deleted"))
    if identity.is_restricted:
        return Reach(identity.name, channel=str(NOT_REACHED), is_restricted=True)
    return Reach(
        identity.name,
        phone_words(identity.phone),
        identity.phone,
        identity.email,
        str(Channel(identity.channel).label),
    )


def slip(row: Enrolment) -> str:
    """The page of her seat, to be printed, in the language that she reads."""
    with override(row.visitor.language if row.visitor else None):
        return reverse("workshops:seat", args=[row.code])


def phone_words(number: str) -> str:
    """A number as people of the country read it."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    belgian = phonenumbers.region_code_for_number(parsed) == "BE"
    shape = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, shape.NATIONAL if belgian else shape.INTERNATIONAL)


def people(session: Session) -> list[Person]:
    """Everybody on the list of a session, in the order of asking; two queries."""
    rows = list(session.enrolments.select_related("visitor__identity").order_by("pk"))
    missed = absences([row.visitor_id for row in rows if row.visitor_id], but=session)
    line = [row.pk for row in rows if row.state == WAITING]
    return [
        _person(row, missed, line.index(row.pk) + 1 if row.state == WAITING else 0) for row in rows
    ]


def absences(visitors: Iterable[int], *, but: Session) -> Counter[int]:
    """How often each did not come in the last six months, `but` for this session; one query."""
    since = timezone.now() - ABSENCE_FADES
    rows = Enrolment.objects.filter(
        visitor__in=list(visitors), state=ABSENT, session__ends_at__gte=since
    ).exclude(session=but)
    counts = rows.order_by().values("visitor").annotate(number=Count("pk"))
    return Counter({each["visitor"]: each["number"] for each in counts})


def _person(row: Enrolment, missed: Counter[int], position: int) -> Person:
    tone, icon = TONES[EnrolmentState(row.state)]
    return Person(
        row=row,
        reach=reach(row.visitor),
        tone=tone,
        icon=icon,
        state=str(EnrolmentState(row.state).label),
        help=str(HelpLevel(row.help_level).label) if row.help_level else "",
        whom=str(FOR_WHOM[Relative(row.relative)]) if row.relative else "",
        absences=missed[row.visitor_id] if row.visitor_id else 0,
        position=position,
    )


@dataclass(frozen=True, slots=True)
class Seating:
    """The lists of a session page."""

    held: list[Person]
    seated: list[Person]
    waiting: list[Person]
    gone: list[Person]
    help: list[str] = field(default_factory=list)

    @property
    def marked(self) -> int:
        return sum(not each.needs_mark for each in self.expected)

    @property
    def expected(self) -> list[Person]:
        """Everybody who has, or had, a seat on the day."""
        return [*self.held, *self.seated]


def seating(session: Session) -> Seating:
    """The people of a session by where they stand."""
    everybody = people(session)
    seated = [each for each in everybody if each.row.state in {CONFIRMED, ATTENDED, ABSENT}]
    held = [each for each in everybody if each.row.state == HELD]
    return Seating(
        held=held,
        seated=seated,
        waiting=[each for each in everybody if each.position],
        gone=[each for each in everybody if each.row.state in {CANCELLED, EXPIRED, CALLED_OFF}],
        help=help_words([*held, *seated]),
    )


def help_words(expected: Sequence[Person]) -> list[str]:
    """How much help is asked for, most first, in words."""
    counts = Counter(each.row.help_level for each in expected)
    much, some = counts[HelpLevel.MUCH], counts[HelpLevel.SOME]
    words = []
    if much:
        text = ngettext(
            "%(number)d person asks for much help.", "%(number)d people ask for much help.", much
        )
        words.append(text % {"number": much})
    if some:
        text = ngettext(
            "%(number)d person asks for a little help.",
            "%(number)d people ask for a little help.",
            some,
        )
        words.append(text % {"number": some})
    return words


def seat_words(session: Session) -> list[str]:
    """How many have a seat, how many are left, how many wait; each in a sentence."""
    taken = ngettext(
        "%(taken)d of %(number)d seat is taken.",
        "%(taken)d of %(number)d seats are taken.",
        session.capacity,
    )
    words = [taken % {"taken": session.taken, "number": session.capacity}]
    if session.state == SessionState.CANCELLED:
        return [_("The session is cancelled.")]
    if session.free:
        left = ngettext("%(number)d seat is left.", "%(number)d seats are left.", session.free)
        words.append(left % {"number": session.free})
    if session.waiting:
        wait = ngettext("%(number)d person waits.", "%(number)d people wait.", session.waiting)
        words.append(wait % {"number": session.waiting})
    return words


# ---- To call ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calls:
    """What one person has to be told, in one call."""

    reach: Reach
    calls: list[Call]

    @property
    def asks(self) -> bool:
        """Whether somebody has to say if she takes a seat."""
        return any(
            call.reason == CallReason.SEAT_HELD and call.enrolment.state == HELD
            for call in self.calls
        )

    @property
    def until(self) -> datetime:
        return min(call.until for call in self.calls)

    @property
    def told(self) -> list[list[Call]]:
        """The same news about all dates of one asking together; a seat is answered by itself."""
        together: dict[tuple, list[Call]] = {}
        for call in self.calls:
            row = call.enrolment
            own = call.pk if call.reason == CallReason.SEAT_HELD else None
            key = (call.reason, row.code, row.session.activity_id, own, call.done_by_id)
            together.setdefault(key, []).append(call)
        return list(together.values())


def grouped(calls: Iterable[Call]) -> list[Calls]:
    """The calls of each person together, the most urgent first."""
    by_person: dict[int | str, list[Call]] = {}
    for call in calls:
        row = call.enrolment
        by_person.setdefault(row.visitor_id or row.code, []).append(call)
    groups = [Calls(reach(rows[0].enrolment.visitor), rows) for rows in by_person.values()]
    return sorted(groups, key=lambda group: group.until)
