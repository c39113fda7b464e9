"""Forms about requests of people, in the words of who fills them in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import DATA_LANGUAGES, own_name
from halte.oversight.models import PersonRequest


class RequestForm(forms.ModelForm):
    """A request came in."""

    class Meta:
        model = PersonRequest
        fields = ("received_on", "kind", "name", "email", "phone", "language", "note", "identity")
        labels = {
            "received_on": _("Received on"),
            "kind": _("What the person asks"),
            "name": _("Name of the person"),
            "email": _("E-mail address"),
            "phone": _("Telephone"),
            "language": _("Language of the answer"),
            "note": _("What the person wrote, in short"),
            "identity": _("How you made sure who it is"),
        }
        help_texts = {
            "received_on": _("The month begins on this day."),
            "email": _("Under which address or number the person is known here."),
            "identity": _("Leave it empty until you know. Nothing leaves before."),
        }
        widgets = {
            "received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        languages = [(code, own_name(code)) for code in DATA_LANGUAGES]
        self.fields["language"].widget = forms.Select(choices=languages)
        self.fields["received_on"].initial = timezone.localdate
        _dress(self)

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_language(self):
        if self.cleaned_data["language"] not in DATA_LANGUAGES:
            raise ValidationError(_("Choose one of the languages."))
        return self.cleaned_data["language"]


class IdentityForm(forms.Form):
    """How it was made sure who asks."""

    how = forms.CharField(
        label=_("How you made sure who it is"),
        help_text=_("For example: came in person with an identity card. Keep no copy of it."),
        max_length=300,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _dress(self)


class ReasonForm(forms.Form):
    """Why: for more time, for a no, or what was answered."""

    words = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        _dress(self)


def _dress(form: forms.BaseForm) -> None:
    """The look of the house, and what screen readers need beside a field."""
    for name, field in form.fields.items():
        select = isinstance(field.widget, forms.Select)
        field.widget.attrs.setdefault("class", "form-select" if select else "form-control")
        if form.is_bound and name in form.errors:
            field.widget.attrs["aria-invalid"] = "true"
