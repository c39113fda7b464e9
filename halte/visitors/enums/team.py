"""What the team of a space writes down of somebody, and how it reaches her."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class Channel(Codes):
    MAIL = "mail", _("By e-mail")
    PHONE = "phone", _("By telephone")
    PAPER = "paper", _("On paper, when the person comes")


class Gender(Codes):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")


class Situation(Codes):
    """As the visitor study asks (annex 5, §profile)."""

    SCHOOL = "school", _("At school")
    STUDENT = "student", _("Student")
    WORK = "work", _("At work")
    JOB_SEEKER = "job_seeker", _("Looking for work")
    HOME = "home", _("At home")
    UNABLE = "unable", _("Unable to work")
    RETIRED = "retired", _("Retired")
    OTHER = "other", _("Other")


class Device(Codes):
    """What somebody has at home of her own."""

    COMPUTER = "computer", _("Computer")
    TABLET = "tablet", _("Tablet")
    SMARTPHONE = "smartphone", _("Smartphone")
    NONE = "none", _("No device")


class Connection(Codes):
    """How somebody reaches the internet at home."""

    FIXED = "fixed", _("Internet at home")
    MOBILE = "mobile", _("Only with the phone")
    NONE = "none", _("No internet")


class ProfileField(Codes):
    """What a space may choose to ask, beside the language."""

    BIRTH_YEAR = "birth_year", _("Year of birth")
    GENDER = "gender", _("Gender")
    POSTCODE = "postcode", _("Postcode")
    SITUATION = "situation", _("Situation")
    SPOKEN = "spoken", _("Languages")
    LEVEL = "level", _("Level with computers")
    DEVICES = "devices", _("Devices at home")
    CONNECTION = "connection", _("Internet at home")


class ConsentKind(Codes):
    """What somebody says yes to (roadmap §4.7.2: two boxes)."""

    ADMINISTRATION = "administration", _("Keeping my name and how to reach me")
    INVITATIONS = "invitations", _("Sending me invitations")
