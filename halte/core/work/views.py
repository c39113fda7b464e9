"""Pages that belong to everybody at work: search, notices, help."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from halte.core import work
from halte.core.access import access
from halte.core.work import searching
from halte.core.work.permissions import is_signed_in


@access(is_signed_in)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything of a name that the person may see."""
    given = request.GET.get("q", "")
    text = searching.read_text(given)
    context = {
        "text": text,
        "asked": bool(given.strip()),
        "was_long": len(given.strip()) > searching.LONGEST,
        "found": searching.search(request, text) if text else [],
    }
    return render(request, "core/search.html", context)


@access(is_signed_in)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What waits for the person."""
    return render(request, "core/notices.html", {"notices": work.waiting_for(request.user)})


@access(is_signed_in)
@never_cache
@require_safe
def notices_count(request: HttpRequest) -> HttpResponse:
    """How much waits: asked by the bell once a page is there, so that no page waits for it."""
    number = len(work.waiting_for(request.user))
    words = ngettext("%(number)s notice", "%(number)s notices", number) % {"number": number}
    return JsonResponse({"number": number, "words": words})


@access(is_signed_in)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do what the person can do, and every keyboard shortcut."""
    return render(request, "core/help.html", {"topics": searching.topics_for(request.user)})
