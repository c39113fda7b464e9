"""What the team fills in at the desk: somebody who stands there or telephones."""

import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import language, language_name
from halte.visitors.contact import Contact, read_email, read_name, read_phone
from halte.workshops.enums import HelpLevel, Relative
from halte.workshops.forms.enrolment import Option

FOR_HERSELF = "self"
ONE, ALL = "one", "all"
WHOM = [
    (FOR_HERSELF, _("For the person herself or himself")),
    (Relative.CHILD, _("For a child of hers or his")),
    (Relative.PARENT, _("For a parent of hers or his")),
    (Relative.OTHER, _("For somebody else")),
]
NOT_SAID = [("", _("Not said"))]


class ContactForm(forms.Form):
    """Somebody: a name is enough."""

    name = forms.CharField(
        label=_("Name or first name"),
        max_length=400,
        error_messages={"required": _("Write a name, or a first name.")},
    )
    phone = forms.CharField(label=_("Telephone number, if any"), max_length=400, required=False)
    email = forms.CharField(label=_("E-mail address, if any"), max_length=400, required=False)
    speaks = forms.ChoiceField(label=_("Language to write and speak in"))
    # Somebody of this name is on the list: it is said that this is another person.
    is_other_person = forms.BooleanField(required=False)
    # A form that is sent twice counts once.
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        spoken = [(code, language_name(code)) for code, _name in settings.LANGUAGES]
        self.fields["speaks"].choices = spoken
        self.fields["speaks"].initial = language()
        self.fields["once"].initial = uuid.uuid4

    def clean_name(self) -> str:
        return read_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"])

    def clean_email(self) -> str:
        return read_email(self.cleaned_data["email"])

    @property
    def contact(self) -> Contact:
        """The person, once the form is valid."""
        data = self.cleaned_data
        return Contact(data["name"], data["phone"], data["email"])


class DeskForm(ContactForm):
    """A seat, or a place in the line, for somebody at the desk."""

    whom = forms.ChoiceField(
        label=_("For whom is the seat?"), choices=WHOM, initial=FOR_HERSELF, required=False
    )
    help_level = forms.ChoiceField(
        label=_("How much help?"),
        choices=[*HelpLevel.options(), *NOT_SAID],
        required=False,
    )
    dates = forms.ChoiceField(
        label=_("Which dates?"),
        choices=[(ONE, _("Only this date")), (ALL, _("All the dates of the series"))],
        initial=ONE,
        required=False,
    )
    overlap_is_meant = forms.BooleanField(required=False)

    @property
    def options(self) -> dict[str, list[Option]]:
        """The answers to each question, for the page."""
        asked = ("whom", "help_level", "dates")
        return {
            name: [Option(str(value), label) for value, label in self.fields[name].choices]  # type: ignore[attr-defined]
            for name in asked
        }

    @property
    def relative(self) -> str:
        whom = self.cleaned_data["whom"]
        return "" if whom in {FOR_HERSELF, ""} else whom

    @property
    def wants_all(self) -> bool:
        return self.cleaned_data["dates"] == ALL
