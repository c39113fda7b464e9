"""What people who come choose from; read in every language."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class Level(Codes):
    """How much somebody should know before; the four bands of DigComp, in plain words."""

    FIRST_STEPS = "first_steps", _("First steps")
    BASIC = "basic", _("I can do a little")
    INDEPENDENT = "independent", _("I can do much alone")
    ADVANCED = "advanced", _("I want to go further")


class HelpLevel(Codes):
    """How much help somebody expects to need."""

    MUCH = "much", _("Much help")
    SOME = "some", _("A little help")
    LITTLE = "little", _("Almost no help")


class Relative(Codes):
    """For whom the seat is, when not for the one who asks."""

    CHILD = "child", _("My child")
    PARENT = "parent", _("My parent")
    OTHER = "other", _("Somebody else")
