""" "Everything is still right": what is confirmed, and how it is taken back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from halte.accounts.tests.factories import make_user
from halte.core.models import LogEntry
from halte.network import domain
from halte.network.tests.factories import SiteFactory, SpaceFactory

pytestmark = pytest.mark.django_db

BEFORE = date(2025, 3, 1)


@pytest.fixture
def space():
    space = SpaceFactory(confirmed_on=BEFORE)
    SiteFactory(space=space, hours_confirmed_on=BEFORE)
    SiteFactory(space=space)
    return space


def days(space) -> list:
    space.refresh_from_db()
    return [space.confirmed_on, *space.sites.values_list("hours_confirmed_on", flat=True)]


def test_record_and_known_hours_are_confirmed_and_logged(space):
    by, today = make_user(), timezone.localdate()
    domain.confirm_space(space, by=by, note="link")
    assert days(space) == [today, today, None]
    logged = LogEntry.objects.filter(verb="confirm").get()
    facts = (logged.by, logged.source, logged.target, logged.note)
    assert facts == (by, "2025-03-01", str(today), "link")


@pytest.mark.parametrize("times", [1, 2])
def test_confirmation_can_be_undone(space, times):
    for _ in range(times):
        domain.confirm_space(space, by=None)
    assert domain.can_undo(space)
    domain.undo_confirmation(space, by=None)
    assert days(space) == [BEFORE, BEFORE, None]
    assert not domain.can_undo(space)
    with pytest.raises(domain.NothingToUndo):
        domain.undo_confirmation(space, by=None)


def test_first_confirmation_can_be_undone():
    space = SpaceFactory()
    domain.confirm_space(space, by=None)
    domain.undo_confirmation(space, by=None)
    assert days(space) == [None]


def test_hours_confirmed_otherwise_meanwhile_stay(space):
    domain.confirm_space(space, by=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    space.sites.filter(position=0).update(hours_confirmed_on=yesterday)
    domain.undo_confirmation(space, by=None)
    assert days(space) == [BEFORE, yesterday, None]


def test_only_a_confirmation_of_today_can_be_undone(space):
    domain.confirm_space(space, by=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    type(space).objects.update(confirmed_on=yesterday)
    LogEntry.objects.update(target=str(yesterday))
    space.refresh_from_db()
    assert not domain.can_undo(space)
    with pytest.raises(domain.NothingToUndo):
        domain.undo_confirmation(space, by=None)
    assert days(space)[0] == yesterday
