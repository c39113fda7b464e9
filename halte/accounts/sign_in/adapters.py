"""What allauth asks of the house: our sentences, our outbox, our limits, our secrets."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from halte.accounts.sign_in import factors, sessions
from halte.core.mail.domain import send
from halte.core.mail.rendering import render as render_mail
from halte.core.ratelimit import address_of

TOO_MANY = "too_many_login_attempts"
WRONG_CODE = gettext_lazy("The code is not right. Wait for the next one and try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "The address and the password do not belong together. Look at both and try again."
        ),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "invalid_password_reset": gettext_lazy("The link does not work any more."),
        "incorrect_code": WRONG_CODE,
        TOO_MANY: gettext_lazy("Too many attempts. Wait ten minutes and try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait ten minutes and try again."),
    }
    # What happened, in our words; whatever else allauth would say, it keeps to itself.
    sentences = {
        "account/messages/password_changed.txt": gettext_lazy(
            "Your password is changed. Your other sessions have ended."
        ),
        "account/messages/password_set.txt": gettext_lazy(
            "Your password is changed. Your other sessions have ended."
        ),
        "socialaccount/messages/account_connected.txt": gettext_lazy(
            "%(provider)s is connected to your account."
        ),
        "socialaccount/messages/account_connected_other.txt": gettext_lazy(
            "%(provider)s is connected to another account."
        ),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_safe_url(self, url) -> bool:
        """Only a path of this site: never another host, not even one of our own names."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, None)

    def get_client_ip(self, request) -> str:
        return address_of(request)

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """The address alone: a guesser may choose among the names that we answer to."""
        return credentials.get("email", "").lower()

    def is_reauthentication_required(self, *, app, **options) -> bool:
        return not sessions.is_proven(context.request)

    def respond_user_inactive(self, request, user):
        return render(request, "accounts/sign_in/closed.html", status=403)

    def add_message(self, request, level, message_template=None, *args, **options) -> None:
        if message_template in self.sentences:
            sentence = self.sentences[message_template] % {"provider": settings.OIDC_NAME}
            messages.add_message(request, level, sentence)

    def set_password(self, user, password) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_mail(self, template_prefix, email, context) -> None:
        """The link to a new password; for an unknown address as much work, and no mail."""
        user = context.get("user")
        language = user.language if user else settings.LANGUAGE_CODE
        with override(language):
            path = reverse("account_reset_password_from_key", args=["UID", "KEY"])
        key = f"{context.get('uid', '')}-{context.get('key', '')}"
        facts = {"link": settings.BASE_URL + path.replace("UID-KEY", key)}
        if user is None:
            render_mail("password_reset", facts, language)
        else:
            send(
                user.email,
                template="password_reset",
                context=facts,
                language=language,
                secret=True,
            )


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def get_totp_issuer(self) -> str:
        return "Halte"

    def _get_site_name(self) -> str:
        return "Halte"

    def generate_authenticator_name(self, user, type) -> str:
        return _("My passkey")

    def can_delete_authenticator(self, authenticator) -> bool:
        return factors.can_remove(authenticator)

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Secrets of factors are no use to whoever has only the database."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(b"factors" + key.encode()).digest())) for key in keys]
    )
