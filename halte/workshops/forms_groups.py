"""What is counted of a group."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.workshops.enums import AgeBand, Gender
from halte.workshops.models import GroupVisit

MOST_HEADS = 500


class GroupForm(forms.Form):
    """A class or an association: heads by age and gender as far as known, and no persons."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write the day."), "invalid": _("This is not a day.")},
    )
    group = forms.CharField(
        label=_("Who came, such as a school or an association"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={
            "required": _("Write who came."),
            "max_length": _("This name is very long. Write a shorter one."),
        },
    )

    def __init__(self, data=None, *, visit: GroupVisit | None = None):
        initial: dict = {"day": timezone.localdate()}
        if visit:
            initial = {"day": visit.day, "group": visit.group}
            for count in visit.counts.all():
                initial[_field(count.age_band, count.gender)] = count.heads
        super().__init__(data, initial=initial)
        for band in AgeBand:
            for gender in Gender:
                self.fields[_field(band, gender)] = forms.IntegerField(
                    label=f"{band.label}, {gender.label}",
                    min_value=0,
                    max_value=MOST_HEADS,
                    required=False,
                    widget=forms.NumberInput(
                        attrs={"class": "form-control", "inputmode": "numeric"}
                    ),
                )

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict:
        if not self.errors and not any(self.heads.values()):
            raise ValidationError(_("Count at least one head."))
        return self.cleaned_data

    @property
    def heads(self) -> dict[tuple[str, str], int]:
        """How many, by age band and gender."""
        return {
            (str(band), str(gender)): self.cleaned_data.get(_field(band, gender)) or 0
            for band in AgeBand
            for gender in Gender
        }

    @property
    def genders(self) -> list[str]:
        return [str(gender.label) for gender in Gender]

    @property
    def grid(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The boxes, one line an age band."""
        return [
            (str(band.label), [self[_field(band, gender)] for gender in Gender]) for band in AgeBand
        ]


def _field(band: str, gender: str) -> str:
    return f"heads-{band!s}-{gender!s}"
