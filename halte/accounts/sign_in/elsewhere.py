"""Signing in with somebody else's OpenID Connect service: it proves who it is, Halte who may.

allauth speaks the protocol; here stands what it leaves out (nonce, signature in every case, whose
answer it is) and the rule of the house: it never makes an account. The first time, it attaches to
the account whose address it vouches for, or to the one of whoever asks for it while signed in.
"""

import hmac
from hashlib import sha256

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from halte.accounts.models import User

PROVIDER = "elsewhere"
# Signed with a key of the service's own; never with our shared secret, never not at all.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}


def _nonce(verifier: str) -> str:
    """Bound to the session by the secret of PKCE that lies there."""
    return sha256(b"nonce " + verifier.encode()).hexdigest()


class Client(OpenIDConnectOAuth2Adapter):
    """Our side of the conversation."""

    verifier = ""

    @property
    def openid_config(self) -> dict:
        found = super().openid_config
        if found.get("issuer", "").rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("the service calls itself otherwise")
        return found

    def get_callback_url(self, request: HttpRequest, app) -> str:
        return settings.BASE_URL + reverse("openid_connect_callback", args=[PROVIDER])

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None) -> dict:
        self.verifier = pkce_code_verifier or ""
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app, token, **answer):
        if not answer["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        login = super().complete_login(request, app, token, **answer)
        said = login.account.extra_data
        nonce = str(said["id_token"].get("nonce", ""))
        if not self.verifier or not hmac.compare_digest(nonce, _nonce(self.verifier)):
            raise OAuth2Error("not the answer to this question")
        if said["userinfo"].get("sub") != said["id_token"].get("sub"):
            raise OAuth2Error("two different people")
        # Nothing of it is kept but the number.
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app, id_token: str) -> dict:
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNATURES:
                raise OAuth2Error("not signed as it should be")
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("not an id_token") from error


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Client

    def get_pkce_params(self) -> dict:
        params = super().get_pkce_params()
        return params | {"nonce": _nonce(params["code_verifier"])}

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict:
        """What we ask for is not for the browser to choose."""
        asked = super().get_redirect_from_request_kwargs(request)
        return {name: asked[name] for name in ("process", "next_url") if name in asked}


class Adapter(DefaultSocialAccountAdapter):
    def get_provider(self, request, provider, client_id=None) -> Provider:
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def get_connect_redirect_url(self, request, socialaccount) -> str:
        return reverse("accounts:account")

    def on_authentication_error(self, request, provider, **details) -> None:
        raise ImmediateHttpResponse(failed(request))

    def pre_social_login(self, request, sociallogin) -> None:
        """Attach a first sign-in to the account of the address that the service vouches for."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        proven = [one.email.lower() for one in sociallogin.email_addresses if one.verified is True]
        user = User.objects.filter(email__in=proven, is_active=True).first()
        if user is None or of(user) is not None:
            raise ImmediateHttpResponse(_nobody(request))
        sociallogin.connect(request, user)


def of(user: User) -> SocialAccount | None:
    """What connects somebody to the other service."""
    return SocialAccount.objects.filter(user=user, provider=PROVIDER).first()


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sign_in/elsewhere_failed.html", _facts(), status=401)


def _nobody(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sign_in/elsewhere_nobody.html", _facts(), status=403)


def _facts() -> dict[str, str]:
    return {"provider": settings.OIDC_NAME}
