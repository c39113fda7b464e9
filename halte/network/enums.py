"""States, kinds and codes of the network.

The nine wordings of `Service.standard`, and those of price and access, are the code lists of the
French standard for places of digital mediation, version 1.0.2 (LaMednum, etalab-2.0).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halte.core.enums import Codes


class OrganisationKind(Codes):
    MUNICIPALITY = "municipality", _("Municipality")
    WELFARE_CENTRE = "welfare_centre", _("Public social welfare centre (CPAS/OCMW)")
    NON_PROFIT = "non_profit", _("Non-profit association")
    REGIONAL = "regional", _("Regional or community administration")
    OTHER_PUBLIC = "other_public", _("Other public body")


class CoordinatesSource(Codes):
    """Where a position on the map comes from, surest first."""

    MAP = "map", _("Placed on the map by the space")
    GEOCODER = "geocoder", _("Found from the address")
    POSTCODE = "postcode", _("Centre of the postcode area")
    MUNICIPALITY = "municipality", _("Centre of the municipality")

    @classmethod
    def approximate(cls) -> set[str]:
        """Sources that say the neighbourhood, not the door."""
        return {cls.POSTCODE, cls.MUNICIPALITY}


class OpeningKind(Codes):
    FREE_ACCESS = "free_access", _("Free access")
    TRAINING = "training", _("Workshop")
    APPOINTMENT = "appointment", _("Appointment")
    AWARENESS = "awareness", _("Information session")

    @property
    def icon(self) -> str:
        return {
            self.FREE_ACCESS: "pc-display",
            self.TRAINING: "people-fill",
            self.APPOINTMENT: "calendar-check-fill",
            self.AWARENESS: "megaphone-fill",
        }[self]

    @property
    def explanation(self) -> str:
        return {
            self.FREE_ACCESS: _("Come when you want."),
            self.TRAINING: _("Sign up before you come."),
            self.APPOINTMENT: _("Call before you come."),
            self.AWARENESS: _("Everybody is welcome."),
        }[self]


class Price(Codes):
    FREE = "free", _("Free")
    SYMBOLIC = "symbolic", _("Small price")

    @property
    def standard(self) -> str:
        return {self.FREE: "Gratuit", self.SYMBOLIC: "Payant"}[self]


class Audience(Codes):
    EVERYONE = "everyone", _("Open to everyone")
    RESTRICTED = "restricted", _("Not open to everyone")


class Wheelchair(Codes):
    """As in OpenStreetMap's `wheelchair`: yes, limited, no; blank when nobody has said."""

    YES = "yes", _("Step-free entrance")
    LIMITED = "limited", _("Entrance with one step")
    NO = "no", _("Not for wheelchairs")


class Accessibility(Codes):
    TOILET = "toilet", _("Toilet for wheelchair users")
    LIFT = "lift", _("Lift")
    WORKSTATION = "workstation", _("Adapted workstation")
    LARGE_SCREEN = "large_screen", _("Large screen or magnifier")
    INDUCTION_LOOP = "induction_loop", _("Induction loop")
    SIGN_LANGUAGE = "sign_language", _("Help in sign language")


class EquipmentKind(Codes):
    DESKTOP = "desktop", _("Desktop computers")
    LAPTOP = "laptop", _("Laptops")
    TABLET = "tablet", _("Tablets")
    ADAPTED = "adapted", _("Adapted workstations")
    PRINTER = "printer", _("Printers")
    SCANNER = "scanner", _("Scanners")

    @classmethod
    def computers(cls) -> set[str]:
        """What counts as a computer for the label's minimum of six."""
        return {cls.DESKTOP, cls.LAPTOP, cls.TABLET, cls.ADAPTED}


