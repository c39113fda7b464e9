"""What the team fills in at the desk: somebody new, a visit to put right, a profile."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halte.core.i18n import language, language_name
from halte.desk.enums import Purpose
from halte.desk.models import Visit
from halte.desk.models.visits import MOST_HEADS
from halte.visitors.contact import Contact, read_email, read_name, read_phone
from halte.visitors.enums import (
    Connection,
    ConsentKind,
    Device,
    Gender,
    Level,
    ProfileField,
    Situation,
)
from halte.visitors.models import Visitor
from halte.visitors.models.people import OLDEST

NAMED, UNNAMED, HEADS = "named", "unnamed", "heads"
KINDS = [
    (NAMED, gettext_lazy("With a name")),
    (UNNAMED, gettext_lazy("Without a name")),
    (HEADS, gettext_lazy("A group: only how many")),
]
NOT_SAID = ("", gettext_lazy("Not said"))
# As browsers write a moment of one's own clock.
MOMENT = "%Y-%m-%dT%H:%M"
CHOICES: dict[str, type] = {
    ProfileField.GENDER: Gender,
    ProfileField.SITUATION: Situation,
    ProfileField.LEVEL: Level,
    ProfileField.CONNECTION: Connection,
}


def _spoken() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


class ProfileForm(forms.Form):
    """The questions that a space asks, none of which must be answered."""

    def __init__(self, *args, asked: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = [field for field in ProfileField if field in asked]
        for field in self.asked:
            self.fields[field.value] = self._question(field)

    @staticmethod
    def _question(field: ProfileField) -> forms.Field:
        label = field.label
        if field in CHOICES:
            choices = [NOT_SAID, *CHOICES[field].options()]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        if field == ProfileField.DEVICES:
            return forms.MultipleChoiceField(label=label, choices=Device.options(), required=False)
        if field == ProfileField.SPOKEN:
            return forms.MultipleChoiceField(label=label, choices=_spoken(), required=False)
        if field == ProfileField.BIRTH_YEAR:
            return forms.CharField(label=label, max_length=10, required=False)
        return forms.CharField(label=label, max_length=10, required=False)

    def clean_birth_year(self) -> int | None:
        text = self.cleaned_data["birth_year"].strip()
        if not text:
            return None
        this_year = timezone.localdate().year
        year = int(text) if text.isascii() and text.isdigit() else 0
        if not OLDEST <= year <= this_year:
            raise ValidationError(
                _("A year of birth has four digits, from %(first)d to %(last)d.")
                % {"first": OLDEST, "last": this_year}
            )
        return year

    def clean_postcode(self) -> str:
        return self.cleaned_data["postcode"].strip().upper()

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions, for the page."""
        return [self[field.value] for field in self.asked]

    @property
    def profile(self) -> dict[str, Any]:
        return {field.value: self.cleaned_data.get(field.value) for field in self.asked}


