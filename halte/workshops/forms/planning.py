"""What is typed to plan a date or a series, to change one, to cancel one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from halte.accounts.models import Membership, User
from halte.core.i18n import language
from halte.network.forms.hours import CONTROL, day_field, near
from halte.network.forms.section import NOT_IN_LIST
from halte.network.hours import public_holidays
from halte.network.hours.text import full_date_text, weekday_name
from halte.network.hours.typed import read_time
from halte.network.models import Space
from halte.network.scopes import scope_of_space
from halte.workshops.dates import MOST, Lead, NoSuchTime, Rule, days, span
from halte.workshops.forms.activity import NUMBER, NUMBERS

ONE, RULE, HAND = "one", "rule", "hand"
ONLY, REST = "only", "rest"
MOST_WEEKS = 8
# One that passes midnight is shorter; more hours are a slip of the fingers.
LONGEST = timedelta(hours=12)
# As far as a rule may reach (halte/workshops/dates.py).
REACH = timedelta(days=5 * 366)


class TimeField(forms.CharField):
    """A time in any shape that people type."""

    def __init__(self, *, is_end: bool = False, **options):
        self.is_end = is_end
        super().__init__(max_length=20, widget=forms.TextInput(attrs=CONTROL), **options)

    def clean(self, value):
        text = super().clean(value)
        moment = read_time(text, is_end=self.is_end)
        if moment is None:
            raise ValidationError(
                _("“%(text)s” is not a time. Write it like 9:30 or 9h30.") % {"text": text}
            )
        return moment


class Trainers(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj) -> str:
        return obj.shown_name


def _number(label, *, least: int = 0, most: int = 500, **options) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs=NUMBER),
        error_messages=NUMBERS,
        **options,
    )


def _length(opens: time, closes: time) -> timedelta:
    """How long it lasts; what ends before it starts ends on the next day."""
    hours = timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
    return hours + timedelta(days=closes <= opens)


def team_of(space: Space):
    """Who works in a space today."""
    running = Membership.objects.running().in_scope(scope_of_space(space))
    return User.objects.filter(pk__in=running.values("user"), is_active=True).order_by("name", "pk")


class DateForm(forms.Form):
    """Where, with whom, for how many: the same for one date and for many."""

    opens = TimeField(
        label=_("Starts at"),
        help_text=_("For example 14:00."),
        error_messages={"required": _("Say from when.")},
    )
    closes = TimeField(
        label=_("Ends at"),
        help_text=_("For example 16:30."),
        is_end=True,
        error_messages={"required": _("Say until when.")},
    )
    site = forms.ModelChoiceField(
        label=_("Place"),
        queryset=None,
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": _("Choose the place."),
            "invalid_choice": _("Choose one of the answers in the list."),
        },
    )
    room = forms.CharField(
        label=_("Room (if you like)"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={**CONTROL, "dir": "auto"}),
    )
    trainers = Trainers(
        label=_("Who gives it?"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose people of your team."),
            "invalid_pk_value": _("Choose people of your team."),
        },
    )
    capacity = _number(_("How many seats?"), least=1)
    computers_needed = _number(
        _("How many computers are needed?"), help_text=_("0 if people bring their own device.")
    )
    kept_for_referrers = _number(
        _("Seats kept for organisations that send people"), help_text=_("0 if everybody may enrol.")
    )
    kept_days = _number(
        _("Kept until so many days before"),
        most=365,
        required=False,
        help_text=_("After that everybody may have them."),
    )
    opens_days = _number(
        _("Enrolment opens so many days before"),
        most=365,
        required=False,
        help_text=_("Empty: as soon as it is published."),
    )
    closes_days = _number(
        _("Enrolment closes so many days before"),
        most=365,
        required=False,
        help_text=_("Empty: at the start."),
    )

    def __init__(self, data=None, *, space: Space, team, **options):
        super().__init__(data, **options)
        self.space = space
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField) and not isinstance(
                field, forms.ModelChoiceField
            ):
                field.error_messages["invalid_choice"] = NOT_IN_LIST
        sites = space.sites.in_use().select_related("municipality")  # type: ignore[attr-defined]
        self.fields["site"].queryset = sites.defer("municipality__boundary")  # type: ignore[attr-defined]
        self.fields["trainers"].queryset = team  # type: ignore[attr-defined]

    def clean(self) -> dict:
        data = self.cleaned_data
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and opens == closes:
            self.add_error("closes", _("These hours end at the time they start."))
        elif opens and closes and _length(opens, closes) > LONGEST:
            told = _("From %(from)s to %(to)s is longer than 12 hours. Look at both times again.")
            words = {"from": f"{opens:%H:%M}", "to": f"{closes:%H:%M}"}
            self.add_error("closes", told % words)
        self._check_seats(data)
        first, last = data.get("opens_days"), data.get("closes_days")
        if first is not None and first <= (last or 0):
            self.add_error("opens_days", _("Enrolment closes before it opens."))
        return data

    def _check_seats(self, data: dict) -> None:
        kept, seats = data.get("kept_for_referrers") or 0, data.get("capacity")
        if kept and seats and kept > seats:
            self.add_error("kept_for_referrers", _("There are fewer seats than that."))
        if kept and data.get("kept_days") is None and "kept_days" not in self.errors:
            self.add_error("kept_days", _("Say until when these seats are kept."))
        if not kept:
            data["kept_days"] = None

    @property
    def lead(self) -> Lead:
        data = self.cleaned_data
        return Lead(data["kept_days"], data["opens_days"], data["closes_days"])

    def spans_of(self, wanted: Sequence[date]) -> list[tuple[datetime, datetime]]:
        """Start and end on each of some days; what cannot be is said beside the times."""
        opens, closes = self.cleaned_data.get("opens"), self.cleaned_data.get("closes")
        if opens is None or closes is None or self.errors:
            return []
        zone: ZoneInfo = timezone.get_default_timezone()  # type: ignore[assignment]
        try:
            return [span(day, opens, closes, zone) for day in wanted]
        except NoSuchTime as fault:
            self.add_error("opens", no_such_time(fault))
            return []


def no_such_time(fault: NoSuchTime) -> str:
    """Why nothing can begin or end then."""
    words = {"day": full_date_text(fault.day), "time": f"{fault.at:%H:%M}"}
    return (
        gettext(
            "On %(day)s the clock jumps over %(time)s: that time does not exist. Choose another"
            " one."
        )
        % words
    )


class PlanForm(DateForm):
    """One date, a series by a rule, or a series by hand."""

    shape = forms.ChoiceField(
        label=_("How many dates?"),
        choices=[
            (ONE, _("One date")),
            (RULE, _("Several dates, on fixed days of the week")),
            (HAND, _("Several dates, which I type")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    day = day_field(_("Day, or first day"), "", required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week?"),
        choices=lambda: [(n, weekday_name(n)) for n in range(7)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: on the day of the first date."),
    )
    every = _number(
        _("Every so many weeks"),
        least=1,
        most=MOST_WEEKS,
        required=False,
        help_text=_("1: each week. 2: every second week."),
    )
    count = _number(_("How many dates in all?"), least=2, most=MOST, required=False)
    skip_holidays = forms.BooleanField(label=_("Leave out public holidays"), required=False)
    dates = forms.CharField(
        label=_("The dates, one on each line"),
        help_text=_("For example 25/11/2026."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 5}),
    )
    is_whole = forms.TypedChoiceField(
        label=_("What do people enrol for?"),
        choices=[
            (False, _("For single dates, as they like")),
            (True, _("For the whole course: all dates together")),
        ],
        coerce=lambda value: str(value) == "True",
        required=False,
        empty_value=False,
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    field_order = ["shape", "day", "weekdays", "every", "count", "skip_holidays", "dates"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.spans: list[tuple[datetime, datetime]] = []
        self.skipped: list[tuple[date, str]] = []

    def clean(self) -> dict:
        data = super().clean()
        wanted = {ONE: self._one, RULE: self._by_rule, HAND: self._by_hand}.get(
            data.get("shape", ""), list
        )()
        self.spans = self.spans_of(wanted)
        if any(start <= timezone.now() for start, _end in self.spans):
            field = "dates" if data["shape"] == HAND else "day"
            self.add_error(field, _("This date is over. Choose one that is still to come."))
        return data

    def clean_day(self) -> date | None:
        day = self.cleaned_data["day"]
        return near(day) if day else None

    def _one(self) -> list[date]:
        day = self.cleaned_data.get("day")
        if day is None and "day" not in self.errors:
            self.add_error("day", _("Say on which day."))
        return [day] if day else []

    def _by_rule(self) -> list[date]:
        data = self.cleaned_data
        if data.get("count") is None and "count" not in self.errors:
            self.add_error("count", _("Say how many dates there are in all."))
        if not self._one() or self.errors:
            return []
        first = data["day"]
        weekdays = frozenset(data["weekdays"] or [first.weekday()])
        rule = Rule(
            first, data["opens"], data["closes"], weekdays, data["count"], data["every"] or 1
        )
        if not data["skip_holidays"]:
            return list(days(rule))
        holidays = dict(public_holidays(first, first + REACH, language()))
        found = list(days(rule, skipped=holidays))
        without = days(Rule(first, rule.opens, rule.closes, weekdays, MOST, rule.every))
        self.skipped = [
            (day, holidays[day]) for day in without if day in holidays and day <= found[-1]
        ]
        return found

    def _by_hand(self) -> list[date]:
        """Each line a day; the first that cannot be read is told."""
        lines = [line.strip() for line in self.cleaned_data.get("dates", "").splitlines()]
        lines = [line for line in lines if line]
        if not lines and "dates" not in self.errors:
            self.add_error("dates", _("Write the dates, one on each line."))
        found = set()
        for line in lines:
            try:
                found.add(near(self.fields["day"].to_python(line)))
            except ValidationError:
                words = {"line": line[:40]}
                told = gettext("“%(line)s” cannot be planned. Write days like 25/11/2026.")
                self.add_error("dates", told % words)
                return []
        if len(found) > MOST:
            self.add_error("dates", _("A series has 60 dates at most."))
            return []
        return sorted(found)

    @property
    def is_series(self) -> bool:
        return self.cleaned_data["shape"] != ONE

    @property
    def shown(self) -> str:
        """The dates that the preview showed, to know whether they are still the same."""
        return " ".join(f"{start:%Y%m%d%H%M}-{end:%H%M}" for start, end in self.spans)


class ScopeMixin(forms.Form):
    """Whether the act is for one date, or for those after it too."""

    scope = forms.ChoiceField(
        label=_("Which dates?"),
        choices=[(ONLY, _("Only this date")), (REST, _("This date and all after it"))],
        required=False,
        widget=forms.RadioSelect,
    )

    @property
    def is_for_rest(self) -> bool:
        return self.cleaned_data["scope"] == REST


class ChangeForm(ScopeMixin, DateForm):
    """Another day, time, place, number of seats."""

    day = day_field(_("Day"), _("Say on which day."))
    read = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    field_order = ["day"]

    def clean_day(self) -> date:
        return near(self.cleaned_data["day"])


class CancelForm(ScopeMixin):
    """Why it does not take place."""

    note = forms.CharField(
        label=_("What should people read? (if you like)"),
        help_text=_(
            "On the public page and in the mails, for example: the trainer is ill. Name nobody."
        ),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3, "dir": "auto"}),
        error_messages={
            "max_length": _(
                "This text has %(show_value)d signs. Write it in %(limit_value)d or fewer."
            )
        },
    )
