"""Days on which other hours hold, or none; and the holidays that are proposed."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.conflicts import ChangedMeanwhile, note
from halte.core.i18n import language
from halte.network import domain
from halte.network.enums import OpeningKind
from halte.network.forms.hours import ExceptionForm
from halte.network.forms.reasons import Proposal, proposals
from halte.network.forms.week import TypedSlots
from halte.network.hours import Slot, Special
from halte.network.hours.text import full_date_text, special_text
from halte.network.models import OpeningException
from halte.network.views.hours.editing import SAVE, answer, change_rows, pressed
from halte.network.views.hours.place import Place, needs_edit, place_of

YEARS_AHEAD = 2


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: HttpRequest, slug: str) -> HttpResponse:
    """What is coming, and the holidays one can accept with a tick."""
    place = place_of(request, slug)
    if place.site is None:
        return redirect("network:outings", slug=slug)
    year = _year(request, place)
    offered = _offered(place, year)
    ticked, problem = set(request.POST.getlist("day")), ""
    if request.method == "POST":
        chosen = [each for each in offered if each.key in ticked]
        problem = _accept(request, place, chosen)
        if not problem:
            return redirect(request.get_full_path())
    context = {
        "place": place,
        "tab": "exceptions",
        "rows": [_shown(place, row) for row in place.site.exceptions.all()],
        "year": year,
        "years": [place.today.year + n for n in range(YEARS_AHEAD + 1)],
        "public": [(each, _days(each)) for each in offered if not each.is_school],
        "school": [(each, _days(each)) for each in offered if each.is_school],
        "past": any(row.last < place.today for row in place.site.exceptions.all()),
        "coming": any(row.last >= place.today for row in place.site.exceptions.all()),
        "ticked": ticked,
        "problem": problem,
        "new": place.url("exception_new"),
        "here": place.url("exceptions"),
    }
    return render(request, "network/hours/exceptions.html", context, status=422 if problem else 200)


def _accept(request: HttpRequest, place: Place, chosen: list[Proposal]) -> str:
    """Close on the chosen days; gives the sentence of what stands in the way."""
    if not chosen:
        return _("Tick the days on which the space is closed.")
    days = [(each.first, each.last, each.reasons) for each in chosen]
    try:
        domain.close_on(place.site, days, by=request.user)
    except ValidationError as error:
        return " ".join(error.messages)
    count = len(chosen)
    words = {"number": count}
    told = ngettext("%(number)s closure is added.", "%(number)s closures are added.", count)
    messages.success(request, told % words)
    return ""


def _year(request: HttpRequest, place: Place) -> int:
    this = place.today.year
    years = [str(this + n) for n in range(YEARS_AHEAD + 1)]
    asked = request.GET.get("year", "")
    return int(asked) if asked in years else this


def _offered(place: Place, year: int) -> list[Proposal]:
    """The holidays of a year that are still to come and on which the site would be open."""
    if not place.edits:
        return []
    first = max(place.today, date(year, 1, 1))
    return proposals(place.site.schedule, first, date(year, 12, 31))


def _days(each: Proposal) -> tuple[str, str]:
    words = {"first": full_date_text(each.first), "last": full_date_text(each.last)}
    days = words["first"] if each.first == each.last else _("%(first)s to %(last)s") % words
    return days, each.reasons.get(language(), each.reasons["fr"])


def _shown(place: Place, row: OpeningException) -> dict:
    slots = tuple(Slot(slot.opens, slot.closes, slot.kind) for slot in row.slots.all())
    return {
        "row": row,
        "text": special_text(Special(row.first, row.last, slots), with_year=True),
        "is_past": row.last < place.today,
        "is_open": bool(slots),
        "url": place.url("exception", row.pk),
    }


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def exception_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A closure or other hours, for a day or several."""
    place = place_of(request, slug)
    needs_edit(place)
    if request.method == "POST":
        return _posted(request, place, None)
    typed = TypedSlots.of_slots([])
    typed.add(0)
    return _page(request, place, None, ExceptionForm(), typed, "")


