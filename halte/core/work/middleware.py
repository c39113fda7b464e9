"""What all work addresses have in common: three languages, and the space one worked with last."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from halte.core.work.addresses import LANGUAGES, in_spoken_language, is_work, slug_in

# The slug of the space, until the browser is closed. What it names is always looked up among the
# spaces that the person works with.
COOKIE = "halte_space"


class WorkMiddleware:
    """Lead other languages to one of the work face; remember the space of the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_work(request.path_info):
            return self.get_response(request)
        elsewhere = in_spoken_language(request.get_full_path(), _language(request))
        if elsewhere:
            return redirect(elsewhere, preserve_request=True)
        response = self.get_response(request)
        slug = slug_in(request.path_info)
        if slug and response.status_code == 200 and request.COOKIES.get(COOKIE) != slug:
            response.set_cookie(
                COOKIE,
                slug,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def _language(request: HttpRequest) -> str:
    """The person's language, or else the network's first."""
    language = getattr(request.user, "language", "")
    return language if language in LANGUAGES else settings.LANGUAGE_CODE
