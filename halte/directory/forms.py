"""What the public may write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from halte.network.enums import CorrectionTopic


class CorrectionForm(forms.Form):
    """What is wrong on a space's page; asks for no name and no address."""

    topic = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=CorrectionTopic.options,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong."),
            "invalid_choice": _("Choose one of the answers in the list."),
        },
    )
    message = forms.CharField(
        label=_("What should it be?"),
        help_text=_("For example: open until 18:00 on Tuesday. Do not write your name."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"max_length": _("This text is too long. Write it in 1000 characters.")},
    )
    # Filled in by robots only.
    website = forms.CharField(required=False)

    def clean(self) -> dict:
        if self.cleaned_data.pop("website", ""):
            raise forms.ValidationError(_("Your message was not sent. Please call the space."))
        return self.cleaned_data
