"""Answers to a question: one site of each space, nearest first, page after page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from halte.directory.search.names import (
    is_named,
    length,
    named,
    resembling,
    unlikeness,
)
from halte.directory.search.question import (
    AFTERNOON,
    EVENING,
    Problem,
    Question,
    unknown_place,
)
from halte.network.models import Site
from halte.network.models.queries import SiteQuerySet
from halte.network.places import Place
from halte.network.shown import shown_sites

# Ids of spaces; the id of a site, that of its space, and the sort key.
Spaces = QuerySet | Sequence[int]
Row = tuple[int, int, Any]
# Stand for the point asked for in a statement that is written once; no other value is so small.
LAT, LON = 1.25e-300, 2.25e-300
MOST_COUNTED = 100
MONDAY_TO_FRIDAY, WEDNESDAY, SATURDAY = [0, 1, 2, 3, 4], [2], [5]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of answers ended: the sort key of its last space, and that space's id.

    `forgiving`: names that are nearly the text were being listed.
    """

    key: float | str
    space_id: int
    forgiving: bool = False


@dataclass
class Answers:
    """One page of sites, each with `distance` in metres (None when no place was asked for)."""

    sites: list[Site]
    origin: Place | None = None
    next_after: Position | None = None
    # The text that was found in names; `forgiving` when the names are only nearly that.
    matched_text: str = ""
    forgiving: bool = False
    # Neither a place nor a space is called so; a problem says it too.
    nothing_found: bool = False
    problems: tuple[Problem, ...] = ()
    matching: Callable[[], SiteQuerySet] = field(default=Site.objects.none, repr=False)
    from_start: bool = True

    @property
    def has_more(self) -> bool:
        return self.next_after is not None

    @cached_property
    def total(self) -> int | None:
        """How many spaces match; None above a hundred. Costs a query when there are more pages."""
        if self.from_start and not self.has_more:
            return len(self.sites)
        spaces = self.matching().order_by().values("space_id").distinct()
        count = spaces[: MOST_COUNTED + 1].count()
        return count if count <= MOST_COUNTED else None


def answer(
    question: Question,
    *,
    now: datetime,
    limit: int,
    after: Position | None = None,
    stable: bool = False,
) -> Answers:
    """One page of at most `limit` spaces, from the beginning or after a position.

    With a place: nearest first. Without: best name first, or in the order of names; `stable`
    takes the order of entry instead, in which a space that is renamed between two pages keeps
    its turn.
    """
    called = _called(question.text, after)
    if called is None:
        problem = Problem("q", unknown_place(question.text))
        problems = (*question.problems, problem)
        return Answers([], question.place, nothing_found=True, problems=problems)
    forgiving, spaces = called
    search = _Search(question, spaces, forgiving=forgiving, stable=stable)
    rows = search.rows(now, after, limit + 1)
    page = rows[:limit]
    return Answers(
        sites=_sites(page, with_distance=question.place is not None),
        origin=question.place,
        next_after=Position(page[-1][2], page[-1][1], forgiving) if len(rows) > limit else None,
        matched_text=question.text,
        forgiving=forgiving,
        problems=question.problems,
        matching=lambda: search.matching(now)[1],
        from_start=after is None,
    )


def _sites(rows: list[Row], *, with_distance: bool) -> list[Site]:
    keys = {site_id: key for site_id, _, key in rows}
    sites = shown_sites(list(keys))
    for site in sites:
        site.distance = keys[site.pk] if with_distance else None
    return sites


def nearest_anyway(question: Question, *, now: datetime, limit: int) -> Answers:
    """What to offer when nothing answers: the same place or name without other conditions."""
    anyway = question.without_filters()
    answers = answer(anyway, now=now, limit=limit)
    if answers.nothing_found:
        answers = answer(replace(anyway, text=""), now=now, limit=limit)
    return answers


def _called(text: str, after: Position | None) -> tuple[bool, Spaces] | None:
    """Spaces whose names hold a text, and whether that took forgiveness; None: not even so.

    Names that are nearly the text are looked for once: that is the dearest search of all.
    """
    if not text:
        return False, []
    if not (after.forgiving if after else not is_named(text)):
        return False, named(text)
    spaces = [row["pk"] for row in resembling(text)]
    return (True, spaces) if spaces or after else None


