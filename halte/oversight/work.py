"""The coordination's pages in the frame of the work face."""

from django.utils.translation import gettext_lazy as _

from halte.core import work
from halte.core.work import Entry, Group, Topic
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.oversight.notices import of_failed_mails
from halte.oversight.permissions import (
    can_answer_requests,
    can_read_history,
    can_read_outbox,
    can_read_register,
)


def _reads_history(user, space: Space) -> bool:
    return can_read_history(user, scope_of_space(space))


work.add_notices(of_failed_mails)
work.add(
    Topic("mails", _("Mails"), "oversight/help/outbox.html", 60, can_read_outbox),
    Entry(_("History"), "clock-fill", "oversight:space_history", Group.SPACE, 95, _reads_history),
    Entry(_("Mails"), "envelope-fill", "oversight:outbox", Group.NETWORK, 60, can_read_outbox),
    Entry(
        _("Register of processing"),
        "shield-lock-fill",
        "oversight:register",
        Group.NETWORK,
        70,
        can_read_register,
    ),
    Entry(
        _("Requests about personal data"),
        "person-vcard-fill",
        "oversight:requests",
        Group.NETWORK,
        80,
        can_answer_requests,
    ),
)
