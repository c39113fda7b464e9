"""What is counted of a group."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import localized
from halte.network.models import Space
from halte.workshops.enums import AgeBand, Gender, SessionState
from halte.workshops.models import GroupVisit, Session

MOST_HEADS = 500
# Groups are counted for sessions of the last three months.
OF_LATE = timedelta(days=92)


class SessionChoice(forms.ModelChoiceField):
    """A session by its time and title."""

    def label_from_instance(self, obj) -> str:
        start = date_format(timezone.localtime(obj.starts_at), "SHORT_DATETIME_FORMAT")
        return f"{start} – {localized(obj.activity, 'title')}"


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

    session = SessionChoice(
        label=_("For which workshop, if any"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("None"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data=None, *, space: Space, visit: GroupVisit | None = None):
        initial: dict = {"day": timezone.localdate()}
        if visit:
            initial = {"day": visit.day, "group": visit.group, "session": visit.session_id}
            for count in visit.counts.all():
                initial[_field(count.age_band, count.gender)] = count.heads
        super().__init__(data, initial=initial)
        self.fields["session"].queryset = _sessions(space, visit)
        for band in AgeBand:
            for gender in Gender:
                where = f"{band.label}, {gender.label}"
                told = _("%(where)s: write a whole number from 0 to 500.") % {"where": where}
                self.fields[_field(band, gender)] = forms.IntegerField(
                    label=where,
                    error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), told),
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
        session, day = self.cleaned_data.get("session"), self.cleaned_data.get("day")
        if session and day and timezone.localdate(session.starts_at) != day:
            self.add_error("day", _("The workshop was on another day."))
        first = _field(next(iter(AgeBand)), next(iter(Gender)))
        wrong = any(name.startswith("heads-") for name in self.errors)
        if not wrong and not any(self.heads.values()):
            self.add_error(first, _("Say how many came: count at least one head."))
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
    def grid(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The boxes with their gender, one line an age band."""
        return [
            (
                str(band.label),
                [(str(gender.label), self[_field(band, gender)]) for gender in Gender],
            )
            for band in AgeBand
        ]


def _sessions(space: Space, visit: GroupVisit | None) -> QuerySet[Session]:
    """What a group can have come to of late, and what it is tied to already."""
    now = timezone.now()
    late = Q(state=SessionState.PUBLISHED, starts_at__gt=now - OF_LATE)
    late &= Q(starts_at__lt=now + timedelta(days=1))
    if visit and visit.session_id:
        late |= Q(pk=visit.session_id)
    rows = Session.objects.filter(late, space=space)
    return rows.select_related("activity").order_by("-starts_at", "-pk")


def _field(band: str, gender: str) -> str:
    return f"heads-{band!s}-{gender!s}"
