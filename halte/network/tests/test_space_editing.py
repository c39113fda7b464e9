"""What a space changes of itself: written as typed, asked again where odd, nothing foreign."""

from datetime import date

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member
from halte.core.models import LogEntry
from halte.network import domain
from halte.network.enums import CoordinatesSource
from halte.network.forms.space import ContactForm
from halte.network.models import Site, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import (
    MunicipalityFactory,
    OrganisationFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db
BASE = "/en/work/spaces/here"
LONG = "x" * 10_000


@pytest.fixture
def space() -> Space:
    PostcodeFactory()
    return SpaceFactory(slug="here")


@pytest.fixture
def site(space):
    return SiteFactory(space=space)


@pytest.fixture(autouse=True)
def boss(client, space):
    """The coordinator, signed in."""
    user = make_member(Role.COORDINATOR, scope_of_space(space)).user
    client.force_login(user)
    return user


def post(client, address: str, /, **typed):
    """Open a page and send its form with some values typed."""
    form = client.get(f"{BASE}{address}").context["form"]
    shown = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, [])
    }
    typed.setdefault("read", form.noted)
    return client.post(f"{BASE}{address}", {**shown, **typed})


def errors(answer) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def changes():
    """What the log says of changes (signing in is logged, too)."""
    return LogEntry.objects.filter(verb="change")


# ---- What is typed is written -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "typed", "written"),
    [
        ("names", {"name_fr": "Chez Nous", "description_nl": "Wij."}, None),
        ("contact", {"phone": "02/555.12 12"}, {"phone": "+3225551212"}),
        ("contact", {"phone": "+32 (0)2 555 12 12"}, {"phone": "+3225551212"}),
        ("contact", {"phone": "0033 1 42 68 53 00"}, {"phone": "+33142685300"}),
        ("contact", {"email": "here@example.org"}, None),
        ("contact", {"website": "www.example.org"}, {"website": "https://www.example.org"}),
        ("services", {"services": ["jobs", "phone"]}, None),
        ("languages", {"languages": ["fr", "so", "ln"]}, None),
        ("price", {"price": "symbolic", "price_note_fr": "1 €"}, None),
        ("audience", {"audience": "restricted", "audience_note_fr": "Dès 18 ans"}, None),
        ("visit", {"bring_nl": "Uw kaart", "welcome_en": "The desk"}, None),
        ("mobile", {"is_mobile": "True"}, {"is_mobile": True}),
        ("publication", {"is_published": "False"}, {"is_published": False}),
    ],
)
def test_a_section_is_written_and_logged(client, boss, space, section, typed, written):
    answer = post(client, f"/change/{section}", **typed)
    assert (answer.status_code, answer["location"]) == (302, BASE)
    space.refresh_from_db()
    wanted = written or typed
    assert {name: _plain(getattr(space, name)) for name in wanted} == wanted
    entry = changes().get()
    assert (entry.verb, entry.by, set(entry.note.split())) == ("change", boss, set(wanted))


def _plain(value):
    return value.as_e164 if hasattr(value, "as_e164") else value


def test_counts_are_written_changed_and_taken_away(client, space):
    post(client, "/change/equipment", desktop="8", printer="0")
    assert dict(space.equipment.values_list("kind", "count")) == {"desktop": 8, "printer": 0}
    post(client, "/change/equipment", desktop="9", printer="")
    assert dict(space.equipment.values_list("kind", "count")) == {"desktop": 9}


def test_nothing_changed_is_said_and_not_logged(client):
    assert post(client, "/change/names").status_code == 302
    assert "Nothing was changed." in client.get(BASE).content.decode()
    assert not changes().exists()


def test_saving_does_not_confirm(client, space):
    post(client, "/change/names", name_fr="Chez Nous")
    space.refresh_from_db()
    assert space.confirmed_on is None


def test_the_public_page_shows_it_at_once(client):
    assert b"Chez Nous" not in client.get("/fr/spaces/here").content
    post(client, "/change/names", name_fr="Chez Nous")
    assert b"Chez Nous" in client.get("/fr/spaces/here").content


