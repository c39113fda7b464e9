"""The language of a request: the address says it; `/` looks at the cookie and the browser."""

from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.utils import translation


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Django's, without turning an unknown address into a redirect to a language.

    `/xx/spaces` stays a 404: a redirect would hide the mistake and lose what was asked.
    """

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response
