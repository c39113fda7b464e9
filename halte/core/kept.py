"""Pages that are made once and kept until something they show changes.

`@kept("network")` keeps the finished, compressed answer in this process's memory under the
revision of the data, the minute of the clock ("open until 17:00" ages) and the full address. Each
request asks the database for the revision, so an edit shows at once in every process; the view
finds it as `request.revision`.
A kept page is the same for everybody: it holds no CSRF token, no nonce, no name of a user.
"""

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from halte.core.statements import first


class RevisedRequest(HttpRequest):
    """A request whose view knows the revision of the data it shows."""

    revision: int


KEPT_METHODS = {"GET", "HEAD"}


def revision(name: str) -> int:
    """The present revision of a family of data; one query."""
    return first(lambda: _number(name))


def _number(name: str) -> int:
    """Read without the ORM: every page asks for it, and most pages ask nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM core_revision WHERE name = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else 0


def kept(name: str, *, also: Callable[..., object] | None = None):
    """Keep a view's 200 answers to GET while `Revision(name)` and the minute stay the same.

    `also(request, ...)` tells of what changes too often to raise the revision, such as seats: a
    page is kept while it says the same.
    """

    def decorate(view):
        @wraps(view)
        def answer(request: RevisedRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in KEPT_METHODS:
                return view(request, *args, **kwargs)
            request.revision = revision(name)
            mark = also(request, *args, **kwargs) if also else ""
            key = _key(request, request.revision, mark)
            stored = caches["pages"].get(key)
            if stored is None:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.streaming:
                    return response
                stored = _store(key, response)
            return _answer(request, *stored)

        return answer

    return decorate


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the part of a page that it exchanges, not for the page again."""
    asked = request.headers.get("HX-Request") == "true"
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def _key(request: HttpRequest, number: int, mark: object) -> str:
    partial = "partial" if wants_fragment(request) else "page"
    minute = timezone.now().strftime("%Y%m%d%H%M")
    whole = f"{number} {mark} {minute} {partial} {request.get_host()} {request.get_full_path()}"
    return hashlib.sha256(whole.encode()).hexdigest()


def _store(key: str, response: HttpResponse) -> tuple[bytes, dict[str, str]]:
    headers = {
        **dict(response.items()),
        "Content-Encoding": "gzip",
        # Weak: the same mark for the compressed and the plain form.
        "ETag": f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"',
        "Cache-Control": "no-cache",
    }
    stored = (gzip.compress(response.content, 6, mtime=0), headers)
    caches["pages"].set(key, stored)
    return stored


def _answer(request: HttpRequest, body: bytes, headers: dict[str, str]) -> HttpResponse:
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if headers["ETag"] in asked or "*" in asked:
        response = HttpResponse(status=304)
        response["ETag"] = headers["ETag"]
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(body, headers=headers)
    else:
        plain = {key: value for key, value in headers.items() if key != "Content-Encoding"}
        response = HttpResponse(gzip.decompress(body), headers=plain)
    patch_vary_headers(response, ["Accept-Encoding", "HX-Request", "HX-History-Restore-Request"])
    return response
