"""From rows to the pure computation of opening hours (halte/network/hours)."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from halte.core.i18n import localized
from halte.network.hours import Period, Schedule, Slot, Special, to_osm

if TYPE_CHECKING:
    from halte.network.models import Site


@lru_cache(maxsize=10_000)
def osm_text(schedule: Schedule, today: date) -> str:
    """`to_osm`, remembered: the same hours are asked for again and again within a day."""
    return to_osm(schedule, today)


def schedule_of(site: "Site") -> Schedule:
    """The schedule of a site; costs no query when periods and exceptions are prefetched."""
    periods = tuple(
        Period(
            weekday=row.weekday,
            opens=row.opens,
            closes=row.closes,
            kind=row.kind,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            facilitator=row.facilitator_present,
        )
        for row in site.periods.all()
    )
    specials = tuple(
        Special(
            first=row.first,
            last=row.last,
            slots=tuple(Slot(slot.opens, slot.closes, slot.kind) for slot in row.slots.all()),
            reason=localized(row, "reason"),
        )
        for row in site.exceptions.all()
    )
    return Schedule(periods, specials, ZoneInfo(settings.TIME_ZONE))
