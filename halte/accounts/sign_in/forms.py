"""What people write when they sign in and look after their account."""

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from halte.accounts.forms import CONTROL, SELECT, languages
from halte.accounts.models import User

WRITE_ADDRESS = {
    "required": _("Write an e-mail address."),
    "invalid": _("Write an e-mail address, such as name@example.org."),
}
PASSWORD_HELP = _("12 characters or more. Four words together make a good password.")


def _address(label, **attrs) -> forms.EmailField:
    widget = forms.EmailInput(attrs=CONTROL | attrs)
    return forms.EmailField(
        label=label, max_length=254, widget=widget, error_messages=WRITE_ADDRESS
    )


def _password(label, autocomplete: str, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs=CONTROL | {"autocomplete": autocomplete}),
        error_messages={"required": _("Write the password.")},
    )


def _code() -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs=CONTROL | attrs),
        error_messages={"required": _("Write the code.")},
    )


class SignInForm(account.LoginForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        attrs = {"autocomplete": "username", "id": "id_username"}
        self.fields = {
            "login": _address(_("E-mail address"), **attrs),
            "password": _password(_("Password"), "current-password"),
        }


class CodeForm(factor.AuthenticateForm):
    code = _code()


class ConfirmCodeForm(factor.ReauthenticateForm):
    code = _code()


class ConfirmPasswordForm(account.ReauthenticateForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields = {"password": _password(_("Password"), "current-password")}


class ForgottenForm(account.ResetPasswordForm):
    email = _address(_("E-mail address"), autocomplete="username")


class NewPasswordForm(forms.Form):
    """One field: people see what they do with their password manager, and may try again."""

    password1 = _password(_("New password"), "new-password", PASSWORD_HELP)

    def __init__(self, *args, user=None, temp_key=None, **options):
        super().__init__(*args, **options)
        self.user = user

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]

    def save(self) -> None:
        account.flows.password_change.change_password(self.user, self.cleaned_data["password1"])


class ChangePasswordForm(NewPasswordForm):
    oldpassword = _password(_("Your present password"), "current-password")
    field_order = ["oldpassword", "password1"]

    def clean_oldpassword(self) -> str:
        if not self.user.check_password(self.cleaned_data["oldpassword"]):
            raise forms.ValidationError(_("This is not your password."))
        return self.cleaned_data["oldpassword"]


class ProfileForm(forms.ModelForm):
    """How colleagues see somebody, and the language of the mails."""

    language = forms.ChoiceField(
        label=_("Language of your mails"), choices=languages, widget=forms.Select(attrs=SELECT)
    )

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name")}
        help_texts = {"name": _("Your colleagues see it.")}
        widgets = {"name": forms.TextInput(attrs=CONTROL | {"autocomplete": "name"})}
        error_messages = {"name": {"required": _("Write your name.")}}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["name"].required = True


class AddressForm(forms.Form):
    email = _address(_("New e-mail address"), autocomplete="email")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class AppForm(totp.ActivateTOTPForm):
    code = _code()


class PasskeyForm(webauthn.AddWebAuthnForm):
    """A passkey must ask its owner for a finger, a face or a number: it also signs in alone."""

    name = forms.CharField(
        label=_("What shall it be called?"),
        help_text=_("For example: my telephone."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
    )
    passwordless = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_passwordless(self) -> bool:
        return True
