"""Calendars to subscribe to, below /feeds/: the sessions of a space, of a theme, of the network."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from halte.core.i18n import language, localized
from halte.core.kept import kept
from halte.core.machines import for_machines, limited
from halte.directory.sample import marked
from halte.network.enums import Service
from halte.network.models import Space
from halte.workshops import calendar, programme

LIMIT = {"most": 600, "within": timedelta(minutes=10)}
# What has been stays a while, so that it does not vanish from calendars the next day.
PAST = timedelta(days=7)
MOST = 500


def _language(request: HttpRequest, **_where: str) -> str:
    """`?lang=`, else what the browser or the calendar program prefers."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else language()


def subscribed(view: Callable) -> Callable:
    """Any origin, GET only, kept by revision and language, limited, marked as sample data."""
    return for_machines(kept("network", also=_language)(marked(limited("feed", **LIMIT)(view))))


@subscribed
def network(request: HttpRequest) -> HttpResponse:
    """Everything that is coming."""
    return _calendar(request, programme.Question(), lambda: "", "network")


@subscribed
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """What is coming in one space."""
    row = get_object_or_404(Space.objects.published(), slug=slug)
    return _calendar(request, programme.Question(space=slug), lambda: localized(row, "name"), slug)


@subscribed
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    """What is coming about one theme."""
    if theme not in Service.values:
        raise Http404
    question = programme.Question(theme=theme)
    return _calendar(request, question, lambda: str(Service(theme).label), theme)


def _calendar(
    request: HttpRequest, question: programme.Question, told: Callable[[], str], file: str
) -> HttpResponse:
    """Cancelled sessions stay in it and say so. `told` is asked for words in the language."""
    rows = programme.coming(question, now=timezone.now() - PAST)[:MOST]
    sessions = programme.shown(list(rows.values_list("pk", flat=True)))
    code = _language(request)
    # The same bytes all day while nothing changes: nobody fetches them twice.
    stamp = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    with override(code):
        name = " – ".join(filter(None, [_("Next workshops"), told()]))
        body = calendar.feed(sessions, name=name, stamp=stamp)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    response["Content-Language"] = code
    response["Vary"] = "Accept-Language"
    return response
