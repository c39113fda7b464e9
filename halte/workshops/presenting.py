"""Sessions as people read them: one card for the programme, the space page and one's own seat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halte.core.i18n import babel_locale, language_name
from halte.network.enums import Price
from halte.workshops.enums import SessionState
from halte.workshops.models import Session
from halte.workshops.moments import comma, day_text


@dataclass(frozen=True, slots=True)
class Card:
    """One session in words, in the language that is active."""

    session: Session
    weekday: str
    day: str
    month: str
    date: str
    times: str
    seats: str
    # "ok", "warn" or "off", with the icon that goes with it.
    tone: str
    icon: str
    is_open: bool
    is_full: bool
    taught_in: str
    price: str

    @property
    def comma(self) -> str:
        return comma()


def cards(sessions: Iterable[Session]) -> list[Card]:
    return [card(session) for session in sessions]


def card(session: Session) -> Card:
    """What a card shows; costs no query when activity, space and site are loaded."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    locale = babel_locale()
    now = timezone.now()
    tone, icon, words = seats(session, now)
    return Card(
        session=session,
        weekday=format_date(start.date(), "ccc", locale),
        day=str(start.day),
        month=format_date(start.date(), "LLL", locale),
        date=_capital(day_text(start.date())),
        times=f"{start:%H:%M} – {end:%H:%M}",
        seats=words,
        tone=tone,
        icon=icon,
        is_open=session.is_open(now),
        is_full=not session.seats_left(now),
        taught_in=_("In %(language)s") % {"language": language_name(session.activity.language)},
        price=str(Price(session.activity.price).label),
    )


def seats(session: Session, now: datetime) -> tuple[str, str, str]:
    """Tone, icon and words for the seats that are left to everybody; never a bare "0/3"."""
    if session.state == SessionState.CANCELLED:
        return "off", "x-circle-fill", _("Cancelled")
    if session.is_over(now):
        return "off", "clock-fill", _("Over")
    left = session.seats_left(now)
    if not left:
        return "off", "hourglass-split", _full(session.waiting)
    if left == 1:
        return "warn", "person-plus-fill", _("1 last seat")
    words = ngettext("%(number)d seat left", "%(number)d seats left", left)
    return "ok", "person-plus-fill", words % {"number": left}


def _full(waiting: int) -> str:
    if not waiting:
        return _("Full, nobody waits yet")
    words = ngettext("Full, %(number)d person waits", "Full, %(number)d people wait", waiting)
    return words % {"number": waiting}


def position_words(position: int) -> str:
    """The place in the line, in words."""
    if position == 1:
        return _("You are the first on the waiting list.")
    words = ngettext(
        "%(number)d person is before you on the waiting list.",
        "%(number)d people are before you on the waiting list.",
        position - 1,
    )
    return words % {"number": position - 1}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
