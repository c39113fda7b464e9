"""What is typed around the rows: from when, which season, which exception, which outing."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import DATA_LANGUAGES
from halte.network.forms.reasons import ClosingReason
from halte.network.hours.typed import read_time
from halte.network.models import Municipality, OpeningException, Outing, Season

CONTROL = {"class": "form-control"}
DATE = {"class": "form-control", "type": "date"}
# A year typed wrongly (2206, 206) is further away than any plan.
BEFORE, AFTER = timedelta(days=2 * 366), timedelta(days=5 * 366)
LONGEST_SEASON = timedelta(days=366)


def day_field(label, missing, **options) -> forms.DateField:
    words = {"required": missing, "invalid": _("Choose a day, or write it like 2026-12-24.")}
    widget = forms.DateInput(format="%Y-%m-%d", attrs=DATE)
    # What a person types where the browser shows no calendar.
    shapes = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"]
    return forms.DateField(
        label=label, widget=widget, input_formats=shapes, error_messages=words, **options
    )


def near(day: date) -> date:
    today = timezone.localdate()
    if not today - BEFORE <= day <= today + AFTER:
        raise forms.ValidationError(_("This day is very far away. Is the year right?"))
    return day


class StartForm(forms.Form):
    """From which day the week holds."""

    starting = day_field(_("Valid from"), _("Say from which day this week holds."))

    def clean_starting(self) -> date:
        return near(self.cleaned_data["starting"])


class DaysForm(forms.Form):
    """A first and a last day, in order."""

    def clean_first(self) -> date:
        return near(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        last = self.cleaned_data["last"]
        return near(last) if last else None

    def clean(self) -> dict:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        return self.cleaned_data


class SeasonForm(DaysForm):
    """The name of a season and its days."""

    name = forms.CharField(
        label=_("Name of the season"),
        help_text=_("For example: summer, Christmas holidays, Ramadan."),
        max_length=80,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={
            "required": _("Give the season a name."),
            "max_length": _("This name is too long."),
        },
    )
    first = day_field(_("First day"), _("Say on which day it begins."))
    last = day_field(_("Last day"), _("Say on which day it ends."))

    def clean(self) -> dict:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last - first > LONGEST_SEASON:
            self.add_error("last", _("A season is shorter than a year."))
        return self.cleaned_data

    @staticmethod
    def of(season: Season) -> dict[str, object]:
        return {"name": season.name, "first": season.first, "last": season.last}


class ExceptionForm(DaysForm):
    """The days of an exception and its reason; the hours are rows beside the form."""

    first = day_field(_("Day, or first day"), _("Say on which day."))
    last = day_field(
        _("Last day"), "", required=False, help_text=_("Leave it empty for a single day.")
    )
    is_open = forms.TypedChoiceField(
        label=_("On these days"),
        choices=[("", _("Closed")), ("1", _("Open at other hours"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=lambda: [("", _("Other, or none")), *ClosingReason.options()],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason_fr = forms.CharField(
        label=_("Reason in French"), max_length=120, required=False,
        widget=forms.TextInput(attrs=CONTROL | {"lang": "fr"}),
    )  # fmt: skip
    reason_nl = forms.CharField(
        label=_("Reason in Dutch"), max_length=120, required=False,
        widget=forms.TextInput(attrs=CONTROL | {"lang": "nl"}),
    )  # fmt: skip
    reason_en = forms.CharField(
        label=_("Reason in English"), max_length=120, required=False,
        widget=forms.TextInput(attrs=CONTROL | {"lang": "en"}),
    )  # fmt: skip

    @property
    def days(self) -> tuple[date, date]:
        first = self.cleaned_data["first"]
        return first, self.cleaned_data["last"] or first

    @property
    def reasons(self) -> dict[str, str]:
        """The common reason in each language, where nothing else was written."""
        chosen = self.cleaned_data["reason"]
        common = ClosingReason(chosen).in_all_languages if chosen else {}
        typed = {code: self.cleaned_data[f"reason_{code}"] for code in DATA_LANGUAGES}
        return {**common, **{code: text for code, text in typed.items() if text}}

    @staticmethod
    def of(row: OpeningException) -> dict[str, object]:
        reasons = {f"reason_{code}": getattr(row, f"reason_{code}") for code in DATA_LANGUAGES}
        last = row.last if row.last != row.first else None
        return {
            "first": row.first,
            "last": last,
            "is_open": "1" if row.slots.all() else "",
        } | reasons


class OutingForm(forms.ModelForm):
    """Where a mobile space goes, and when."""

    day = day_field(_("Day"), _("Say on which day."))
    opens = forms.CharField(
        label=_("From"), max_length=20, widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Say from when.")},
    )  # fmt: skip
    closes = forms.CharField(
        label=_("Until"), max_length=20, widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Say until when.")},
    )  # fmt: skip

    class Meta:
        model = Outing
        fields = ["place", "street", "postcode", "municipality", "partner"]
        labels = {
            "place": _("Place"),
            "street": _("Street and number"),
            "postcode": _("Postcode"),
            "municipality": _("Municipality"),
            "partner": _("Partner"),
        }
        help_texts = {
            "place": _("As people call it: a square, a library, a neighbourhood house."),
            "partner": _("With whom you come, if with somebody."),
        }
        error_messages = {
            "place": {"required": _("Say where.")},
            "postcode": {"required": _("Write the postcode.")},
            "municipality": {"required": _("Choose the municipality.")},
        }

    field_order = ["day", "opens", "closes", "place", "street", "postcode", "municipality"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("place", "street", "postcode", "partner"):
            self.fields[name].widget.attrs |= CONTROL
        self.fields["municipality"].widget.attrs |= {"class": "form-select"}
        self.fields["municipality"].queryset = Municipality.objects.defer("boundary")  # type: ignore[attr-defined]
        if self.instance.pk:
            starts, ends = map(timezone.localtime, (self.instance.starts_at, self.instance.ends_at))
            self.initial |= {
                "day": starts.date(),
                "opens": f"{starts:%H:%M}",
                "closes": f"{ends:%H:%M}",
            }

    def clean_day(self) -> date:
        return near(self.cleaned_data["day"])

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"].strip()
        if not (postcode.isascii() and postcode.isdigit() and len(postcode) == 4):
            raise forms.ValidationError(_("A postcode has four digits."))
        return postcode

    def clean(self) -> dict:
        """Day and times become two moments; an end before the start is on the next day."""
        data = super().clean() or self.cleaned_data
        moments = {}
        for name in ("opens", "closes"):
            moments[name] = read_time(data.get(name, ""), is_end=name == "closes")
            if data.get(name) and moments[name] is None:
                self.add_error(name, _("This is not a time. Write it like 9:30 or 9h30."))
        day, opens, closes = data.get("day"), moments["opens"], moments["closes"]
        if day and opens and closes:
            last = day + timedelta(days=1) if closes < opens else day
            if closes == opens:
                self.add_error("closes", _("These hours end at the time they start."))
            zone = timezone.get_current_timezone()
            self.instance.starts_at = datetime.combine(day, opens, zone)
            self.instance.ends_at = datetime.combine(last, closes, zone)
        return data
