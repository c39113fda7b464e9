"""An invented programme for `halte load sample`: six spaces, sessions of past and coming weeks.

People are invented and say so in their names; nobody has an address, so no mail leaves. Taking the
sample away takes with it whatever hangs on an invented workshop.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.contrib.contenttypes.models import ContentType

from halte.core import rows
from halte.core.models import LogEntry
from halte.core.transitions import move
from halte.network.models import SampleTrace, Space
from halte.visitors.contact import Contact
from halte.visitors.models import Identity, Visitor
from halte.workshops.domain import attendance, enrolments, sessions
from halte.workshops.enums import EnrolmentState, HelpLevel, SeriesResult
from halte.workshops.models import (
    Activity,
    Call,
    Enrolment,
    GroupVisit,
    Outcome,
    Series,
    Session,
)

FILE = Path(__file__).parent / "data" / "programme.yaml"
LABEL = Activity._meta.label_lower
# Nobody has this number.
PHONE = "+3225550{:03}"


def lay(today: date) -> int:
    """Plan the programme; returns how many sessions."""
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    spaces = {space.slug: space for space in Space.objects.filter(slug__in=given["spaces"])}
    planned = 0
    with rows.everything("sample programme"):
        for slug, lines in given["spaces"].items():
            space = spaces.get(slug)
            if space is None or not space.sites.exists():
                continue
            for line in lines:
                planned += _lay_line(space, line, given, today)
    return planned


def _lay_line(space: Space, line: Mapping[str, Any], given: Mapping[str, Any], today: date) -> int:
    """One activity of a space, with its dates."""
    words = dict(given["activities"][line["activity"]])
    is_whole = words.pop("is_whole", False)
    activity = Activity.objects.create(
        space=space, language=line["language"], maximum=line["seats"], **words
    )
    SampleTrace.objects.create(model=LABEL, row_id=activity.pk, after={})
    spans = [_span(today, week, line) for week in line["weeks"]]
    plan = {"site": space.sites.all()[0], "capacity": line["seats"]}
    series = sessions.plan_series(activity, spans, plan, is_whole=is_whole)
    dates = [
        move(session, "publish", sessions.SESSION_TRANSITIONS)
        for session in series.sessions.order_by("starts_at")
    ]
    now = datetime.combine(today, time(8), ZoneInfo(settings.TIME_ZONE))
    # Whoever came to what is past asked a week before.
    now = min(now, dates[0].starts_at - timedelta(days=7))
    _enrol(dates, line.get("enrolled", []), given["people"], is_whole=is_whole, now=now)
    for number in line.get("cancelled", []):
        sessions.cancel_session(dates[number])
    for number in line.get("given_back", []):
        enrolments.cancel(dates[number].enrolments.order_by("pk")[0])
    _mark(series, [each for each in dates if each.is_over()], line.get("results", []))
    return len(dates)


def _span(today: date, week: int, line: Mapping[str, Any]) -> tuple[datetime, datetime]:
    monday = today + timedelta(days=7 - today.weekday())
    day = monday + timedelta(weeks=week, days=line["weekday"])
    opens, closes = (time.fromisoformat(part) for part in line["at"].split("-"))
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)


def _enrol(
    dates: list[Session], counts: list[int], people: list[str], *, is_whole: bool, now: datetime
) -> None:
    """So many people for each date, or the same ones for a whole course."""
    wanted = [(dates, counts[0])] if is_whole and counts else []
    if not is_whole:
        wanted = [([one], count) for one, count in zip(dates, counts, strict=False)]
    levels = list(HelpLevel)
    for asked, count in wanted:
        for number, name in enumerate(people[:count]):
            enrolments.enrol(
                asked,
                Contact(f"{name} (exemple, voorbeeld)", PHONE.format(number)),
                language="fr",
                help_level=levels[number % len(levels)],
                overlap_is_meant=True,
                now=now,
            )


def _mark(series: Series, past: list[Session], results: list[str]) -> None:
    """Who came to dates that are over, and how it ended for the first of them."""
    for turn, session in enumerate(past):
        rows = session.enrolments.filter(state=EnrolmentState.CONFIRMED).order_by("pk")
        for number, row in enumerate(rows):
            has_left = results[number : number + 1] == [SeriesResult.LEFT] and turn > 1
            if has_left or (turn + number) % 5 == 4:
                attendance.mark_absent(row)
            else:
                attendance.mark_attended(row, now=session.starts_at)
    people = past[0].enrolments.order_by("pk").select_related("visitor") if past else []
    for row, result in zip(people, results, strict=False):
        is_finished = result == SeriesResult.FINISHED
        attendance.note_outcome(
            series,
            row.visitor,
            result=result,
            has_certificate=is_finished,
            is_positive_exit=is_finished,
        )


def take_away() -> int:
    """Take the programme away with all that hangs on it; returns how many sessions."""
    traces = SampleTrace.objects.filter(model=LABEL, field="")
    activities = Activity.objects.filter(pk__in=traces.values("row_id"))
    with rows.everything("sample programme is taken away"):
        planned = Session.objects.filter(activity__in=activities)
        count = planned.count()
        _forget_people(planned, activities)
        GroupVisit.objects.filter(session__in=planned).update(session=None)
        _delete(planned)
        _delete(Series.objects.filter(activity__in=activities))
        Activity.objects.filter(copied_from__in=activities).update(copied_from=None)
        _delete(activities)
    traces.delete()
    return count


def _forget_people(planned, activities) -> None:
    """Seats, results and calls of the programme, and people of whom nothing else is known."""
    seats = Enrolment.objects.filter(session__in=planned)
    results = Outcome.objects.filter(series__activity__in=activities)
    people = {*seats.values_list("visitor", flat=True), *results.values_list("visitor", flat=True)}
    Call.objects.filter(enrolment__in=seats).delete()
    _delete(results)
    _delete(seats)
    alone = Visitor.objects.filter(pk__in=people - {None}, enrolments=None, outcomes=None)
    keys = list(alone.values_list("pk", flat=True))
    Identity.objects.filter(pk__in=keys).delete()
    _delete(Visitor.objects.filter(pk__in=keys))


def _delete(found) -> None:
    """Delete rows and what the log says of them."""
    keys = list(found.values_list("pk", flat=True))
    kind = ContentType.objects.get_for_model(found.model)
    LogEntry.objects.filter(content_type=kind, object_id__in=keys).delete()
    found.model.objects.filter(pk__in=keys).delete()
