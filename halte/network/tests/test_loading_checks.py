"""The checks of a load, each on a few rows of its own."""

import pytest

from halte.network.loading import checks
from halte.network.loading.checks import Entry, Gazetteer
from halte.network.loading.findings import SENTENCES, Found, sentence
from halte.network.loading.phones import read_phone

PLACES = Gazetteer(
    names={"ixelles": "21009", "elsene": "21009", "uccle": "21016", "brussels": "21004"},
    postcodes={"1050": "21009", "1180": "21016", "1000": "21004", "1047": "", "1048": "21004"},
    ordinary=frozenset({"1050", "1180", "1000"}),
    titles={"21009": "Ixelles", "21016": "Uccle", "21004": "Bruxelles"},
)


def entry(name="Espace", **given) -> Entry:
    return Entry(**{"no": "1", "source": "page 1", "name": name, **given})


def codes(found) -> list[str]:
    return [one.code for one in found]


# ---- Places -------------------------------------------------------------------------------------


def test_postcodes_fit_says_nothing_when_they_do():
    listed = entry(addresses=(("Rue A 1", "1050"),), municipality="Elsene", city="Brussels")
    assert list(checks.postcodes_fit(listed, PLACES)) == []


def test_postcodes_fit_finds_another_municipality_and_says_which_is_used():
    listed = entry(addresses=(("Rue A 1", "1180"),), municipality="Ixelles")
    facts = {"postcode": "1180", "area": "Uccle", "printed": "Ixelles", "used": "Uccle"}
    assert list(checks.postcodes_fit(listed, PLACES)) == [
        Found("postcode_municipality", "Espace", facts, "page 1")
    ]


def test_postcodes_fit_does_not_speak_of_the_register_without_an_address():
    listed = entry(addresses=(("", "1180"),), municipality="Ixelles")
    assert codes(checks.postcodes_fit(listed, PLACES)) == ["postcode_municipality_in_list"]


def test_postcodes_fit_reads_the_town_of_the_address():
    listed = entry(addresses=(("Rue A 1", "1050"),), municipality="Ixelles", city="Uccle")
    assert codes(checks.postcodes_fit(listed, PLACES)) == ["postcode_municipality"]


def test_postcodes_fit_finds_what_nobody_knows():
    listed = entry(addresses=(("Rue A 1", "9999"),), municipality="Atlantis")
    assert codes(checks.postcodes_fit(listed, PLACES)) == [
        "municipality_unknown",
        "postcode_unknown",
    ]


@pytest.mark.parametrize(
    ("postcode", "printed", "used"),
    [
        ("1050", "Ixelles", "21009"),
        ("1180", "Ixelles", "21016"),  # an ordinary postcode wins
        ("1048", "Ixelles", "21009"),  # a special one does not
        ("1048", "Atlantis", "21004"),
        ("1047", "Uccle", "21016"),
        ("1047", "Atlantis", ""),
    ],
)
def test_of_address_follows_the_rule(postcode, printed, used):
    assert PLACES.of_address(postcode, printed) == used


def test_postcodes_have_municipalities():
    rows = [
        {"code": "1047", "nis_code": "", "locality_fr": "Parlement", "source": "list"},
        {"code": "1050", "nis_code": "21009", "locality_fr": "Ixelles", "source": "list"},
    ]
    assert list(checks.postcodes_have_municipalities(rows)) == [
        Found("postcode_without_municipality", "1047", {"label": "Parlement"}, "list")
    ]


def test_addresses_are_single():
    two = entry(addresses=(("Rue A 1", "1050"), ("Rue B 2", "1050")))
    assert list(checks.addresses_are_single(two)) == [
        Found("two_addresses", "Espace", {"addresses": "Rue A 1, 1050; Rue B 2, 1050"}, "page 1")
    ]
    assert list(checks.addresses_are_single(entry(addresses=(("Rue A 1", "1050"),)))) == []


def test_addresses_are_unique_in_any_spelling():
    rows = [
        entry("A", addresses=(("Rue de l'Été 1", "1050"),)),
        entry("B", addresses=(("rue de l’ete, 1", "1050"),)),
        entry("C", addresses=(("Rue de l'Été 1", "1180"),)),
    ]
    facts = {"count": 2, "address": "Rue de l'Été 1, 1050"}
    assert list(checks.addresses_are_unique(rows)) == [
        Found("same_address", "A; B", facts, "page 1")
    ]


# ---- Phones -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("+32 (0)2 555 12 12", "+3225551212"),
        ("02/555.12.12", "+3225551212"),
        ("+32 (0)471 12 34 56", "+32471123456"),
        ("+32 (0) 555 12 12", ""),
        ("+33 1 80 05 98 80", "+33180059880"),
        ("call us", ""),
        ("", ""),
        ("9" * 300, ""),
    ],
)
def test_read_phone(printed, read):
    assert read_phone(printed) == read


