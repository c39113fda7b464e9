from halte.desk.models.appointments import Absence, Appointment, Availability, Offer
from halte.desk.models.requests import DeskRequest
from halte.desk.models.room import DeskRules, Occupancy, Workstation
from halte.desk.models.rules import Exclusion, Incident
from halte.desk.models.visits import Help, Ticket, Visit

__all__ = [
    "Absence",
    "Appointment",
    "Availability",
    "DeskRequest",
    "DeskRules",
    "Exclusion",
    "Help",
    "Incident",
    "Occupancy",
    "Offer",
    "Ticket",
    "Visit",
    "Workstation",
]
