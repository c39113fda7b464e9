"""A planned date as people type it, and what typing it differently means for each date of a series.

People give a day and two times; rows hold moments. Seats kept and enrolment opening or closing are
so many days before the start, and move with it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from halte.workshops.dates import before, span
from halte.workshops.models import Session

# Typed name of a lead, and the moment that it stands for.
LEADS = {
    "kept_days": "kept_until",
    "opens_days": "enrolment_opens_at",
    "closes_days": "enrolment_closes_at",
}
PLAIN = ("site", "room", "capacity", "computers_needed", "kept_for_referrers")


def _zone() -> ZoneInfo:
    return timezone.get_default_timezone()  # type: ignore[return-value]


def as_typed(session: Session) -> dict[str, object]:
    """The plan of a session as the form shows it, without its trainers; no query."""
    start, end = (moment.astimezone(_zone()) for moment in (session.starts_at, session.ends_at))
    return {
        "day": start.date(),
        "opens": start.time(),
        "closes": end.time(),
        "site": session.site_id,
        **{name: getattr(session, name) for name in PLAIN[1:]},
        **{name: _days_before(start, getattr(session, at)) for name, at in LEADS.items()},
    }


def _days_before(start: datetime, moment: datetime | None) -> int | None:
    return (start.date() - moment.astimezone(_zone()).date()).days if moment else None


def differences(session: Session, typed: Mapping[str, object]) -> dict[str, object]:
    """What was typed differently from the plan of a session."""
    now = as_typed(session)
    return {
        name: typed[name]
        for name, value in now.items()
        if name in typed and getattr(typed[name], "pk", typed[name]) != value
    }


def changes(session: Session, typed: Mapping[str, object], moved: timedelta) -> dict[str, object]:
    """What `differences` (of it, or of an earlier date) mean for the row of a session.

    `moved` is how far the day moves. Raises `NoSuchTime`.
    """
    now = as_typed(session)
    found = {name: typed[name] for name in PLAIN if name in typed}
    start = session.starts_at
    if moved or "opens" in typed or "closes" in typed:
        day: date = now["day"] + moved  # type: ignore[assignment, operator]
        opens, closes = typed.get("opens", now["opens"]), typed.get("closes", now["closes"])
        start, end = span(day, opens, closes, _zone())  # type: ignore[arg-type]
        found |= {"starts_at": start, "ends_at": end}
    for name, moment in LEADS.items():
        stands = getattr(session, moment)
        if name in typed:
            lead = typed[name]
            found[moment] = None if lead is None else before(start, int(lead), _zone())  # type: ignore[call-overload]
        elif stands and start != session.starts_at:
            found[moment] = stands + (start - session.starts_at)
    return {name: value for name, value in found.items() if getattr(session, name) != value}
