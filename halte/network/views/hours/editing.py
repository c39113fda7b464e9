"""What the pages with a week grid share: the buttons of the form, the preview, the conflict."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.conflicts import ChangedMeanwhile, compare, note
from halte.core.kept import wants_fragment
from halte.core.models import LogEntry
from halte.network import domain
from halte.network.enums import OpeningKind
from halte.network.forms.week import WEEKDAYS, TypedWeek, week_of_note
from halte.network.hours.text import time_text, weekday_name
from halte.network.hours.timeline import Week
from halte.network.models import Site
from halte.network.presenting.changes import day_text
from halte.network.presenting.hours import preview
from halte.network.views.hours.place import place_of

SAVE = "save"
EDITOR = "network/hours/_editor.html"
_ACT = re.compile(r"(?P<verb>[a-z]+)(?:-(?P<weekday>[0-6])(?:-(?P<number>\d{1,2}))?)?")
_SHOWN = {"fr", "nl", "en"}


@dataclass(frozen=True, slots=True)
class TheirDay:
    """A day that somebody else saved meanwhile, beside what is in the form."""

    weekday: int
    name: str
    theirs: str
    mine: str
    clashes: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody saved since the page was read."""

    who: str
    at: str
    days: list[TheirDay]


@dataclass(frozen=True, slots=True)
class Act:
    """The button that was pressed: a verb, and which day and row it is about."""

    verb: str
    weekday: int = 0
    number: int = 0


def pressed(data: Mapping[str, str]) -> Act:
    """The act of a posted form; whatever nobody offers is a preview, which changes nothing."""
    found = _ACT.fullmatch(data.get("act", SAVE))
    if not found:
        return Act("preview")
    return Act(found["verb"], int(found["weekday"] or 0), int(found["number"] or 0))


def change_rows(typed: TypedWeek, act: Act, request: HttpRequest) -> None:
    """Do to the typed rows what the button says; saves nothing."""
    if act.verb == "add":
        typed.add(act.weekday)
    elif act.verb == "remove":
        typed.remove(act.weekday, act.number)
    elif act.verb == "copy":
        others = request.POST.getlist(f"to-{act.weekday}")
        typed.copy(act.weekday, [int(each) for each in others if each in "0123456" and each])
    elif act.verb == "back":
        read = week_of_note(request.POST.get("read", ""))
        typed.put(act.weekday, [row for row in read if row.weekday == act.weekday])


def grid(request: HttpRequest, typed: TypedWeek, read: str, saved: Week) -> dict:
    """The context of the grid and of what stands beside it."""
    shown = request.POST.get("shown", "")
    return {
        "typed": typed,
        "read": read,
        "live": preview(typed, saved),
        "kinds": list(OpeningKind),
        "shown": shown if shown in _SHOWN else request.LANGUAGE_CODE.split("-")[0],
        "focus": _focus(request),
    }


def _focus(request: HttpRequest) -> int | None:
    """The day whose button gets the focus, when the button that had it is gone."""
    act = pressed(request.POST) if request.method == "POST" else Act("")
    return act.weekday if act.verb in {"remove", "copy", "back"} else None


def answer(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """The whole page; for htmx the form, and beside it the preview."""
    if wants_fragment(request):
        return render(request, "network/hours/_swap.html", context, status=status)
    return render(request, template, context, status=status)


def clash(site: Site, typed: TypedWeek, read: str, changed: ChangedMeanwhile) -> Clash:
    """Tell what others changed, and take over the days that were not touched here."""
    mine = domain.week_values(typed.week)
    compared = compare(read, now=changed.now, typed={**mine, "day": changed.now.get("day")})
    theirs = week_of_note(note(changed.now))
    days = []
    for weekday in WEEKDAYS:
        if str(weekday) in compared.theirs:
            openings = [row for row in theirs if row.weekday == weekday]
            if str(weekday) not in compared.clashing:
                typed.put(weekday, openings)
            days.append(
                TheirDay(
                    weekday,
                    capfirst(weekday_name(weekday)),
                    day_text(openings),
                    day_text(typed.days[weekday].openings),
                    str(weekday) in compared.clashing,
                )
            )
    last = LogEntry.objects.filter(
        content_type__app_label="network", content_type__model="site", object_id=site.pk
    )
    entry = last.select_related("by").first()
    who = entry.by.shown_name if entry and entry.by else ""
    return Clash(who, time_text(timezone.localtime(entry.at).time()) if entry else "", days)


@access(can_work)
@require_POST
def hours_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What the typed week means: hours by kind, and what the public will read. Writes nothing."""
    place = place_of(request, slug)
    read = request.POST.get("read", "")
    typed = TypedWeek.posted(request.POST)
    context = grid(request, typed, read, week_of_note(read)) | {"place": place}
    return render(request, "network/hours/_live_swap.html", context)
