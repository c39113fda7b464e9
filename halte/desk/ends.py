"""When a session at a computer ends: pure arithmetic, no rows."""

from datetime import datetime, timedelta


class NoTime(Exception):
    """Nothing is left before the next reservation, or before the space closes."""


def session_end(
    start: datetime,
    allowance: timedelta,
    *,
    next_booking: datetime | None = None,
    gap: timedelta = timedelta(0),
    closing: datetime | None = None,
) -> datetime:
    """The earliest of: start and allowance, the next booking without the gap, closing time.

    Raises `NoTime` when that is not after the start. All moments are aware.
    """
    ends = [start + allowance]
    if next_booking is not None:
        ends.append(next_booking - gap)
    if closing is not None:
        ends.append(closing)
    end = min(ends)
    if end <= start:
        raise NoTime
    return end
