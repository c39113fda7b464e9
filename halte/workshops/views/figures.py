"""The figures of a space's workshops in a period."""

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from halte.accounts.permissions import can_work
from halte.core.access import access
from halte.core.i18n import localized
from halte.core.spreadsheets import csv_lines
from halte.workshops.figures import FIGURES, Period, heads, table
from halte.workshops.permissions import spaces_of_team
from halte.workshops.views.place import team_space


@access(can_work, rows=spaces_of_team)
@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """One line an activity, and the total; what each figure counts stands below."""
    space, period = team_space(request, slug), _period(request.GET)
    lines, total = table(space, period)
    query = f"?from={period.first}&to={period.last}"
    context = {
        "space": space,
        "name": localized(space, "name"),
        "period": period,
        "figures": FIGURES,
        "lines": lines,
        "total": total,
        "heads": heads(space, period),
        "csv": reverse("workshops:figures_csv", args=[slug]) + query,
    }
    return render(request, "workshops/desk/figures.html", context)


@access(can_work, rows=spaces_of_team)
@require_safe
def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same table as a file."""
    space, period = team_space(request, slug), _period(request.GET)
    lines, total = table(space, period)
    head = [_("Activity"), *(str(each.name) for each in FIGURES), _("Filled, of 100 seats")]
    cells = [[line.title, *map(str, line.cells), line.fill_rate] for line in lines]
    cells.append([_("Total"), *map(str, total.cells), total.fill_rate])
    name = f"halte-{space.slug}-{period.first}-{period.last}.csv"
    return HttpResponse(
        "".join(csv_lines(head, cells)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _period(given: QueryDict) -> Period:
    """The days that are asked for; the year until now, where they make no period."""
    today = timezone.localdate()
    first = _day(given.get("from", "")) or today.replace(month=1, day=1)
    last = _day(given.get("to", "")) or max(today, first)
    return Period(first, last) if first <= last else Period(last, first)


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None