def test_phone_is_valid():
    rows = [entry("A"), entry("B", phone="+32 (0) 12"), entry("C", phone="+32 2 555 12 12")]
    assert [found for row in rows for found in checks.phone_is_valid(row)] == [
        Found("phone_missing", "A", {}, "page 1"),
        Found("phone_invalid", "B", {"printed": "+32 (0) 12"}, "page 1"),
    ]


def test_phones_are_unique_compares_numbers_not_print():
    rows = [
        entry("A", phone="+32 2 555 12 12"),
        entry("B", phone="02 555 12 12"),
        entry("C", phone="02 555 12 13"),
        entry("D"),
        entry("E"),
    ]
    facts = {"count": 2, "phone": "+3225551212"}
    assert list(checks.phones_are_unique(rows)) == [Found("phone_shared", "A; B", facts, "page 1")]


def test_phones_end_differently_ignores_the_same_number():
    rows = [
        entry("A", phone="+32 2 555 12 12"),
        entry("B", phone="+32 2 555 12 12"),
        entry("C", phone="+32 2 279 12 12"),
    ]
    found = list(checks.phones_end_differently(rows))
    assert codes(found) == ["phone_same_ending"]
    assert set(found[0].facts["phones"].split(", ")) == {"+3225551212", "+3222791212"}


# ---- Names --------------------------------------------------------------------------------------


def test_names_are_apart():
    rows = [entry("Atelier du Nord", no="1"), entry("Atelier du nord", no="2"), entry("Sud")]
    facts = {"one": "Atelier du Nord", "other": "Atelier du nord", "numbers": ["1", "2"]}
    assert list(checks.names_are_apart(rows)) == [
        Found("similar_names", "Atelier du Nord", facts, "page 1")
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("EPN du Nord", "Nord DPS", True),
        ("EPN1030", "DPS 1030", True),
        ("EPN de l’ABC (Action Bien Commun)", "DPS of the ABC (Action for the Good)", True),
        ("Action Bien Commun (ABC)", "EPN ABC", True),
        ("Bibliothèque communale de Nord", "French-speaking library of Nord", True),
        ("Bibliothèque communale de Nord", "EPN de la Biblio XN", False),
        ("Cyber de Nord", "Cybernord", False),
        ("Mobile Digital Public Space (MDPS)", "EPN mobile de Nord", False),
    ],
)
def test_mean_the_same(one, other, same):
    assert checks.mean_the_same(one, other) == same


def test_names_agree_tells_all_names():
    printed = {"page": "Cyber de Nord", "report": "Cybernord"}
    facts = {"names": "“Cyber de Nord” (page); “Cybernord” (report)"}
    assert list(checks.names_agree("Nord", printed)) == [
        Found("names_differ", "Nord", facts, "page; report")
    ]


# ---- Lists against lists ------------------------------------------------------------------------


def test_in_both_lists():
    matches = [(entry("A"), entry("A")), (entry("B"), None), (None, entry("C")), (None, None)]
    assert list(checks.in_both_lists(matches, ("page", "report"))) == [
        Found("in_one_list", "B", {"present": "page", "absent": "report"}, "page 1"),
        Found("in_one_list", "C", {"present": "report", "absent": "page"}, "page 1"),
    ]


def test_lists_agree():
    one = entry(addresses=(("Rue A 1", "1050"),), municipality="Ixelles")
    other = entry(addresses=(("", "1180"),), municipality="Uccle")
    assert codes(checks.lists_agree(one, other, PLACES)) == [
        "postcode_differs",
        "municipality_differs",
    ]
    assert codes(checks.lists_agree(one, one, PLACES)) == []


def test_count_is_right():
    announced = {"count": "22", "unit": "entries", "source": "page 1"}
    facts = {"announced": 22, "listed": 26, "unit": "entries"}
    assert list(checks.count_is_right(announced, 26, "List")) == [
        Found("count_differs", "List", facts, "page 1")
    ]
    assert list(checks.count_is_right(announced, 22, "List")) == []


def test_total_is_sum():
    assert list(checks.total_is_sum("laptops 2021", 10, [4, 5], "page 1")) == [
        Found("total_differs", "laptops 2021", {"printed": 10, "sum": 9}, "page 1")
    ]
    assert list(checks.total_is_sum("laptops 2021", 9, iter([4, 5]), "page 1")) == []


def test_referrer_in_both():
    assert codes(checks.referrer_in_both("X", {"a": "Ix", "b": ""})) == ["referrer_in_one_document"]
    assert codes(checks.referrer_in_both("X", {"a": "Ix", "b": "Iks"})) == [
        "referrer_written_differently"
    ]
    assert (
        codes(checks.referrer_in_both("X", {"a": "Télé-service, etc.", "b": "téléservice"})) == []
    )


# ---- Sentences ----------------------------------------------------------------------------------


class AnyFact(dict):
    """Every fact a sentence may ask for."""

    def __missing__(self, key: str) -> str:
        return key


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_filled(code):
    said = sentence(code, AnyFact())
    assert said.endswith((".", ")."))
    assert "%" not in said


def test_a_code_of_an_older_load_speaks_for_itself():
    assert sentence("gone", {"a": 1}) == 'gone: {"a": 1}'
