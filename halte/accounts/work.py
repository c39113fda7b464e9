"""One's own account, roles and bodies in the frame of the work face."""

from django.utils.translation import gettext_lazy as _

from halte.accounts.permissions import can_see_bodies, can_work
from halte.core import work
from halte.core.work import Entry, Group

work.add(
    Entry(_("My account"), "person-circle", "accounts:account", Group.ACCOUNT, 10, can_work),
    Entry(_("My roles"), "people-fill", "accounts:roles", Group.ACCOUNT, 20, can_work),
    Entry(
        _("Working groups and juries"),
        "people-fill",
        "accounts:bodies",
        Group.NETWORK,
        60,
        can_see_bodies,
    ),
)
