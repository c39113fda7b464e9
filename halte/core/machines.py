"""Addresses that programs use: open to every site, errors as problems."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from math import ceil

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halte.core.access import View, public
from halte.core.problem import problem
from halte.core.ratelimit import allow

logger = logging.getLogger("halte.machines")
# Folders of such addresses, for errors that happen before a view is found.
FOLDERS = ("/api/", "/data/", "/feeds/")
READ = ("GET", "HEAD")


def is_for_machines(request: HttpRequest) -> bool:
    return request.path_info.startswith(FOLDERS)


def plain_problem(status: int) -> HttpResponse:
    """The problem for an error that says nothing more than its status."""
    sentences = {
        400: _("This request cannot be read. Check its address."),
        403: _("This address is not open to you."),
        404: _("There is nothing at this address."),
        500: _("Something went wrong on our side. Please try again later."),
    }
    return problem(status, sentences[status])


def for_machines(view: View, *, methods: Sequence[str] = READ) -> View:
    """Serve a view to programs: any origin, and whatever happens, a problem says it."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in methods:
            return _wrong_method(methods)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = _answer(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return _without_body(response) if is_head else response

    return public(answer)


def _wrong_method(methods: Sequence[str]) -> HttpResponse:
    allowed = ", ".join(methods)
    sentence = _("This address can only be read, with GET.")
    if methods != READ:
        sentence = _("This address can only be used with %(method)s.") % {"method": allowed}
    return problem(405, sentence, headers={"Allow": allowed})


def _without_body(response: HttpResponse) -> HttpResponse:
    headers = dict(response.items())
    if not response.streaming:
        headers["Content-Length"] = str(len(response.content))
    return HttpResponse(status=response.status_code, headers=headers)


def _answer(view: View, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return plain_problem(404)
    except (BadRequest, SuspiciousOperation):
        return plain_problem(400)
    except Exception:
        logger.exception("failed")
        return plain_problem(500)


def limited(what: str, *, most: int, within: timedelta) -> Callable[[View], View]:
    """Answer 429 once an address asked for `what` more than `most` times.

    Put it inside `@kept`, so that kept answers count for nothing and cost no write.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not allow(request, what, most=most, within=within):
                return too_many(within)
            return view(request, *args, **kwargs)

        return answer

    return decorate


def too_many(within: timedelta) -> HttpResponse:
    """429, with how long to wait."""
    length = int(within.total_seconds())
    seconds = length - int(timezone.now().timestamp()) % length
    minutes = ceil(seconds / 60)
    sentence = ngettext(
        "Too many requests. Please try again in %(count)d minute.",
        "Too many requests. Please try again in %(count)d minutes.",
        minutes,
    )
    return problem(429, sentence % {"count": minutes}, headers={"Retry-After": str(seconds)})
