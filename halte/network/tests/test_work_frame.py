"""The frame around the work pages: what it shows, to whom, and what it costs."""

import gzip
import re
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from halte.accounts import domain
from halte.accounts.enums import Role
from halte.accounts.models import Invitation
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member, make_user
from halte.core import work
from halte.core.work.frame import AT_THE_BOTTOM, MOST_PLACES, Frame, frame_of
from halte.core.work.middleware import COOKIE
from halte.core.work.searching import read_text
from halte.network.models import Space
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import CorrectionFactory, OrganisationFactory, SpaceFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def spaces() -> list[Space]:
    """Two spaces of one organisation."""
    house = OrganisationFactory()
    return [
        SpaceFactory(slug=slug, name_en=name, organisation=house, confirmed_on=TODAY)
        for slug, name in (("linde", "Linde"), ("orme", "Orme"))
    ]


def manager_of(space: Space):
    return make_member(Role.MANAGER, scope_of_organisation(space.organisation)).user


def frame(user, path: str, last: str = "") -> Frame:
    request = RequestFactory().get(path)
    request.user = user
    request.COOKIES[COOKIE] = last
    return frame_of(request)


def names(links) -> list[str]:
    return [str(link.name) for link in links]


# ---- Navigation ----


def test_navigation_shows_what_the_person_may_open(spaces):
    facilitator = make_member(Role.FACILITATOR, scope_of_space(spaces[0])).user
    shown = {str(group): names(links) for group, links in frame(facilitator, "/en/work").groups}
    assert [*shown] == ["home", "space", "network"]
    assert "Team" in shown["space"]
    assert "Tokens" not in shown["space"]
    assert "Mails" not in shown["network"]


def test_coordination_sees_its_own_jobs(spaces):
    officer = make_member(Role.OFFICER, REGION).user
    groups = dict(frame(officer, "/en/work/spaces/linde/team").groups)
    assert {"Team", "Tokens"} <= set(names(groups[work.Group.SPACE]))
    assert {"Messages of readers", "Mails"} <= set(names(groups[work.Group.NETWORK]))


def test_auditor_is_shown_the_pages_of_a_space_that_she_may_read(client, spaces):
    auditor = make_member(Role.AUDITOR, REGION).user
    client.force_login(auditor)
    links = dict(frame(auditor, "/en/work/spaces/linde/team").groups)[work.Group.SPACE]
    shown = {str(link.name): link.link for link in links}
    assert [client.get(shown[name]).status_code for name in ("Team", "Tokens")] == [200, 200]


def test_longest_address_is_the_current_one(spaces):
    boss = manager_of(spaces[0])
    links = dict(frame(boss, "/en/work/spaces/linde/team/3/end").groups)[work.Group.SPACE]
    assert [str(link.name) for link in links if link.is_current] == ["Team"]


def test_overview_is_current_on_its_own_page_only(spaces):
    boss = manager_of(spaces[0])
    for path, current in (("/en/work", True), ("/en/work/help", False)):
        home = dict(frame(boss, path).groups)[work.Group.HOME]
        assert [link.is_current for link in home] == [current]


def test_phone_shows_four_pages_and_the_rest_behind_more(spaces):
    officer = make_member(Role.OFFICER, REGION).user
    found = frame(officer, "/en/work/spaces/linde/team")
    rest = [link.link for _group, links in found.rest for link in links]
    everything = [link.link for _group, links in found.groups for link in links]
    assert [*(link.link for link in found.bottom), *rest] == everything
    assert len(found.bottom) == AT_THE_BOTTOM


# ---- Spaces ----


def test_place_is_the_address_then_the_last_then_the_only_one(spaces):
    boss = manager_of(spaces[0])
    assert frame(boss, "/en/work/spaces/orme/team", last="linde").place.slug == "orme"
    assert frame(boss, "/en/work", last="linde").place.slug == "linde"
    assert frame(boss, "/en/work").place is None
    alone = make_member(Role.FACILITATOR, scope_of_space(spaces[1])).user
    assert frame(alone, "/en/work").place.slug == "orme"
    assert frame(alone, "/en/work", last="linde").place.slug == "orme"
    assert frame(alone, "/en/work/spaces/linde/team").place is None


def test_change_of_space_keeps_the_job_where_it_may_be_opened(spaces):
    user = make_member(Role.FACILITATOR, scope_of_space(spaces[0])).user
    make_member(Role.COORDINATOR, scope_of_space(spaces[1]), user)
    on_tokens = frame(user, "/en/work/spaces/orme/tokens").spaces
    linde, orme = (link.link for link in on_tokens)
    assert orme == "/en/work/spaces/orme/tokens"
    assert linde.startswith("/en/work/spaces/linde")
    assert linde != "/en/work/spaces/linde/tokens"


