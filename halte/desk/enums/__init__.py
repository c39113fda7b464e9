"""What happens at the desk, in codes."""

from halte.desk.enums.public import AppointmentState, Purpose
from halte.desk.enums.team import (
    Autonomy,
    ExclusionReason,
    Leaving,
    OccupancyKind,
    OccupancyState,
    TicketState,
    VisitSource,
    WorkstationKind,
)

__all__ = [
    "AppointmentState",
    "Autonomy",
    "ExclusionReason",
    "Leaving",
    "OccupancyKind",
    "OccupancyState",
    "Purpose",
    "TicketState",
    "VisitSource",
    "WorkstationKind",
]
