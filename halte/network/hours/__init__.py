"""Opening hours: one pure computation for every screen, export and filter.

The text for people is in `halte.network.hours.text`, which needs Django's translations.
"""

from halte.network.hours.schedule import (
    Period,
    Schedule,
    Slot,
    Special,
    Status,
    WeeklyHours,
    day_slots,
    is_open,
    open_intervals,
    status,
    weekly_hours,
)

__all__ = [
    "Period",
    "Schedule",
    "Slot",
    "Special",
    "Status",
    "WeeklyHours",
    "day_slots",
    "is_open",
    "open_intervals",
    "status",
    "weekly_hours",
]
