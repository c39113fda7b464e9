"""States, levels and sources of workshops."""

from halte.workshops.enums.public import HelpLevel, Level, Relative
from halte.workshops.enums.team import (
    AgeBand,
    CallReason,
    EnrolmentState,
    Framework,
    Gender,
    SeriesResult,
    SessionState,
    Source,
)

__all__ = [
    "AgeBand",
    "CallReason",
    "EnrolmentState",
    "Framework",
    "Gender",
    "HelpLevel",
    "Level",
    "Relative",
    "SeriesResult",
    "SessionState",
    "Source",
]
