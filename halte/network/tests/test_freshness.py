"""The bands of freshness: in Python, in SQL and as thresholds, the same."""

from datetime import date

import pytest

from halte.network.freshness import (
    ICONS,
    TONES,
    Freshness,
    counts,
    freshness,
    grown_old,
    in_state,
    threshold_passed,
)
from halte.network.models import Space
from halte.network.tests.factories import OrganisationFactory, SpaceFactory

TODAY = date(2026, 8, 31)
# Around each edge; six months before 31 August is 28 February.
CASES = [
    (None, Freshness.NEVER, 0),
    (date(2026, 8, 31), Freshness.UP_TO_DATE, None),
    (date(2026, 3, 1), Freshness.UP_TO_DATE, None),
    (date(2026, 2, 28), Freshness.TO_WATCH, 6),
    (date(2025, 9, 1), Freshness.TO_WATCH, 6),
    (date(2025, 8, 31), Freshness.TO_CHECK, 12),
    (date(2025, 3, 1), Freshness.TO_CHECK, 12),
    (date(2025, 2, 28), Freshness.OUT_OF_DATE, 18),
    (date(2020, 1, 1), Freshness.OUT_OF_DATE, 18),
]


@pytest.mark.parametrize(("confirmed_on", "state", "threshold"), CASES)
def test_state_and_threshold_agree(confirmed_on, state, threshold):
    assert freshness(confirmed_on, TODAY) == state
    assert threshold_passed(confirmed_on, TODAY) == threshold


def test_every_state_has_a_look():
    assert set(ICONS) == set(TONES) == set(Freshness)


@pytest.mark.django_db
def test_database_sorts_as_python_does():
    house = OrganisationFactory()
    for confirmed_on, _state, _threshold in CASES:
        SpaceFactory(organisation=house, confirmed_on=confirmed_on)
    for state in Freshness:
        found = Space.objects.filter(in_state(state, TODAY)).values_list("confirmed_on", flat=True)
        assert set(found) == {day for day, named, _ in CASES if named == state}, state
    old = set(Space.objects.filter(grown_old(TODAY)).values_list("confirmed_on", flat=True))
    assert old == {day for day, state, _ in CASES if state != Freshness.UP_TO_DATE}
    assert counts(Space.objects.all(), TODAY) == {
        state: sum(named == state for _, named, _ in CASES) for state in Freshness
    }
