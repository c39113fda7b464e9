"""The programme of a space as its team reads it: filters, lines by day, how people are told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halte.network.hours.schedule import Schedule, day_slots
from halte.network.hours.text import full_date_text
from halte.network.models import Space
from halte.workshops.enums import SessionState
from halte.workshops.models import Session
from halte.workshops.presenting import seats
from halte.workshops.telling import Reached

A_PAGE = 40
STATES = {
    SessionState.DRAFT: ("warn", "pencil-fill"),
    SessionState.PUBLISHED: ("ok", "check-circle-fill"),
    SessionState.CANCELLED: ("off", "x-circle-fill"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """Which dates of the programme somebody wants to see; what cannot be read is left out."""

    state: str = ""
    activity: UUID | None = None
    site: int | None = None
    is_past: bool = False

    @property
    def has_filters(self) -> bool:
        return bool(self.state or self.activity or self.site)


def read_question(params: QueryDict) -> Question:
    """Read `state activity site past`."""
    state, site = params.get("state", ""), params.get("site", "")
    try:
        activity = UUID(params.get("activity", ""))
    except ValueError:
        activity = None
    return Question(
        state=state if state in SessionState.values else "",
        activity=activity,
        site=int(site) if site.isascii() and site.isdigit() and len(site) < 10 else None,
        is_past=params.get("past") == "1",
    )


def planned(space: Space, question: Question, now: datetime):
    """The dates that fit: coming ones, the next first; past ones, the last first."""
    rows = Session.objects.filter(space=space)
    if question.is_past:
        rows = rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
    else:
        rows = rows.coming(now).order_by("starts_at", "pk")
    if question.state:
        rows = rows.filter(state=question.state)
    if question.activity:
        rows = rows.filter(activity__uuid=question.activity)
    if question.site:
        rows = rows.filter(site=question.site)
    rows = rows.select_related("activity", "series", "site__municipality")
    return rows.defer("site__municipality__boundary").prefetch_related("trainers")


@dataclass(frozen=True, slots=True)
class Line:
    """A date in words."""

    session: Session
    date: str
    times: str
    tone: str
    icon: str
    state: str
    # How the seats stand, with icon and tone.
    seats: tuple[str, str, str]
    trainers: list[str]
    is_over: bool

    @property
    def is_draft(self) -> bool:
        return self.session.state == SessionState.DRAFT

    @property
    def can_change(self) -> bool:
        return self.session.state != SessionState.CANCELLED and not self.is_over


def line(session: Session, *, names: bool = True) -> Line:
    """Costs no query when activity, site and trainers are loaded; `names` of the team or none."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    tone, icon = STATES[SessionState(session.state)]
    return Line(
        session=session,
        date=capfirst(full_date_text(start.date())),
        times=f"{start:%H:%M} – {end:%H:%M}",
        tone=tone,
        icon=icon,
        state=str(SessionState(session.state).label),
        seats=seats(session, timezone.now()),
        trainers=[each.shown_name for each in session.trainers.all()] if names else [],
        is_over=session.is_over(),
    )


def by_day(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    return [(day, list(some)) for day, some in groupby(lines, key=lambda each: each.date)]


# ---- Before it is saved -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """One date that would be planned, and what is odd about it."""

    date: str
    times: str
    notes: list[str]


def preview(
    spans: Sequence[tuple[datetime, datetime]],
    schedule: Schedule | None,
    holidays: dict[date, str],
    others: Sequence[Session],
) -> list[Preview]:
    """The dates in words. `schedule` is nothing when nobody has confirmed the hours; `others` are
    planned at the same place."""
    lines = []
    for start, end in spans:
        notes = []
        if start.date() in holidays:
            words = {"name": holidays[start.date()]}
            notes.append(_("Public holiday: %(name)s.") % words)
        if schedule and not day_slots(schedule, start.date()):
            notes.append(_("The space is closed on this day."))
        for other in others:
            if other.starts_at < end and start < other.ends_at:
                words = {"title": other.activity.title_fr}
                notes.append(_("At the same time, at the same place: %(title)s.") % words)
        times = f"{start:%H:%M} – {end:%H:%M}"
        lines.append(Preview(capfirst(full_date_text(start.date())), times, notes))
    return lines


def reached_words(reached: Reached) -> list[str]:
    """Who would be told, and how."""
    if not reached.people:
        return [_("Nobody is on the list.")]
    told = []
    if reached.mails:
        text = ngettext(
            "%(number)d person gets a mail.", "%(number)d people get a mail.", reached.mails
        )
        told.append(text % {"number": reached.mails})
    if reached.calls:
        text = ngettext(
            "%(number)d person has to be called: the name comes on the list of calls.",
            "%(number)d people have to be called: the names come on the list of calls.",
            reached.calls,
        )
        told.append(text % {"number": reached.calls})
    if reached.nobody:
        text = ngettext(
            "%(number)d person cannot be reached: the name comes on the list of calls, to be told"
            " in person.",
            "%(number)d people cannot be reached: the names come on the list of calls, to be told"
            " in person.",
            reached.nobody,
        )
        told.append(text % {"number": reached.nobody})
    return told