@dataclass(frozen=True, slots=True)
class _Search:
    """A question made ready for the database: the spaces that its text names are found."""

    question: Question
    spaces: Spaces
    forgiving: bool
    stable: bool

    def rows(self, now: datetime, after: Position | None, limit: int) -> list[Row]:
        """Site, space and sort key of the next spaces."""
        try:
            if after or self.question.text or self.question.open_at:
                sql, params = self.statement(now, after, limit)
            else:
                sql, params = _remembered(self.somewhere(), timezone.localdate(now), limit)
        except EmptyResultSet:  # a text without letters names no space
            return []
        place = self.question.place
        here = {LAT: place.lat, LON: place.lon} if place else {}
        with connection.cursor() as cursor:
            cursor.execute(sql, [here.get(value, value) for value in params])
            return cursor.fetchall()

    def somewhere(self) -> "_Search":
        """The same search around a point that stands for any other."""
        place = self.question.place and Place("point", LAT, LON)
        return replace(self, question=replace(self.question, place=place, asked=""), spaces=())

    def statement(
        self, now: datetime, after: Position | None, limit: int
    ) -> tuple[str, tuple[Any, ...]]:
        """The SQL of the rows, and its parameters."""
        local, matching = self.matching(now)
        rows = self.ordered(matching, local)
        if after:
            beyond = Q(sort_key=after.key, space_id__gt=after.space_id)
            rows = rows.filter(Q(sort_key__gt=after.key) | beyond)
        rows = rows.order_by("sort_key", "space_id").values_list("pk", "space_id", "sort_key")
        return rows[:limit].query.sql_with_params()

    def matching(self, now: datetime) -> tuple[SiteQuerySet, SiteQuerySet]:
        """Sites that fulfil what is asked of a site; and those whose space also fits."""
        question = self.question
        local = _of_site(Site.objects.in_use(), question, now)
        rows = local.published()
        if question.services:
            rows = rows.offering(*question.services)
        if question.language:
            rows = rows.speaking(question.language)
        if question.free:
            rows = rows.free()
        if question.mobile:
            rows = rows.mobile()
        if question.text:
            rows = rows.filter(space_id__in=self.spaces)
        if question.place:
            rows = rows.filter(lat__isnull=False)
        return local, rows

    def ordered(self, matching: SiteQuerySet, local: SiteQuerySet) -> SiteQuerySet:
        """One site a space, with its `sort_key`."""
        question = self.question
        if question.place:
            here = (question.place.lat, question.place.lon)
            rows = matching.with_distance(*here).nearest_of_space(*here, among=local)
            return rows.annotate(sort_key=F("distance"))
        rows = matching.first_of_space(among=local)
        if self.stable:
            return rows.annotate(sort_key=F("space_id"))
        if question.text:
            fit = unlikeness if self.forgiving else length
            return rows.annotate(sort_key=fit(question.text))
        return rows.annotate(sort_key=F("space__folded"))


@lru_cache(maxsize=512)
def _remembered(search: _Search, today: date, limit: int) -> tuple[str, tuple[Any, ...]]:
    """The SQL of a search without text or moment, written once a day and not at each question."""
    noon = timezone.make_aware(datetime.combine(today, time(12)))
    return search.statement(noon, None, limit)


def _of_site(rows: SiteQuerySet, question: Question, now: datetime) -> SiteQuerySet:
    """Conditions that one door of a space may fulfil and another not."""
    today = timezone.localdate(now)
    if question.wheelchair:
        rows = rows.step_free()
    if question.open_at:
        rows = rows.open_at(question.open_at)
    if question.evening:
        rows = rows.open_weekly(MONDAY_TO_FRIDAY, after=EVENING, today=today)
    if question.saturday:
        rows = rows.open_weekly(SATURDAY, after=datetime.min.time(), today=today)
    if question.wednesday:
        rows = rows.open_weekly(WEDNESDAY, after=AFTERNOON, today=today)
    return rows
