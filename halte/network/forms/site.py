"""A door of a space: its address, its accessibility, its pin."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from halte.network.enums import Accessibility, Wheelchair
from halte.network.forms.section import LONG, TEXT, SectionForm, Words
from halte.network.nearness import Town, doubt_about_place, doubt_about_postcode

DECIMALS = 6  # of a degree: ten centimetres


class AddressForm(SectionForm):
    title = _("Address")
    icon = "geo-alt-fill"
    words = (
        Words(
            "address_note",
            _("A word about the entrance"),
            _("For example: in the courtyard, second floor."),
            longest=200,
        ),
        Words(
            "directions",
            _("How to get there"),
            _("One step on each line: the stop, the way, the door."),
            longest=LONG,
            lines=5,
        ),
    )
    order = ("street", "postcode", "municipality", "address_note", "directions")

    street = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
        error_messages={
            "required": _("Write the street and the number."),
            "max_length": _("This text has %(show_value)d signs. Write it in %(limit_value)d."),
        },
    )
    postcode = forms.RegexField(
        r"^\d{4}\Z",
        label=_("Postcode"),
        widget=forms.TextInput(attrs={"class": "form-control w-number", "inputmode": "numeric"}),
        error_messages={
            "required": _("Write the postcode."),
            "invalid": _("A postcode has four digits."),
        },
    )
    municipality = forms.ChoiceField(
        label=_("Municipality"),
        help_text=_("A postcode may span two municipalities: choose the one of the building."),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": _("Choose the municipality."),
        },
    )

    def __init__(self, data=None, *, now: Mapping[str, object] | None = None, towns: list[Town]):
        super().__init__(data, now=now)
        names = [(town.nis_code, town.name) for town in towns]
        self.fields["municipality"].choices = [("", "–"), *names]  # type: ignore[attr-defined]

    def clean_postcode(self) -> str:
        # Digits of other scripts are digits to the pattern, not to the database.
        return str(int(self.cleaned_data["postcode"])).zfill(4)

    def doubt(self) -> str:
        data = self.cleaned_data
        return f"{data.get('postcode', '')} {data.get('municipality', '')}"

    def clean(self) -> dict:
        data = self.cleaned_data
        if data.get("postcode") and data.get("municipality"):
            question = doubt_about_postcode(data["postcode"], data["municipality"])
            if question:
                self.ask_if_sure(question)
        return data


class AccessibilityForm(SectionForm):
    title = _("Accessibility")
    intro = _("People with a wheelchair, a pram or poor sight decide by this whether to come.")
    icon = "person-wheelchair"

    wheelchair = forms.ChoiceField(
        label=_("The entrance"),
        choices=Wheelchair.options,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how one gets in.")},
    )
    accessibility = forms.MultipleChoiceField(
        label=_("Also there"),
        choices=Accessibility.options,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _degrees(label, sentence, least: int, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(
            attrs={"class": "form-control w-degrees", "inputmode": "decimal", "dir": "ltr"}
        ),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


class PinForm(SectionForm):
    """Where the pin stands, in degrees; a comma is as good as a point."""

    title = _("The pin on the map")
    icon = "geo-alt-fill"

    lat = _degrees(_("Latitude"), _("Write a latitude such as 50.8466."), -90, 90)
    lon = _degrees(_("Longitude"), _("Write a longitude such as 4.3528."), -180, 180)

    def __init__(
        self,
        data=None,
        *,
        now: Mapping[str, object] | None = None,
        towns: list[Town],
        centre: tuple[float, float] | None,
    ):
        self.towns, self.centre = towns, centre
        super().__init__(_with_points(data), now=now)

    def as_initial(self, now: Mapping[str, object]) -> dict[str, object]:
        position = now.get("position")
        if not isinstance(position, list):
            return {}
        lat, lon = (f"{value:.{DECIMALS}f}" for value in position)
        return {"lat": lat, "lon": lon}

    def values(self) -> dict[str, object]:
        lat, lon = self.cleaned_data["lat"], self.cleaned_data["lon"]
        return {"position": None if lat is None else [lat, lon]}

    def doubt(self) -> str:
        return f"{self.cleaned_data.get('lat')} {self.cleaned_data.get('lon')}"

    def clean(self) -> dict:
        data = self.cleaned_data
        if "lat" not in data or "lon" not in data:
            return data
        for name, other in (("lat", "lon"), ("lon", "lat")):
            if data.get(name) is None and data.get(other) is not None:
                self.add_error(name, _("Write both numbers, or neither."))
        if data.get("lat") is not None and data.get("lon") is not None:
            data["lat"], data["lon"] = round(data["lat"], DECIMALS), round(data["lon"], DECIMALS)
            question = doubt_about_place((data["lat"], data["lon"]), self.centre, self.towns)
            if question:
                self.ask_if_sure(question)
        return data

    def label_of(self, name: str) -> str:
        return str(self.title)

    def shown(self, name: str, value: object) -> str:
        if not isinstance(value, list | tuple):
            return ""
        return ", ".join(f"{one:.{DECIMALS}f}" for one in value)


def _with_points(data):
    """What was typed, with decimal points for decimal commas."""
    if data is None:
        return None
    data = data.copy()
    for name in ("lat", "lon"):
        if name in data:
            data[name] = data[name].strip().replace(",", ".")
    return data
