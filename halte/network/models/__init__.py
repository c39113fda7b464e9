"""The register: who runs spaces, where they are, when they are open, what they offer."""

from halte.network.models.actors import Actor
from halte.network.models.corrections import Correction
from halte.network.models.findings import Finding
from halte.network.models.hours import (
    OpeningException,
    OpeningPeriod,
    Outing,
    Season,
    SpecialSlot,
)
from halte.network.models.loads import LoadedRow
from halte.network.models.places import Municipality, PlaceName, Postcode
from halte.network.models.reminders import Reminder
from halte.network.models.sample import SampleTrace
from halte.network.models.spaces import EquipmentCount, Organisation, Site, Space

__all__ = [
    "Actor",
    "Correction",
    "EquipmentCount",
    "Finding",
    "LoadedRow",
    "Municipality",
    "OpeningException",
    "OpeningPeriod",
    "Organisation",
    "Outing",
    "PlaceName",
    "Postcode",
    "Reminder",
    "SampleTrace",
    "Season",
    "Site",
    "Space",
    "SpecialSlot",
]
