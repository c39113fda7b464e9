"""Saving hours: weeks, seasons, exceptions; two people at once."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from halte.accounts.tests.factories import make_user
from halte.core.conflicts import ChangedMeanwhile, note
from halte.core.models import LogEntry
from halte.network import domain
from halte.network.hours import Slot, day_slots
from halte.network.hours.timeline import Opening, week_on
from halte.network.models import OpeningPeriod, Site
from halte.network.tests.factories import OpeningPeriodFactory, SiteFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAY = Opening(0, time(9), time(12), "training")
THURSDAY = Opening(3, time(13), time(17), "free_access")
FRIDAY = Opening(4, time(9), time(11), "appointment", facilitator=False)
JULY, AUGUST = date(2027, 7, 1), date(2027, 8, 31)


@pytest.fixture
def site() -> Site:
    return SiteFactory()


@pytest.fixture
def boss():
    return make_user(name="Bea")


def fresh(site: Site) -> Site:
    return Site.objects.prefetch_related("periods", "exceptions__slots").get(pk=site.pk)


def open_on(site: Site, day: date) -> set[Slot]:
    return set(day_slots(fresh(site).schedule, day))


def slot(opening: Opening) -> Slot:
    return Slot(opening.opens, opening.closes, opening.kind)


def stored(site: Site) -> list[tuple]:
    rows = OpeningPeriod.objects.filter(site=site).order_by("valid_from", "weekday")
    return [(row.weekday, row.opens, row.valid_from, row.valid_until) for row in rows]


def test_a_week_from_a_day_ends_what_held_before(site, boss):
    kept = OpeningPeriodFactory(site=site, kind="training")
    OpeningPeriodFactory(site=site, weekday=3, opens=time(9), closes=time(10))
    start = date(2027, 1, 4)
    domain.set_week(site, frozenset({MONDAY, THURSDAY}), starting=start, by=boss)
    assert stored(site) == [
        (3, time(13), start, None),
        (0, time(9), None, None),
        (3, time(9), None, start - DAY),
    ]
    assert OpeningPeriod.objects.filter(pk=kept.pk).exists()
    site.refresh_from_db()
    assert site.hours_confirmed_on == timezone.localdate()
    assert LogEntry.objects.get().verb == "set_week"
    assert LogEntry.objects.get().by == boss


def test_saving_twice_from_one_day_leaves_no_trace_of_the_first(site, boss):
    start = date(2027, 1, 4)
    domain.set_week(site, frozenset({MONDAY}), starting=start, by=boss)
    domain.set_week(site, frozenset({FRIDAY}), starting=start, by=boss)
    assert stored(site) == [(4, time(9), start, None)]
    assert OpeningPeriod.objects.get().facilitator_present is False


def test_a_day_that_is_over_replaces_what_held_since(site, boss):
    today = timezone.localdate()
    domain.set_week(site, frozenset({MONDAY}), starting=today - 3 * DAY, by=boss)
    domain.set_week(site, frozenset({FRIDAY}), starting=today - 9 * DAY, by=boss)
    assert stored(site) == [(4, time(9), today - 9 * DAY, None)]


def test_a_planned_week_is_kept_and_can_be_dropped(site, boss):
    later = date(2027, 9, 1)
    domain.set_week(site, frozenset({FRIDAY}), starting=later, by=boss)
    domain.set_week(site, frozenset({MONDAY}), starting=date(2027, 1, 1), by=boss)
    assert open_on(site, date(2027, 8, 30)) == {slot(MONDAY)}
    assert open_on(site, date(2027, 9, 3)) == {slot(FRIDAY)}
    domain.drop_change(site, later, by=boss)
    assert stored(site) == [(0, time(9), date(2027, 1, 1), None)]


def test_a_season_covers_the_usual_week_and_goes_again(site, boss):
    domain.set_week(site, frozenset({MONDAY}), starting=date(2027, 1, 1), by=boss)
    before = stored(site)
    season = domain.set_season(
        site, None, name="Summer", first=JULY, last=AUGUST, week=frozenset({FRIDAY}), by=boss
    )
    assert open_on(site, date(2027, 6, 28)) == {slot(MONDAY)}
    assert open_on(site, date(2027, 7, 2)) == {slot(FRIDAY)}
    assert open_on(site, date(2027, 7, 5)) == set()
    assert open_on(site, date(2027, 9, 6)) == {slot(MONDAY)}
    domain.set_week(site, frozenset({MONDAY, THURSDAY}), starting=date(2027, 6, 1), by=boss)
    assert open_on(site, date(2027, 7, 1)) == set()
    assert open_on(site, date(2027, 9, 2)) == {slot(THURSDAY)}
    domain.set_week(site, frozenset({MONDAY}), starting=date(2027, 6, 1), by=boss)
    domain.remove_season(season, by=boss)
    assert stored(site) == before


def test_a_season_is_repeated_a_year_later(site, boss):
    week = frozenset({FRIDAY})
    season = domain.set_season(
        site, None, name="Summer", first=JULY, last=AUGUST, week=week, by=boss
    )
    again = domain.repeat_season(season, by=boss)
    assert (again.first, again.last) == (date(2028, 7, 1), date(2028, 8, 31))
    assert [each.week for each in domain.seasons_of(site)] == [week, week]


def test_seasons_and_exceptions_may_not_overlap(site, boss):
    domain.set_season(site, None, name="A", first=JULY, last=AUGUST, week=frozenset(), by=boss)
    with pytest.raises(ValidationError, match="Another season already covers"):
        domain.set_season(
            site, None, name="B", first=AUGUST, last=AUGUST, week=frozenset(), by=boss
        )
    domain.set_exception(site, None, first=JULY, last=JULY, reasons={}, by=boss)
    other = [(AUGUST, AUGUST, {}), (JULY, AUGUST - DAY, {})]
    with pytest.raises(ValidationError, match="Another exception already covers"):
        domain.close_on(site, other, by=boss)
    assert site.exceptions.count() == 1


def test_an_exception_has_hours_and_a_reason_and_goes(site, boss):
    slots = [Slot(time(10), time(12), "training")]
    row = domain.set_exception(
        site, None, first=JULY, last=JULY, slots=slots, reasons={"fr": "Fête"}, by=boss
    )
    assert open_on(site, JULY) == set(slots)
    read = note(domain.exception_values(row))
    domain.set_exception(site, row, first=JULY, last=AUGUST, reasons={}, by=boss, read=read)
    assert open_on(site, JULY) == set()
    assert row.reason_fr == ""
    with pytest.raises(ChangedMeanwhile):
        domain.set_exception(site, row, first=JULY, last=JULY, reasons={}, by=boss, read=read)
    domain.remove_exception(row, by=boss)
    assert site.exceptions.count() == 0


def test_whoever_saves_second_is_told(site, boss):
    today = timezone.localdate()
    read = note(domain.week_values(week_on(domain.line_of(site), today).week, today))
    domain.set_week(site, frozenset({MONDAY}), starting=today, by=boss, read=read)
    with pytest.raises(ChangedMeanwhile) as caught:
        domain.set_week(site, frozenset({FRIDAY}), starting=today, by=boss, read=read)
    assert caught.value.now["0"] == [["09:00", "12:00", "training", True]]
    assert stored(site) == [(0, time(9), today, None)]
    domain.set_week(site, frozenset({FRIDAY}), starting=today, by=boss, read=note(caught.value.now))
    assert stored(site) == [(4, time(9), today, None)]


@pytest.mark.parametrize("read", ["", "x", '{"day": 7}', '{"day": "2027-13-40"}', "[]"])
def test_a_forged_note_is_a_conflict(site, boss, read):
    with pytest.raises(ChangedMeanwhile):
        domain.set_week(site, frozenset({MONDAY}), starting=JULY, by=boss, read=read)
    assert stored(site) == []
