"""Acts on workshops, by noun: sessions, enrolments, attendance."""

from halte.workshops.domain.enrolments import ENROLMENT_TRANSITIONS
from halte.workshops.domain.sessions import SESSION_TRANSITIONS

__all__ = ["ENROLMENT_TRANSITIONS", "SESSION_TRANSITIONS"]
