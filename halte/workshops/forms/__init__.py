"""What people fill in: to come to a session, and to plan one."""

from halte.workshops.forms.enrolment import EnrolForm

__all__ = ["EnrolForm"]
