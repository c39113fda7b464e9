"""The list of computers, and the links of their pages."""

import pytest

from halte.core import rows
from halte.desk.domain import room, stations
from halte.desk.models import DeskRules, Workstation
from halte.desk.tests.factories import WorkstationFactory
from halte.network.tests.factories import SiteFactory


@pytest.fixture
def site(db):
    with rows.everything("tests of the desk"):
        yield SiteFactory()


def add(site, label, **values) -> Workstation:
    given = {"label": label, "site": site, **values}
    return stations.add_workstation(site.space, given)


def test_one_or_two_computers_are_never_reserved(site):
    with pytest.raises(stations.TooFewFree):
        add(site, "PC 1", is_reservable=True)
    first = add(site, "PC 1", is_reservable=False)
    second = add(site, "PC 2", is_reservable=False)
    third = add(site, "PC 3", is_reservable=True)
    for refused in (first, second):
        with pytest.raises(stations.TooFewFree):
            stations.change_workstation(refused, {"is_reservable": True})
    with pytest.raises(stations.TooFewFree):
        stations.retire_workstation(first)
    stations.retire_workstation(third)
    stations.retire_workstation(second)
    assert [row.label for row in Workstation.objects.in_use()] == ["PC 1"]


def test_rules_cannot_ask_for_more_than_there_is(site):
    add(site, "PC 1", is_reservable=False)
    stations.change_rules(site.space, {"never_reserved": 1})
    add(site, "PC 2", is_reservable=True)
    with pytest.raises(stations.TooFewFree):
        stations.change_rules(site.space, {"never_reserved": 2})
    assert DeskRules.objects.get().never_reserved == 1


def test_computer_in_use_is_not_retired(site):
    station = add(site, "PC 1", is_reservable=False)
    session = room.start(station)
    with pytest.raises(room.Taken):
        stations.retire_workstation(station)
    room.end(session)
    stations.retire_workstation(station)


def test_link_opens_one_machine_until_another_is_made(site):
    one, other = WorkstationFactory(site=site), WorkstationFactory(site=site)
    first = stations.issue_station(one)
    assert stations.station_of(first) == one
    second = stations.issue_station(one)
    assert (stations.station_of(first), stations.station_of(second)) == (None, one)
    stations.issue_station(other)
    stations.revoke_station(one)
    assert (stations.station_of(second), stations.station_of("")) == (None, None)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.station_digest, len(other.station_digest)) == ("", 64)


def test_link_of_the_screen_is_renewed_and_revoked(site):
    first = stations.issue_display(site.space)
    second = stations.issue_display(site.space)
    assert (stations.display_of(first), stations.display_of(second)) == (None, site.space)
    stations.revoke_display(site.space)
    assert (stations.display_of(second), stations.display_of("")) == (None, None)


def test_retired_computer_shows_no_page(site):
    WorkstationFactory(site=site, is_reservable=False)
    WorkstationFactory(site=site, is_reservable=False)
    station = WorkstationFactory(site=site)
    secret = stations.issue_station(station)
    stations.retire_workstation(station)
    assert stations.station_of(secret) is None
