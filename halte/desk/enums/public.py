"""What people who come read: on the display, on tickets, about their appointment."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class Purpose(Codes):
    """Why somebody comes (visitor study 2021: main reasons and fields)."""

    COMPUTER = "computer", _("Computer")
    CONNECTION = "connection", _("Internet, Wi-Fi")
    PRINTING = "printing", _("Print or scan")
    JOB_SEARCH = "job_search", _("Look for work")
    ADMINISTRATION = "administration", _("Papers")
    SCHOOL = "school", _("School, training")
    PRIVATE = "private", _("E-mail, private")
    LEARNING = "learning", _("Learn")
    HELP = "help", _("Help")
    WORKSHOP = "workshop", _("Workshop")
    APPOINTMENT = "appointment", _("Appointment")
    OTHER = "other", _("Other")

    @classmethod
    def at_first(cls) -> list[str]:
        """The short list of a space that has chosen nothing; keys 1 to 6."""
        chosen = (cls.ADMINISTRATION, cls.JOB_SEARCH, cls.PRINTING, cls.COMPUTER, cls.LEARNING)
        return [str(purpose) for purpose in (*chosen, cls.OTHER)]


class AppointmentState(Codes):
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Is here")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def taking(cls) -> list["AppointmentState"]:
        """Those that take the time of somebody of the team."""
        return [cls.BOOKED, cls.ARRIVED]