class Service(Codes):
    """What people come for. Each belongs to one service of the mediation standard."""

    PAPERWORK = "paperwork", _("Do your paperwork online")
    JOBS = "jobs", _("Look for a job")
    COMPUTER = "computer", _("Use a computer")
    PHONE = "phone", _("Use your telephone")
    EMAIL = "email", _("Send an e-mail")
    PRINTING = "printing", _("Print and scan")
    LEARNING = "learning", _("Learn step by step")
    INTERNET = "internet", _("Go on the internet")
    SAFETY = "safety", _("Avoid scams")
    FAMILY = "family", _("Follow your children’s schooling")
    LEISURE = "leisure", _("Enjoy photos, videos and games")
    EQUIPMENT = "equipment", _("Find a cheap computer")

    @property
    def word(self) -> str:
        """One word for the tile on the search page."""
        return {
            self.PAPERWORK: pgettext_lazy("need", "Paperwork"),
            self.JOBS: pgettext_lazy("need", "Job"),
            self.COMPUTER: pgettext_lazy("need", "Computer"),
            self.PHONE: pgettext_lazy("need", "Telephone"),
            self.EMAIL: pgettext_lazy("need", "E-mail"),
            self.PRINTING: pgettext_lazy("need", "Print"),
            self.LEARNING: pgettext_lazy("need", "Learn"),
            self.INTERNET: pgettext_lazy("need", "Internet"),
            self.SAFETY: pgettext_lazy("need", "Scams"),
            self.FAMILY: pgettext_lazy("need", "School"),
            self.LEISURE: pgettext_lazy("need", "Leisure"),
            self.EQUIPMENT: pgettext_lazy("need", "Equipment"),
        }[self]

    @property
    def icon(self) -> str:
        return {
            self.PAPERWORK: "file-earmark-text-fill",
            self.JOBS: "briefcase-fill",
            self.COMPUTER: "pc-display",
            self.PHONE: "phone-fill",
            self.EMAIL: "envelope-fill",
            self.PRINTING: "printer-fill",
            self.LEARNING: "mortarboard-fill",
            self.INTERNET: "wifi",
            self.SAFETY: "shield-lock-fill",
            self.FAMILY: "backpack-fill",
            self.LEISURE: "camera-fill",
            self.EQUIPMENT: "laptop-fill",
        }[self]

    @property
    def standard(self) -> str:
        """The wording of the mediation standard's field `services`."""
        return {
            self.PAPERWORK: "Aide aux démarches administratives",
            self.JOBS: "Insertion professionnelle via le numérique",
            self.COMPUTER: "Maîtrise des outils numériques du quotidien",
            self.PHONE: "Maîtrise des outils numériques du quotidien",
            self.EMAIL: "Maîtrise des outils numériques du quotidien",
            self.PRINTING: "Accès internet et matériel informatique",
            self.LEARNING: "Compréhension du monde numérique",
            self.INTERNET: "Accès internet et matériel informatique",
            self.SAFETY: "Utilisation sécurisée du numérique",
            self.FAMILY: "Parentalité et éducation avec le numérique",
            self.LEISURE: "Loisirs et créations numériques",
            self.EQUIPMENT: "Acquisition de matériel informatique à prix solidaire",
        }[self]

    @classmethod
    def tiles(cls) -> list["Service"]:
        """The eight needs that the search page offers as tiles."""
        return [
            cls.PAPERWORK,
            cls.JOBS,
            cls.COMPUTER,
            cls.PHONE,
            cls.EMAIL,
            cls.PRINTING,
            cls.LEARNING,
            cls.INTERNET,
        ]

    @classmethod
    def of_standard(cls, wording: str) -> list["Service"]:
        """The services behind a wording of the standard; empty when it is none of the nine."""
        return [service for service in cls if service.standard == wording]


class LabelStatus(Codes):
    LABELLED = "labelled", _("Recognised by the Region")
    WITHDRAWN = "withdrawn", _("No longer recognised")


class ActorCategory(Codes):
    """The wider directory: actors of digital inclusion that are not a public digital space."""

    REFURBISHER = "refurbisher", _("Cheap or free computers")
    YOUTH_COURSES = "youth_courses", _("Courses for young people")
    SCHOOL_TOOLS = "school_tools", _("Tools for schools")
    TEACHER_TOOLS = "teacher_tools", _("Tools for teachers")
    TEACHER_TRAINING = "teacher_training", _("Training for teachers")
    SENIOR_TRAINING = "senior_training", _("Training for older people")
    REFERRER = "referrer", _("Who can send you to a space")

    @property
    def icon(self) -> str:
        return {
            self.REFURBISHER: "laptop-fill",
            self.YOUTH_COURSES: "backpack-fill",
            self.SCHOOL_TOOLS: "building-fill",
            self.TEACHER_TOOLS: "easel-fill",
            self.TEACHER_TRAINING: "mortarboard-fill",
            self.SENIOR_TRAINING: "person-raised-hand",
            self.REFERRER: "signpost-split-fill",
        }[self]


class CorrectionTopic(Codes):
    """What a reader of a space's page says is wrong."""

    HOURS = "hours", _("The opening hours")
    PHONE = "phone", _("The phone number")
    ADDRESS = "address", _("The address")
    CLOSED = "closed", _("The space does not exist any more")
    OTHER = "other", _("Something else")


class CorrectionState(Codes):
    RECEIVED = "received", _("New")
    APPLIED = "applied", _("Corrected")
    DISMISSED = "dismissed", _("Nothing to change")


class Severity(Codes):
    ERROR = "error", _("To correct")
    WARNING = "warning", _("To check")
    NOTE = "note", _("Good to know")
