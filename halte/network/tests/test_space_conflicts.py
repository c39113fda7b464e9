"""Two people edit the same section: the second is told, and loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.core.conflicts import note
from halte.network import domain
from halte.network.enums import CoordinatesSource
from halte.network.models import Site, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import PostcodeFactory, SiteFactory, SpaceFactory

ADDRESS = "/en/work/spaces/here/change/names"
READ = {
    f"{field}_{code}": f"{field} {code}"
    for field in ("name", "description")
    for code in ("fr", "nl", "en")
}


@pytest.fixture
def space(db) -> Space:
    PostcodeFactory()
    return SpaceFactory(slug="here", **READ)


@pytest.fixture
def second(client, space):
    """The second person, who has the page open; the first one is Bea."""
    client.force_login(make_member(Role.COORDINATOR, scope_of_space(space)).user)
    return client


def bea_writes(space: Space, **values) -> None:
    domain.change_space(space, values, by=make_user(name="Bea Baas"))


def facts(space: Space, *names: str) -> list:
    return list(Space.objects.values_list(*names).get(pk=space.pk))


# ---- On the page --------------------------------------------------------------------------------


def test_different_values_are_both_kept_and_it_is_said(second, space):
    bea_writes(space, name_nl="Van Bea")
    answer = second.post(ADDRESS, {**READ, "name_en": "Mine", "read": note(READ)})
    assert answer.status_code == 302
    assert facts(space, "name_nl", "name_en") == ["Van Bea", "Mine"]
    page = second.get("/en/work/spaces/here").content.decode()
    assert "Meanwhile Bea Baas has changed: Name – Nederlands. Both are kept." in page


@pytest.fixture
def clash(second, space):
    """The page that comes back when both changed the same name, and she another one, too."""
    bea_writes(space, name_nl="Van Bea")
    typed = {**READ, "name_nl": "Van mij", "name_en": "Mine", "read": note(READ)}
    return second.post(ADDRESS, typed)


def resend(answer) -> dict:
    """The form of a page as a browser sends it again."""
    form = answer.context["form"]
    typed = {name: form[name].value() for name in form.value_names()}
    return {**typed, "read": form.noted, "clashing": [one.name for one in form.clashes]}


def test_a_clash_shows_both_values_and_keeps_what_was_typed(clash, space):
    assert clash.status_code == 409
    assert facts(space, "name_nl", "name_en") == ["Van Bea", "name en"]
    told = clash.context["form"].clashes
    assert [(one.label, one.theirs, one.mine, one.entry.by.name) for one in told] == [
        ("Name – Nederlands", "Van Bea", "Van mij", "Bea Baas")
    ]
    assert clash.context["form"]["name_en"].value() == "Mine"
    page = clash.content.decode()
    assert all(words in page for words in ("Bea Baas", "Van Bea", "Van mij"))


def test_she_may_save_hers_over_it(second, clash, space):
    assert second.post(ADDRESS, resend(clash)).status_code == 302
    assert facts(space, "name_nl", "name_en") == ["Van mij", "Mine"]


def test_she_may_keep_theirs_and_save_the_rest(second, clash, space):
    assert second.post(ADDRESS, {**resend(clash), "take": "theirs"}).status_code == 302
    assert facts(space, "name_nl", "name_en") == ["Van Bea", "Mine"]


def test_a_third_person_is_told_of_again(second, clash, space):
    bea_writes(space, name_nl="Nog eens")
    again = second.post(ADDRESS, resend(clash))
    assert again.status_code == 409
    assert [one.theirs for one in again.context["form"].clashes] == ["Nog eens"]


@pytest.mark.parametrize("read", ["", "{}", "no note"])
def test_a_forged_note_overwrites_nothing_in_silence(second, space, read):
    answer = second.post(ADDRESS, {**READ, "name_nl": "Van mij", "read": read})
    assert answer.status_code == 409
    assert facts(space, "name_nl") == ["name nl"]


def test_a_pin_moved_by_two_is_never_in_a_third_place(second, space):
    site = SiteFactory(space=space)
    read = note({"position": [site.lat, site.lon]})
    source = CoordinatesSource.MAP
    domain.place_site(site, (50.83, site.lon), source=source, by=make_user(), read=read)
    address = f"/en/work/spaces/here/sites/{site.pk}/pin"
    mine = {"lat": str(site.lat), "lon": "4.38", "read": read}
    answer = second.post(address, mine)
    assert answer.status_code == 409
    assert list(Site.objects.values_list("lat", "lon")) == [(50.83, 4.3715)]
    form = answer.context["form"]
    taken = {**mine, "read": form.noted, "clashing": ["position"], "take": "theirs"}
    assert second.post(address, taken).status_code == 302
    assert list(Site.objects.values_list("lat", "lon")) == [(50.83, 4.3715)]


# ---- At the same moment -------------------------------------------------------------------------


def together(*acts) -> list:
    """Do acts at the same moment, each with a connection of its own; what each gave or raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(10)
            return act()
        except domain.Clash as clash:
            return clash
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def saving(space: Space, **values):
    read = note({name: READ[name] for name in values})
    return lambda: domain.change_space(space, values, by=None, read=read)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(space):
    done = together(saving(space, name_nl="One"), saving(space, name_nl="Two"))
    assert sorted(type(one).__name__ for one in done) == ["Clash", "Saved"]
    winner = "One" if isinstance(done[0], domain.Saved) else "Two"
    assert facts(space, "name_nl") == [winner]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_different_values_both_save(space):
    done = together(saving(space, name_nl="One"), saving(space, name_en="Two"))
    assert [type(one).__name__ for one in done] == ["Saved", "Saved"]
    assert facts(space, "name_nl", "name_en") == ["One", "Two"]


@pytest.mark.django_db(transaction=True)
def test_two_new_sites_at_once_get_places_of_their_own(space):
    address = {"street": "Rue Neuve 1", "postcode": "1050", "municipality": "21009"}

    def add():
        return domain.add_site(space, address, by=None).position

    assert sorted(together(add, add)) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_the_last_two_sites_closed_at_once_leave_one(space):
    sites = [SiteFactory(space=space) for _ in range(2)]

    def closing(site):
        def act():
            try:
                return domain.close_site(site, by=None)
            except domain.LastSite:
                return None

        return act

    done = together(*map(closing, sites))
    assert done.count(None) == 1
    assert space.sites.in_use().count() == 1
