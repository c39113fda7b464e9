"""The desk in the frame of the work face."""

from django.utils.translation import gettext_lazy as _

from halte.core import work
from halte.core.work import Entry, Group, Shortcut
from halte.workshops.permissions import can_know_visitors

work.add(
    Entry(_("Today"), "calendar-event-fill", "desk:today", Group.SPACE, 1, can_know_visitors),
    Entry(_("Visitors"), "people-fill", "desk:visitors", Group.SPACE, 3, can_know_visitors),
    Entry(_("Computers"), "pc-display", "room:computers", Group.SPACE, 5, can_know_visitors),
    Entry(_("Queue"), "hourglass-split", "room:queue", Group.SPACE, 6, can_know_visitors),
    Shortcut("n", _("On “Today”: a new visit")),
    Shortcut("1 – 9", _("Where somebody arrives: the purpose with this number")),
)
