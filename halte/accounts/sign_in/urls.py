"""Addresses under the names by which allauth asks for them."""

from django.urls import path, re_path

from halte.accounts.permissions import can_work
from halte.accounts.sign_in import account_views, elsewhere_views, views
from halte.accounts.sign_in.factors import without_factor
from halte.accounts.sign_in.proof import proven_anew
from halte.core.access import access, public


def _own(view):
    """For whoever signed in, even before a required factor is set up."""
    return without_factor(access(can_work)(view))


urlpatterns = [
    path("work/sign-in", public(views.SignIn.as_view()), name="account_login"),
    path("work/sign-up", views.no_sign_up, name="account_signup"),
    path("work/sign-in/second", public(views.SecondStep.as_view()), name="mfa_authenticate"),
    path("work/sign-in/passkey", public(views.PasskeySignIn.as_view()), name="mfa_login_webauthn"),
    path("work/password", public(views.Forgotten.as_view()), name="account_reset_password"),
    path(
        "work/password/sent",
        public(views.ForgottenSent.as_view()),
        name="account_reset_password_done",
    ),
    path(
        "work/password/done",
        public(views.NewPasswordDone.as_view()),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^work/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        public(views.NewPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "work/sign-in/with/<slug:provider_id>", elsewhere_views.start, name="openid_connect_login"
    ),
    path("work/confirm", _own(views.Confirm.as_view()), name="account_reauthenticate"),
    path("work/confirm/code", _own(views.ConfirmCode.as_view()), name="mfa_reauthenticate"),
    path(
        "work/confirm/passkey",
        _own(views.ConfirmPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "work/account/password",
        access(can_work)(account_views.Password.as_view()),
        name="account_change_password",
    ),
    path(
        "work/account/first-password",
        access(can_work)(proven_anew(account_views.FirstPassword.as_view())),
        name="account_set_password",
    ),
]
