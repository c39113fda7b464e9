"""What a space says of an activity, and how it deals with seats."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from halte.core.i18n import language
from halte.network.enums import Price, Service
from halte.network.forms.section import LONG, SectionForm, Words
from halte.network.spoken import languages_by_name
from halte.workshops.competences import areas, codes
from halte.workshops.enums import Framework, Level

SELECT = forms.Select(attrs={"class": "form-select"})
NUMBER = {"class": "form-control w-number"}
MOST_PEOPLE = 500
NUMBERS = {
    "required": _("Write a whole number, such as 8."),
    "invalid": _("Write a whole number, such as 8."),
    "min_value": _("Write %(limit_value)s or more."),
    "max_value": _("Write %(limit_value)s or fewer."),
}


def _number(label, **options) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs=NUMBER),
        error_messages=NUMBERS,
        **options,
    )


class ActivityForm(SectionForm):
    """An activity is told once; its dates are planned apart."""

    title = _("Activity")
    intro = _(
        "Told once, used for every date. Where a language is empty, people read the French text."
    )
    words = (
        Words(
            "title",
            _("Title"),
            _("What people will be able to do, for example: send photos with your telephone."),
            longest=120,
            required=_("Write the French title."),
        ),
        Words(
            "description",
            _("Description"),
            _("What is done, in two or three short sentences."),
            longest=LONG,
            lines=4,
        ),
        Words("audience", _("For whom"), _("For example: people who have a smartphone.")),
        Words("bring", _("To bring"), _("For example: your telephone and its charger.")),
        Words("price_note", _("About the price"), _("For example: 2 € for the whole course.")),
    )
    order = (
        "title",
        "description",
        "theme",
        "level",
        "language",
        "audience",
        "bring",
        "price",
        "price_note",
        "minimum",
        "maximum",
        "is_shared",
    )

    theme = forms.ChoiceField(
        label=_("What about?"),
        choices=lambda: [("", _("Choose")), *Service.options()],
        widget=SELECT,
        error_messages={"required": _("Choose what it is about.")},
    )
    level = forms.ChoiceField(
        label=_("How much should people know before?"),
        choices=Level.options,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    language = forms.ChoiceField(
        label=_("Language in which it is taught"),
        widget=SELECT,
        error_messages={"required": _("Choose the language.")},
    )
    price = forms.ChoiceField(
        label=_("What do people pay?"),
        choices=Price.options,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what people pay.")},
    )
    minimum = _number(
        _("At least so many people"), help_text=_("With fewer it is not worth while.")
    )
    maximum = _number(_("At most so many people"), help_text=_("Each date may say otherwise."))
    framework = forms.ChoiceField(
        label=_("Edition of DigComp"), choices=Framework.options, widget=SELECT
    )
    competences = forms.MultipleChoiceField(
        label=_("Digital competences"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_shared = forms.TypedChoiceField(
        label=_("May other spaces take it over?"),
        choices=[
            (False, _("No, only we use it")),
            (True, _("Yes, they may copy it and change their copy")),
        ],
        coerce=lambda value: str(value) == "True",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )

    def __init__(self, data=None, *, now: Mapping[str, object] | None = None, **options):
        super().__init__(data, now=now, **options)
        spoken = str((now or {}).get("language") or "fr")
        self.fields["language"].choices = languages_by_name([spoken])  # type: ignore[attr-defined]
        self.fields["competences"].choices = [(code, code) for code in codes(self.edition)]  # type: ignore[attr-defined]

    @property
    def edition(self) -> str:
        """The edition that names are shown of: what was typed, or else what is on record."""
        asked = str(self.data.get("framework", "") or self.now.get("framework", ""))
        return asked if asked in Framework.values else str(Framework.DIGCOMP_3_0)

    @property
    def competence_areas(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Of each area its name, and of its competences code, name, and whether it is chosen."""
        chosen = set(self["competences"].value() or [])
        return [
            (
                f"{area.code}. {area.name}",
                [(code, name, code in chosen) for code, name in area.competences],
            )
            for area in areas(self.edition, language())
        ]

    def clean(self) -> dict:
        data = self.cleaned_data
        if data.get("minimum", 0) > data.get("maximum", MOST_PEOPLE):
            self.add_error("minimum", _("The minimum is at least 1 and at most the maximum."))
        return data


class RulesForm(forms.Form):
    """How long a freed seat is held for the next person."""

    hold_hours = forms.IntegerField(
        label=_("How many hours is a freed seat held for the next person?"),
        help_text=_(
            "She gets a mail, or you call her. If she does not answer in this time, the seat passes"
            " on. From 1 to 168 hours, which is a week."
        ),
        min_value=1,
        max_value=168,
        widget=forms.NumberInput(attrs=NUMBER),
        error_messages=NUMBERS,
    )
