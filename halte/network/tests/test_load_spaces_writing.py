"""`halte load spaces FILE.csv --write`: what becomes of the rows, and there and back."""

import csv
import io
from datetime import date, time

import pytest
from django.core.management import CommandError, call_command

from halte.network import models
from halte.network.enums import CoordinatesSource, OpeningKind, OrganisationKind, Price
from halte.network.tests.factories import (
    OpeningPeriodFactory,
    SiteFactory,
    SpaceFactory,
)
from halte.network.tests.test_load_brussels import dump
from halte.network.tests.test_load_spaces import GOOD, run, text_of
from halte.network.tests.test_sample import rows_without_memory

# ---- Writing ------------------------------------------------------------------------------------


def test_without_write_nothing_is_written(places, save):
    before = dump()
    out = run(save(text_of(GOOD)))
    assert out.splitlines()[-1] == (
        "1 rows are right. Nothing was written yet: add --write to write them."
    )
    assert dump() == before


def test_write_makes_space_site_organisation_and_hours(places, save):
    run(save(text_of(GOOD)), "--write")
    site = models.Site.objects.get()
    space, organisation = site.space, site.space.organisation
    assert (space.slug, space.name_fr, str(space.phone)) == (
        "espace-du-parc",
        "Espace du Parc",
        "+3225551212",
    )
    assert (space.email, space.website) == ("parc@example.org", "https://example.org/")
    assert (space.services, space.price) == (["paperwork", "printing", "internet"], Price.FREE)
    assert (space.description_fr, space.audience_note_fr) == ("Un espace.", "Seniors, Femmes")
    assert (space.confirmed_on, space.label_status, space.source) == (None, "", "Test")
    assert (organisation.name_fr, organisation.enterprise_number) == ("Parc asbl", "0202239951")
    assert organisation.kind == OrganisationKind.NON_PROFIT
    assert (site.street, site.address_note_fr) == ("Rue du Parc 1", "1er étage")
    assert (site.postcode, site.municipality_id) == ("1050", "21009")
    assert (site.lat, site.lon) == (50.8279, 4.3715)
    assert site.coordinates_source == CoordinatesSource.GEOCODER
    assert site.hours_confirmed_on == date(2026, 11, 1)
    assert site.periods.count() == 6
    space.full_clean()
    site.full_clean()
    organisation.full_clean()


def test_a_second_write_changes_nothing(places, save):
    path = save(text_of(GOOD, GOOD | {"id": "2", "nom": "Autre", "pivot": "", "horaires": ""}))
    run(path, "--write")
    before = dump()
    assert "2 rows unchanged" in run(path, "--write")
    assert dump() == before


def test_one_wrong_row_keeps_all_rows_out(places, save):
    before = dump()
    path = save(text_of(GOOD, GOOD | {"id": "2", "code_postal": "x"}))
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"1 problems in 2 rows; nothing was written."):
        call_command("load", "spaces", path, "--write", stdout=out)
    assert "A postcode has four digits." in out.getvalue()
    assert dump() == before


def test_a_changed_cell_changes_the_space_and_an_empty_one_does_not(places, save):
    run(save(text_of(GOOD)), "--write")
    changed = {"nom": "Nouveau nom", "telephone": "", "presentation_resume": ""}
    run(save(text_of(GOOD | changed)), "--write")
    space = models.Space.objects.get()
    assert (space.name_fr, space.slug, str(space.phone)) == (
        "Nouveau nom",
        "espace-du-parc",
        "+3225551212",
    )
    assert space.description_fr == "Un espace."


def test_a_space_without_coordinates_gets_the_centre_of_its_postcode(places, save):
    run(save(text_of(GOOD | {"latitude": "", "longitude": ""})), "--write")
    site = models.Site.objects.get()
    assert (site.lat, site.coordinates_source) == (50.82227, CoordinatesSource.POSTCODE)


