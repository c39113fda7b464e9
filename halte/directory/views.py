"""The public face."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from halte.core.access import public


@public
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/`: go to the pages in the visitor's language."""
    code = get_language_from_request(request)
    known = code in dict(settings.LANGUAGES)
    response = redirect(f"/{code if known else settings.LANGUAGE_CODE}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")
