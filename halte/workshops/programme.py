"""Which sessions are coming: one question for the programme, the space page, feeds and the API."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, When
from django.db.models.functions import Greatest
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from halte.core.questions import LONGEST_TEXT, BadQuestion, Problem, language_codes, plain_words
from halte.network.enums import Service
from halte.network.models import Site
from halte.network.places import Place, find_place
from halte.workshops.enums import Level, SessionState
from halte.workshops.models import Activity, Session

A_PAGE = 25
# As far as somebody goes on foot or a few stops by tram.
NEAR_METRES = 4_000
# Days further away than a programme reaches; near them a clock ends.
YEARS = range(2000, 2101)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class After(NamedTuple):
    """The last session of a page: the next page begins after it."""

    starts_at: datetime
    pk: int


@dataclass(frozen=True, slots=True)
class Question:
    """Which sessions somebody looks for. `asked` is the place as it was typed."""

    space: str = ""
    place: Place | None = None
    asked: str = ""
    theme: str = ""
    level: str = ""
    language: str = ""
    first: date | None = None
    last: date | None = None
    with_seats: bool = False
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def has_filters(self) -> bool:
        plain = Question(space=self.space, asked=self.asked, problems=self.problems)
        return replace(self, asked="") != replace(plain, asked="")


def read_question(params: QueryDict, *, space: str = "", strict: bool = False) -> Question:
    """Read `space near theme language level from to seats`; `q` is the same as `near`.

    A value that cannot be used is left out and noted in `problems`; with `strict`, `BadQuestion`
    is raised instead.
    """
    problems: list[Problem] = []
    asked = plain_words(params.get("near", "") or params.get("q", ""))[:LONGEST_TEXT]
    place = find_place(asked) if asked else None
    if asked and place is None:
        sentence = _("We do not know “%(text)s”. Write a postcode or a municipality.")
        problems.append(Problem("near", sentence % {"text": asked}, is_unknown=True))
    question = Question(
        space=space or plain_words(params.get("space", ""))[:80],
        place=place,
        asked=asked,
        theme=_one_of(params, "theme", Service.values, problems),
        level=_one_of(params, "level", Level.values, problems),
        language=_language(params, problems),
        first=_day(params, "from", problems),
        last=_day(params, "to", problems),
        with_seats=_switch(params, "seats", problems),
    )
    if strict and problems:
        raise BadQuestion(tuple(problems))
    return replace(question, problems=tuple(problems))


def _one_of(params: QueryDict, name: str, known: Sequence[str], problems: list[Problem]) -> str:
    value = params.get(name, "").strip()
    if not value or value in known:
        return value
    sentence = _("“%(name)s” is not known. Choose one of these: %(names)s.")
    problems.append(Problem(name, sentence % {"name": name, "names": ", ".join(known)}))
    return ""


def _language(params: QueryDict, problems: list[Problem]) -> str:
    code = params.get("language", "").strip().lower()
    if not code or code in language_codes():
        return code
    sentence = _("This language is not known. Write its code, for example fr or ar.")
    problems.append(Problem("language", sentence))
    return ""


def _day(params: QueryDict, name: str, problems: list[Problem]) -> date | None:
    value = params.get(name, "").strip()
    if not value:
        return None
    try:
        day = date.fromisoformat(value) if DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day and day.year in YEARS:
        return day
    if day:
        problems.append(Problem(name, _("This day is too far away. Choose one in these years.")))
        return None
    problems.append(Problem(name, _("This is not a day. Write for example 2026-11-25.")))
    return None


def _switch(params: QueryDict, name: str, problems: list[Problem]) -> bool:
    value = params.get(name, "").strip().lower()
    if value in {"1", "true", "on", "yes"}:
        return True
    if value not in {"", "0", "false", "off", "no"}:
        sentence = _("“%(name)s” can only be “true” or “false”.")
        problems.append(Problem(name, sentence % {"name": name}))
    return False


# ---- Answering ----------------------------------------------------------------------------------


def coming(question: Question, *, now: datetime, with_cancelled: bool = True):
    """The sessions that fit, the next one first, as a query set without what it shows."""
    rows = Session.objects.published().coming(now).order_by("starts_at", "pk")
    if not with_cancelled:
        rows = rows.filter(state=SessionState.PUBLISHED)
    if question.space:
        rows = rows.filter(space__slug=question.space)
    of_activity = {
        name: value for name in ("theme", "level", "language") if (value := getattr(question, name))
    }
    if len(of_activity) > 1:
        # Few activities fit, and from each it is near to its sessions; following the clock would
        # pass thousands that do not fit.
        fitting = Activity.objects.filter(**of_activity).order_by().values_list("pk", flat=True)
        rows = rows.filter(activity__in=list(fitting))
    else:
        rows = rows.filter(**{f"activity__{name}": value for name, value in of_activity.items()})
    if question.first:
        rows = rows.filter(starts_at__gte=_midnight(question.first))
    if question.last:
        rows = rows.filter(starts_at__lt=_midnight(question.last) + timedelta(days=1))
    if question.with_seats:
        rows = rows.filter(state=SessionState.PUBLISHED, waiting=0, taken__lt=F("capacity"))
        rows = rows.alias(left=_left(now)).filter(left__gt=0)
    if question.place:
        rows = rows.filter(site__in=_near(question.place))
    return rows


def _left(now: datetime):
    """`Session.seats` for everybody, in the database; below 0 when even kept seats are taken."""
    kept = Greatest(F("kept_for_referrers") - F("taken_by_sent"), 0)
    still = Case(When(kept_until__gt=now, then=kept), default=0, output_field=IntegerField())
    return F("capacity") - F("taken") - still


def taught_in() -> list[str]:
    """The languages in which something is, or was, taught in public."""
    given = Session.objects.published().filter(activity=OuterRef("pk"))
    rows = Activity.objects.filter(Exists(given)).order_by().values_list("language", flat=True)
    return list(rows.distinct())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _near(place: Place):
    """Sites of the municipality, or not far from the middle of the place."""
    sites = Site.objects.with_distance(place.lat, place.lon)
    near = Q(distance__lte=NEAR_METRES)
    return sites.filter(near | Q(municipality=place.nis_code) if place.nis_code else near).values(
        "pk"
    )


def keys(
    question: Question,
    *,
    now: datetime,
    after: After | None = None,
    limit: int = A_PAGE,
    with_cancelled: bool = True,
) -> list[tuple[int, int, int, int]]:
    """Number, seats taken and left and people waiting of a page of sessions, and of one more.

    Enough to know, by one query, whether a page that was kept still says the truth.
    """
    rows = coming(question, now=now, with_cancelled=with_cancelled)
    if after:
        rows = rows.filter(
            Q(starts_at__gt=after.starts_at) | Q(starts_at=after.starts_at, pk__gt=after.pk)
        )
    return list(rows.values_list("pk", "taken", _left(now), "waiting")[: limit + 1])


def shown(numbers: Sequence[int]) -> list[Session]:
    """Sessions with all that a list shows, in the order of time; one query, or none for none."""
    if not numbers:
        return []
    rows = Session.objects.filter(pk__in=numbers).select_related(
        "activity", "space", "site__municipality"
    )
    return list(
        rows.defer("site__place", "site__municipality__boundary", "space__folded").order_by(
            "starts_at", "pk"
        )
    )


# ---- Pages --------------------------------------------------------------------------------------


def write_cursor(session: Session | After) -> str:
    """Where the next page begins, as a short text for an address."""
    text = f"{session.starts_at.astimezone(UTC).isoformat()} {session.pk}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str) -> After | None:
    """Where a page begins; nothing for the first. Raises `BadQuestion` for anything else."""
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        moment, number = base64.urlsafe_b64decode(padded.encode()).decode().split(" ")
        after = After(datetime.fromisoformat(moment), int(number))
    except (ValueError, binascii.Error, UnicodeError) as fault:
        raise _bad_cursor() from fault
    if after.starts_at.tzinfo is None or not 0 <= after.pk < 2**63:
        raise _bad_cursor()
    return after


def _bad_cursor() -> BadQuestion:
    sentence = _("This is not the start of a page. Begin again without it.")
    return BadQuestion((Problem("cursor", sentence),))
