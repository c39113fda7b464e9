"""Seasons: a named range of days with a week of its own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.conflicts import ChangedMeanwhile, note
from halte.network import domain
from halte.network.forms.hours import SeasonForm
from halte.network.forms.week import TypedWeek, week_of_note
from halte.network.hours.text import full_date_text
from halte.network.hours.timeline import SeasonWeek, week_on
from halte.network.models import Season
from halte.network.presenting.hours import public_texts
from halte.network.views.hours.editing import (
    EDITOR,
    SAVE,
    answer,
    change_rows,
    clash,
    grid,
    pressed,
)
from halte.network.views.hours.place import Place, needs_edit, place_of


@access(can_work)
@require_safe
def seasons(request: HttpRequest, slug: str) -> HttpResponse:
    """The seasons that are not over, with their weeks."""
    place = place_of(request, slug)
    if place.site is None:
        return redirect("network:outings", slug=slug)
    weeks = {each.key: each.week for each in domain.seasons_of(place.site)}
    rows = [
        {
            "season": season,
            "first": full_date_text(season.first),
            "last": full_date_text(season.last),
            "holds": season.first <= place.today,
            "is_past": season.last < place.today,
            "text": next(
                text
                for text in public_texts(weeks[season.pk])
                if text.code == request.LANGUAGE_CODE[:2]
            ),
            "url": place.url("season", season.pk),
        }
        for season in place.site.seasons.all()
    ]
    context = {"place": place, "tab": "seasons", "rows": rows, "new": place.url("season_new")}
    return render(request, "network/hours/seasons.html", context)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def season_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new season; its grid starts with the usual week."""
    place = place_of(request, slug)
    needs_edit(place)
    usual = week_on(domain.line_of(place.site), place.today).week if place.site else frozenset()
    if request.method == "POST":
        return _posted(request, place, None)
    read = note(domain.week_values(usual))
    return _page(request, place, None, SeasonForm(), TypedWeek.of(usual), read)


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def season(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a season, repeat it a year later, or remove it."""
    place = place_of(request, slug)
    needs_edit(place)
    row = get_object_or_404(Season.objects.select_related("site"), pk=pk, site=place.site)
    if request.method == "POST":
        return _posted(request, place, row)
    now = _week_of(place, row)
    read, form = note(domain.season_values(now)), SeasonForm(initial=SeasonForm.of(row))
    return _page(request, place, row, form, TypedWeek.of(now.week), read)


def _week_of(place: Place, row: Season) -> SeasonWeek:
    return next(each for each in domain.seasons_of(place.site) if each.key == row.pk)


def _posted(request: HttpRequest, place: Place, row: Season | None) -> HttpResponse:
    act = pressed(request.POST)
    if row and act.verb == "delete":
        domain.remove_season(row, by=request.user)
        messages.success(request, _("The season is removed. The usual week goes on."))
        return redirect(place.url("seasons"))
    if row and act.verb == "repeat":
        return _repeat(request, place, row)
    typed, form = TypedWeek.posted(request.POST), SeasonForm(request.POST)
    read = request.POST.get("read", "")
    if act.verb != SAVE:
        change_rows(typed, act, request)
        form.errors.clear()
        return _page(request, place, row, form, typed, read)
    if not (typed.is_valid() & form.is_valid()):
        return _page(request, place, row, form, typed, read, status=422)
    return _save(request, place, row, form, typed, read)


def _save(
    request: HttpRequest, place: Place, row: Season | None, form: SeasonForm, typed: TypedWeek,
    read: str,
) -> HttpResponse:  # fmt: skip
    try:
        saved = domain.set_season(
            place.site, row, **form.cleaned_data, week=typed.week, by=request.user,
            read=read if row else None,
        )  # fmt: skip
    except ValidationError as error:
        form.add_error("first", error.messages)
        return _page(request, place, row, form, typed, read, status=422)
    except ChangedMeanwhile as changed:
        told = clash(place.site, typed, read, changed)
        read = note(changed.now)
        return _page(request, place, row, form, typed, read, clash=told, status=409)
    words = {"season": saved.name, "date": full_date_text(saved.first)}
    messages.success(request, _("Saved. “%(season)s” holds from %(date)s.") % words)
    return redirect(place.url("seasons"))


def _repeat(request: HttpRequest, place: Place, row: Season) -> HttpResponse:
    try:
        again = domain.repeat_season(row, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        words = {"season": again.name, "date": full_date_text(again.first)}
        messages.success(request, _("Saved. “%(season)s” holds from %(date)s.") % words)
    return redirect(place.url("seasons"))


def _page(
    request: HttpRequest, place: Place, row: Season | None, form: SeasonForm, typed: TypedWeek,
    read: str, *, clash=None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    own = [(f"id_{name}", text) for name, some in form.errors.items() for text in some]
    context = grid(request, typed, read, week_of_note(read)) | {
        "place": place,
        "tab": "seasons",
        "fields": "network/hours/_season_fields.html",
        "editor": EDITOR,
        "season": row,
        "form": form,
        "clash": clash,
        "problems": [*own, *typed.errors],
        "address": place.url("season", row.pk) if row else place.url("season_new"),
    }
    return answer(request, "network/hours/season.html", context, status)
