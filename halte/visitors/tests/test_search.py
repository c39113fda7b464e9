"""Finding somebody at the desk with little."""

import pytest
from django.db import connection
from django.utils import timezone

from halte.core import rows
from halte.network.tests.factories import SpaceFactory
from halte.visitors import search
from halte.visitors.contact import Contact
from halte.visitors.domain import know
from halte.visitors.models import Identity

PEOPLE = {
    "Mohamed El Amrani": "+32470111222",
    "Fatima Benali": "+32470333444",
    "Stéphane Ørsted": "+32470555666",
    "محمد الأمراني": "+212612345678",
    "Żółć Łukasz": "",
    "Monique O’Hara-Dupont": "",
}


@pytest.fixture
def space(db):
    with rows.everything("tests of the search"):
        here, elsewhere = SpaceFactory(), SpaceFactory()
        for place in (here, elsewhere):
            for name, phone in PEOPLE.items():
                contact = Contact(name, phone)
                know(place, contact, language="fr", needed_until=timezone.now())
        yield here


def found(space, text, **more) -> list[str]:
    people = search.find_visitors(space, text, **more)
    assert {person.space_id for person in people} <= {space.pk}
    return [person.identity.name for person in people]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mo", ["Mohamed El Amrani", "Monique O’Hara-Dupont"]),
        ("MOHAMED", ["Mohamed El Amrani"]),
        ("am", ["Mohamed El Amrani"]),
        ("amrani moh", ["Mohamed El Amrani"]),
        ("dup", ["Monique O’Hara-Dupont"]),
        ("st", ["Stéphane Ørsted"]),
        ("zolc", ["Żółć Łukasz"]),
        ("orsted", ["Stéphane Ørsted"]),
        ("محمد", ["محمد الأمراني"]),
        ("امراني", ["محمد الأمراني"]),
        ("m", []),
        ("  ", []),
        ("%%", []),
        ("a\x00", []),
    ],
)
def test_beginnings_of_names_find_in_any_script(space, text, names):
    assert found(space, text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("muhamed", "Mohamed El Amrani"),
        ("fatma", "Fatima Benali"),
        ("benaly fatima", "Fatima Benali"),
        ("stefane", "Stéphane Ørsted"),
        ("monik dupon", "Monique O’Hara-Dupont"),
        ("محمود", "محمد الأمراني"),
    ],
)
def test_names_are_found_though_they_are_misspelt(space, text, name):
    assert found(space, text)[:1] == [name]


@pytest.mark.parametrize("text", ["0470 11", "+32 470 11 12 22", "0032470111222", "1222", "٠٤٧٠١١"])
def test_digits_of_a_number_find(space, text):
    assert found(space, text) == ["Mohamed El Amrani"]


def test_whole_address_finds(space):
    Identity.objects.filter(name="Fatima Benali").update(email="fatima@example.org")
    assert found(space, " Fatima@example.org ") == ["Fatima Benali"]
    assert found(space, "fatima@example") == []


def test_card_finds_its_holder_alone(space):
    Identity.objects.filter(name="Fatima Benali").update(card="HB7K42")
    assert found(space, "hb7 k42") == ["Fatima Benali"]
    assert found(space, "HB7K4") == []


def test_so_many_are_told_and_no_more(space, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert found(space, "mo", most=1) == ["Mohamed El Amrani"]
    with django_assert_num_queries(3):
        found(space, "mo")


def test_names_of_a_space_are_read_from_the_index_alone(space):
    """Without its rows, and of this space: what it costs grows with nobody else's people."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = Identity.objects.filter(space=space, folded__contains=" am").values("pk").explain()
    assert "Index Only Scan using names_of_a_space" in plan
