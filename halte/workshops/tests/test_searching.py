"""Whom the search of the work face finds, and where the navigation says one is."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.workshops import finders
from halte.workshops.domain import enrolments
from halte.workshops.tests.factories import SeriesFactory, SessionFactory, somebody

pytestmark = pytest.mark.django_db


def test_only_the_team_of_the_space_finds_who_enrolled():
    here, there = SessionFactory(), SessionFactory()
    for session in (here, there):
        enrolments.enrol([session], somebody(name="Zoé Őry"), language="fr")
    user = make_member(Role.FACILITATOR, scope_of_space(here.space)).user
    [found] = finders.enrolled(user, "zoe ory", 8)
    assert found.text == "Zoé Őry"
    assert f"/{here.uuid}#p-" in found.link
    assert finders.enrolled(user, "rosa", 8) == []
    house = scope_of_organisation(here.space.organisation)
    assert finders.enrolled(make_member(Role.MANAGER, house).user, "zoe", 8) == []


def test_person_with_several_dates_is_found_once_with_one_query(django_assert_num_queries):
    first = SessionFactory()
    dates = [first, *(SessionFactory(activity=first.activity) for _number in (1, 2))]
    enrolments.enrol(dates, somebody(name="Zoé"), language="fr", overlap_is_meant=True)
    user = make_member(Role.FACILITATOR, scope_of_space(first.space)).user
    finders.enrolled(user, "zoe", 8)
    with django_assert_num_queries(3):
        assert len(finders.enrolled(user, "zoe", 8)) == 1


def test_pages_about_one_session_belong_to_the_workshops(client):
    series = SeriesFactory()
    session = SessionFactory(activity=series.activity, series=series)
    client.force_login(make_member(Role.FACILITATOR, scope_of_space(session.space)).user)
    base = f"/en/work/spaces/{session.space.slug}"
    for page in (f"sessions/{session.uuid}", f"series/{series.uuid}/results"):
        answer = client.get(f"{base}/{page}").content.decode()
        assert f'<a href="{base}/workshops" aria-current="page">' in answer
        assert 'class="w-crumbs"' in answer
