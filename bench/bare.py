"""The floor: a Django view that does nothing but answer `/<bytes>` with as many bytes."""

from functools import lru_cache

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])


@lru_cache
def _body(size: int) -> bytes:
    return b"x" * size


def bare(request: HttpRequest, size: int) -> HttpResponse:
    body = _body(size)
    return HttpResponse(body, headers={"Content-Length": len(body)})


urlpatterns = [path("<int:size>", bare)]
application = get_wsgi_application()
