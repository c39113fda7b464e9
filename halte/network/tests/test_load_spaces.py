"""`halte load spaces FILE.csv`: the mediation standard, Belgian profile."""

import csv
import io
from contextlib import suppress
from datetime import date, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given
from hypothesis import strategies as st

from halte.network import models
from halte.network.enums import CoordinatesSource, OpeningKind, OrganisationKind, Price
from halte.network.loading import standard, standard_check
from halte.network.loading.reading import LoadError
from halte.network.loading.standard import Row, Table, columns
from halte.network.loading.standard_check import Places
from halte.network.tests.factories import (
    MunicipalityFactory,
    OpeningPeriodFactory,
    PlaceNameFactory,
    PostcodeFactory,
    SiteFactory,
    SpaceFactory,
)
from halte.network.tests.test_load_brussels import dump
from halte.network.tests.test_sample import rows_without_memory

TODAY = date(2026, 11, 22)
PLACES = Places(
    names={"ixelles": {"21009"}, "elsene": {"21009"}, "woluwe": {"21018", "21019"}},
    codes={"21009": "Ixelles", "21018": "Woluwe-Saint-Lambert", "21019": "Woluwe-Saint-Pierre"},
    postcodes={"1050", "1200"},
)
BETWEEN = "between 49.4 and 51.6; latitude comes first"
GOOD = {
    "id": "place-1",
    "pivot": "0202239951",
    "nom": "Espace du Parc",
    "commune": "Ixelles",
    "code_postal": "1050",
    "code_insee": "21009",
    "adresse": "Rue du Parc 1",
    "complement_adresse": "1er étage",
    "latitude": "50.8279",
    "longitude": "4.3715",
    "typologie": "TIERS_LIEUX|ASSO",
    "telephone": "+3225551212",
    "courriels": "parc@example.org|autre@example.org",
    "site_web": "https://example.org/",
    "horaires": "Mo-Fr 09:00-12:00; Sa 10:00-12:00",
    "presentation_resume": "Un espace.",
    "source": "Test",
    "itinerance": "Fixe",
    "structure_parente": "Parc asbl",
    "date_maj": "2026-11-01",
    "services": "Aide aux démarches administratives|Accès internet et matériel informatique",
    "publics_specifiquement_adresses": "Seniors|Femmes",
    "frais_a_charge": "Gratuit",
    "modalites_acces": "Se présenter|Téléphoner",
}


def text_of(*rows: dict, delimiter: str = ",", names: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names or list(columns()), delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def save(tmp_path: Path):
    """Write a file and give its path."""

    def save(content: str | bytes) -> str:
        path = tmp_path / "spaces.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return save


@pytest.fixture
def places(db):
    PlaceNameFactory()
    PostcodeFactory()


def run(path: str, *options: str) -> str:
    out = io.StringIO()
    call_command("load", "spaces", path, *options, stdout=out)
    return out.getvalue()


# ---- The file -----------------------------------------------------------------------------------


def test_the_standard_has_32_columns():
    required = [column.name for column in columns().values() if column.required]
    assert len(columns()) == 32
    assert required == ["id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize(
    ("delimiter", "notes"),
    [
        (",", []),
        (";", ["The cells are separated by semicolons; the standard asks for commas."]),
        ("\t", ["The cells are separated by tabs; the standard asks for commas."]),
    ],
)
def test_parse_reads_encodings_and_separators(encoding, delimiter, notes):
    table = standard.parse(text_of(GOOD, delimiter=delimiter).encode(encoding))
    assert (table.problems, table.notes) == ([], notes)
    assert [row.cells["nom"] for row in table.rows] == ["Espace du Parc"]


def test_parse_tells_the_line_on_which_a_row_starts():
    rows = [GOOD | {"presentation_detail": "one\ntwo"}, GOOD]
    table = standard.parse(("\n\n" + text_of(*rows)).encode())
    assert [row.line for row in table.rows] == [4, 6]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \n", "The file is empty."),
        (b"\x00\x01\x02", "The file is not text. Please save the table as CSV (UTF-8)."),
        (
            "id,nom\n1,Été".encode("latin-1"),
            "The file is not in UTF-8 (line 2). Please save the table as CSV (UTF-8).",
        ),
        (
            b"a,b\n1,2",
            "The first line names no column of the standard. It must begin: id,pivot,nom,commune",
        ),
        (b'id,nom\n"1,2', "The file is not a CSV file: unexpected end of data."),
        (
            ",".join(columns()).encode(),
            "The file has column names but no rows.",
        ),
    ],
)
def test_parse_says_what_is_wrong_with_a_file(data, message):
    with pytest.raises(LoadError) as refused:
        standard.parse(data)
    assert str(refused.value) == message