class ContactPart(forms.Form):
    """A name and how to reach somebody; whoever asks says whether the name must be there."""

    name = forms.CharField(label=gettext_lazy("Name or first name"), max_length=400, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone number, if any"), max_length=400, required=False
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address, if any"), max_length=400, required=False
    )
    speaks = forms.ChoiceField(label=gettext_lazy("Language to write and speak in"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["speaks"].choices = _spoken()
        self.fields["speaks"].initial = self.initial.get("speaks", language())

    def needs_name(self) -> bool:
        return True

    def clean_name(self) -> str:
        text = self.cleaned_data["name"]
        return read_name(text) if self.needs_name() else ""

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"]) if self.needs_name() else ""

    def clean_email(self) -> str:
        return read_email(self.cleaned_data["email"]) if self.needs_name() else ""

    @property
    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(data["name"], data["phone"], data["email"])


class NewVisitForm(ContactPart, ProfileForm):
    """Somebody whom the space does not know yet, or so many heads."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Who is it?"), choices=KINDS, initial=NAMED, required=False
    )
    heads = forms.CharField(label=gettext_lazy("How many people?"), max_length=10, required=False)
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("What for?"),
        choices=Purpose.options,
        error_messages={
            "required": gettext_lazy("Choose at least one answer."),
            "invalid_choice": gettext_lazy("Choose one of the answers in the list."),
        },
    )
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("What the person agrees to"),
        choices=ConsentKind.options,
        required=False,
    )
    # A form that is sent twice counts once.
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    @property
    def chosen(self) -> str:
        """Who it is, as far as the form says."""
        given = self.data.get("kind") if self.is_bound else self.initial.get("kind")
        return given if given in {UNNAMED, HEADS} else NAMED

    def needs_name(self) -> bool:
        return self.chosen == NAMED

    def clean_heads(self) -> int:
        if self.chosen != HEADS:
            return 1
        text = self.cleaned_data["heads"].strip()
        number = int(text) if text.isascii() and text.isdigit() else 0
        if not 1 <= number <= MOST_HEADS:
            raise ValidationError(
                _("Write how many people there are: from 1 to %(most)d.") % {"most": MOST_HEADS}
            )
        return number


class PersonForm(ContactPart, ProfileForm):
    """What a space knows of somebody, to put right."""

    def __init__(self, *args, visitor: Visitor, **kwargs):
        self.visitor = visitor
        self.had_name = hasattr(visitor, "identity")
        super().__init__(*args, initial=_known(visitor), **kwargs)

    def needs_name(self) -> bool:
        """Who came without a name may stay without one."""
        typed = any(self.data.get(field, "").strip() for field in ("name", "phone", "email"))
        return self.had_name or typed


def _known(visitor: Visitor) -> dict[str, Any]:
    known = {field.value: getattr(visitor, field.value) for field in ProfileField}
    identity = getattr(visitor, "identity", None)
    if identity:
        known |= {"name": identity.name, "phone": identity.phone, "email": identity.email}
    return known | {"speaks": visitor.language}


class VisitForm(forms.Form):
    """A visit as it was written down, to put right."""

    arrived_at = forms.DateTimeField(
        label=gettext_lazy("Arrival"),
        input_formats=[MOMENT],
        error_messages={
            "required": gettext_lazy("Write the day and the hour of the arrival."),
            "invalid": gettext_lazy("Write a day and an hour that exist."),
        },
    )
    left_at = forms.DateTimeField(
        label=gettext_lazy("Left at, if the person has left"),
        input_formats=[MOMENT],
        required=False,
        error_messages={"invalid": gettext_lazy("Write a day and an hour that exist.")},
    )
    heads = forms.IntegerField(
        label=gettext_lazy("How many people?"),
        min_value=1,
        max_value=MOST_HEADS,
        error_messages={
            key: gettext_lazy("Write how many people there are: from 1 to 500.")
            for key in ("required", "invalid", "min_value", "max_value")
        },
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("What for?"),
        choices=Purpose.options,
        error_messages={
            "required": gettext_lazy("Choose at least one answer."),
            "invalid_choice": gettext_lazy("Choose one of the answers in the list."),
        },
    )

    def __init__(self, *args, visit: Visit, **kwargs):
        self.visit = visit
        initial = {
            "arrived_at": _typed(visit.arrived_at),
            "left_at": _typed(visit.left_at),
            "heads": visit.heads,
            "purposes": visit.purposes,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if visit.visitor_id is not None:
            del self.fields["heads"]

    @property
    def corrected(self) -> dict[str, Any]:
        """What is different from what stood there; seconds that nobody typed stay."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if not self._is_same(value, getattr(self.visit, name))
        }

    @staticmethod
    def _is_same(given: Any, stood: Any) -> bool:
        if isinstance(given, datetime) and isinstance(stood, datetime):
            return _typed(given) == _typed(stood)
        return given == stood


def _typed(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime(MOMENT) if moment else ""


class QuestionsForm(forms.Form):
    """Which optional questions a space asks."""

    asked = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"), choices=ProfileField.options, required=False
    )
