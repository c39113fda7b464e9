"""`halte load brussels`: what is there afterwards, and that it keeps its promises."""

import io

import pytest
from django.core.management import CommandError, call_command

from halte.core.models import Revision
from halte.network import models
from halte.network.enums import CoordinatesSource, Severity
from halte.network.loading import brussels, reading
from halte.network.loading.findings import sentence, table
from halte.network.loading.phones import read_phone
from halte.network.places import find_place
from halte.network.tests.factories import FindingFactory, SpaceFactory

pytestmark = pytest.mark.django_db

MOBILE = "Mobile Digital Public Space (MDPS)"
FOUND = {
    ("phone_invalid", "Bibliojette"),
    ("postcode_municipality", "Wolu Cyber Cité - Cyber de Wolubilis"),
    ("postcode_municipality_in_list", "EPN Sapiens"),
    ("municipality_differs", "Wolu Cyber Cité - Cyber de Wolubilis"),
    ("postcode_differs", "Sapiens DPS"),
    ("count_differs", "Annual report 2021"),
    ("count_differs", "Annual report 2021, annexe 5"),
    ("count_differs", "Web page of the plan"),
    ("phone_missing", "DPS des Goujons"),
    ("phone_missing", "Scheut DPS"),
    ("phone_shared", "Open Atelier 110"),
    ("phone_same_ending", f"{MOBILE}; DPS - Bravvo"),
    ("two_addresses", "Evere Cultural Centre - l'Entrela"),
    ("similar_names", "Open Atelier 110"),
    ("similar_names", "Open Atelier 110 de Maks"),
    ("in_one_list", "Bibliojette"),
    ("in_one_list", "DPS CybeRogier"),
    ("in_one_list", "DPS des Goujons"),
    ("in_one_list", "DPS du Phare"),
    ("in_one_list", "DPS of Watermael-Boitsfort"),
    ("in_one_list", "Névé AnderTech"),
    ("names_differ", "EPN de la Bibliothèque communale d’Ixelles"),
    ("names_differ", "EPN mobile de l’Espace Culture et Développement"),
    ("names_differ", "Open Atelier 110 (Anderlecht)"),
    ("names_differ", "Open Atelier 110 (Molenbeek)"),
    ("names_differ", "Wolu Cyber Cité - Cyberwolubilis"),
    ("postcode_without_municipality", "1043"),
    ("postcode_without_municipality", "1044"),
    ("postcode_without_municipality", "1045"),
    ("postcode_without_municipality", "1047"),
    ("postcode_without_municipality", "1201"),
    ("postcode_without_municipality", "1212"),
    ("referrer_in_one_document", "Cabinets médicaux"),
    ("referrer_in_one_document", "Mutualités, maisons médicales"),
    ("referrer_in_one_document", "Repair Cafés"),
    ("referrer_written_differently", "Accompagnement social et médical"),
    ("referrer_written_differently", "Agences locales pour l’emploi"),
    ("referrer_written_differently", "Prosocbru"),
}


def load(*options: str) -> str:
    out = io.StringIO()
    call_command("load", "brussels", *options, stdout=out)
    return out.getvalue()


def dump() -> dict[str, list]:
    """Every row of the network with every column, and the revision of its pages."""
    kept = {
        name: list(getattr(models, name).objects.order_by("pk").values()) for name in models.__all__
    }
    return kept | {"Revision": list(Revision.objects.values())}


def test_load_brings_the_whole_network():
    load()
    made = {name: getattr(models, name).objects.count() for name in models.__all__}
    assert made == {
        "Actor": 12 + 39,
        "Correction": 0,
        "EquipmentCount": 0,
        "Finding": 39,
        "LoadedRow": 312,
        "Municipality": 19,
        "OpeningException": 0,
        "OpeningPeriod": 0,
        "Organisation": 25,
        "Outing": 0,
        "PlaceName": 120,
        "Postcode": 42,
        "Reminder": 0,
        "SampleTrace": 0,
        "Site": 27,
        "Season": 0,
        "Space": 26,
        "SpecialSlot": 0,
    }
    assert models.Postcode.objects.filter(is_ordinary=True).count() == 22


def test_load_finds_exactly_what_does_not_fit():
    load()
    assert set(models.Finding.objects.values_list("code", "subject")) == FOUND