@pytest.mark.parametrize("names_it", ["uuid", "slug"])
def test_the_id_may_be_one_of_ours(places, save, names_it):
    site = SiteFactory(space__slug="parc", space__name_fr="Avant")
    ident = str(site.uuid) if names_it == "uuid" else "parc"
    run(save(text_of(GOOD | {"id": ident})), "--write")
    assert models.Site.objects.count() == 1
    assert models.Space.objects.get().name_fr == "Espace du Parc"


def test_two_ids_of_one_site_are_refused(places, save):
    site = SiteFactory(space__slug="parc")
    rows = [GOOD | {"id": str(site.uuid)}, GOOD | {"id": "parc"}]
    with pytest.raises(CommandError, match="Lines 2 and 3 mean the same space"):
        run(save(text_of(*rows)), "--write")


def test_hours_of_several_kinds_stay_when_the_times_are_the_same(places, save):
    site = SiteFactory(hours_confirmed_on=date(2026, 1, 1))
    OpeningPeriodFactory(site=site, kind=OpeningKind.TRAINING)
    row = GOOD | {"id": str(site.uuid), "horaires": "Mo 09:00-12:00"}
    run(save(text_of(row)), "--write")
    assert [period.kind for period in site.periods.all()] == [OpeningKind.TRAINING]
    run(save(text_of(row | {"horaires": "Mo 09:00-13:00"})), "--write")
    assert [(period.closes, period.kind) for period in site.periods.all()] == [
        (time(13), OpeningKind.FREE_ACCESS)
    ]


def test_an_import_confirms_nothing_but_other_hours(places, save):
    space = SpaceFactory(confirmed_on=date(2026, 5, 3), source="Web page")
    site = SiteFactory(space=space, hours_confirmed_on=date(2026, 1, 1))
    OpeningPeriodFactory(site=site)
    row = GOOD | {"id": str(site.uuid)}

    def confirmed(hours: str) -> tuple:
        run(save(text_of(row | {"horaires": hours})), "--write")
        site.refresh_from_db()
        return site.space.confirmed_on, site.hours_confirmed_on

    assert confirmed("") == (date(2026, 5, 3), date(2026, 1, 1))
    assert confirmed("Mo 09:00-10:00,10:00-12:00") == (date(2026, 5, 3), date(2026, 1, 1))
    assert confirmed("Mo 09:00-13:00") == (date(2026, 5, 3), date(2026, 11, 1))
    assert site.space.source == "Web page"


def test_a_file_without_hours_leaves_them_unconfirmed(places, save):
    known = SiteFactory()
    rows = [GOOD | {"horaires": ""}, GOOD | {"id": str(known.uuid), "horaires": ""}]
    run(save(text_of(*rows)), "--write")
    assert set(models.Site.objects.values_list("hours_confirmed_on", flat=True)) == {None}


def test_hours_nobody_had_confirmed_are_confirmed_by_a_file_that_says_them(places, save):
    period = OpeningPeriodFactory(kind=OpeningKind.TRAINING)
    row = GOOD | {"id": str(period.site.uuid), "horaires": "Mo 09:00-12:00"}
    run(save(text_of(row)), "--write")
    site = models.Site.objects.get()
    assert (list(site.periods.all()), site.hours_confirmed_on) == ([period], date(2026, 11, 1))


@pytest.mark.parametrize("changed_line", [0, 1])
def test_of_two_lines_of_a_space_the_changed_one_counts(places, save, changed_line):
    space = SpaceFactory(phone="+3225551212", services=["printing", "paperwork"])
    sites = [SiteFactory(space=space, position=position) for position in range(2)]
    rows = [GOOD | {"id": str(site.uuid)} for site in sites]
    rows[changed_line] |= {
        "telephone": "+3225551213",
        "services": "Accès internet et matériel informatique",
    }
    run(save(text_of(*rows)), "--write")
    space.refresh_from_db()
    assert (str(space.phone), space.services) == ("+3225551213", ["printing", "internet"])