# ---- Bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "field", "typed", "sentence"),
    [
        ("names", "name_fr", " ", "Write the French name of the space."),
        (
            "names",
            "name_nl",
            LONG,
            "This text has 10000 signs. Write it in 200 or fewer.",
        ),
        (
            "names",
            "description_en",
            LONG,
            "This text has 10000 signs. Write it in 4000 or fewer.",
        ),
        (
            "contact",
            "phone",
            "02 12",
            "This number cannot be called. Write it with its area, such as 02 555 12 12.",
        ),
        ("contact", "email", "me@", "Write an e-mail address, such as name@example.org."),
        ("contact", "website", "no web", "Write a web address, such as www.example.org."),
        (
            "contact",
            "website",
            "ftp://example.org",
            "A website starts with http:// or https://.",
        ),
        ("services", "services", ["jobs", "magic"], "Choose one of the answers in the list."),
        ("languages", "languages", ["fr", "xx"], "Choose one of the answers in the list."),
        ("price", "price", "expensive", "Choose one of the answers in the list."),
        ("price", "price", "", "Choose what people pay."),
        ("audience", "audience", "", "Choose who may come."),
        ("equipment", "desktop", "-1", "Write 0 or more."),
        ("equipment", "desktop", "1000", "Write 999 or fewer."),
        ("equipment", "desktop", "many", "Write a whole number, such as 8."),
        ("publication", "is_published", "maybe", "Choose one of the answers in the list."),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(client, section, field, typed, sentence):
    answer = post(client, f"/change/{section}", **{field: typed})
    assert errors(answer) == {field: [sentence]}
    assert answer.context["form"][field].value() == typed
    assert not changes().exists()


def test_a_website_runs_nothing():
    form = ContactForm({"website": "javascript:alert(1)"})
    assert form.errors == {"website": ["Write a web address, such as www.example.org."]}


def test_a_restriction_needs_words(client):
    answer = post(client, "/change/audience", audience="restricted")
    sentence = "Say in French for whom the space is, if not for everyone."
    assert errors(answer) == {"audience_note_fr": [sentence]}


def test_a_rule_broken_by_two_people_together_is_told_at_its_field(client, boss, space):
    noted = {"audience": "everyone", "audience_note_fr": "Dès 18 ans"}
    domain.change_space(space, noted, by=boss)
    read = client.get(f"{BASE}/change/audience").context["form"].noted
    domain.change_space(space, {"audience_note_fr": ""}, by=boss)
    typed = {"audience": "restricted", "audience_note_fr": "Dès 18 ans"}
    answer = post(client, "/change/audience", **typed, read=read)
    assert errors(answer) == {
        "audience_note_fr": ["Say for whom the space is, if not for everyone."]
    }


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><b><i>', "مركز الأمل"])
def test_a_name_is_text_and_nothing_else(client, name):
    assert post(client, "/change/names", name_fr=name).status_code == 302
    for address in (BASE, f"{BASE}/change/names", "/fr/spaces/here"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert '"><b><' not in page


def test_null_signs_are_refused(client):
    assert post(client, "/change/names", name_fr="a\x00b").status_code == 422


# ---- Nothing foreign ----------------------------------------------------------------------------


def test_foreign_fields_are_not_looked_at(client, space):
    before = Space.objects.values().get()
    other = OrganisationFactory()
    foreign = {
        "slug": "mine",
        "organisation": other.pk,
        "organisation_id": other.pk,
        "label_status": "labelled",
        "label_since": "2020-01-01",
        "confirmed_on": "2026-01-01",
        "is_published": "False",
        "uuid": "00000000-0000-0000-0000-000000000000",
        "price": "free",
    }
    assert post(client, "/change/names", name_nl="Bij ons", **foreign).status_code == 302
    after = Space.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"name_nl", "folded", "updated_at"}


def test_foreign_fields_of_a_site_are_not_looked_at(client, site):
    there = SpaceFactory(slug="there")
    foreign = {
        "space": there.pk,
        "space_id": there.pk,
        "position": 7,
        "hours_confirmed_on": "2026-01-01",
        "closed_on": "2026-01-01",
        "lat": "1",
    }
    before = Site.objects.values().get()
    answer = post(client, f"/sites/{site.pk}/address", address_note_fr="Au fond", **foreign)
    assert answer.status_code == 302
    after = Site.objects.values().get()
    assert {name for name in after if after[name] != before[name]} == {"address_note_fr"}


@pytest.mark.parametrize("name", ["slug", "organisation", "label_status", "confirmed_on", "pk"])
def test_acts_refuse_foreign_names(space, name):
    with pytest.raises(ValueError, match=name):
        domain.change_space(space, {name: "x"}, by=None)


# ---- Sites --------------------------------------------------------------------------------------

ADDRESS = {"street": "Rue Neuve 1", "postcode": "1050", "municipality": "21009"}


def test_a_new_address_starts_in_the_centre_of_its_postcode(client, space):
    SiteFactory(space=space)
    answer = client.post(f"{BASE}/sites/new", ADDRESS)
    site = space.sites.last()
    assert answer["location"] == f"{BASE}/sites/{site.pk}/pin"
    assert (site.street, site.position, site.lat, site.coordinates_source) == (
        "Rue Neuve 1",
        1,
        50.82227,
        CoordinatesSource.POSTCODE,
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"street": ""}, {"street": ["Write the street and the number."]}),
        ({"postcode": "105"}, {"postcode": ["A postcode has four digits."]}),
        ({"postcode": "10500"}, {"postcode": ["A postcode has four digits."]}),
        ({"municipality": ""}, {"municipality": ["Choose the municipality."]}),
        ({"municipality": "99999"}, {"municipality": ["Choose one of the answers in the list."]}),
    ],
)
def test_bad_addresses_are_told(client, typed, told):
    assert errors(client.post(f"{BASE}/sites/new", {**ADDRESS, **typed})) == told


