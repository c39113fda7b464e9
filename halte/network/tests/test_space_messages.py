"""What readers say about one space: put right, nothing to change, looked at again, with a note."""

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core import work
from halte.core.models import LogEntry
from halte.network import domain
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import CorrectionFactory, SiteFactory, SpaceFactory

pytestmark = pytest.mark.django_db
BASE = "/en/work/spaces/here"


@pytest.fixture
def space():
    return SpaceFactory(slug="here", name_en="Here")


@pytest.fixture
def boss(client, space):
    user = make_member(Role.COORDINATOR, scope_of_space(space)).user
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("topic", "page"),
    [
        ("hours", "/hours"),
        ("phone", "/change/contact"),
        ("address", ""),
        ("closed", "/change/publication"),
        ("other", ""),
    ],
)
def test_each_message_leads_to_where_it_is_put_right(client, boss, space, topic, page):
    SiteFactory(space=space)
    CorrectionFactory(space=space, topic=topic, message="x" * 1000)
    lines = client.get(f"{BASE}/messages").context["lines"]
    assert [line.section for line in lines] == [f"{BASE}{page}"]
    assert client.get(lines[0].section).status_code == 200


def test_a_message_is_decided_with_a_note_and_looked_at_again(client, boss, space):
    row = CorrectionFactory(space=space)
    for verb, state in (("apply", "applied"), ("reopen", "received"), ("dismiss", "dismissed")):
        answer = client.post(f"{BASE}/messages/{row.pk}", {"verb": verb, "note": "<b>Merci</b>"})
        assert (answer.status_code, answer["location"]) == (302, f"{BASE}/messages")
        row.refresh_from_db()
        assert row.state == state
        entry = LogEntry.objects.filter(verb=verb).get()
        assert (entry.by, entry.note) == (boss, "<b>Merci</b>")
    assert "&lt;b&gt;Merci&lt;/b&gt;" in client.get(f"{BASE}/messages").content.decode()


def test_whoever_comes_second_is_told(client, boss, space):
    row = CorrectionFactory(space=space)
    domain.apply_correction(row, by=None)
    client.post(f"{BASE}/messages/{row.pk}", {"verb": "dismiss"})
    page = client.get(f"{BASE}/messages").content.decode()
    assert "Somebody else has dealt with this message meanwhile." in page
    row.refresh_from_db()
    assert row.state == "applied"


def test_a_long_note_is_told_and_kept(client, boss, space):
    row = CorrectionFactory(space=space)
    answer = client.post(f"{BASE}/messages/{row.pk}", {"verb": "apply", "note": "x" * 501})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This text has 501 signs. Write it in 500." in page
    assert "x" * 501 in page
    row.refresh_from_db()
    assert row.state == "received"


def test_unknown_verb_is_a_bad_request(client, boss, space):
    row = CorrectionFactory(space=space)
    assert client.post(f"{BASE}/messages/{row.pk}", {"verb": "eat"}).status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_what_waits_is_a_notice_for_who_puts_it_right(space, number, django_assert_num_queries):
    for _ in range(number):
        CorrectionFactory(space=space)
    CorrectionFactory(state="applied", space=space)
    CorrectionFactory()
    manager = make_member(Role.MANAGER, scope_of_organisation(space.organisation)).user
    helper = make_member(Role.FACILITATOR, scope_of_space(space)).user
    find = next(one for one in work.notices if one.__name__ == "of_corrections")
    with django_assert_num_queries(3):
        found = list(find(manager))
    waits = "1 message of readers waits" if number == 1 else "3 messages of readers wait"
    assert [(one.text, one.link) for one in found] == [(f"Here: {waits}.", f"{BASE}/messages")]
    assert list(find(helper)) == []


def test_hidden_space_says_so_and_links_nowhere(client, boss, space):
    domain.change_space(space, {"is_published": False}, by=boss)
    page = client.get(BASE).content.decode()
    assert "Hidden from the public" in page
    assert "See the public page" not in page
