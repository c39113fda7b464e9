from itertools import product

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from halte.network.folding import Folded
from halte.network.models import PlaceName, Space
from halte.network.places import find_place, fold
from halte.network.tests.factories import (
    MunicipalityFactory,
    PlaceNameFactory,
    PostcodeFactory,
    SpaceFactory,
)

TOWNS = [
    ("21009", "Ixelles", "Elsene", "1050"),
    ("21013", "Saint-Gilles", "Sint-Gillis", "1060"),
    ("21014", "Saint-Josse-ten-Noode", "Sint-Joost-ten-Node", "1210"),
    ("21012", "Molenbeek-Saint-Jean", "Sint-Jans-Molenbeek", "1080"),
    ("21015", "Schaerbeek", "Schaarbeek", "1030"),
    ("21018", "Woluwe-Saint-Lambert", "Sint-Lambrechts-Woluwe", "1200"),
    ("21019", "Woluwe-Saint-Pierre", "Sint-Pieters-Woluwe", "1150"),
    ("21016", "Uccle", "Ukkel", "1180"),
    ("21004", "Bruxelles", "Brussel", "1000"),
]


@pytest.fixture
def towns(db):
    for number, (nis, french, dutch, code) in enumerate(TOWNS):
        town = MunicipalityFactory(
            nis_code=nis, name_fr=french, name_nl=dutch, lat=50.5 + number / 8, lon=4.3
        )
        PostcodeFactory(code=code, municipality=town, lat=50.9 + number / 100, lon=4.4)
        for name in (french, dutch):
            PlaceNameFactory(name=name, folded=fold(name), municipality=town)
    laeken = PostcodeFactory(
        code="1020",
        municipality=town,
        locality_fr="Laeken",
        locality_nl="Laken",
        lat=50.88,
        lon=4.35,
    )
    for name in ("Laeken", "Laken", "Heysel"):
        PlaceNameFactory(name=name, folded=fold(name), municipality=town, postcode=laeken)
    PostcodeFactory(code="1041", municipality=town, is_ordinary=False, lat=None, lon=None)
    PostcodeFactory(
        code="1043", municipality=None, locality_fr="", locality_nl="", lat=None, lon=None
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("St-Gilles", "saint gilles"),
        ("Ste  Catherine", "sainte catherine"),
        ("SINT-JOOST-TEN-NODE", "sint joost ten node"),
        ("Été à l’école", "ete a l ecole"),
        ("  ", ""),
        ("Straße", "strasse"),
        ("stage", "stage"),
        ("a_b", "a b"),
        ("Łódź Țărână Şarbek ŞIK ıspanak", "lodz tarana sarbek sik ispanak"),
        ("Œuvre Ærø", "oeuvre aero"),
        ("إِكْســل", "اكسل"),
        ("أوكلى", "اوكلي"),
        ("مدينة المولنبيك", "مدينه مولنبيك"),
        ("ال", "ال"),
        ("ٱلبيت", "بيت"),
        ("\u200fبروكسل\u200e", "بروكسل"),
        ("١٠٨٠", "1080"),
    ],
)
def test_fold_keeps_what_people_mean(text, folded):
    assert fold(text) == folded


@given(st.text() | st.text(alphabet="السأىـة \u064e"))
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "St-Gilles ",
        "Été à l’école",
        "Straße 12",
        "Łódź Ürün ŞIK Ærø ıspanak đakovo Œuvre",
        "Maison « N° 5 »",
        "a_b",
        "بَيْتُ المـــدينة، الأولى ٱلعالم ١٠٨٠ کتاب ی",
        "ۖالقرآن ۪ الالالبيت ال الا الاب لاكن-الجديدة",
    ],
)
def test_names_are_folded_alike_in_the_database(name):
    space = SpaceFactory(name_fr=name, name_nl="", name_en="")
    assert Space.objects.get(pk=space.pk).folded == fold(name)


