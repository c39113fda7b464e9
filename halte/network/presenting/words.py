"""Lengths of time in words."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def duration_text(length: timedelta) -> str:
    """Like "18 h 30", "6 h", "30 minutes"."""
    minutes = round(length.total_seconds() / 60)
    words = {"hours": minutes // 60, "minutes": f"{minutes % 60:02}"}
    if minutes % 60 == 0:
        return _("%(hours)s h") % words
    if minutes < 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    return _("%(hours)s h %(minutes)s") % words
