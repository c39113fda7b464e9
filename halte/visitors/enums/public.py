"""What people who come choose from; read in every language."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class Level(Codes):
    """How much somebody can do with a computer; the four bands of DigComp, in plain words."""

    FIRST_STEPS = "first_steps", _("First steps")
    BASIC = "basic", _("I can do a little")
    INDEPENDENT = "independent", _("I can do much alone")
    ADVANCED = "advanced", _("I want to go further")
