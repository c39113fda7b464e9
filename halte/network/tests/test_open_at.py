"""The rule of opening hours stands twice, in Python and in SQL: here they are held together."""

from collections.abc import Iterable
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import given, settings

from halte.network.hours import Period, Schedule, Slot, Special, is_open
from halte.network.models import Site
from halte.network.tests.factories import (
    OpeningExceptionFactory,
    OpeningPeriodFactory,
    SiteFactory,
    SpecialSlotFactory,
)
from halte.network.tests.hours_strategies import AUTUMN, BRUSSELS, scenes

pytestmark = pytest.mark.django_db


@settings(deadline=None, max_examples=40)
@given(scenes)
def test_open_at_agrees_with_is_open(scene):
    _day, schedule, moment = scene
    with transaction.atomic():
        site = declare(schedule)
        moments = [moment, *edges(site.schedule, moment.astimezone(BRUSSELS))]
        asked = [Site.objects.open_at(one).exists() for one in moments]
        assert asked == [is_open(site.schedule, one) for one in moments]
        transaction.set_rollback(True)


def edges(schedule: Schedule, moment: datetime) -> list[datetime]:
    """The moments of that day at which any slot begins or ends."""
    slots = [*schedule.periods, *(slot for special in schedule.specials for slot in special.slots)]
    times = {time for slot in slots for time in (slot.opens, slot.closes)}
    return [datetime.combine(moment, time, BRUSSELS) for time in sorted(times)]


def declare(schedule: Schedule) -> Site:
    """A site with the hours of a schedule, as far as the database accepts them."""
    site = SiteFactory(hours_confirmed_on=AUTUMN)
    for period in with_length(schedule.periods):
        OpeningPeriodFactory(
            site=site,
            weekday=period.weekday,
            opens=period.opens,
            closes=period.closes,
            kind=period.kind,
            valid_from=period.valid_from,
            valid_until=period.valid_until,
        )
    for special in apart(schedule.specials):
        exception = OpeningExceptionFactory(site=site, first=special.first, last=special.last)
        for slot in with_length(special.slots):
            SpecialSlotFactory(
                exception=exception, opens=slot.opens, closes=slot.closes, kind=slot.kind
            )
    return Site.objects.get(pk=site.pk)


def with_length(slots: Iterable[Period | Slot]) -> list[Period | Slot]:
    """Those that do not end when they start."""
    return [slot for slot in slots if slot.opens != slot.closes]


def apart(specials: Iterable[Special]) -> list[Special]:
    """The exceptions that do not overlap an earlier one."""
    kept: list[Special] = []
    for special in specials:
        if all(special.first > other.last or special.last < other.first for other in kept):
            kept.append(special)
    return kept