@pytest.mark.django_db
def test_short_arabic_texts_are_folded_alike_in_the_database():
    town = MunicipalityFactory()
    texts = [
        "".join(signs) for size in range(1, 6) for signs in product("اليـ\u064e ", repeat=size)
    ]
    PlaceName.objects.bulk_create(
        PlaceName(name=text, folded=number, municipality=town) for number, text in enumerate(texts)
    )
    rows = PlaceName.objects.annotate(in_database=Folded("name")).values_list("name", "in_database")
    assert {name: folded for name, folded in rows if folded != fold(name)} == {}


@pytest.mark.parametrize(
    ("text", "nis_code"),
    [
        ("Elsene", "21009"),
        ("ixelles", "21009"),
        ("IXELLES ", "21009"),
        ("st gilles", "21013"),
        ("St.-Gilles", "21013"),
        ("Sint-Joost", "21014"),
        ("Saint Josse", "21014"),
        ("st joost", "21014"),
        ("molenbeek", "21012"),
        ("molenbek", "21012"),
        ("schaarbek", "21015"),
        ("scharbeek", "21015"),
        ("Ucle", "21016"),
        ("brxelles", "21004"),
        ("Şchaerbeek", "21015"),
        ("Brüksel", "21004"),
        ("Bruksela", "21004"),
        ("Bruxelas", "21004"),
        ("Mołenbeek", "21012"),
        ("Mólenbék", "21012"),
        ("Ucclé", "21016"),
        ("ıxelles", "21009"),
    ],
)
def test_find_place_knows_spellings_and_forgives_errors(towns, text, nis_code):
    place = find_place(text)
    assert (place.kind, place.nis_code, place.approximate) == ("municipality", nis_code, True)


@pytest.mark.parametrize(
    ("text", "guessed"), [("Elsene", False), ("molen", False), ("elsne", True)]
)
def test_find_place_says_when_it_guessed(towns, text, guessed):
    assert find_place(text).guessed is guessed


@pytest.mark.parametrize(
    ("text", "code"), [("1080", "1080"), ("1080 Molenbeek", "1080"), ("B-1050 Ixelles", "1050")]
)
def test_find_place_reads_a_postcode(towns, text, code):
    place = find_place(text)
    assert (place.kind, place.postcode) == ("postcode", code)


def test_a_postcode_without_middle_lends_that_of_its_municipality(towns):
    place = find_place("1041")
    assert (place.kind, place.lat, place.lon, place.nis_code) == ("postcode", 51.5, 4.3, "21004")


def test_a_misprinted_postcode_beside_a_name_leaves_the_name(towns):
    assert find_place("9999 Ixelles").nis_code == "21009"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "9999",
        "1043",
        "!!!",
        "\x00",
        "paris",
        "namur",
        "gand",
        "x" * 10_000,
        "91,4",
        "51,181",
    ],
)
def test_find_place_gives_none_for_what_is_no_place_here(towns, text):
    assert find_place(text) is None


@pytest.mark.parametrize("text", ["50.85,4.35", " 50.85 , 4.35", "50.85;4.35", "50.85 4.35"])
def test_find_place_reads_a_point(text):
    place = find_place(text)
    assert (place.kind, place.lat, place.lon, place.approximate) == ("point", 50.85, 4.35, False)


def test_a_locality_keeps_both_its_names(towns):
    place = find_place("laken")
    assert (place.kind, place.name_fr, place.name_nl) == ("locality", "Laeken", "Laken")
    assert find_place("Heysel").name_fr == "Heysel"


def test_an_ambiguous_beginning_lists_the_alternatives(towns):
    place = find_place("woluwe")
    assert place.name_fr == "Woluwe-Saint-Pierre"
    assert [other.name_fr for other in place.alternatives] == ["Woluwe-Saint-Lambert"]


def test_guessing_can_use_the_trigram_index(towns):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN SELECT name FROM network_placename WHERE folded %> 'molenbek'")
        assert any("place_name_trigrams" in line for (line,) in cursor.fetchall())
