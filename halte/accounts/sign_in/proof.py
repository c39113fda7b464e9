"""Acts that ask for the password or a factor once more, unless that was a short while ago."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from halte.accounts.sign_in import sessions


def proven(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page only shortly after the person typed the password or used a factor.

    What was posted is kept in the session, readable, and done after the proof: not for forms with
    secrets, see `proven_anew`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if _lacks_proof(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def proven_anew(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `proven`, for forms with secrets: what was posted without a proof is dropped."""
    asking = proven(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and _lacks_proof(request):
            # Reading the page asks for the proof, and leads back to the empty form.
            return redirect(request.path)
        return asking(request, *args, **kwargs)

    return guarded


def _lacks_proof(request: HttpRequest) -> bool:
    return not sessions.is_proven(request) and bool(get_reauthentication_flows(request.user))


def proven_to_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `proven`, for pages that anybody allowed may read without it."""
    asking = proven(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        chosen = asking if request.method == "POST" else view
        return chosen(request, *args, **kwargs)

    return guarded
