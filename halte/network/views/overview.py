"""The coordination's list of all spaces: how fresh, who looks after them, what is waiting."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from halte.accounts.permissions import is_coordination
from halte.core.access import access
from halte.core.i18n import language, localized
from halte.core.spreadsheets import Cell, csv_lines, workbook
from halte.network.freshness import ICONS, TONES, Freshness, freshness
from halte.network.models import Finding, Space
from halte.network.overview import (
    Lack,
    Order,
    Question,
    coordinators_of,
    finding_counts,
    names_of,
    shown,
    tiles,
    with_figures,
)
from halte.network.permissions import can_oversee_spaces, can_remind
from halte.network.reminding import Outcome, remind_now

A_PAGE = 50
LONGEST_QUESTION = 200
# Rows that an export asks the database for at a time.
AT_A_TIME = 2000
LOOKS = {
    **{state.value: (TONES[state], ICONS[state], state.label) for state in Freshness},
    Lack.COORDINATOR.value: ("warn", "people-fill", Lack.COORDINATOR.label),
    Lack.HOURS.value: ("warn", "clock-fill", Lack.HOURS.label),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    space: Space
    state: Freshness
    tone: str
    icon: str
    town: str
    findings: int
    coordinators: list[str]


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that is also a filter, and a bar of the chart."""

    value: str
    label: str
    tone: str
    icon: str
    count: int
    link: str
    is_chosen: bool


@access(can_oversee_spaces)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Tiles, the list, and how fresh the whole register is."""
    today, question = timezone.localdate(), _question(request.GET)
    among = _among(request, question)
    page = Paginator(shown(among, question, today), A_PAGE).get_page(request.GET.get("page"))
    # The page is known by now: its figures are asked for these rows alone.
    page.object_list = with_figures(page.object_list)
    figures = tiles(among, today)
    cards = _tiles(question, figures)
    return render(
        request,
        "network/overview.html",
        {
            "page": page,
            "lines": _lines(request, list(page), today),
            "question": question,
            "tiles": cards,
            "bars": _bars(cards[: len(Freshness)]),
            "total": sum(figures[state] for state in Freshness),
            "sorts": [(order.value, order.label) for order in Order],
            "columns": {order.value: _column(question, order) for order in Order},
            "exports": _exports(question),
            "names": is_coordination(request.user),
            "can_remind": can_remind(request.user),
            "back": request.GET.urlencode(),
        },
    )


def _question(given: QueryDict) -> Question:
    """What the address asks; values it cannot use are left out."""
    show, order = given.get("show", ""), given.get("sort", "")
    text = given.get("q", "").replace("\0", "")[:LONGEST_QUESTION].strip()
    return Question(
        show=show if show in LOOKS else "",
        text=text,
        order=order if order.removeprefix("-") in Order.values else Order.NAME,
    )


def _among(request: HttpRequest, question: Question) -> QuerySet[Space]:
    """Every space, or those that a text names."""
    spaces = Space.objects.worked_with_by(request.user)
    return spaces.called(question.text) if question.text else spaces


def _address(question: Question, **changed: str) -> str:
    """The question as the end of an address; what is usual is left out."""
    query = QueryDict(mutable=True)
    for name, value in {
        "show": question.show,
        "q": question.text,
        "sort": "" if question.order == Order.NAME else question.order,
        **changed,
    }.items():
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _column(question: Question, order: Order) -> tuple[str, str]:
    """Where a head of a column leads, and how the column is sorted now."""
    if question.order == order:
        return _address(question, sort=f"-{order}"), "ascending"
    sorted_ = "descending" if question.order == f"-{order}" else "none"
    return _address(question, sort=order), sorted_


def _tiles(question: Question, figures: dict[str, int]) -> list[Tile]:
    return [
        Tile(
            value=value,
            label=str(label),
            tone=tone,
            icon=icon,
            count=figures[value],
            link=_address(question, show="" if question.show == value else value),
            is_chosen=question.show == value,
        )
        for value, (tone, icon, label) in LOOKS.items()
    ]


BAR, STEP = 240, 28


def _bars(cards: list[Tile]) -> list[dict]:
    """The chart: one bar a state, the longest as wide as there is room."""
    most = max((card.count for card in cards), default=0) or 1
    return [
        {"tile": card, "y": STEP * place, "length": round(BAR * card.count / most)}
        for place, card in enumerate(cards)
    ]


def _lines(request: HttpRequest, spaces: list[Space], today: date) -> list[Line]:
    names: dict[UUID | None, list[str]] = defaultdict(list)
    if is_coordination(request.user):
        for membership in coordinators_of(spaces):
            names[membership.scope_uuid].append(membership.user.shown_name)
    found = finding_counts(Finding.objects.visible_to(request.user))
    return [_line(space, today, found, names[space.uuid]) for space in spaces]


def _line(space: Space, today: date, found: dict[str, int], names: list[str]) -> Line:
    state = freshness(space.confirmed_on, today)
    return Line(
        space=space,
        state=state,
        tone=TONES[state],
        icon=ICONS[state],
        town=_town(space),
        findings=sum(found[name] for name in names_of(space) if name in found),
        coordinators=names,
    )


def _town(space: Space) -> str:
    return getattr(space, "town_nl" if language() == "nl" else "town_fr") or ""


# ---- Export -------------------------------------------------------------------------------------


def _exports(question: Question) -> list[tuple[str, str]]:
    return [
        (name, reverse("network:overview_export", args=[kind]) + _address(question))
        for name, kind in (("CSV", "csv"), ("XLSX", "xlsx"))
    ]


@access(can_oversee_spaces)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list, all pages of it, as a file; it names no person."""
    today, question = timezone.localdate(), _question(request.GET)
    rows = with_figures(shown(_among(request, question), question, today))
    found = finding_counts(Finding.objects.visible_to(request.user))
    cells = _cells(rows.iterator(AT_A_TIME), found, today)
    name = f'attachment; filename="halte-{today}.{kind}"'
    if kind == "csv":
        # Made whole at once: outside of the request no language is active any more.
        body: str | bytes = "".join(csv_lines(_head(), cells))
        content_type = "text/csv; charset=utf-8"
    elif kind == "xlsx":
        body, content_type = workbook(_head(), cells), XLSX
    else:
        raise Http404
    return HttpResponse(body, content_type=content_type, headers={"Content-Disposition": name})


