"""Who may open a page: the second of the three rings.

1. Django's `LoginRequiredMiddleware`: a page is for people who signed in unless it says `@public`.
2. Here: every view states `@access(rule)` or `@public`; one that states neither is refused.
3. Rows: views fetch through `visible_to(user)`, so that a stranger gets 404.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from halte.core import rows as wall

View = Callable[..., HttpResponse]
STATED = "halte_access"


def public(view: View) -> View:
    """State that anybody may open this view."""
    setattr(view, STATED, "public")
    return login_not_required(view)


def access(
    rule: Callable[..., bool], *, rows: Callable[..., Iterable[UUID]] | None = None
) -> Callable[[View], View]:
    """State that this view is for signed-in people for whom `rule(user)` holds; others get 403.

    A view that reads rows behind the second wall says which: those of the places `rows(user)`.
    They are closed again before a streamed answer begins: its generator opens them itself.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not rule(request.user):
                raise PermissionDenied
            if rows is None:
                return view(request, *args, **kwargs)
            with wall.of(rows(request.user)):
                return view(request, *args, **kwargs)

        setattr(guarded, STATED, rule.__name__)
        return guarded

    return decorate


def stated(view: View) -> str | None:
    """The rule a view states: a predicate's name, `"public"`, or None."""
    return getattr(view, STATED, None)


class StatedAccessMiddleware:
    """Refuse a view that states no rule: a forgotten decorator must not open a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        if stated(view) is None:
            raise ImproperlyConfigured(
                f"{view.__module__}.{view.__name__} states neither @access nor @public"
            )
