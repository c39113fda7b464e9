"""One's own account and roles in the frame of the work face."""

from django.utils.translation import gettext_lazy as _

from halte.accounts.permissions import can_work
from halte.core import work
from halte.core.work import Entry, Group

work.add(
    Entry(_("My account"), "person-circle", "accounts:account", Group.ACCOUNT, 10, can_work),
    Entry(_("My roles"), "people-fill", "accounts:roles", Group.ACCOUNT, 20, can_work),
)
