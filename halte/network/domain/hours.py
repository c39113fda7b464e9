"""Changing when a site is open: weeks, seasons, exceptions, outings.

Whoever saves says by it that the hours are right: `hours_confirmed_on` becomes today. Each act
locks the site, so that two people who save at once do so one after the other.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from halte.core.conflicts import noted, refuse_if_changed
from halte.core.models import LogEntry
from halte.network.hours import Period, Slot
from halte.network.hours.timeline import (
    FIRST,
    LAST,
    Line,
    Opening,
    Row,
    SeasonWeek,
    Week,
    rows_of,
    usual_line,
    week_on,
    with_week,
    without_change,
)
from halte.network.models import OpeningException, OpeningPeriod, Season, Site, SpecialSlot

WEEKDAYS = range(7)
REASON_LANGUAGES = ("fr", "nl", "en")


# ---- Reading ----


def line_of(site: Site) -> Line:
    """The usual weeks of a site, one after the other; two queries unless prefetched."""
    rows = [row for row in site.periods.all() if row.season_id is None]
    return usual_line(map(_period, rows), seasons_of(site))


def seasons_of(site: Site) -> list[SeasonWeek]:
    """The seasons of a site with their weeks."""
    openings: dict[int, set[Opening]] = {}
    for row in site.periods.all():
        if row.season_id:
            openings.setdefault(row.season_id, set()).add(_opening(row))
    return [
        SeasonWeek(season.pk, season.first, season.last, frozenset(openings.get(season.pk, ())))
        for season in site.seasons.all()
    ]


def week_values(week: Week, day: date | None = None) -> dict[str, object]:
    """A week for a note of what was read (`core.conflicts`): its rows by weekday."""
    days = {
        str(weekday): sorted(
            [f"{row.opens:%H:%M}", f"{row.closes:%H:%M}", row.kind, row.facilitator]
            for row in week
            if row.weekday == weekday
        )
        for weekday in WEEKDAYS
    }
    return {"day": day and day.isoformat(), **days}


# ---- The usual week ----


@transaction.atomic
def set_week(site: Site, week: Week, *, starting: date, by, read: str | None = None) -> None:
    """This week holds from a day on, until the next change that is planned already.

    What held until then ends the day before; from a day that is over, the week replaces at once
    what held since. `read` is the note of the week that was shown (see
    `week_values`): raises `ChangedMeanwhile` when somebody else has changed that week since.
    """
    _lock(site)
    line, seasons = line_of(site), seasons_of(site)
    day = _shown_day(read) or starting
    refuse_if_changed(read, week_values(week_on(line, day).week, day))
    _write(site, with_week(line, week, starting, timezone.localdate()), seasons)
    _confirm(site, "set_week", by=by, note=f"{starting}")


@transaction.atomic
def drop_change(site: Site, starting: date, *, by) -> None:
    """A planned week does not come after all: the one before it goes on."""
    _lock(site)
    _write(site, without_change(line_of(site), starting), seasons_of(site))
    _confirm(site, "drop_change", by=by, note=f"{starting}")


# ---- Seasons ----


@transaction.atomic
def set_season(
    site: Site, season: Season | None, *, name: str, first: date, last: date, week: Week, by,
    read: str | None = None,
) -> Season:  # fmt: skip
    """Add a season (None) or change one: its days, and the week that holds on them.

    Raises `ValidationError` when another season covers one of its days.
    """
    _lock(site)
    line, others = line_of(site), seasons_of(site)
    if season:
        refuse_if_changed(read, season_values(_of(others, season)))
    row = season or Season(site=site)
    row.name, row.first, row.last = name, first, last
    row.validate_constraints()
    row.save()
    kept = [other for other in others if other.key != row.pk]
    _write(site, line, [*kept, SeasonWeek(row.pk, first, last, week)])
    _confirm(site, "set_season", by=by, note=str(row))
    return row


def season_values(season: SeasonWeek) -> dict[str, object]:
    """A season for a note of what was read."""
    days = {"first": season.first.isoformat(), "last": season.last.isoformat()}
    return {**week_values(season.week), **days}


@transaction.atomic
def remove_season(season: Season, *, by) -> None:
    """The usual week goes on through its days."""
    site = season.site
    _lock(site)
    line, others = line_of(site), seasons_of(site)
    note = str(season)
    _write(site, line, [other for other in others if other.key != season.pk])
    Season.objects.filter(pk=season.pk).delete()
    _confirm(site, "remove_season", by=by, note=note)


@transaction.atomic
def repeat_season(season: Season, *, by) -> Season:
    """The same season a year later, with the same week."""
    _lock(season.site)
    week = _of(seasons_of(season.site), season).week
    year = relativedelta(years=1)
    return set_season(
        season.site, None, name=season.name, first=season.first + year, last=season.last + year,
        week=week, by=by,
    )  # fmt: skip


def _of(seasons: Iterable[SeasonWeek], season: Season) -> SeasonWeek:
    return next(each for each in seasons if each.key == season.pk)


# ---- Exceptions ----


@transaction.atomic
def set_exception(
    site: Site, exception: OpeningException | None, *, first: date, last: date,
    slots: Iterable[Slot] = (), reasons: Mapping[str, str], by, read: str | None = None,
) -> OpeningException:  # fmt: skip
    """Add an exception (None) or change one; without slots the site is closed on its days.

    Raises `ValidationError` when another exception covers one of its days.
    """
    _lock(site)
    if exception:
        refuse_if_changed(read, exception_values(OpeningException.objects.get(pk=exception.pk)))
    row = exception or OpeningException(site=site)
    row.first, row.last = first, last
    for code in REASON_LANGUAGES:
        setattr(row, f"reason_{code}", reasons.get(code, ""))
    row.validate_constraints()
    row.save()
    row.slots.all().delete()
    SpecialSlot.objects.bulk_create(
        SpecialSlot(exception=row, opens=slot.opens, closes=slot.closes, kind=slot.kind)
        for slot in slots
    )
    _confirm(site, "set_exception", by=by, note=str(row))
    return row


def exception_values(row: OpeningException) -> dict[str, object]:
    """An exception for a note of what was read."""
    slots = [[f"{s.opens:%H:%M}", f"{s.closes:%H:%M}", s.kind] for s in row.slots.all()]
    days = {"first": row.first.isoformat(), "last": row.last.isoformat(), "slots": sorted(slots)}
    return {**days, **{code: getattr(row, f"reason_{code}") for code in REASON_LANGUAGES}}


@transaction.atomic
def close_on(site: Site, days: Iterable[tuple[date, date, Mapping[str, str]]], *, by) -> None:
    """Closed on all of these (first, last, reasons), or on none: raises `ValidationError`."""
    for first, last, reasons in days:
        set_exception(site, None, first=first, last=last, reasons=reasons, by=by)


@transaction.atomic
def remove_exception(exception: OpeningException, *, by) -> None:
    """The ordinary hours hold again on its days."""
    site, note = exception.site, str(exception)
    _lock(site)
    exception.delete()
    _confirm(site, "remove_exception", by=by, note=note)


# ---- What all of them do ----


def _lock(site: Site) -> None:
    """Wait for whoever is saving, and forget what was prefetched before."""
    Site.objects.select_for_update().only("pk").get(pk=site.pk)
    site.__dict__.pop("schedule", None)
    getattr(site, "_prefetched_objects_cache", {}).clear()


def _confirm(site: Site, verb: str, *, by, note: str = "") -> None:
    site.hours_confirmed_on = timezone.localdate()
    site.save(update_fields=["hours_confirmed_on"])
    LogEntry.record(site, verb, by=by, note=note)


def _write(site: Site, line: Line, seasons: Iterable[SeasonWeek]) -> None:
    """Make the stored rows say this; rows that say it already stay as they are."""
    wanted = set(rows_of(line, list(seasons)))
    gone = []
    for stored in site.periods.all():
        row = _row(stored)
        if row in wanted:
            wanted.discard(row)
        else:
            gone.append(stored.pk)
    if gone:
        OpeningPeriod.objects.filter(pk__in=gone).delete()
    if wanted:
        OpeningPeriod.objects.bulk_create(_stored(site, row) for row in sorted(wanted, key=_order))


def _order(row: Row) -> tuple:
    return (row.opening, row.first)


def _shown_day(read: str | None) -> date | None:
    """The day whose week was shown, from a note that nobody trusts."""
    day = (noted(read or "") or {}).get("day")
    try:
        return parse_date(day) if isinstance(day, str) else None
    except ValueError:
        return None


def _opening(row: OpeningPeriod) -> Opening:
    return Opening(row.weekday, row.opens, row.closes, row.kind, row.facilitator_present)


def _row(row: OpeningPeriod) -> Row:
    days = (row.valid_from or FIRST, row.valid_until or LAST)
    return Row(_opening(row), *days, row.season_id)


def _period(row: OpeningPeriod) -> Period:
    return Period(
        row.weekday, row.opens, row.closes, row.kind, row.valid_from, row.valid_until,
        row.facilitator_present,
    )  # fmt: skip


def _stored(site: Site, row: Row) -> OpeningPeriod:
    opening = row.opening
    return OpeningPeriod(
        site=site,
        weekday=opening.weekday,
        opens=opening.opens,
        closes=opening.closes,
        kind=opening.kind,
        facilitator_present=opening.facilitator,
        valid_from=None if row.first == FIRST else row.first,
        valid_until=None if row.last == LAST else row.last,
        season_id=row.season,
    )
