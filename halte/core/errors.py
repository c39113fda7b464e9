"""Error pages: what happened, what it means, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from halte.core.access import public
from halte.core.machines import is_for_machines, plain_problem


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if is_for_machines(request):
        return plain_problem(status)
    return render(request, f"{status}.html", status=status)


@public
def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    return _page(request, 400)


@public
def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return _page(request, 403)


@public
def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return _page(request, 404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)
