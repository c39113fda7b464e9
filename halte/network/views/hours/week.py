"""The usual week, from a day on; the weeks that are planned; the weeks that are past."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.conflicts import ChangedMeanwhile, note
from halte.network import domain
from halte.network.forms.hours import StartForm
from halte.network.forms.week import TypedWeek, week_of_note
from halte.network.hours.text import full_date_text
from halte.network.hours.timeline import FIRST, LAST, SeasonWeek, Stretch, Week, week_on
from halte.network.presenting.hours import gauges, public_texts
from halte.network.views.hours.editing import (
    EDITOR,
    SAVE,
    answer,
    change_rows,
    clash,
    grid,
    pressed,
)
from halte.network.views.hours.place import Place, place_of

PAGE = "network/hours/week.html"
FIELDS = "network/hours/_week_fields.html"
PAST_SHOWN = 20


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """The week grid; who may only read sees the same in words."""
    place = place_of(request, slug, with_site=False)
    if place.site is None and place.space.is_mobile:
        return redirect("network:outings", slug=slug)
    if place.site is None:
        return render(request, "network/hours/no_site.html", {"place": place})
    day = _day(request.GET, place)
    stretch = week_on(domain.line_of(place.site), day)
    if not place.edits:
        return render(request, "network/hours/read.html", _read_only(place, day, stretch.week))
    if request.method == "POST":
        return _posted(request, place, day, stretch)
    typed, read = TypedWeek.of(stretch.week), note(domain.week_values(stretch.week, day))
    form = StartForm(initial={"starting": _start(place, day)})
    return _page(request, place, day, stretch, form, typed, read)


def _posted(request: HttpRequest, place: Place, day: date, stretch: Stretch) -> HttpResponse:
    typed, act = TypedWeek.posted(request.POST), pressed(request.POST)
    form, read = StartForm(request.POST), request.POST.get("read", "")
    if act.verb != SAVE:
        change_rows(typed, act, request)
        form.errors.clear()
        return _page(request, place, day, stretch, form, typed, read)
    if not (typed.is_valid() & form.is_valid()):
        return _page(request, place, day, stretch, form, typed, read, status=422)
    starting = form.cleaned_data["starting"]
    try:
        domain.set_week(place.site, typed.week, starting=starting, by=request.user, read=read)
    except ChangedMeanwhile as changed:
        told = clash(place.site, typed, read, changed)
        read = note(changed.now)
        return _page(request, place, day, stretch, form, typed, read, clash=told, status=409)
    messages.success(request, _saved(place, starting))
    return redirect(_address(place, starting if starting > place.today else None))


def _page(
    request: HttpRequest, place: Place, day: date, stretch: Stretch, form: StartForm,
    typed: TypedWeek, read: str, *, clash=None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    saved = week_of_note(read)
    context = grid(request, typed, read, saved) | _around(place, day, stretch)
    context |= {
        "form": form,
        "tab": "week",
        "fields": FIELDS,
        "editor": EDITOR,
        "clash": clash,
        "problems": _problems(form, typed),
    }
    return answer(request, PAGE, context, status)


def _problems(form: StartForm, typed: TypedWeek) -> list[tuple[str, str]]:
    own = [(f"id_{name}", text) for name, some in form.errors.items() for text in some]
    return [*own, *typed.errors]


def _around(place: Place, day: date, stretch: Stretch) -> dict:
    """What stands above the grid: which week it is, what comes after, the season that holds."""
    line = domain.line_of(place.site)
    coming = [piece for piece in line if piece.first > place.today]
    planned = [
        (full_date_text(piece.first), _address(place, piece.first), piece.first == stretch.first)
        for piece in coming
    ]
    return {
        "place": place,
        "day": day,
        "address": _address(place, day if day != place.today else None),
        "planned": planned,
        "now_url": _address(place, None),
        "drop_url": place.url("hours_drop"),
        "seasons_url": place.url("seasons"),
        "is_planned": stretch.first > place.today,
        "first": stretch.first,
        "until": "" if stretch.last == LAST else full_date_text(stretch.last),
        "season": _season_of(place, day),
    }


def _start(place: Place, day: date) -> date:
    """What is proposed: for now, this week's Monday, because the public reads a whole week."""
    return day - timedelta(days=day.weekday()) if day == place.today else day


def _season_of(place: Place, day: date) -> tuple[str, str] | None:
    """Name and last day of the season that holds on a day."""
    for row in place.site.seasons.all():
        if row.first <= day <= row.last:
            return row.name, full_date_text(row.last)
    return None


def _day(data: Mapping[str, str], place: Place) -> date:
    """The day whose week is shown: today, or the first day of a planned week."""
    try:
        asked = parse_date(data.get("from", ""))
    except ValueError:
        asked = None
    return max(asked, place.today) if asked else place.today


def _address(place: Place, day: date | None) -> str:
    address = place.url("hours")
    return f"{address}{'&' if '?' in address else '?'}from={day}" if day else address


def _saved(place: Place, starting: date) -> str:
    season = next((s for s in place.site.seasons.all() if s.first <= starting <= s.last), None)
    if season:
        words = {"season": season.name, "date": full_date_text(season.last)}
        return _("Saved. Until %(date)s the season “%(season)s” holds; then this week.") % words
    if starting > place.today:
        return _("Saved. This week holds from %(date)s.") % {"date": full_date_text(starting)}
    return _("Saved and confirmed. The public reads these hours now.")


def _read_only(place: Place, day: date, week: Week) -> dict:
    texts = public_texts(week)
    return {"place": place, "tab": "week", "texts": texts, "gauges": gauges(week)} | {
        "season": _season_of(place, day)
    }


@access(can_work)
@require_POST
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """A planned week does not come after all."""
    place = place_of(request, slug)
    starting = _day(request.POST, place)
    if place.site and starting > place.today:
        domain.drop_change(place.site, starting, by=request.user)
        messages.success(request, _("The planned week is taken away. The week before it goes on."))
    return redirect(_address(place, None))


@access(can_work)
@require_safe
def past(request: HttpRequest, slug: str) -> HttpResponse:
    """Weeks and seasons that have ended, the last one first."""
    place = place_of(request, slug)
    if place.site is None:
        return redirect("network:outings", slug=slug)
    ended = [
        ("", piece.first, piece.last, piece.week)
        for piece in domain.line_of(place.site)
        if piece.last < place.today and piece.week
    ]
    names = {row.pk: row.name for row in place.site.seasons.all()}
    ended += [_past_season(names, each) for each in domain.seasons_of(place.site)
              if each.last < place.today]  # fmt: skip
    ended.sort(key=lambda row: row[2], reverse=True)
    rows = [
        {
            "name": name,
            "first": "" if first == FIRST else full_date_text(first),
            "last": full_date_text(last),
            "text": next(t for t in public_texts(week) if t.code == request.LANGUAGE_CODE[:2]),
        }
        for name, first, last, week in ended[:PAST_SHOWN]
    ]
    return render(request, "network/hours/past.html", {"place": place, "tab": "past", "rows": rows})


def _past_season(names: dict[int, str], season: SeasonWeek) -> tuple[str, date, date, Week]:
    return (names[season.key], season.first, season.last, season.week)
