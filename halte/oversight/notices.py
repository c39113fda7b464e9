"""What waits for the coordination about the platform itself."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from halte.core.mail.enums import MessageState
from halte.core.work import Notice
from halte.oversight.permissions import can_read_outbox, visible_messages

NOT_ARRIVED = (MessageState.FAILED, MessageState.UNCLEAR)
# What nobody sent again in this time is left to the outbox alone.
TOLD_FOR = timedelta(days=7)


def of_failed_mails(user) -> Iterator[Notice]:
    """Mails that did not arrive, or perhaps not; one query."""
    if not can_read_outbox(user):
        return
    rows = visible_messages(user).filter(state__in=NOT_ARRIVED)
    rows = rows.filter(written_at__gte=timezone.now() - TOLD_FOR).order_by()
    found = rows.aggregate(number=Count("pk"), since=Max("written_at"))
    if found["number"]:
        text = ngettext(
            "%(number)s mail did not arrive, or perhaps not",
            "%(number)s mails did not arrive, or perhaps not",
            found["number"],
        )
        link = reverse("oversight:outbox")
        yield Notice(text % {"number": found["number"]}, link, found["since"], "bad")
