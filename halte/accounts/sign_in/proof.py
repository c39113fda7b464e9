"""Acts that ask for the password or a factor once more, unless that was a short while ago."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse

from halte.accounts.sign_in import sessions


def proven(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page only shortly after the person typed the password or used a factor.

    What was posted is kept and done after the proof.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not sessions.is_proven(request) and get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def proven_to_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `proven`, for pages that anybody allowed may read without it."""
    asking = proven(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        chosen = asking if request.method == "POST" else view
        return chosen(request, *args, **kwargs)

    return guarded
