"""Times as people type them: 9, 9h, 9:30, 9h30, 9u30, 9.30, 0930, 2:30 pm, 24:00."""

import re
from datetime import time

_SHAPE = re.compile(
    r"""
    (?P<hour>\d{1,2})
    (?: \s* (?: [:.,;hu] | uur | heures? ) \s* (?P<minute>\d{2})? | (?P<close>\d{2}) )?
    \s* (?P<half> am | pm | a\.m\. | p\.m\. )?
    (?: \s* (?:h|u|uur|min) )? \.?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HOURS = 24


def read_time(text: str, *, is_end: bool = False) -> time | None:
    """The time somebody meant, or None. Only an end may be 24:00, which is midnight."""
    found = _SHAPE.fullmatch(text.strip())
    if not found:
        return None
    hour = int(found["hour"])
    minute = int(found["minute"] or found["close"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if is_end and (hour, minute) == (_HOURS, 0):
        hour = 0
    return time(hour, minute) if hour < _HOURS and minute < 60 else None