def _head() -> list[str]:
    return [
        _("Space"),
        _("Organisation"),
        _("Municipality"),
        _("Freshness"),
        _("Last confirmed"),
        _("Hours known"),
        _("Findings"),
        _("Open messages"),
        _("Coordinators"),
        _("Last reminder"),
        _("Published"),
    ]


def _cells(spaces: Iterable[Space], found: dict[str, int], today: date) -> Iterator[list[Cell]]:
    yes, no = _("yes"), _("no")
    for space in spaces:
        line = _line(space, today, found, [])
        figures = vars(space)
        yield [
            localized(space, "name"),
            localized(space.organisation, "name"),
            line.town,
            str(line.state.label),
            space.confirmed_on,
            yes if figures["hours_known"] else no,
            line.findings,
            figures["message_count"],
            figures["coordinator_count"],
            figures["reminded_on"],
            yes if space.is_published else no,
        ]


# ---- Reminding ----------------------------------------------------------------------------------


@access(can_remind)
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Ask now whether the chosen records are still right."""
    chosen = [number for number in request.POST.getlist("space") if number.isdecimal()]
    numbers = [int(number) for number in chosen[:A_PAGE] if len(number) < 18]
    spaces = Space.objects.worked_with_by(request.user).filter(pk__in=numbers)
    if numbers:
        outcome = remind_now(spaces.select_related("organisation"), by=request.user)
        _tell(request, outcome)
    else:
        messages.warning(request, _("Choose one or more spaces first."))
    kept = QueryDict(request.POST.get("back", "")[:1000], mutable=False)
    page = kept.get("page", "")
    where = _address(_question(kept), page=page if page.isdecimal() else "")
    return redirect(reverse("network:overview") + where)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    """What became of the spaces, each part in a sentence of its own."""
    if outcome.reminded:
        text = ngettext(
            "A reminder about %(number)s space is on its way.",
            "Reminders about %(number)s spaces are on their way.",
            outcome.reminded,
        )
        messages.success(request, text % {"number": outcome.reminded})
    for number, text in (
        (
            outcome.today,
            ngettext(
                "Asked today already: %(number)s space.",
                "Asked today already: %(number)s spaces.",
                outcome.today,
            ),
        ),
        (
            outcome.young,
            ngettext(
                "Up to date or not public, so nobody was asked: %(number)s space.",
                "Up to date or not public, so nobody was asked: %(number)s spaces.",
                outcome.young,
            ),
        ),
        (
            outcome.nobody,
            ngettext(
                "Nobody to ask, neither coordinator nor manager: %(number)s space.",
                "Nobody to ask, neither coordinator nor manager: %(number)s spaces.",
                outcome.nobody,
            ),
        ),
    ):
        if number:
            messages.warning(request, text % {"number": number})
