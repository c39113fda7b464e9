"""What the link of a reminder opens, what it confirms, and when it refuses."""

import re
from datetime import date, time, timedelta
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.utils import timezone

from halte.accounts.domain import end_membership
from halte.accounts.enums import Role
from halte.accounts.models import Membership
from halte.accounts.tests.factories import make_member, make_user
from halte.core.models import LogEntry
from halte.network import confirmation_links
from halte.network.confirmation_links import HOLDS_FOR, SALT, make_link
from halte.network.fingerprint import fingerprint, with_everything
from halte.network.models import Site, Space
from halte.network.scopes import scope_of_organisation, scope_of_space
from halte.network.tests.factories import (
    OpeningPeriodFactory,
    SiteFactory,
    SpaceFactory,
    SpecialSlotFactory,
)

pytestmark = pytest.mark.django_db

LONG_AGO = date(2025, 1, 31)
TITLES = {
    "unknown": "This link does not work",
    "expired": "This link has expired",
    "ended": "This link does not work any more",
    "confirmed": "The page is confirmed already",
    "changed": "The page has changed since the mail",
}


@pytest.fixture
def space(db) -> Space:
    space = SpaceFactory(slug="here", confirmed_on=LONG_AGO, phone="+3225551212")
    site = SiteFactory(space=space, hours_confirmed_on=LONG_AGO)
    OpeningPeriodFactory(site=site)
    SiteFactory(space=space)
    return space


@pytest.fixture
def member(space) -> Membership:
    user = make_user(name="SECRET-NAME", email="secret@example.org")
    return make_member(Role.COORDINATOR, scope_of_space(space), user)


def link(space: Space, member: Membership, language: str = "en") -> str:
    row = with_everything(Space.objects.all()).get(pk=space.pk)
    return urlsplit(make_link(row, member, language)).path


def facts() -> list:
    return [
        list(Space.objects.values()),
        list(Site.objects.values()),
        LogEntry.objects.count(),
    ]


def refused(client, address: str) -> tuple[int, str]:
    """GET and POST answer the same, and nothing changes; the answer and its reason."""
    before = facts()
    answers = [client.get(address), client.post(address)]
    assert facts() == before
    assert len({answer.status_code for answer in answers}) == 1
    text = answers[0].content.decode()
    assert "secret" not in text.lower()
    title = text.split("<h1>")[1].split("</h1>")[0]
    return answers[0].status_code, next(key for key, words in TITLES.items() if words == title)


def test_opening_shows_what_is_public_and_writes_nothing(client, space, member):
    before = facts()
    answer = client.get(link(space, member))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert facts() == before
    assert client.head(link(space, member)).status_code == 200
    assert facts() == before
    for words in (space.name_en, "02 555 12 12", "Monday: 09:00", "Rue du Test", "31 January 2025"):
        assert words in text, words
    assert "secret" not in text.lower()
    assert re.findall(r"<button[^>]*>", text) == ['<button class="btn btn-primary btn-tall">']
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_pressing_confirms_in_the_name_of_the_member(client, space, member):
    answer = client.post(link(space, member))
    today = timezone.localdate()
    space.refresh_from_db()
    assert answer.status_code == 200
    assert space.confirmed_on == today
    # Hours nobody had confirmed stay hidden.
    assert list(space.sites.values_list("hours_confirmed_on", flat=True)) == [today, None]
    entry = LogEntry.objects.get(verb="confirm")
    assert (entry.verb, entry.object_id, entry.by, entry.note) == (
        "confirm",
        space.pk,
        member.user,
        "link in a mail",
    )
    page = Client().get("/en/spaces/here").content.decode()
    assert f"Checked by the space on {today:%A}" in page


def test_forgery_protection_is_on(space, member):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link(space, member)).status_code == 403
    assert LogEntry.objects.count() == 0


def test_second_use_is_thanked(client, space, member):
    address = link(space, member)
    client.post(address)
    assert refused(client, address) == (200, "confirmed")


def test_confirmed_by_somebody_else_meanwhile(client, space, member):
    other = make_member(Role.COORDINATOR, scope_of_space(space))
    mine, theirs = link(space, member), link(space, other)
    client.post(theirs)
    assert refused(client, mine) == (200, "confirmed")
    assert LogEntry.objects.filter(verb="confirm").count() == 1


