"""What people write about accounts."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from halte.accounts.enums import ROLES, Role, ScopeKind, TokenScope
from halte.accounts.models import Membership, User
from halte.accounts.scopes import Scope
from halte.core.i18n import DATA_LANGUAGES, own_name

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}


def languages() -> list[tuple[str, str]]:
    """Languages in which Halte writes to people, each by its own name."""
    return [(code, own_name(code)) for code in DATA_LANGUAGES]


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

    def __init__(self, *args, scope: Scope, **options):
        super().__init__(*args, **options)
        roles = ROLES[ScopeKind(scope.kind)]
        self.fields["role"].choices = [(role, Role(role).label) for role in roles]  # type: ignore[attr-defined]


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


class SuccessorForm(forms.Form):
    """Who takes over from the last coordinator."""

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
