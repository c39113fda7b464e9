"""Opening hours: one pure computation for every screen, export and filter.

The text for people is in `halte.network.hours.text`, which needs Django's translations.
"""

from halte.network.hours.osm import to_osm
from halte.network.hours.osm_reader import OsmHoursError, OsmReading, from_osm
from halte.network.hours.public_holidays import (
    holiday_proposals,
    public_holidays,
    school_holiday_proposals,
)
from halte.network.hours.schedule import (
    Period,
    Schedule,
    Slot,
    Special,
    Status,
    WeeklyHours,
    day_slots,
    is_open,
    merged_times,
    open_intervals,
    ordinary,
    status,
    weekly_hours,
)
from halte.network.hours.schema_org import (
    opening_hours_specification,
    special_opening_hours_specification,
)

__all__ = [
    "OsmHoursError",
    "OsmReading",
    "Period",
    "Schedule",
    "Slot",
    "Special",
    "Status",
    "WeeklyHours",
    "day_slots",
    "from_osm",
    "holiday_proposals",
    "is_open",
    "merged_times",
    "open_intervals",
    "opening_hours_specification",
    "ordinary",
    "public_holidays",
    "school_holiday_proposals",
    "special_opening_hours_specification",
    "status",
    "to_osm",
    "weekly_hours",
]
