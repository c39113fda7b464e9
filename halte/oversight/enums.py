"""Kinds and states of requests by people about their own data."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class RequestKind(Codes):
    """The rights of the General Data Protection Regulation, chapter III."""

    ACCESS = "access", _("See or take along (art. 15, 20)")
    CORRECT = "correct", _("Correct (art. 16)")
    ERASE = "erase", _("Erase (art. 17)")
    RESTRICT = "restrict", _("Restrict (art. 18)")
    OBJECT = "object", _("Object (art. 21)")


class RequestState(Codes):
    RECEIVED = "received", _("Received")
    EXTENDED = "extended", _("Two months longer")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
