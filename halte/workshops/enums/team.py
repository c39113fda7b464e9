"""States, sources and counts: what the team of a space reads."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class Framework(Codes):
    """The edition of DigComp that the codes of an activity come from."""

    DIGCOMP_3_0 = "digcomp-3.0", _("DigComp 3.0")
    DIGCOMP_2_2 = "digcomp-2.2", _("DigComp 2.2")


class SessionState(Codes):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class EnrolmentState(Codes):
    """Where somebody stands for one session; staff words."""

    WAITING = "waiting", _("On the waiting list")
    HELD = "held", _("A seat is held")
    CONFIRMED = "confirmed", _("Has a seat")
    ATTENDED = "attended", _("Came")
    ABSENT = "absent", _("Did not come")
    CANCELLED = "cancelled", _("Gave the seat back")
    EXPIRED = "expired", _("Did not answer in time")
    CALLED_OFF = "called_off", _("The session was cancelled")

    @classmethod
    def seated(cls) -> list[str]:
        """States that take a seat."""
        return [cls.HELD, cls.CONFIRMED, cls.ATTENDED, cls.ABSENT]

    @classmethod
    def current(cls) -> list[str]:
        """States in which somebody is still on the list."""
        return [cls.WAITING, *cls.seated()]


class Source(Codes):
    """Who enrolled."""

    PUBLIC = "public", _("On the public page")
    DESK = "desk", _("At the desk")
    REFERRER = "referrer", _("By an organisation that sends people")
    WALK_IN = "walk_in", _("Came without enrolling")


class CallReason(Codes):
    """Why somebody has to be called."""

    SEAT_HELD = "seat_held", _("A seat is free")
    MOVED = "moved", _("The session has moved")
    CANCELLED = "cancelled", _("The session is cancelled")
    GIVEN_UP = "given_up", _("There are fewer seats")
    GIVEN_BACK = "given_back", _("The place was given back for this person")
    REMINDER = "reminder", _("The session is tomorrow")


class AgeBand(Codes):
    """Age bands of head counts; as coarse as a class or an association can tell."""

    UNDER_12 = "under_12", _("Under 12")
    FROM_12 = "12_17", _("12 to 17")
    FROM_18 = "18_24", _("18 to 24")
    FROM_25 = "25_54", _("25 to 54")
    FROM_55 = "55_64", _("55 to 64")
    FROM_65 = "65", _("65 and over")
    UNKNOWN = "unknown", _("Age not known")


class Gender(Codes):
    WOMEN = "women", _("Women and girls")
    MEN = "men", _("Men and boys")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class SeriesResult(Codes):
    """How a series ended for somebody."""

    FINISHED = "finished", _("Finished")
    LEFT = "left", _("Left before the end")