def test_a_postcode_of_another_municipality_is_asked_not_refused(client, space):
    MunicipalityFactory(nis_code="21004", name_fr="Bruxelles", name_nl="Brussel")
    spanning = {**ADDRESS, "municipality": "21004"}
    answer = client.post(f"{BASE}/sites/new", spanning)
    sentence = "Postcode 1050 lies mostly in Ixelles. Is the municipality right?"
    assert errors(answer) == {"__all__": [sentence]}
    sure = answer.context["form"].doubt()
    other = client.post(f"{BASE}/sites/new", {**spanning, "postcode": "1999", "sure": sure})
    assert other.status_code == 422
    assert client.post(f"{BASE}/sites/new", {**spanning, "sure": sure}).status_code == 302
    assert space.sites.get().municipality_id == "21004"


def test_whoever_moves_is_led_to_the_pin(client, site):
    answer = post(client, f"/sites/{site.pk}/address", street="Rue Neuve 1")
    assert answer["location"] == f"{BASE}/sites/{site.pk}/pin"


def test_accessibility_is_written(client, site):
    typed = {"wheelchair": "limited", "accessibility": ["lift", "toilet"]}
    assert post(client, f"/sites/{site.pk}/access", **typed).status_code == 302
    site.refresh_from_db()
    assert (site.wheelchair, set(site.accessibility)) == ("limited", {"lift", "toilet"})


def test_a_pin_is_placed_by_numbers(client, site):
    Site.objects.update(coordinates_source=CoordinatesSource.POSTCODE)
    answer = post(client, f"/sites/{site.pk}/pin", lat="50,8301", lon=" 4.3699 ")
    assert answer.status_code == 302
    site.refresh_from_db()
    assert (site.lat, site.lon, site.coordinates_source) == (50.8301, 4.3699, "map")


def test_a_pin_can_be_taken_away_and_put_in_the_centre(client, site):
    post(client, f"/sites/{site.pk}/pin", lat="", lon="")
    site.refresh_from_db()
    assert (site.lat, site.coordinates_source) == (None, "")
    post(client, f"/sites/{site.pk}/pin", centre="1")
    site.refresh_from_db()
    assert (site.lat, site.coordinates_source) == (50.82227, "postcode")


@pytest.mark.parametrize(
    ("lat", "lon", "told"),
    [
        ("here", "4.37", {"lat": ["Write a latitude such as 50.8466."]}),
        ("91", "4.37", {"lat": ["Write a latitude such as 50.8466."]}),
        ("nan", "4.37", {"lat": ["Write a latitude such as 50.8466."]}),
        ("50.8", "", {"lon": ["Write both numbers, or neither."]}),
        (
            "48.85",
            "2.35",
            {"__all__": ["This place lies outside the area of the network. Is it right?"]},
        ),
        (
            "4.3715",
            "50.8279",
            {"__all__": ["Latitude and longitude seem to have changed places. Is this right?"]},
        ),
        (
            "50.8600",
            "4.3715",
            {"__all__": ["This place lies 4 km from the centre of the postcode. Is it right?"]},
        ),
    ],
)
def test_odd_pins_are_told(client, site, lat, lon, told):
    answer = post(client, f"/sites/{site.pk}/pin", lat=lat, lon=lon)
    assert errors(answer) == told


def test_the_other_site_is_shown_first_and_the_old_one_closed(client, space, site):
    other = SiteFactory(space=space)
    client.post(f"{BASE}/sites/{other.pk}", {"verb": "main"})
    assert list(space.sites.values_list("pk", flat=True)) == [other.pk, site.pk]
    assert client.post(f"{BASE}/sites/{site.pk}/close").status_code == 302
    site.refresh_from_db()
    assert site.closed_on is not None
    assert list(space.sites.in_use()) == [other]
    client.post(f"{BASE}/sites/{site.pk}", {"verb": "reopen"})
    assert space.sites.in_use().count() == 2


def test_the_last_site_stays_open_unless_the_space_travels(client, space, site):
    assert client.post(f"{BASE}/sites/{site.pk}/close").status_code == 422
    Space.objects.update(is_mobile=True)
    assert client.post(f"{BASE}/sites/{site.pk}/close").status_code == 302


# ---- Still right --------------------------------------------------------------------------------


def test_one_press_confirms_and_one_takes_it_back(client, space):
    Space.objects.update(confirmed_on=date(2025, 1, 1))
    for verb, day in (("confirm", None), ("undo", date(2025, 1, 1))):
        assert client.post(f"{BASE}/confirm", {"verb": verb}).status_code == 302
        space.refresh_from_db()
        assert day is None or space.confirmed_on == day
    assert client.post(f"{BASE}/confirm", {"verb": "undo"}).status_code == 302
    assert "There is nothing to undo any more." in client.get(BASE).content.decode()
    assert client.post(f"{BASE}/confirm", {"verb": "eat"}).status_code == 400
