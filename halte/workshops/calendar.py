"""Sessions as iCalendar (RFC 5545): feeds to subscribe to, and what goes with a mail."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from halte.core.i18n import language as active_language
from halte.core.i18n import localized
from halte.workshops.enums import EnrolmentState, SessionState
from halte.workshops.models import Enrolment, Session

PRODUCT = "-//Halte//Halte//EN"
REFRESH = timedelta(hours=1)


def feed(sessions: Iterable[Session], *, name: str, stamp: datetime | None = None) -> bytes:
    """A calendar of public sessions; cancelled ones stay in it and say so. `stamp` is its time."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for session in sessions:
        is_off = session.state == SessionState.CANCELLED
        calendar.add_component(_event(session, is_off=is_off, stamp=stamp))
    return calendar.to_ical()


def invitation_of(rows: Iterable[Enrolment]) -> str:
    """The calendar of somebody's seats, for a mail: empty while she only waits."""
    seats = [row.session for row in rows if row.state == EnrolmentState.CONFIRMED]
    return _of_seats(seats, "PUBLISH", is_off=False)


def withdrawal_of(rows: Iterable[Enrolment]) -> str:
    """What takes seats that somebody had, and has no more, out of her calendar again."""
    return _of_seats([row.session for row in rows], "CANCEL", is_off=True)


def _of_seats(sessions: Sequence[Session], method: str, *, is_off: bool) -> str:
    if not sessions:
        return ""
    calendar = _calendar(method)
    for session in sessions:
        calendar.add_component(_event(session, is_off=is_off))
    return calendar.to_ical().decode()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_brussels())
    return calendar


def _event(session: Session, *, is_off: bool, stamp: datetime | None = None) -> Event:
    language = active_language()
    event = Event()
    event.add("uid", f"{session.uuid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", stamp or timezone.now())
    event.add("sequence", session.sequence)
    event.add("dtstart", timezone.localtime(session.starts_at))
    event.add("dtend", timezone.localtime(session.ends_at))
    event.add("summary", localized(session.activity, "title", language))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    site = session.site
    place = localized(session.space, "name", language)
    town = localized(site.municipality, "name", language) if site.municipality else ""
    parts = [place, session.room, site.street, f"{site.postcode} {town}".strip()]
    event.add("location", ", ".join(filter(None, parts)))
    path = reverse("workshops:session", args=[session.uuid])
    event.add("url", settings.BASE_URL + path)
    return event


def _brussels() -> Timezone:
    """Central European time with the rule of the Union since 1996, as RFC 5545 writes it.

    Written out: generated ones are an hour off at the change in some readers.
    """
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    changes = [
        (TimezoneDaylight, "CEST", 1, 2, datetime(1996, 3, 31, 2), 3),  # noqa: DTZ001 - local
        (TimezoneStandard, "CET", 2, 1, datetime(1996, 10, 27, 3), 10),  # noqa: DTZ001 - local
    ]
    for kind, name, before, after, start, month in changes:
        part = kind()
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone
