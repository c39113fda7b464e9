"""What the frame itself can do: its shortcuts, and the first subject of the help."""

from django.utils.translation import gettext_lazy as _

from halte.core import work
from halte.core.work import Shortcut, Topic
from halte.core.work.permissions import is_signed_in

work.add(
    Shortcut("/", _("Search everywhere")),
    Shortcut("?", _("Show the keyboard shortcuts")),
    Shortcut("Esc", _("Close what is open")),
    Topic("frame", _("Finding your way"), "core/help/frame.html", 0, is_signed_in),
)
