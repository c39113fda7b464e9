"""What people who come choose from; read in every language."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes
from halte.visitors.enums import Level

__all__ = ["HelpLevel", "Level", "Relative"]


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
