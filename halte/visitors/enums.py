"""How a space reaches the people it knows."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class Channel(Codes):
    MAIL = "mail", _("By e-mail")
    PHONE = "phone", _("By telephone")
    PAPER = "paper", _("On paper, when the person comes")