def test_a_referrer_of_one_document_is_kept_and_said():
    """The roadmap prints it under the municipal administrations, the study leaves it out."""
    load()
    subject = "Mutualités, maisons médicales"
    found = models.Finding.objects.get(code="referrer_in_one_document", subject=subject)
    assert models.Actor.objects.get(name_fr=subject).group_fr == "Administrations communales"
    assert found.facts == {
        "present": "Roadmap, §5.2",
        "absent": "Attractiveness study 2021, annexe 2",
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("بروكسل", "Bruxelles"),
        ("مولنبيك", "Molenbeek-Saint-Jean"),
        ("المولنبيك", "Molenbeek-Saint-Jean"),
        ("مُولَنْبِيك", "Molenbeek-Saint-Jean"),
        ("مولنبك", "Molenbeek-Saint-Jean"),
        ("سكاربيك", "Schaerbeek"),
        ("اندرلخت", "Anderlecht"),
        ("إكسل", "Ixelles"),
        ("سان جيل", "Saint-Gilles"),
        ("أوكلى", "Uccle"),
        ("لاكن", "Laeken"),
        ("Şarbek", "Schaerbeek"),
        ("şerbek", "Schaerbeek"),
        ("Şarbeek", "Schaerbeek"),
        ("Brüksel", "Bruxelles"),
        ("Bruksela", "Bruxelles"),
        ("Bruselas", "Bruxelles"),
        ("ıksel", "Ixelles"),
    ],
)
def test_places_are_found_as_people_of_many_languages_write_them(text, place):
    load()
    assert find_place(text).name_fr == place


def test_every_municipality_has_a_name_in_arabic():
    load()
    arabic = models.PlaceName.objects.filter(name__regex="[\u0620-\u064a]")
    assert len(set(arabic.values_list("municipality"))) == 19


def test_load_prints_what_it_found():
    out = load()
    assert out.splitlines()[-1] == "39 findings: 3 errors, 9 warnings, 27 notes"


def test_a_second_load_changes_nothing():
    load()
    before = dump()
    load()
    assert dump() == before


def test_load_if_empty_does_nothing_the_second_time():
    load()
    before = dump()
    assert load("--if-empty") == "The Brussels network is loaded already.\n"
    assert dump() == before


def test_every_loaded_row_says_its_source():
    load()
    with_source = (
        models.Actor,
        models.Municipality,
        models.Organisation,
        models.Postcode,
        models.Space,
        models.Finding,
    )
    assert [model for model in with_source if model.objects.filter(source="").exists()] == []


def test_every_loaded_row_is_valid():
    load()
    for name in ("Actor", "Organisation", "Space", "Site", "Postcode", "Municipality"):
        for row in getattr(models, name).objects.all():
            row.full_clean()


def test_nothing_is_invented():
    load()
    assert set(models.Space.objects.values_list("confirmed_on", "label_since")) == {(None, None)}
    assert set(models.Site.objects.values_list("hours_confirmed_on", flat=True)) == {None}
    assert set(models.Organisation.objects.values_list("enterprise_number", flat=True)) == {""}
    sources = set(models.Site.objects.values_list("coordinates_source", flat=True))
    assert sources == {CoordinatesSource.POSTCODE}


def test_a_wrong_phone_number_is_left_out_and_kept_in_the_finding():
    load()
    assert models.Space.objects.get(slug="bibliojette").phone == ""
    found = models.Finding.objects.get(code="phone_invalid")
    assert found.facts == {"printed": "+32 (0) 426 05 05"}


def test_the_postcode_of_an_address_decides_on_the_municipality():
    load()
    site = models.Site.objects.get(space__slug="wolu-cyber-cite")
    assert (site.postcode, site.municipality.name_fr) == ("1200", "Woluwe-Saint-Lambert")


def test_two_printed_addresses_are_two_sites():
    load()
    sites = models.Site.objects.filter(space__slug="entrela").values_list("street", "postcode")
    assert list(sites) == [("Rue de Paris 43", "1140"), ("Avenue Platon 21", "1140")]


def test_the_two_open_ateliers_are_two_spaces_of_one_organisation():
    load()
    spaces = models.Space.objects.filter(organisation__slug="maks").values_list("slug", flat=True)
    assert list(spaces) == ["open-atelier-110-anderlecht", "open-atelier-110-molenbeek"]


