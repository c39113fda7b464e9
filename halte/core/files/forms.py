"""A field of a form that takes a file."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from halte.core.files.kinds import KINDS, Kind, NotAccepted, recognise
from halte.core.files.uploads import TooLarge


class StoredFileField(forms.FileField):
    """A file of one of the kinds `accepted`, by its content, of `most` bytes at most.

    The cleaned value goes to `halte.core.files.domain.store`.
    """

    def __init__(
        self, *, accepted: Iterable[Kind] = KINDS.values(), most: int | None = None, **given: Any
    ) -> None:
        self.accepted, self.most = tuple(accepted), most
        super().__init__(**given)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser offers to choose; a help, no check."""
        attrs = super().widget_attrs(widget)
        attrs["accept"] = ",".join(ending for kind in self.accepted for ending in kind.endings)
        return attrs

    def to_python(self, data: Any) -> UploadedFile | None:
        if data in self.empty_values:
            return None
        most = min(self.most or settings.UPLOAD_MOST, settings.UPLOAD_MOST)
        if isinstance(data, TooLarge) or data.size > most:
            sentence = _("This file is too large: %(size)s at most.")
            raise ValidationError(sentence % {"size": filesizeformat(most)}, code="too_large")
        try:
            recognise(data, self.accepted)
        except NotAccepted as refusal:
            raise ValidationError(str(refusal), code="not_accepted") from refusal
        return data