@pytest.mark.parametrize(
    ("field", "stands", "column", "said"),
    [
        (
            "description_fr",
            "Un espace.\nPour tous.",
            "presentation_detail",
            "Un espace. Pour tous.",
        ),
        (
            "audience_note_fr",
            "Femmes, Seniors",
            "publics_specifiquement_adresses",
            "Seniors|Femmes",
        ),
    ],
)
def test_the_same_in_other_words_changes_nothing(places, save, field, stands, column, said):
    space = SpaceFactory(**{field: stands})
    site = SiteFactory(space=space)
    run(save(text_of(GOOD | {"id": str(site.uuid), column: said})), "--write")
    space.refresh_from_db()
    assert getattr(space, field) == stands


def test_services_stay_when_the_wordings_are_the_same(places, save):
    site = SiteFactory(space=SpaceFactory(services=["printing", "paperwork"]))
    run(save(text_of(GOOD | {"id": str(site.uuid)})), "--write")
    assert models.Space.objects.get().services == ["printing", "paperwork"]


def test_rows_of_one_number_share_the_organisation(places, save):
    run(save(text_of(GOOD, GOOD | {"id": "2", "nom": "Autre"})), "--write")
    assert models.Organisation.objects.count() == 1
    assert models.Space.objects.count() == 2


def test_columns_that_are_not_kept_are_said(places, save):
    out = run(save(text_of(GOOD)))
    assert out.splitlines()[0] == (
        "Note: The column modalites_acces is checked, but the register does not keep it."
    )


def test_holidays_in_the_hours_are_noted(places, save):
    out = run(save(text_of(GOOD | {"horaires": "Mo 09:00-12:00; PH off"})))
    assert "Note: Line 2, horaires: Public holidays are not kept as a rule" in out


# ---- There and back -----------------------------------------------------------------------------


@pytest.fixture
def network(db):
    call_command("load", "brussels", stdout=io.StringIO())


def exported(client) -> str:
    """The public file, as somebody downloads it."""
    response = client.get("/data/spaces.csv")
    return b"".join(response).decode()


def unconfirmed(client, slug: str) -> int:
    """How often the page of a space says that nobody confirmed the hours."""
    page = client.get(f"/en/spaces/{slug}").content.decode()
    return page.count("Hours not confirmed yet: please call")


@pytest.mark.parametrize("layers", [[], ["sample"]])
def test_an_exported_file_changes_nothing(network, client, save, layers):
    for layer in layers:
        call_command("load", layer, stdout=io.StringIO())
    path = save(exported(client))
    before = dump()
    assert run(path).splitlines()[-2:] == [
        "27 rows unchanged",
        "27 rows are right. Nothing was written yet: add --write to write them.",
    ]
    assert dump() == before
    assert run(path, "--write").splitlines()[-2:] == ["27 rows unchanged", "27 rows are written."]
    assert dump() == before


@pytest.mark.parametrize("slug", ["sks", "entrela"])
def test_one_changed_phone_is_all_that_stays_after_the_sample(network, client, save, slug):
    space = models.Space.objects.get(slug=slug)
    before, doubts = rows_without_memory(), unconfirmed(client, slug)
    call_command("load", "sample", stdout=io.StringIO())
    uuid = str(space.sites.first().uuid)
    rows = list(csv.DictReader(io.StringIO(exported(client))))
    for row in rows:
        if row["id"] == uuid:
            row["telephone"] = "+3225551299"
    out = run(save(text_of(*rows)), "--write")
    assert out.splitlines()[-2] == "26 rows unchanged, 1 spaces changed"
    assert unconfirmed(client, slug) == 0
    call_command("unload", "sample", stdout=io.StringIO())
    space.refresh_from_db()
    for row in before["Space"]:
        if row["id"] == space.pk:
            row |= {"phone": space.phone, "updated_at": space.updated_at}
    assert str(space.phone) == "+3225551299"
    assert rows_without_memory() == before
    assert unconfirmed(client, slug) == doubts > 0
