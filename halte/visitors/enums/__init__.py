"""What a space may know of somebody."""

from halte.visitors.enums.public import Level
from halte.visitors.enums.team import (
    Channel,
    Connection,
    ConsentKind,
    Device,
    Gender,
    ProfileField,
    Situation,
)

__all__ = [
    "Channel",
    "Connection",
    "ConsentKind",
    "Device",
    "Gender",
    "Level",
    "ProfileField",
    "Situation",
]