def test_many_spaces_are_searched_instead_of_listed(client, spaces):
    house = spaces[0].organisation
    for number in range(MOST_PLACES):
        SpaceFactory(slug=f"more-{number}", organisation=house)
    client.force_login(manager_of(spaces[0]))
    page = client.get("/en/work/spaces/orme/team").content.decode()
    assert "more-7" not in page
    assert 'action="/en/work/spaces"' in page
    assert "<b>Orme</b>" in page


def test_last_space_is_remembered_until_the_browser_closes(client, spaces):
    client.force_login(manager_of(spaces[0]))
    answer = client.get("/en/work/spaces/orme/team")
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == ("orme", "", True)
    assert COOKIE not in client.get("/en/work/spaces/orme/team").cookies


def test_space_of_somebody_else_is_not_remembered(client, spaces):
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(spaces[0])).user)
    answer = client.get("/en/work/spaces/orme/team")
    assert (answer.status_code, COOKIE in answer.cookies) == (404, False)


@pytest.mark.parametrize("number", [1, 3, MOST_PLACES + 5])
def test_frame_costs_two_queries(client, number, django_assert_num_queries):
    house = OrganisationFactory()
    for nth in range(number):
        SpaceFactory(slug=f"s-{nth}", organisation=house)
    client.force_login(manager_of(Space.objects.first()))
    with django_assert_num_queries(5):  # session, user, roles; the frame: spaces, sample
        client.get("/en/work/help")


# ---- Languages ----


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/ar/work/spaces?q=a&page=2", "/nl/work/spaces?q=a&page=2"),
        ("/pl/work", "/nl/work"),
        ("/es/work/help", "/nl/work/help"),
    ],
)
def test_other_languages_lead_to_the_persons_own(client, path, expected):
    client.force_login(make_user(language="nl"))
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (307, expected)


def test_stranger_is_led_to_the_first_language(client):
    assert client.get("/ar/work/sign-in?next=/fr/work")["Location"] == (
        "/fr/work/sign-in?next=/fr/work"
    )
    assert client.get("/ar/about").status_code == 200


def test_work_pages_offer_three_languages(client):
    client.force_login(make_user())
    page = client.get("/fr/work").content.decode()
    assert re.findall(r'hreflang="(\w+)"', page) == ["fr", "nl", "en"]


# ---- Search ----


def test_search_finds_spaces_people_pages_and_help(client, spaces):
    boss = manager_of(spaces[0])
    make_member(Role.FACILITATOR, scope_of_space(spaces[1]), make_user(name="Zoé Dupré"))
    client.force_login(boss)
    for text, expected in {
        "ORMÉ": "/en/work/spaces/orme",
        "dupre": "/en/work/spaces/orme/team",
        "overview": "/en/work",
        "yellow mark": "/en/work/help#frame",
    }.items():
        page = client.get("/en/work/search", {"q": text}).content.decode()
        results = page[page.index("<main") :]
        assert f'<li><a href="{expected}' in results, text


def test_search_finds_no_colleague_of_another_team(client, spaces):
    make_member(Role.FACILITATOR, scope_of_space(spaces[1]), make_user(name="Zoé Dupré"))
    auditor = make_member(Role.AUDITOR, REGION).user
    other = make_member(Role.COORDINATOR, scope_of_space(spaces[0])).user
    for user in (auditor, other, make_user()):
        client.force_login(user)
        assert "Zoé" not in client.get("/en/work/search?q=dupre").content.decode()


def test_search_finds_no_hidden_space_of_others(client, spaces):
    SpaceFactory(slug="hidden", name_fr="Verborgen", is_published=False)
    client.force_login(manager_of(spaces[0]))
    assert "Verborgen</a>" not in client.get("/en/work/search?q=verborgen").content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_000, "\0", "%_'\"<b>", "!!!", "🙂", "ا"])
