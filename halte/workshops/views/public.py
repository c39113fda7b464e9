"""What the public sees and does: the programme, a session, one's own seat."""

from django.http import HttpRequest, HttpResponse

from halte.core.access import public


@public
def session(request: HttpRequest, uuid) -> HttpResponse:
    raise NotImplementedError


@public
def seat(request: HttpRequest, code: str) -> HttpResponse:
    raise NotImplementedError
