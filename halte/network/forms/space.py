"""What a space says of itself, one section a page."""

from collections.abc import Mapping

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from halte.network.enums import Audience, EquipmentKind, Price, Service
from halte.network.forms.section import LONG, SectionForm, Words
from halte.network.loading.phones import read_phone
from halte.network.spoken import in_front, languages_by_name

MOST_MACHINES = 999
FALLS_BACK = _(
    "Where a language is empty, people read the French text, or else the first there is."
)


class NamesForm(SectionForm):
    title = _("Name and description")
    intro = FALLS_BACK
    icon = "file-earmark-text-fill"
    words = (
        Words(
            "name",
            _("Name"),
            _("As on your door."),
            longest=200,
            required=_("Write the French name of the space."),
        ),
        Words(
            "description",
            _("Description"),
            _("Two or three short sentences: who you are, what people can do here."),
            longest=LONG,
            lines=6,
        ),
    )


class ContactForm(SectionForm):
    title = _("Telephone, e-mail, website")
    icon = "telephone-fill"

    phone = forms.CharField(
        label=_("Telephone number"),
        help_text=_("As you write it yourself, for example 02 555 12 12."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "tel", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Everybody can read it. Prefer an address of the space to one of a person."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "form-control", "dir": "ltr"}),
        error_messages={"invalid": _("Write an e-mail address, such as name@example.org.")},
    )
    website = forms.URLField(
        label=_("Website"),
        help_text=_("For example www.example.org."),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"class": "form-control", "dir": "ltr", "inputmode": "url"}),
        error_messages={"invalid": _("Write a web address, such as www.example.org.")},
    )

    def as_initial(self, now: Mapping[str, object]) -> dict[str, object]:
        return {**now, "phone": _as_printed(now.get("phone"))}

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = read_phone(typed) if typed else ""
        if typed and not number:
            raise forms.ValidationError(
                _("This number cannot be called. Write it with its area, such as 02 555 12 12.")
            )
        return number

    def clean_website(self) -> str:
        address = self.cleaned_data["website"]
        if address and not address.startswith(("http://", "https://")):
            raise forms.ValidationError(_("A website starts with http:// or https://."))
        return address

    def shown(self, name: str, value: object) -> str:
        return _as_printed(value) if name == "phone" else super().shown(name, value)


def _as_printed(phone: object) -> str:
    """A number as people read it, such as +32 2 555 12 12."""
    try:
        number = phonenumbers.parse(str(phone or ""))
    except phonenumbers.NumberParseException:
        return str(phone or "")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class AudienceForm(SectionForm):
    title = _("For whom")
    intro = _("A space of the network is for everybody; a restriction is shown plainly.")
    icon = "people-fill"
    words = (
        Words(
            "audience_note",
            _("If not for everyone: for whom?"),
            _("For example: for inhabitants of the neighbourhood, from 18 years on."),
        ),
    )
    order = ("audience", "audience_note")

    audience = forms.ChoiceField(
        label=_("Who may come?"),
        choices=Audience.options,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may come.")},
    )

    def clean(self) -> dict:
        restricted = self.cleaned_data.get("audience") == Audience.RESTRICTED
        if restricted and not self.cleaned_data.get("audience_note_fr"):
            self.add_error(
                "audience_note_fr", _("Say in French for whom the space is, if not for everyone.")
            )
        return self.cleaned_data


class PriceForm(SectionForm):
    title = _("Price")
    icon = "currency-euro"
    words = (
        Words(
            "price_note",
            _("In a few words"),
            _("For example: printing costs 0.10 € a page."),
        ),
    )
    order = ("price", "price_note")

    price = forms.ChoiceField(
        label=_("What do people pay?"),
        choices=Price.options,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what people pay.")},
    )


class ServicesForm(SectionForm):
    title = _("What you help with")
    intro = _("People search by these. Choose what one gets help with on an ordinary day.")
    icon = "person-raised-hand"

    services = forms.MultipleChoiceField(
        label=_("We help people to…"),
        choices=Service.options,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class LanguagesForm(SectionForm):
    title = _("Languages of the team")
    intro = _("Languages in which somebody of the team can help, not those of the website.")
    icon = "chat-dots-fill"

    languages = forms.MultipleChoiceField(
        label=_("We speak"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *, now: Mapping[str, object] | None = None, **options):
        super().__init__(data, now=now, **options)
        already = list((now or {}).get("languages") or [])  # type: ignore[call-overload]
        self.fields["languages"].choices = languages_by_name(already)  # type: ignore[attr-defined]
        self.in_front = len(in_front(already))


class VisitForm(SectionForm):
    title = _("For the visit")
    intro = FALLS_BACK
    icon = "person-vcard-fill"
    words = (
        Words("bring", _("To bring"), _("For example: your identity card and its code.")),
        Words(
            "welcome",
            _("Whom to ask for"),
            _("Everybody can read it. A function is enough: the desk, the digital helper."),
        ),
    )


class EquipmentForm(SectionForm):
    """A count for each kind; empty where nobody says."""

    title = _("Computers and machines")
    intro = _("How many may the public use? Leave empty what you do not know; 0 says none.")
    icon = "pc-display"

    @classmethod
    def value_names(cls) -> list[str]:
        return EquipmentKind.values

    def __init__(self, data=None, *, now: Mapping[str, object] | None = None, **options):
        super().__init__(data, now=now, **options)
        for kind in EquipmentKind:
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label,
                required=False,
                min_value=0,
                max_value=MOST_MACHINES,
                widget=forms.NumberInput(attrs={"class": "form-control w-number"}),
                error_messages={
                    "invalid": _("Write a whole number, such as 8."),
                    "min_value": _("Write 0 or more."),
                    "max_value": _("Write %(limit_value)s or fewer."),
                },
            )


YES_NO = {"true": True, "false": False}


def _boolean(value: object) -> bool:
    return YES_NO[str(value).lower()]


class PublicationForm(SectionForm):
    title = _("Show or hide the page")
    intro = _(
        "A hidden space is in no search, no list and no open data. Nothing is deleted: it can be"
        " shown again at any time."
    )
    icon = "megaphone-fill"

    is_published = forms.TypedChoiceField(
        label=_("May the public see the page?"),
        choices=[(True, _("Yes, show it")), (False, _("No, hide it"))],
        coerce=_boolean,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )


class MobileForm(SectionForm):
    title = _("Fixed or mobile")
    icon = "truck"

    is_mobile = forms.TypedChoiceField(
        label=_("Does the space travel?"),
        choices=[
            (False, _("No, people come to us")),
            (True, _("Yes, we go to squares, schools, other places")),
        ],
        coerce=_boolean,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )


# In the order of the overview.
SECTIONS: dict[str, type[SectionForm]] = {
    "names": NamesForm,
    "contact": ContactForm,
    "services": ServicesForm,
    "languages": LanguagesForm,
    "price": PriceForm,
    "audience": AudienceForm,
    "visit": VisitForm,
    "equipment": EquipmentForm,
    "mobile": MobileForm,
    "publication": PublicationForm,
}
