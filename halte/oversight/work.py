"""The coordination's pages in the frame of the work face."""

from django.utils.translation import gettext_lazy as _

from halte.core import work
from halte.core.work import Entry, Group
from halte.oversight.permissions import can_read_outbox

work.add(
    Entry(_("Mails"), "envelope-fill", "oversight:outbox", Group.NETWORK, 60, can_read_outbox),
)