# ---- People's edits -----------------------------------------------------------------------------


def test_a_later_load_leaves_edits_alone():
    load()
    models.Space.objects.filter(slug="sks").update(name_fr="Changé", phone="+3225551212")
    before = dump()
    load()
    assert dump() == before


def test_a_later_load_does_not_bring_back_what_was_deleted():
    load()
    models.Space.objects.get(slug="sks").delete()
    load()
    assert not models.Space.objects.filter(slug="sks").exists()
    assert models.Space.objects.count() == 25


def test_a_row_with_another_slug_is_still_the_same_row():
    load()
    models.Space.objects.filter(slug="sks").update(slug="study-kids")
    load()
    assert models.Space.objects.count() == 26


def test_a_row_that_was_there_before_stays_as_it_is():
    there = SpaceFactory(slug="sks", name_fr="Déjà là", name_nl="", name_en="")
    load()
    load()
    there.refresh_from_db()
    assert (there.name_fr, there.name_nl, there.sites.count()) == ("Déjà là", "", 1)


def test_new_data_reaches_fields_that_nobody_edited(monkeypatch):
    load()
    models.Space.objects.filter(slug="sks").update(name_fr="Changé")
    read = reading.rows

    def newer(folder: str, name: str) -> list[dict[str, str]]:
        rows = read(folder, name)
        changed = {"name_fr": "Nouveau", "name_en": "New"} if name == "spaces" else {}
        return [row | changed if row.get("slug") == "sks" else row for row in rows]

    monkeypatch.setattr(reading, "rows", newer)
    load()
    space = models.Space.objects.get(slug="sks")
    assert (space.name_fr, space.name_en) == ("Changé", "New")


def test_findings_that_are_no_longer_true_go():
    FindingFactory(load="brussels", subject="Gone")
    kept = FindingFactory(load="spaces", subject="Kept")
    load()
    assert not models.Finding.objects.filter(subject="Gone").exists()
    assert models.Finding.objects.get(load="spaces") == kept


def test_a_load_that_fails_writes_nothing(monkeypatch):
    before = dump()
    monkeypatch.setitem(brussels.STEPS, "Referring organisations", lambda data, filler: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load()
    assert dump() == before


# ---- The files ----------------------------------------------------------------------------------


def test_the_names_are_those_of_the_lists():
    """French as in the list of 2021 and English as on the page, wherever an entry is matched."""
    data = brussels.Data()
    for row in data.spaces:
        bare = {key: row[key].replace("’", "'") for key in ("name_fr", "name_en")}
        for key, listed in (("name_fr", "list_2021"), ("name_en", "web")):
            if row[listed] and not row["slug"].startswith("open-atelier-110-"):
                printed = data.entries[listed][row[listed]].name.replace(" - Bravvo", " Bravvo")
                assert bare[key] == printed


@pytest.mark.parametrize("name", ["web", "list_2021", "study"])
def test_every_entry_is_matched_once(name):
    data = brussels.Data()
    matched = [row[name] for row in data.spaces if row[name]]
    assert sorted(matched, key=int) == list(data.entries[name])


def test_printed_numbers_are_kept_as_printed():
    printed = [entry.phone for entry in brussels.Data().entries["web"].values() if entry.phone]
    assert len(printed) == 24
    assert [number for number in printed if not read_phone(number)] == ["+32 (0) 426 05 05"]


# ---- Printing -----------------------------------------------------------------------------------


def test_findings_are_printed_gravest_first():
    FindingFactory(code="phone_missing", severity=Severity.WARNING, subject="Un", facts={"a": 1})
    FindingFactory(
        code="phone_invalid", severity=Severity.ERROR, subject="Deux", facts={"printed": "12"}
    )
    out = io.StringIO()
    call_command("findings", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split()[0] for line in lines[2:3]] == ["error"]
    assert lines[-1] == "2 findings: 1 errors, 1 warnings, 0 notes"
    assert sentence("phone_invalid", {"printed": "12"})[:2] == "12"


def test_no_findings_are_said_so():
    assert table([]) == "No findings."


def test_load_without_a_target_shows_help(capsys):
    call_command("load")
    assert capsys.readouterr().out.startswith("usage: halte load")


def test_an_unknown_target_is_refused():
    with pytest.raises(CommandError, match="atlantis"):
        call_command("load", "atlantis")