def test_parse_refuses_a_cell_of_endless_size():
    with pytest.raises(LoadError, match="not a CSV file"):
        standard.parse(b"id,nom\n1," + b"x" * 200_000)


def test_parse_reports_columns_and_rows_of_another_shape():
    names = [*columns(), "colour", "nom"]
    data = ",".join(name for name in names if name != "adresse") + "\n1,2\n"
    told = {(one.line, one.column, one.problem) for one in standard.parse(data.encode()).problems}
    assert told == {
        (1, "colour", "The standard has no such column."),
        (1, "nom", "This column is there twice."),
        (1, "adresse", "This column is missing."),
        (2, "", "The line has 2 cells, the first line has 33."),
    }


def test_read_refuses_what_is_not_a_file(tmp_path):
    for path in (tmp_path, tmp_path / "missing.csv", "a\x00b"):
        with pytest.raises(LoadError):
            standard.read(str(path))


def test_read_refuses_a_huge_file_without_reading_it(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(LoadError, match="has 50 MB; at most 20 MB are read"):
        standard.read(str(path))


@given(st.binary(max_size=300))
@example(b"id\n\n")
@example(b'id,"\n"\n')
def test_parse_raises_nothing_but_its_own_error(data):
    with suppress(LoadError):
        standard.parse(data)


@given(st.text(max_size=200).map(lambda tail: f"id,nom{tail}"))
def test_parse_of_odd_text_raises_nothing_but_its_own_error(text):
    with suppress(LoadError):
        standard.parse(text.encode("utf-8", "replace"))


# ---- The cells ----------------------------------------------------------------------------------


def problems_of(**changes: str) -> list[tuple[str, str, str]]:
    """Column, problem and advice for the good row with some cells changed."""
    table = Table([Row(2, GOOD | changes)])
    _, problems = standard_check.check(table, PLACES, TODAY)
    return [(one.column, one.problem, one.instead) for one in problems]


def test_a_good_row_has_no_problem():
    assert problems_of() == []


@pytest.mark.parametrize(
    ("column", "value", "problem", "instead"),
    [
        ("id", "", "This cell may not be empty.", ""),
        ("id", "x" * 81, "The text has 81 letters; 80 fit.", "a shorter text"),
        (
            "pivot",
            "0202239950",
            "No enterprise can have this number: its last two digits do not fit.",
            "the ten digits, or 0000000000 if unknown",
        ),
        ("nom", "a\x07b", "There are invisible signs in this cell.", "type it again"),
        (
            "commune",
            "Ixxelles",
            "No municipality of the network is so named.",
            "Ixelles",
        ),
        ("code_postal", "B-1050", "A postcode has four digits.", "such as 1050"),
        ("code_postal", "9000", "This postcode is not one of the network.", "such as 1050"),
        ("code_insee", "1", "A NIS code has five digits.", "such as 21009"),
        (
            "code_insee",
            "75056",
            "No municipality of the network has this code.",
            "a NIS code of the network",
        ),
        (
            "code_insee",
            "21018",
            "This is the code of Woluwe-Saint-Lambert, not of Ixelles.",
            "21009",
        ),
        ("latitude", "50,8279", "This is not a number with a decimal point.", "50.8279"),
        (
            "latitude",
            "nan",
            "This is not in Belgium.",
            BETWEEN,
        ),
        (
            "latitude",
            "4.37",
            "This is not in Belgium.",
            BETWEEN,
        ),
        ("latitude", "", "There is a longitude without a latitude.", "both, or none"),
        ("telephone", "12", "This is not a phone number.", "such as +3225551212"),
        ("courriels", "x", "“x” is not an e-mail address.", "such as space@example.org"),
        (
            "site_web",
            "javascript:alert(1)",
            "“javascript:alert(1)” is not a web address.",
            "such as https://example.org",
        ),
        (
            "horaires",
            "SH off",
            "This part of the hours was not understood: SH",
            "such as Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00",
        ),
        ("date_maj", "01/11/2026", "This is not a date.", "year-month-day, such as 2026-11-22"),
        ("date_maj", "2026-02-30", "This is not a date.", "year-month-day, such as 2026-11-22"),
        (
            "date_maj",
            "2027-01-01",
            "This day is still to come.",
            "the day of the last check, such as 2026-11-22",
        ),
        ("frais_a_charge", "gratuite", "“gratuite” is not in the list of the standard.", "Gratuit"),
        (
            "itinerance",
            "xyz",
            "“xyz” is not in the list of the standard.",
            "one of: Itinérant; Fixe",
        ),
    ],
)
def test_a_wrong_cell_is_reported_with_advice(column, value, problem, instead):
    assert problems_of(**{column: value}) == [(column, problem, instead)]


def test_a_name_of_two_places_asks_for_the_code():
    told = [("code_insee", "There are several places named Woluwe.", "21018 or 21019")]
    assert problems_of(commune="Woluwe", code_insee="") == told
    assert problems_of(commune="Woluwe", code_insee="21018") == []


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
@pytest.mark.parametrize("column", ["nom", "presentation_detail", "structure_parente", "source"])
def test_a_formula_is_refused_by_line_and_column(column, text):
    table = standard.parse(text_of(GOOD, GOOD | {"id": "place-2", column: text}).encode())
    records, problems = standard_check.check(table, PLACES, TODAY)
    assert [record.line for record in records] == [2]
    assert [(one.line, one.column, one.value) for one in problems] == [(3, column, text.strip())]
    assert problems[0].problem == "A spreadsheet takes text that begins so for a formula."


def test_an_apostrophe_before_a_sign_is_taken_off():
    words = {"nom": "'=1", "telephone": "'+3225551212", "presentation_detail": "''-x"}
    table = standard.parse(text_of(GOOD | words).encode())
    ((record,), problems) = standard_check.check(table, PLACES, TODAY)
    assert {name: record.values[name] for name in words} == {
        "nom": "=1",
        "telephone": "+3225551212",
        "presentation_detail": "'-x",
    }
    assert problems == []


@pytest.mark.parametrize("number", ["", "0000000000", "00000000000000", "43493312300029"])
def test_an_unknown_or_foreign_number_is_no_problem(number):
    assert problems_of(pivot=number) == []


def test_the_same_id_twice_is_reported_on_the_later_line():
    table = Table([Row(2, GOOD), Row(3, GOOD)])
    records, problems = standard_check.check(table, PLACES, TODAY)
    assert len(records) == 2
    assert [(one.line, one.problem) for one in problems] == [(3, "Line 2 has the same id.")]


@given(st.sampled_from(list(columns())), st.text(max_size=60))
def test_any_cell_is_used_or_reported(column, text):
    table = Table([Row(2, GOOD | {column: text.strip()})])
    records, problems = standard_check.check(table, PLACES, TODAY)
    assert len(records) == (0 if problems else 1)


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


def test_a_municipality_without_other_names_is_known(db):
    MunicipalityFactory()
    assert Places.known().names == {"ixelles": {"21009"}, "elsene": {"21009"}}


def test_a_missing_file_is_said_in_one_line(db):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run("/nowhere/spaces.csv")
