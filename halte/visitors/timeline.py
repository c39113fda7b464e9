"""What the tables of people are called in a history (halte/core/timeline.py)."""

from django.utils.translation import gettext_lazy as _

from halte.core.i18n import language_name
from halte.core.timeline import Words, describe
from halte.visitors.models import Visitor


def register() -> None:
    """Say it, once, when the app is ready."""
    describe(
        Visitor,
        Words(
            _("Visitor without a name"),
            {"space": _("Space"), "language": _("Language"), "created_at": _("Made on")},
            values={"language": language_name},
        ),
    )
