"""What stored files are called in a history (halte/core/timeline.py)."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from halte.core.files.models import StoredFile
from halte.core.timeline import Words, describe


def register() -> None:
    """Say it, once, when the app is ready."""
    describe(
        StoredFile,
        Words(
            _("File"),
            {
                "name": _("Name"),
                "kind": _("Kind"),
                "size": _("Size"),
                "uploaded_by": _("Given by"),
                "uploaded_at": _("Given on"),
            },
            title=("name",),
            values={"size": filesizeformat},
            unsaid=("sha256", "owner_type", "owner_id"),
        ),
    )
