"""`halte load spaces FILE.csv`: the mediation standard, Belgian profile."""

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given
from hypothesis import strategies as st

from halte.network.loading import standard, standard_check
from halte.network.loading.reading import LoadError
from halte.network.loading.standard import Row, Table, columns
from halte.network.loading.standard_check import Places
from halte.network.tests.factories import (
    MunicipalityFactory,
)

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


def test_a_municipality_without_other_names_is_known(db):
    MunicipalityFactory()
    assert Places.known().names == {"ixelles": {"21009"}, "elsene": {"21009"}}


def test_a_missing_file_is_said_in_one_line(db):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run("/nowhere/spaces.csv")
