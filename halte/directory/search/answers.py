"""Answers to a question: one site of each space, nearest first, page after page."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

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

Spaces = QuerySet | list[int]
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
    matching: SiteQuerySet = field(default_factory=Site.objects.none, repr=False)
    from_start: bool = True

    @property
    def has_more(self) -> bool:
        return self.next_after is not None

    @cached_property
    def total(self) -> int | None:
        """How many spaces match; None above a hundred. Costs a query when there are more pages."""
        if self.from_start and not self.has_more:
            return len(self.sites)
        spaces = self.matching.order_by().values("space_id").distinct()
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
    local, matching = _matching(question, now, spaces)
    rows = _ordered(question, matching, local, forgiving=forgiving, stable=stable)
    if after:
        beyond = Q(sort_key=after.key, space_id__gt=after.space_id)
        rows = rows.filter(Q(sort_key__gt=after.key) | beyond)
    sites = list(rows.order_by("sort_key", "space_id").for_answers()[: limit + 1])
    for site in sites if question.place is None else ():
        site.distance = None
    page = sites[:limit]
    more = len(sites) > limit
    return Answers(
        sites=page,
        origin=question.place,
        next_after=Position(page[-1].sort_key, page[-1].space_id, forgiving) if more else None,
        matched_text=question.text,
        forgiving=forgiving,
        problems=question.problems,
        matching=matching,
        from_start=after is None,
    )


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


def _matching(
    question: Question, now: datetime, spaces: Spaces
) -> tuple[SiteQuerySet, SiteQuerySet]:
    """Sites that fulfil what is asked of a site; and those whose space also fits."""
    local = _of_site(Site.objects.all(), question, now)
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
        rows = rows.filter(space_id__in=spaces)
    if question.place:
        rows = rows.filter(lat__isnull=False)
    return local, rows


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


def _ordered(
    question: Question,
    matching: SiteQuerySet,
    local: SiteQuerySet,
    *,
    forgiving: bool,
    stable: bool,
) -> SiteQuerySet:
    """One site a space, with its `sort_key`."""
    if question.place:
        here = (question.place.lat, question.place.lon)
        rows = matching.with_distance(*here).nearest_of_space(*here, among=local)
        return rows.annotate(sort_key=F("distance"))
    rows = matching.first_of_space(among=local)
    if stable:
        return rows.annotate(sort_key=F("space_id"))
    if question.text:
        fit = unlikeness if forgiving else length
        return rows.annotate(sort_key=fit(question.text))
    return rows.annotate(sort_key=F("space__folded"))
