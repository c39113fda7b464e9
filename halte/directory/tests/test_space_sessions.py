"""The next workshops on the page of a space: three, fresh, and cheap."""

import pytest
from django.core.cache import caches

from halte.network.tests.factories import SiteFactory, SpaceFactory
from halte.workshops.domain import enrolments, sessions
from halte.workshops.tests.factories import ActivityFactory, SessionFactory, somebody

pytestmark = pytest.mark.django_db
ADDRESS = "/en/spaces/here"


@pytest.fixture
def activity():
    return ActivityFactory(space=SiteFactory(space=SpaceFactory(slug="here")).space)


def page(client) -> str:
    return client.get(ADDRESS).content.decode()


def test_space_without_workshops_says_whom_to_ask(client, activity):
    assert "Ask the space which workshops are coming." in page(client)
    SessionFactory(activity=activity, state="draft")
    assert "Ask the space which workshops are coming." in page(client)


def test_next_three_are_shown_with_the_way_to_all(client, activity):
    for _number in range(4):
        SessionFactory(activity=activity)
    SessionFactory(activity__title_en="Elsewhere")
    shown = page(client)
    assert shown.count('class="h-session"') == 3
    assert "Elsewhere" not in shown
    assert "/en/spaces/here/programme" in shown


def test_seats_and_changes_show_at_once(client, activity):
    session = SessionFactory(activity=activity, capacity=2)
    assert "2 seats left" in page(client)
    enrolments.enrol([session], somebody(1), language="fr")
    assert "1 last seat" in page(client)
    enrolments.enrol([session], somebody(2), language="fr")
    enrolments.enrol([session], somebody(3), language="fr")
    assert "Full, 1 person waits" in page(client)
    sessions.cancel_session(session)
    assert "Cancelled" in page(client)


@pytest.mark.parametrize("count", [1, 3])
def test_kept_page_asks_twice_however_many_are_shown(
    client, activity, count, django_assert_num_queries
):
    for _number in range(count):
        SessionFactory(activity=activity)
    page(client)
    with django_assert_num_queries(2):  # revision, seats
        page(client)


def test_sessions_cost_one_query_more_when_the_page_is_made(
    client, activity, django_assert_max_num_queries
):
    def cost() -> int:
        page(client)  # draws the map, which all pages share until the network changes
        caches["pages"].clear()
        with django_assert_max_num_queries(50) as asked:
            page(client)
        return len(asked)

    without = cost()
    for _number in range(3):
        SessionFactory(activity=activity)
    assert cost() == without + 1
