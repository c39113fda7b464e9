"""Activities, their sessions, and who comes."""

from halte.workshops.models.activities import Activity, Series
from halte.workshops.models.enrolments import (
    ApiRequest,
    Call,
    Enrolment,
    GroupVisit,
    HeadCount,
    Outcome,
)
from halte.workshops.models.sessions import EnrolmentRules, Session

__all__ = [
    "Activity",
    "ApiRequest",
    "Call",
    "Enrolment",
    "EnrolmentRules",
    "GroupVisit",
    "HeadCount",
    "Outcome",
    "Series",
    "Session",
]