def test_never_confirmed_space(client, space, member):
    Space.objects.update(confirmed_on=None)
    address = link(space, member)
    assert client.get(address).status_code == 200
    client.post(address)
    assert refused(client, address) == (200, "confirmed")


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_forged_link(client, space, member, where):
    base, token = link(space, member).rsplit("/", 1)
    at = {"first": 0, "middle": len(token) // 2, "last": len(token) - 2}[where]
    other = "A" if token[at] != "A" else "B"
    assert refused(client, f"{base}/{token[:at]}{other}{token[at + 1 :]}") == (404, "unknown")


@pytest.mark.parametrize(
    "token", ["x", "..", "a:b:c", "%00", "%F0%9F%98%80", "x" * 5000, "<script>", ":", "::"]
)
def test_nonsense_is_answered_calmly(client, token):
    assert refused(client, f"/en/work/confirm/{token}") == (404, "unknown")


def test_token_signed_for_another_purpose(client, space, member):
    held = [space.uuid.hex, member.pk, "", fingerprint(space)]
    token = signing.dumps(held, salt=f"{SALT}.other")
    assert refused(client, f"/en/work/confirm/{token}") == (404, "unknown")


def test_expired_link(client, space, member, monkeypatch):
    address = link(space, member)
    monkeypatch.setattr(confirmation_links, "HOLDS_FOR", timedelta(seconds=-1))
    assert refused(client, address) == (410, "expired")
    assert timedelta(days=60) == HOLDS_FOR


def test_role_that_has_ended(client, space, member):
    address = link(space, member)
    end_membership(member, by=None)
    assert refused(client, address) == (410, "ended")


def test_closed_account(client, space, member):
    address = link(space, member)
    member.user.is_active = False
    member.user.save()
    assert refused(client, address) == (410, "ended")


def test_page_that_is_not_public_any_more(client, space, member):
    address = link(space, member)
    Space.objects.update(is_published=False)
    assert refused(client, address) == (410, "ended")


def test_space_that_is_gone(client, space, member):
    address = link(space, member)
    space.delete()
    assert refused(client, address) == (410, "ended")


def test_space_that_went_to_another_organisation(client, space):
    boss = make_member(Role.MANAGER, scope_of_organisation(space.organisation))
    address = link(space, boss)
    assert client.get(address).status_code == 200
    Space.objects.update(organisation=SpaceFactory().organisation)
    assert refused(client, address) == (410, "ended")


def test_roles_that_may_not_confirm(client, space):
    for role in (Role.FACILITATOR,):
        helper = make_member(role, scope_of_space(space))
        assert refused(client, link(space, helper)) == (410, "ended")
    elsewhere = make_member(Role.COORDINATOR, scope_of_space(SpaceFactory()))
    assert refused(client, link(space, elsewhere)) == (410, "ended")


CHANGES = {
    "phone": lambda space: Space.objects.update(phone="+3225551313"),
    "services": lambda space: Space.objects.update(services=["printing"]),
    "address": lambda space: Site.objects.filter(position=0).update(street="Rue Autre 1"),
    "a site": lambda space: SiteFactory(space=space),
    "hours": lambda space: space.sites.first().periods.update(opens=time(8)),
    "more hours": lambda space: OpeningPeriodFactory(site=space.sites.first(), weekday=5),
    "no hours": lambda space: space.sites.update(hours_confirmed_on=None),
    "site given up": lambda space: space.sites.filter(position=1).update(closed_on=LONG_AGO),
    "equipment": lambda space: space.equipment.create(kind="laptop", count=2),
    "closure": lambda space: space.sites.first().exceptions.create(
        first=date(2027, 1, 4), last=date(2027, 1, 8)
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_record_that_has_changed_since_the_mail(client, space, member, what):
    address = link(space, member)
    CHANGES[what](space)
    assert refused(client, address) == (410, "changed")


def test_what_no_reader_sees_changes_nothing(client, space, member):
    address = link(space, member)
    other = SpaceFactory()
    Space.objects.filter(pk=space.pk).update(updated_at=timezone.now())
    Space.objects.filter(pk=other.pk).update(phone="+3225551313")
    assert client.get(address).status_code == 200


def test_fingerprint_is_the_same_however_rows_were_fetched(space, django_assert_num_queries):
    SpecialSlotFactory(exception__site=space.sites.first())
    rows = with_everything(Space.objects.all())
    with django_assert_num_queries(7):
        prefetched = {row.pk: fingerprint(row) for row in rows}
    assert prefetched[space.pk] == fingerprint(Space.objects.get(pk=space.pk))


def test_many_presses_from_one_address_are_stopped(client, space, member, monkeypatch):
    monkeypatch.setattr("halte.network.views.confirm.PRESSES", 2)
    address = link(space, member)
    codes = [client.post(address).status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_confirms(space, member):
    address = link(space, member)

    def press():
        try:
            assert Client().post(address).status_code == 200
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert LogEntry.objects.filter(verb="confirm").count() == 1
