"""What somebody fills in to come to a session."""

import uuid
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from halte.visitors.contact import Contact, read_email, read_name, read_phone
from halte.visitors.enums import Channel
from halte.workshops.enums import HelpLevel, Relative

FOR_ME = "me"
WHOM = [(FOR_ME, _("For me")), *Relative.options()]
ONE, ALL = "one", "all"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer as people see it."""

    value: str
    label: object
    hint: object = ""
    icons: tuple[str, ...] = ()


HANDS = "person-raised-hand"
WAYS = [
    Option(Channel.PHONE, _("Call me"), icons=("telephone-fill",)),
    Option(Channel.MAIL, _("Send me an e-mail"), icons=("envelope-fill",)),
    Option(
        Channel.PAPER,
        _("I have none of these"),
        _("You get day and hour on paper."),
        ("file-earmark-text-fill",),
    ),
]
HELP = [
    Option(HelpLevel.MUCH, HelpLevel.MUCH.label, _("I never use a computer."), (HANDS,) * 3),
    Option(HelpLevel.SOME, HelpLevel.SOME.label, _("I can do some things."), (HANDS,) * 2),
    Option(HelpLevel.LITTLE, HelpLevel.LITTLE.label, _("I can do much alone."), (HANDS,)),
]


class EnrolForm(forms.Form):
    """A seat for somebody: a name is enough. An address or a number helps to reach her."""

    whom = forms.ChoiceField(
        label=_("For whom is the seat?"), choices=WHOM, initial=FOR_ME, required=False
    )
    name = forms.CharField(
        label=_("Name or first name"),
        help_text=_("Of the person who comes to the workshop."),
        max_length=400,
        error_messages={"required": _("Write a name, or a first name.")},
    )
    channel = forms.ChoiceField(
        label=_("How can we reach you?"),
        help_text=_("For a child or somebody else, this can be your own number or address."),
        choices=Channel.options,
        error_messages={
            "required": _("Choose how we can reach you."),
            "invalid_choice": _("Choose one of the answers in the list."),
        },
    )
    phone = forms.CharField(label=_("Telephone number"), max_length=400, required=False)
    email = forms.CharField(label=_("E-mail address"), max_length=400, required=False)
    help_level = forms.ChoiceField(
        label=_("How much help do you need?"),
        choices=HelpLevel.options,
        error_messages={
            "required": _("Choose one answer. So there are enough helpers."),
            "invalid_choice": _("Choose one of the answers in the list."),
        },
    )
    dates = forms.ChoiceField(
        label=_("Which dates?"),
        choices=[(ONE, _("Only this date")), (ALL, _("All the dates of the series"))],
        initial=ONE,
        required=False,
    )
    overlap_is_meant = forms.BooleanField(required=False)
    # A form that is sent twice counts once.
    once = forms.CharField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    # Filled in by robots only.
    website = forms.CharField(required=False)

    def clean_name(self) -> str:
        return read_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        chosen = self.data.get(self.add_prefix("channel")) == Channel.PHONE
        number = read_phone(self.cleaned_data["phone"]) if chosen else ""
        if chosen and not number:
            raise ValidationError(_("Write your telephone number."))
        return number

    def clean_email(self) -> str:
        chosen = self.data.get(self.add_prefix("channel")) == Channel.MAIL
        address = read_email(self.cleaned_data["email"]) if chosen else ""
        if chosen and not address:
            raise ValidationError(_("Write your e-mail address."))
        return address

    def clean(self) -> dict:
        if self.cleaned_data.get("website"):
            raise ValidationError(_("You are not enrolled. Please call the space."))
        return self.cleaned_data

    @property
    def options(self) -> dict[str, list[Option]]:
        """The answers to each question, for the page."""
        plain = {name: self.fields[name].choices for name in ("whom", "dates")}  # type: ignore[attr-defined]
        shown = {name: [Option(*choice) for choice in choices] for name, choices in plain.items()}
        return {**shown, "channel": WAYS, "help_level": HELP}

    @property
    def contact(self) -> Contact:
        """The person, once the form is valid."""
        data = self.cleaned_data
        return Contact(data["name"], data["phone"], data["email"])

    @property
    def relative(self) -> str:
        whom = self.cleaned_data["whom"]
        return "" if whom in {FOR_ME, ""} else whom

    @property
    def wants_all(self) -> bool:
        return self.cleaned_data["dates"] == ALL
