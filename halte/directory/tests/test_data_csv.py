"""The register as CSV, in the mediation standard, and read again."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from frictionless import Resource, Schema
from hypothesis import given
from hypothesis import strategies as st

from halte.directory import data
from halte.directory.tests.test_data import body, full_space, table
from halte.network.loading.standard import FORMULA, quoted, unquoted
from halte.network.models import Site
from halte.network.tests.factories import (
    MunicipalityFactory,
    OrganisationFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db
PROFILE = Path(data.__file__).parent / "mediation.be.tableschema.json"


def test_the_csv_is_a_row_of_the_standard(client):
    space = full_space()
    site = space.sites.get()
    summary = "Deux lignes " + "mot " * 100
    assert table(client.get("/data/spaces.csv")) == [
        {
            "id": str(site.uuid),
            "pivot": "0202239951",
            "nom": "Atelier, « dit » le Bus",
            "commune": "Ixelles",
            "code_postal": "1050",
            "code_insee": "21009",
            "adresse": "Rue du Test 1",
            "complement_adresse": "",
            "latitude": "50.8279",
            "longitude": "4.3715",
            "typologie": "EPN",
            "telephone": "+3225551212",
            "courriels": "atelier@example.org",
            "site_web": "",
            "horaires": "Mo-Tu 09:00-12:00",
            "presentation_resume": summary[:279] + "…",
            "presentation_detail": summary.strip(),
            "source": "Halte",
            "itinerance": "Fixe",
            "structure_parente": "Association Test",
            "date_maj": "2026-05-04",
            "services": "Aide aux démarches administratives"
            "|Maîtrise des outils numériques du quotidien",
            "publics_specifiquement_adresses": "",
            "prise_en_charge_specifique": "Handicaps moteurs|Surdité"
            "|Langues étrangères (anglais)|Langues étrangères (autres)",
            "frais_a_charge": "Gratuit",
            "dispositif_programmes_nationaux": "",
            "formations_labels": "",
            "autres_formations_labels": "EPN labellisé",
            "modalites_acces": "Se présenter|Téléphoner|Contacter par mail",
            "modalites_accompagnement": "En autonomie|Dans un atelier collectif",
            "fiche_acces_libre": "",
            "prise_rdv": "",
        }
    ]


def test_the_csv_validates_against_the_profile(client, tmp_path):
    full_space()
    SiteFactory(space__is_mobile=True, lat=None, lon=None, coordinates_source="")
    town = MunicipalityFactory(nis_code="21004", name_fr="Bruxelles / Brussel", name_nl="Brussel")
    SiteFactory(space__price="symbolic", municipality=town, postcode="1000")
    response = client.get("/data/spaces.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    file = tmp_path / "spaces.csv"
    file.write_bytes(body(response))
    schema = Schema.from_descriptor(json.loads(PROFILE.read_text()))
    report = Resource(path=file.name, basepath=str(tmp_path), schema=schema).validate()
    assert report.flatten(["rowNumber", "fieldName", "note"]) == []
    assert body(response).decode().split("\r\n")[0].split(",") == schema.field_names
    assert [row["commune"] for row in table(response)] == ["Ixelles", "Ixelles", "Bruxelles"]


def test_a_pivot_stays_with_an_organisation_without_number(client):
    site = SiteFactory()
    expected = "HALTE" + site.space.organisation.uuid.hex[:9].upper()
    assert [row["pivot"] for row in table(client.get("/data/spaces.csv"))] == [expected]
    assert len(expected) == 14


NASTY = ["=HYPERLINK(1)", "+32", "-1", "@SUM(A1)", "'=1", "''-x", "\t=1", "\r=1"]
HARMLESS = ["’t Huis", "'t Huis", "Espace = ouvert", "Atelier"]


@pytest.mark.parametrize("name", NASTY)
def test_a_formula_becomes_words(client, name):
    organisation = OrganisationFactory(name_fr=name)
    space = SpaceFactory(name_fr=name, description_fr=name, organisation=organisation)
    SiteFactory(space=space, street=name)
    (row,) = table(client.get("/data/spaces.csv"))
    cells = {row[column] for column in ("nom", "structure_parente", "adresse")}
    assert cells == {f"'{name}"}
    assert row["presentation_detail"] == row["presentation_resume"] == quoted(name.strip())
    assert unquoted(f"'{name}") == name


@pytest.mark.parametrize("name", HARMLESS)
def test_other_words_stay_as_they_are(name):
    assert (quoted(name), unquoted(name)) == (name, name)


@given(st.text())
def test_quoting_is_taken_back(text):
    assert unquoted(quoted(text)) == text
    assert not FORMULA.match(quoted(text))


def load_dry(tmp_path, response, *options):
    file, said = tmp_path / "spaces.csv", io.StringIO()
    file.write_bytes(body(response))
    call_command("load", "spaces", str(file), *options, stdout=said)
    return said.getvalue()


def test_an_export_read_again_keeps_every_name(client, tmp_path):
    PostcodeFactory()
    organisation = OrganisationFactory(name_fr="@net", enterprise_number="0202239951")
    for name in ("=1+1", "'=1", "Atelier"):
        space = SpaceFactory(name_fr=name, description_fr=f"-{name}", organisation=organisation)
        SiteFactory(space=space, street=f"+{name}")
    kept = ("space__name_fr", "space__description_fr", "street", "space__organisation__name_fr")
    before = list(Site.objects.order_by("pk").values_list(*kept))
    load_dry(tmp_path, client.get("/data/spaces.csv"), "--write")
    assert list(Site.objects.order_by("pk").values_list(*kept)) == before


def test_the_export_of_the_network_can_be_imported(client, tmp_path):
    for layer in ("brussels", "sample"):
        call_command("load", layer, stdout=io.StringIO())
    count = Site.objects.published().count()
    said = load_dry(tmp_path, client.get("/data/spaces.csv"))
    ending = f"{count} rows are right. Nothing was written yet: add --write to write them."
    assert said.strip().splitlines()[-1] == ending
