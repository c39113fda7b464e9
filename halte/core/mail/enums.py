"""States of a mail."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class MessageState(Codes):
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNCLEAR = "unclear", _("Perhaps sent")
    WITHDRAWN = "withdrawn", _("Taken back")
