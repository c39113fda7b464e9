"""What the team fills in about computers and the rules of the desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from halte.desk.domain.stations import FIELDS
from halte.desk.enums import Purpose, WorkstationKind
from halte.desk.models import DeskRules, Workstation
from halte.network.models import Site, Space

TEXT = forms.TextInput(attrs={"class": "form-control"})
SELECT = forms.Select(attrs={"class": "form-select"})


class Sites(forms.ModelChoiceField):
    def label_from_instance(self, obj: Site) -> str:
        return f"{obj.street}, {obj.postcode}"


class WorkstationForm(forms.Form):
    """A computer: what stands on its sticker, where it is, what it is for."""

    label = forms.CharField(
        label=_("Name, as on the sticker"),
        max_length=40,
        widget=TEXT,
        error_messages={
            "required": _("Write the name of the computer."),
            "max_length": _("This name is very long. Write a shorter one."),
        },
    )
    site = Sites(
        queryset=Site.objects.none(),
        label=_("Where it stands"),
        widget=SELECT,
        empty_label=None,
        error_messages={"required": _("Choose where it stands.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=WorkstationKind.options, widget=SELECT)
    position = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        error_messages={
            "required": _("Write a number."),
            "invalid": _("Write a number."),
            "min_value": _("Write a number from 0 to 999."),
            "max_value": _("Write a number from 0 to 999."),
        },
    )
    is_adapted = forms.BooleanField(
        label=_("Adapted for people who see, hear or move with difficulty"), required=False
    )
    is_reservable = forms.BooleanField(label=_("Can be reserved"), required=False)

    def __init__(self, data=None, *, space: Space, station: Workstation | None = None):
        initial = {"position": 0, "kind": WorkstationKind.DESKTOP}
        if station is not None:
            initial = {name: getattr(station, name) for name in FIELDS}
        super().__init__(data, initial=initial)
        self.space, self.station = space, station
        self.fields["site"].queryset = Site.objects.in_use().filter(space=space)

    def clean_label(self) -> str:
        label = " ".join(self.cleaned_data["label"].split())
        others = Workstation.objects.in_use().filter(space=self.space, label=label)
        if self.station is not None:
            others = others.exclude(pk=self.station.pk)
        if others.exists():
            raise ValidationError(_("Another computer has this name."))
        return label


def _minutes(label, least: int, most: int, hint="") -> forms.IntegerField:
    sentence = _("Write a number of minutes, from %(least)d to %(most)d.") % {
        "least": least,
        "most": most,
    }
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


class RulesForm(forms.Form):
    """How long one may sit, and what people are asked when they come."""

    def __init__(self, data=None, *, rules: DeskRules):
        super().__init__(data)
        self.fields["allowance_minutes"] = _minutes(_("A session lasts, in minutes"), 5, 600)
        self.fields["extension_minutes"] = _minutes(
            _("More time while nobody waits, in minutes"), 1, 600
        )
        self.fields["grace_minutes"] = _minutes(
            _("More time although somebody waits, once, in minutes"), 1, 60
        )
        self.fields["gap_minutes"] = _minutes(
            _("Pause before the next reservation, in minutes"), 0, 60
        )
        sentence = _("Write a number from 1 to 99.")
        self.fields["never_reserved"] = forms.IntegerField(
            label=_("How many computers are never reserved"),
            help_text=_("They stay free for whoever walks in: one or two."),
            min_value=1,
            max_value=99,
            widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), sentence
            ),
        )
        self.fields["purposes"] = forms.MultipleChoiceField(
            label=_("Why people come: what the desk offers to tap"),
            choices=Purpose.options(),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one.")},
        )
        for name, field in self.fields.items():
            field.initial = getattr(rules, name)
        self.before = list(rules.purposes)

    def clean_purposes(self) -> list[str]:
        """In the order of before, what is new at the end: the keys 1, 2, 3 stay where they are."""
        chosen = self.cleaned_data["purposes"]
        kept = [each for each in self.before if each in chosen]
        return kept + [each for each in chosen if each not in kept]
