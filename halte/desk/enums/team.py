"""What the team writes down at the desk."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class VisitSource(Codes):
    """How a visit came to be written down."""

    DESK = "desk", _("At the desk")
    API = "api", _("By a program")
    OFFLINE = "offline", _("On an outing, sent later")
    WORKSHOP = "workshop", _("By the attendance of a workshop")
    APPOINTMENT = "appointment", _("By an appointment")


class Leaving(Codes):
    """How a visit ended."""

    SAID = "said", _("The person left")
    CLOSING = "closing", _("Closed by itself when the space closed")


class Autonomy(Codes):
    """How it was done."""

    FOR = "for", _("We did it for the person")
    WITH = "with", _("We did it together")
    ALONE = "alone", _("The person did it alone")


class WorkstationKind(Codes):
    DESKTOP = "desktop", _("Desktop computer")
    LAPTOP = "laptop", _("Laptop")
    TABLET = "tablet", _("Tablet")


class OccupancyKind(Codes):
    """What a computer is taken for."""

    SESSION = "session", _("Somebody works on it")
    BOOKING = "booking", _("Reserved")
    WORKSHOP = "workshop", _("For a workshop")
    REPAIR = "repair", _("Out of order")


class OccupancyState(Codes):
    PLANNED = "planned", _("To come")
    RUNNING = "running", _("Now")
    ENDED = "ended", _("Over")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def taking(cls) -> list["OccupancyState"]:
        """Those that keep others away."""
        return [cls.PLANNED, cls.RUNNING]


class TicketState(Codes):
    WAITING = "waiting", _("Waits")
    CALLED = "called", _("Called")
    SERVED = "served", _("Served")
    GONE = "gone", _("Gone")

    @classmethod
    def open(cls) -> list["TicketState"]:
        return [cls.WAITING, cls.CALLED]


class ExclusionReason(Codes):
    """Breaches of the rules (roadmap §4.7.1); what a person is, is never a reason (charter)."""

    DAMAGE = "damage", _("Damaging or changing the equipment")
    SOFTWARE = "software", _("Installing programs, changing settings")
    UNLAWFUL = "unlawful", _("Unlawful or hateful content")
    IDENTITY = "identity", _("Using somebody else’s identity")
    THREAT = "threat", _("Threatening or hurting somebody")
    THEFT = "theft", _("Theft")
