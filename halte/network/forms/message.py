"""A word about a reader's message, for colleagues."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 500


class NoteForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=MOST,
        error_messages={
            "max_length": _("This text has %(show_value)d signs. Write it in %(limit_value)d.")
        },
    )