@pytest.mark.parametrize("address", ["/en/work/search", "/en/work/spaces"])
def test_strange_questions_are_answered_kindly(client, spaces, text, address):
    client.force_login(manager_of(spaces[0]))
    assert client.get(address, {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("given", "read"),
    [("  Orme \n 12 ", "Orme 12"), ("!?", ""), ("a\0b", "a b"), ("x" * 300, "x" * 200)],
)
def test_question_is_read_without_what_no_name_holds(given, read):
    assert read_text(given) == read


@pytest.mark.parametrize("number", [1, 3])
def test_search_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    house = OrganisationFactory()
    for nth in range(number):
        space = SpaceFactory(slug=f"s-{nth}", name_fr=f"Orme {nth}", organisation=house)
        make_member(Role.FACILITATOR, scope_of_space(space), make_user(name=f"Orme {nth}"))
    client.force_login(manager_of(space))
    with django_assert_num_queries(8):  # those of the frame; spaces; members, their spaces
        client.get("/en/work/search?q=orme")


# ---- Notices ----


def said_to(user) -> list[tuple[str, str, str]]:
    return [(notice.tone, notice.text, notice.link) for notice in work.waiting_for(user)]


def test_coordinator_is_told_what_waits(spaces):
    space = spaces[0]
    boss = make_member(Role.COORDINATOR, scope_of_space(space)).user
    CorrectionFactory(space=space)
    CorrectionFactory(space=spaces[1])
    Space.objects.filter(pk=space.pk).update(confirmed_on=TODAY - timedelta(days=600))
    for mail in ("a@example.org", "b@example.org"):
        domain.invite(
            mail, role=Role.FACILITATOR, scope=scope_of_space(space), by=boss, language="fr"
        )
    Invitation.objects.filter(email="a@example.org").update(expires_at=timezone.now())
    assert said_to(boss) == [
        (
            "bad",
            "The public page of Linde has not been confirmed for long",
            next(link.link for link in frame(boss, "/en/work").jobs),
        ),
        (
            "warn",
            "Linde: 1 message of readers waits.",
            reverse("network:space_messages", args=["linde"]),
        ),
        (
            "info",
            "1 invitation to the team of Linde has expired",
            "/en/work/spaces/linde/team",
        ),
    ]
    colleague = make_member(Role.FACILITATOR, scope_of_space(space)).user
    assert said_to(colleague) == []


def test_many_old_records_and_many_messages_are_one_notice_each():
    user = make_user()
    for _nth in range(5):
        space = SpaceFactory(confirmed_on=None)
        make_member(Role.COORDINATOR, scope_of_space(space), user)
        CorrectionFactory(space=space)
    assert sorted(said_to(user)) == [
        ("warn", "5 messages of readers wait for an answer", "/en/work/corrections"),
        ("warn", "5 of your spaces have not been confirmed for long", "/en/work/spaces"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_notices_cost_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    user = make_user()
    for _nth in range(number):
        space = SpaceFactory(confirmed_on=None)
        make_member(Role.COORDINATOR, scope_of_space(space), user)
        CorrectionFactory(space=space)
    client.force_login(user)
    # Those of the frame; messages and their spaces, old records, invitations; calls and sessions of
    # workshops, whose people are opened and closed around them.
    with django_assert_num_queries(13):
        page = client.get("/en/work/notices").content.decode()
    assert page.count('class="w-alert') == 2 * number


def test_bell_gets_number_and_words(client, spaces):
    CorrectionFactory(space=spaces[0])
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(spaces[0])).user)
    answer = client.get("/en/work/notices/count")
    assert answer.json() == {"number": 1, "words": "1 notice"}
    assert "no-store" in answer["Cache-Control"]


# ---- Overview ----


def test_overview_of_one_space_leads_to_its_jobs(client, spaces):
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(spaces[0])).user)
    page = client.get("/en/work").content.decode()
    jobs = page[page.index('class="w-jobs"') :]
    assert 'href="/en/work/spaces/linde/team"' in jobs


def test_overview_without_a_space_says_what_to_do(client):
    client.force_login(make_user())
    assert "Ask its coordinator" in client.get("/en/work").content.decode()


def test_every_page_in_the_frame_names_a_topic_that_exists(client, spaces):
    client.force_login(make_member(Role.OFFICER, REGION).user)
    topics = {topic.slug for topic in work.topics} | {"keys"}
    for path in ("spaces/linde/team", "spaces/linde/tokens", "corrections", "findings", "outbox"):
        page = client.get(f"/en/work/{path}").content.decode()
        assert set(re.findall(r'href="/en/work/help#(\w+)"', page)) <= topics, path
        assert re.findall(r'href="/en/work/help#(\w+)"', page), path


def test_public_pages_load_nothing_of_the_work_face(client):
    for path, expected in (("/fr/about", False), ("/fr/work/help", True)):
        client.force_login(make_user())
        answer = client.get(path)
        page = gzip.decompress(answer.content) if "Content-Encoding" in answer else answer.content
        for part in (b"/work.", b"work.min.", b"icons-work."):
            assert (part, part in page) == (part, expected)
