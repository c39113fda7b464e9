"""How old a published record may grow before somebody looks at it again.

One place for thresholds, names, colours, filter and count: 6, 12 and 18 months after the day on
which the space last said "everything is still right" (design, network: freshness).
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Case, Count, Q, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _


class Freshness(TextChoices):
    UP_TO_DATE = "up_to_date", _("Up to date")
    TO_WATCH = "to_watch", _("To watch")
    TO_CHECK = "to_check", _("To check")
    OUT_OF_DATE = "out_of_date", _("Out of date")
    NEVER = "never", _("Never confirmed")


# The age, in months, from which a record is in each state, oldest first.
THRESHOLDS = [
    (18, Freshness.OUT_OF_DATE),
    (12, Freshness.TO_CHECK),
    (6, Freshness.TO_WATCH),
]
TONES = {
    Freshness.UP_TO_DATE: "ok",
    Freshness.TO_WATCH: "info",
    Freshness.TO_CHECK: "warn",
    Freshness.OUT_OF_DATE: "bad",
    Freshness.NEVER: "off",
}
ICONS = {
    Freshness.UP_TO_DATE: "check-circle-fill",
    Freshness.TO_WATCH: "info-circle-fill",
    Freshness.TO_CHECK: "exclamation-triangle-fill",
    Freshness.OUT_OF_DATE: "exclamation-circle-fill",
    Freshness.NEVER: "slash-circle",
}
# The months that stand for "nobody has ever confirmed it" among the thresholds.
NEVER_CONFIRMED = 0


def freshness(confirmed_on: date | None, today: date) -> Freshness:
    """The freshness of a record confirmed on a day, seen from `today`."""
    if confirmed_on is None:
        return Freshness.NEVER
    for months, state in THRESHOLDS:
        if confirmed_on <= today - relativedelta(months=months):
            return state
    return Freshness.UP_TO_DATE


def threshold_passed(confirmed_on: date | None, today: date) -> int | None:
    """The age passed, in months: 18, 12 or 6; 0 if never confirmed; None if up to date."""
    if confirmed_on is None:
        return NEVER_CONFIRMED
    ages = (months for months, _state in THRESHOLDS)
    return next((m for m in ages if confirmed_on <= today - relativedelta(months=m)), None)


def in_state(state: str, today: date, field: str = "confirmed_on") -> Q:
    """The rows whose `field` gives this freshness today."""
    if state == Freshness.NEVER:
        return Q(**{f"{field}__isnull": True})
    edges = {name: today - relativedelta(months=months) for months, name in THRESHOLDS}
    oldest_first = [name for _, name in THRESHOLDS] + [Freshness.UP_TO_DATE]
    place = oldest_first.index(Freshness(state))
    rows = Q(**{f"{field}__isnull": False})
    if state in edges:
        rows &= Q(**{f"{field}__lte": edges[state]})
    if place > 0:
        rows &= Q(**{f"{field}__gt": edges[oldest_first[place - 1]]})
    return rows


def grown_old(today: date, field: str = "confirmed_on") -> Q:
    """The rows that are not up to date."""
    return ~in_state(Freshness.UP_TO_DATE, today, field)


def counts(rows, today: date, field: str = "confirmed_on") -> dict[Freshness, int]:
    """How many rows are in each state; one query."""
    state = Case(
        *[When(in_state(name, today, field), then=Value(name.value)) for name in Freshness]
    )
    found = dict(rows.order_by().values_list(state).annotate(Count("pk")))
    return {name: found.get(name.value, 0) for name in Freshness}