@access(can_work)
@require_http_methods(["GET", "HEAD", "POST"])
def exception(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change an exception or remove it."""
    place = place_of(request, slug)
    needs_edit(place)
    rows = OpeningException.objects.select_related("site").prefetch_related("slots")
    row = get_object_or_404(rows, pk=pk, site=place.site)
    if request.method == "POST":
        return _posted(request, place, row)
    typed = TypedSlots.of_slots(Slot(s.opens, s.closes, s.kind) for s in row.slots.all())
    form = ExceptionForm(initial=ExceptionForm.of(row))
    return _page(request, place, row, form, typed, note(domain.exception_values(row)))


def _posted(request: HttpRequest, place: Place, row: OpeningException | None) -> HttpResponse:
    act = pressed(request.POST)
    if row and act.verb == "delete":
        domain.remove_exception(row, by=request.user)
        messages.success(request, _("The exception is removed. The usual hours hold."))
        return redirect(place.url("exceptions"))
    typed, form = TypedSlots.posted(request.POST), ExceptionForm(request.POST)
    read = request.POST.get("read", "")
    if act.verb != SAVE:
        change_rows(typed, act, request)
        form.errors.clear()
        return _page(request, place, row, form, typed, read)
    if form.is_valid() & typed.is_valid():
        return _save(request, place, row, form, typed, read)
    return _page(request, place, row, form, typed, read, status=422)


def _save(
    request: HttpRequest, place: Place, row: OpeningException | None, form: ExceptionForm,
    typed: TypedSlots, read: str,
) -> HttpResponse:  # fmt: skip
    is_open = form.cleaned_data["is_open"]
    if is_open and not typed.week:
        form.add_error("is_open", _("Say at which hours the space is open on these days."))
        return _page(request, place, row, form, typed, read, status=422)
    first, last = form.days
    try:
        domain.set_exception(
            place.site, row, first=first, last=last, slots=typed.slots if is_open else [],
            reasons=form.reasons, by=request.user, read=read if row else None,
        )  # fmt: skip
    except ValidationError as error:
        form.add_error("first", error.messages)
        return _page(request, place, row, form, typed, read, status=422)
    except ChangedMeanwhile as changed:
        told = _theirs(changed)
        read = note(changed.now)
        return _page(request, place, row, form, typed, read, theirs=told, status=409)
    messages.success(request, _("Saved. The public reads it now."))
    return redirect(place.url("exceptions"))


def _theirs(changed: ChangedMeanwhile) -> str:
    """What somebody else saved meanwhile, in a sentence."""
    now = changed.now
    rows = now["slots"] if isinstance(now["slots"], list) else []
    typed = TypedSlots.posted(
        {f"d0-{n}-{part}": row[k] for n, row in enumerate(rows)
         for k, part in enumerate(("opens", "closes", "kind"))}
    )  # fmt: skip
    days = (date.fromisoformat(str(now["first"])), date.fromisoformat(str(now["last"])))
    return special_text(Special(*days, tuple(typed.slots)), with_year=True)


def _page(
    request: HttpRequest, place: Place, row: OpeningException | None, form: ExceptionForm,
    typed: TypedSlots, read: str, *, theirs: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    own = [(f"id_{name}", text) for name, some in form.errors.items() for text in some]
    context = {
        "place": place,
        "tab": "exceptions",
        "editor": "network/hours/_exception_form.html",
        "place_exceptions": place.url("exceptions"),
        "exception": row,
        "form": form,
        "typed": typed,
        "day": typed.days[0],
        "kinds": list(OpeningKind),
        "read": read,
        "theirs": theirs,
        "problems": [*own, *typed.errors],
        "address": place.url("exception", row.pk) if row else place.url("exception_new"),
    }
    return answer(request, "network/hours/exception.html", context, status)
