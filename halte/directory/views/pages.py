"""Pages of words, and the wider directory."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from halte.core.access import public
from halte.core.i18n import localized
from halte.core.kept import kept
from halte.network.enums import ActorCategory
from halte.network.models import Actor


def _page(template: str):
    """A page of words that is the same for everybody."""

    @public
    @require_safe
    @kept("network")
    def page(request: HttpRequest) -> HttpResponse:
        context = {
            "base": settings.BASE_URL,
            "publisher": settings.PUBLISHER,
            "source_url": settings.SOURCE_URL,
            "tiles_url": settings.TILES_URL,
        }
        return render(request, f"directory/{template}.html", context)

    page.__name__ = template
    return page


about = _page("about")
accessibility = _page("accessibility")
privacy = _page("privacy")
legal = _page("legal")
open_data = _page("open_data")


@public
@require_safe
@kept("network")
def actors(request: HttpRequest) -> HttpResponse:
    """Others who help with digital life, by category and by words of their name."""
    chosen = request.GET.get("category", "")
    known = chosen in ActorCategory.values
    text = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    rows = Actor.objects.select_related("municipality")
    if known:
        rows = rows.filter(category=chosen)
    found = [row for row in rows if text.casefold() in _words(row)]
    groups = {
        category: entries
        for category in ActorCategory
        if (entries := [row for row in found if row.category == category])
    }
    context = {
        "groups": groups,
        "categories": list(ActorCategory),
        "chosen": chosen if known else "",
        "text": text,
        "unknown": bool(chosen) and not known,
    }
    status = 400 if context["unknown"] else 200
    return render(request, "directory/actors.html", context, status=status)


def _words(row: Actor) -> str:
    """Everything the page shows of an actor, for the search by words."""
    return " ".join(localized(row, field) for field in ("name", "group", "description")).casefold()
