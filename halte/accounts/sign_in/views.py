"""The way in: password, second step, passkey, and a forgotten password. allauth does the work."""

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import flows
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from halte.accounts.sign_in import forms
from halte.accounts.sign_in.adapters import TOO_MANY
from halte.accounts.sign_in.hosts import without_passkeys
from halte.core.access import public

FOLDER = "accounts/sign_in"


@public
def too_many(request: HttpRequest, exception=None) -> HttpResponse:
    """Why nothing is answered for a while."""
    return render(request, f"{FOLDER}/too_many.html", status=429)


@public
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """People come by invitation: how to get one."""
    return render(request, f"{FOLDER}/no_sign_up.html")


def is_limited(form) -> bool:
    """Whether a form was refused because of too many attempts."""
    found = form.errors.as_data().values()
    return any(error.code == TOO_MANY for errors in found for error in errors)


class Explained:
    """Wrong answers come back with status 422, too many attempts with 429."""

    def form_invalid(self, form) -> HttpResponse:
        if is_limited(form):
            return too_many(self.request)
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


class SignIn(Explained, account.LoginView):
    template_name = f"{FOLDER}/login.html"
    form_class = forms.SignInForm

    def get_context_data(self, **options) -> dict:
        asked = self.request.GET
        facts = {"ended": "ended" in asked, "passkey_failed": "passkey" in asked}
        facts["elsewhere"] = settings.OIDC_NAME
        facts["home"] = resolve_url(settings.LOGIN_REDIRECT_URL)
        facts["next"] = get_next_redirect_url(self.request) or ""
        return super().get_context_data(**options) | facts | without_passkeys(self.request)


class SecondStep(factor.AuthenticateView):
    template_name = f"{FOLDER}/second.html"
    form_class = forms.CodeForm

    def form_invalid(self, form) -> HttpResponse:
        if is_limited(form):
            return too_many(self.request)
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer

    def get_context_data(self, **options) -> dict:
        person = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
        facts = {"kinds": kinds} | without_passkeys(self.request)
        return super().get_context_data(**options) | facts


@method_decorator(never_cache, name="dispatch")
class PasskeySignIn(webauthn.LoginWebAuthnView):
    def form_invalid(self, form) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('account_login')}?passkey=failed")

    def form_valid(self, form) -> HttpResponse:
        key = form.cleaned_data["credential"]
        login = webauthn.Login(user=key.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, key, login)


class Forgotten(Explained, account.PasswordResetView):
    template_name = f"{FOLDER}/forgotten.html"
    form_class = forms.ForgottenForm


class ForgottenSent(account.PasswordResetDoneView):
    template_name = f"{FOLDER}/forgotten_sent.html"


class NewPassword(Explained, account.PasswordResetFromKeyView):
    template_name = f"{FOLDER}/new_password.html"
    form_class = forms.NewPasswordForm

    def render_to_response(self, context, **options) -> HttpResponse:
        if context.get("token_fail"):
            options["status"] = 410
        return super().render_to_response(context, **options)


class NewPasswordDone(account.PasswordResetFromKeyDoneView):
    template_name = f"{FOLDER}/new_password_done.html"


class Confirm(Explained, account.ReauthenticateView):
    template_name = f"{FOLDER}/confirm.html"
    form_class = forms.ConfirmPasswordForm


class ConfirmCode(Explained, factor.ReauthenticateView):
    template_name = f"{FOLDER}/confirm_code.html"
    form_class = forms.ConfirmCodeForm


class ConfirmPasskey(webauthn.ReauthenticateWebAuthnView):
    template_name = f"{FOLDER}/confirm_passkey.html"

    def get_context_data(self, **options) -> dict:
        return super().get_context_data(**options) | without_passkeys(self.request)

    def form_invalid(self, form) -> HttpResponse:
        if is_limited(form):
            return too_many(self.request)
        return self.render_to_response(self.get_context_data(form=form), status=422)
