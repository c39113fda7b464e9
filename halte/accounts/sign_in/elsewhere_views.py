"""To the other service, back from it, and parting with it."""

from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from halte.accounts.permissions import can_work
from halte.accounts.sign_in import elsewhere
from halte.accounts.sign_in.proof import proven
from halte.core.access import access, public

LANGUAGE = "language_of_sign_in"


@public
@never_cache
@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the other service."""
    # The way back has no language of its own.
    request.session[LANGUAGE] = get_language()
    return _speak(OAuth2LoginView, request, provider_id)


@public
@never_cache
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it with an answer."""
    activate(request.session.get(LANGUAGE, settings.LANGUAGE_CODE))
    return _speak(OAuth2CallbackView, request, provider_id)


def _speak(view, request: HttpRequest, provider_id: str) -> HttpResponse:
    if not settings.OIDC_NAME:
        raise Http404
    try:
        return view.adapter_view(elsewhere.Client(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, RequestException, KeyError, ValueError):
        return elsewhere.failed(request)


@access(can_work)
@proven
@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """Sign in with a password only from now on."""
    account = elsewhere.of(request.user)
    if account is None:
        raise Http404
    if not request.user.has_usable_password():
        messages.error(
            request, _("Choose a password first, or else you could not sign in any more.")
        )
        return redirect("accounts:account")
    disconnect(request, account)
    sentence = _("%(provider)s is disconnected.") % {"provider": settings.OIDC_NAME}
    messages.success(request, sentence)
    return redirect("accounts:account")
