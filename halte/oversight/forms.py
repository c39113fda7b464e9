"""Forms about requests of people, in the words of who fills them in."""

from functools import reduce
from operator import or_

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import DATA_LANGUAGES, own_name
from halte.network.models import Space
from halte.oversight.models import PersonRequest
from halte.workshops.codes import NoCode, read_code


class RequestForm(forms.ModelForm):
    """A request came in."""

    # People write it in groups.
    code = forms.CharField(
        label=_("Code of a seat in a workshop"),
        help_text=_("It stands on the paper of the person. It is enough to find her."),
        max_length=40,
        required=False,
    )
    space = forms.CharField(
        label=_("Space that knows the person"),
        help_text=_(
            "Its name, for somebody without e-mail address and telephone. The name of the person "
            "is then looked for in this space alone."
        ),
        max_length=200,
        required=False,
    )

    class Meta:
        model = PersonRequest
        fields = (
            *("received_on", "kind", "name", "email", "phone", "code", "space"),
            *("language", "note", "identity"),
        )
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

    def clean_code(self):
        try:
            return read_code(self.cleaned_data["code"])[1] if self.cleaned_data["code"] else ""
        except NoCode:
            raise ValidationError(_("This is no code. Look at the paper again.")) from None

    def clean_space(self):
        typed = self.cleaned_data["space"].strip()
        if not typed:
            return None
        names = [Q(**{f"name_{code}__iexact": typed}) for code in DATA_LANGUAGES]
        found = Space.objects.filter(reduce(or_, names, Q(slug=typed.lower())))[:2]
        if len(found) != 1:
            raise ValidationError(
                _("No space has exactly this name, or several have. Take it from its page.")
            )
        return found[0]

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
