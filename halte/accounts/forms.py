"""What people write about accounts."""

from datetime import date, timedelta

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.accounts.enums import Role, TokenScope
from halte.accounts.models import Membership, User
from halte.core.i18n import DATA_LANGUAGES, own_name

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}
# A typing mistake in the year is caught.
FARTHEST = timedelta(days=5 * 365)
DATE = CONTROL | {"type": "date"}


def languages() -> list[tuple[str, str]]:
    """Languages in which Halte writes to people, each by its own name."""
    return [(code, own_name(code)) for code in DATA_LANGUAGES]


def _not_past(day: date | None) -> date | None:
    today = timezone.localdate()
    if day is not None and not today <= day <= today + FARTHEST:
        raise forms.ValidationError(_("Write a day from today on, at most five years away."))
    return day


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language to write."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs=CONTROL | {"autocomplete": "off"}),
        error_messages={
            "required": _("Write an e-mail address."),
            "invalid": _("Write an e-mail address, such as name@example.org."),
        },
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.Select(attrs=SELECT))
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=languages, widget=forms.Select(attrs=SELECT)
    )

    starts_on = forms.DateField(
        label=_("First day"),
        help_text=_("Leave it empty when the role begins with the answer."),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date.")},
    )

    def __init__(self, *args, roles: list[Role], **options):
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role, role.label) for role in roles]  # type: ignore[attr-defined]

    def clean_starts_on(self) -> date | None:
        return _not_past(self.cleaned_data["starts_on"])


class AcceptForm(forms.Form):
    """A new account: name and password. The address is the one that was invited."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Your colleagues see it."),
        max_length=120,
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("12 characters or more. Four words together make a good password."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs=CONTROL | {"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args, email: str, **options):
        super().__init__(*args, **options)
        self.email = email

    def clean_password(self) -> str:
        user = User(email=self.email, name=self.cleaned_data.get("name", ""))
        validate_password(self.cleaned_data["password"], user)
        return self.cleaned_data["password"]


class Colleague(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.shown_name} – {obj.get_role_display()}"


class EndForm(forms.Form):
    """Until when, and who takes over from the last coordinator."""

    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Leave it empty to end the role at once."),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date.")},
    )
    successor = Colleague(
        label=_("Who takes over?"),
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": _("Choose somebody of the team.")},
    )

    def __init__(self, *args, colleagues, **options):
        super().__init__(*args, **options)
        self.fields["successor"].queryset = colleagues  # type: ignore[attr-defined]

    def clean_last_day(self) -> date | None:
        return _not_past(self.cleaned_data["last_day"])


class TokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(
        label=_("What is the token for?"),
        help_text=_("For example: our website."),
        max_length=80,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Write what the token is for.")},
    )
    allows = forms.MultipleChoiceField(
        label=_("What may the program do?"),
        choices=TokenScope.options,
        initial=[TokenScope.READ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the program may do.")},
    )
