"""Checking the cells of a table in the mediation standard, Belgian profile, one by one.

Each reader takes the text of a cell and gives what it means, or raises `Wrong`.
"""

import difflib
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from halte.network.enums import Price, Service
from halte.network.folding import fold
from halte.network.hours import OsmHoursError, OsmReading, from_osm
from halte.network.loading.phones import read_phone
from halte.network.loading.standard import (
    FORMULA,
    SEVERAL,
    Column,
    Problem,
    Row,
    Table,
    columns,
    unquoted,
)
from halte.network.models import Municipality, PlaceName, Postcode
from halte.network.validators import validate_enterprise_number

# A point outside is a slip: decimal signs, or latitude and longitude exchanged.
BELGIUM = {"latitude": (49.4, 51.6), "longitude": (2.5, 6.5)}
LONGEST = {
    "id": 80,
    "nom": 200,
    "adresse": 200,
    "complement_adresse": 200,
    "structure_parente": 200,
    "source": 300,
    "presentation_resume": 280,
}
# Free words: here a formula can only be meant to do harm, or is a slip.
WORDS = {
    "nom",
    "adresse",
    "complement_adresse",
    "structure_parente",
    "presentation_resume",
    "presentation_detail",
    "source",
}
NO_NUMBER = re.compile(r"0*")
INVISIBLE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Wrong(Exception):
    """A cell cannot be used: why, and what to write instead."""

    def __init__(self, problem: str, instead: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.instead = instead


@dataclass(frozen=True)
class Record:
    """One row whose cells are all right; an empty cell has no value here."""

    line: int
    values: dict[str, object]


@dataclass(frozen=True)
class Places:
    """The places of the network that a file may name."""

    names: dict[str, set[str]]
    codes: dict[str, str]
    postcodes: set[str]

    @classmethod
    def known(cls) -> "Places":
        names: dict[str, set[str]] = {}
        for folded, nis in PlaceName.objects.values_list("folded", "municipality_id"):
            names.setdefault(folded, set()).add(nis)
        towns = {row.nis_code: row for row in Municipality.objects.defer("boundary")}
        for nis, row in towns.items():
            for name in (row.name_fr, row.name_nl):
                names.setdefault(fold(name), set()).add(nis)
        codes = {nis: row.name_fr for nis, row in towns.items()}
        return cls(names, codes, set(Postcode.objects.values_list("code", flat=True)))


def check(table: Table, places: Places, today: date) -> tuple[list[Record], list[Problem]]:
    """The usable records, and all problems of the table in its order."""
    records, problems = [], list(table.problems)
    for row in table.rows:
        values, wrong = _values(row, today)
        wrong += _municipality(row, values, places)
        wrong += _together(row, values)
        if not wrong:
            records.append(Record(row.line, values))
        problems += wrong
    problems += _same_ids(table.rows)
    return records, sorted(problems, key=lambda one: one.line)


def notes(table: Table, records: list[Record]) -> list[str]:
    """What is right, but will not be kept as it is."""
    said = list(table.notes)
    for name in columns():
        if name not in KEPT and any(row.cells.get(name) for row in table.rows):
            said.append(f"The column {name} is checked, but the register does not keep it.")
    for record in records:
        hours = record.values.get("horaires")
        if isinstance(hours, OsmReading):
            said += [f"Line {record.line}, horaires: {warning}" for warning in hours.warnings]
    return said


# ---- Whole rows ---------------------------------------------------------------------------------


def _values(row: Row, today: date) -> tuple[dict[str, object], list[Problem]]:
    values: dict[str, object] = {}
    problems = []
    for name, text in row.cells.items():
        column = columns().get(name)
        if column is None:
            continue
        try:
            value = _read_cell(column, text, today)
        except Wrong as wrong:
            problems.append(Problem(row.line, name, text, wrong.problem, wrong.instead))
        else:
            if value is not None:
                values[name] = value
    return values, problems


def _read_cell(column: Column, text: str, today: date) -> object:
    if not text:
        if column.required and column.name != "pivot":
            raise Wrong("This cell may not be empty.")
        return None
    if column.name in WORDS and FORMULA.match(text):
        instead = "words first; or an apostrophe before the sign, if it belongs there"
        raise Wrong("A spreadsheet takes text that begins so for a formula.", instead)
    text = unquoted(text)
    if INVISIBLE.search(text):
        raise Wrong("There are invisible signs in this cell.", "type it again")
    most = LONGEST.get(column.name)
    if most and len(text) > most:
        raise Wrong(f"The text has {len(text)} letters; {most} fit.", "a shorter text")
    if column.values:
        return _choices(column, text)
    if column.name == "date_maj":
        return _read_date(text, today)
    return READERS.get(column.name, str)(text)


def _municipality(row: Row, values: dict, places: Places) -> list[Problem]:
    """The municipality named, by its NIS code; put under `nis`."""
    problems = []
    name, code = row.cells.get("commune", ""), str(values.get("code_insee", ""))
    meant = places.names.get(fold(name), set())
    if name and not meant:
        near = _near(name, list(places.codes.values()))
        problems.append(
            Problem(row.line, "commune", name, "No municipality of the network is so named.", near)
        )
    if code and code not in places.codes:
        known = "a NIS code of the network"
        problem = "No municipality of the network has this code."
        problems.append(Problem(row.line, "code_insee", code, problem, known))
    elif code and meant and code not in meant:
        own = ", ".join(sorted(meant))
        problem = f"This is the code of {places.codes[code]}, not of {name}."
        problems.append(Problem(row.line, "code_insee", code, problem, own))
    elif code or len(meant) == 1:
        values["nis"] = code or next(iter(meant))
    elif meant:
        problem = f"There are several places named {name}."
        problems.append(Problem(row.line, "code_insee", "", problem, " or ".join(sorted(meant))))
    postcode = values.get("code_postal")
    if postcode and postcode not in places.postcodes:
        problem = "This postcode is not one of the network."
        problems.append(Problem(row.line, "code_postal", str(postcode), problem, "such as 1050"))
    return problems


def _together(row: Row, values: dict) -> list[Problem]:
    """Latitude and longitude come together."""
    given = [name for name in BELGIUM if row.cells.get(name)]
    if len(given) != 1:
        return []
    missing = next(name for name in BELGIUM if name not in given)
    problem = f"There is a {given[0]} without a {missing}."
    return [Problem(row.line, missing, "", problem, "both, or none")]


def _same_ids(rows: list[Row]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        ident = row.cells.get("id", "")
        if ident and ident in first:
            problem = f"Line {first[ident]} has the same id."
            yield Problem(row.line, "id", ident, problem, "another id")
        first.setdefault(ident, row.line)


# ---- Single cells -------------------------------------------------------------------------------


def _choices(column: Column, text: str) -> list[str]:
    """Values of a closed list, separated by `|`."""
    chosen = [part.strip().replace("’", "'") for part in text.split(SEVERAL)]
    for part in chosen:
        if part not in column.values:
            near = _near(part, list(column.values)) or "one of: " + "; ".join(column.values)
            raise Wrong(f"“{part}” is not in the list of the standard.", near)
    return list(dict.fromkeys(chosen))


def _near(text: str, known: list[str]) -> str:
    folded = {fold(one): one for one in known}
    close = difflib.get_close_matches(fold(text[:200]), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def _read_date(text: str, today: date) -> date:
    example = today.isoformat()
    day = _day(text)
    if day is None:
        raise Wrong("This is not a date.", f"year-month-day, such as {example}")
    if day > today:
        raise Wrong("This day is still to come.", f"the day of the last check, such as {example}")
    return day


def _day(text: str) -> date | None:
    # Python reads more forms than the standard allows.
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_number(text: str) -> str | None:
    """An enterprise number; zeros stand for "unknown", other kinds of number are not kept."""
    digits = re.sub(r"[ .]", "", text)
    if NO_NUMBER.fullmatch(digits):
        return None
    if re.fullmatch(r"[01]\d{9}", digits, re.ASCII):
        try:
            validate_enterprise_number(digits)
        except ValidationError as error:
            raise Wrong(
                "No enterprise can have this number: its last two digits do not fit.",
                "the ten digits, or 0000000000 if unknown",
            ) from error
        return digits
    if re.fullmatch(r"[2-8]\d{9}|[a-zA-Z0-9]{9,14}", digits, re.ASCII):
        return None
    raise Wrong("This is not an enterprise number.", "ten digits, or 0000000000 if unknown")


def _read_postcode(text: str) -> str:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise Wrong("A postcode has four digits.", "such as 1050")
    return text


def _read_code(text: str) -> str:
    if not re.fullmatch(r"\d{5}", text, re.ASCII):
        raise Wrong("A NIS code has five digits.", "such as 21009")
    return text


def _read_degrees(name: str) -> Callable[[str], float]:
    least, most = BELGIUM[name]

    def read(text: str) -> float:
        try:
            degrees = float(text)
        except ValueError as error:
            wanted = text.replace(",", ".") if re.fullmatch(r"\d+,\d+", text) else f"such as {most}"
            raise Wrong("This is not a number with a decimal point.", wanted) from error
        if not (math.isfinite(degrees) and least <= degrees <= most):
            raise Wrong(
                "This is not in Belgium.", f"between {least} and {most}; latitude comes first"
            )
        return degrees

    return read


def _read_telephone(text: str) -> str:
    number = read_phone(text)
    if not number:
        raise Wrong("This is not a phone number.", "such as +3225551212")
    return number


def _read_first(check: Callable[[str], None], what: str, example: str) -> Callable[[str], str]:
    """Several values separated by `|`, of which the register keeps the first."""

    def read(text: str) -> str:
        parts = [part.strip() for part in text.split(SEVERAL)]
        for part in parts:
            try:
                check(part)
            except (ValidationError, ValueError) as error:
                raise Wrong(f"“{part[:60]}” is not {what}.", f"such as {example}") from error
        if len(parts[0]) > 200:
            raise Wrong("This is too long.", f"such as {example}")
        return parts[0]

    return read


def _read_hours(text: str) -> OsmReading:
    try:
        return from_osm(text, ZoneInfo(settings.TIME_ZONE))
    except OsmHoursError as error:
        raise Wrong(str(error), "such as Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00") from error


READERS: dict[str, Callable[[str], object]] = {
    "pivot": _read_number,
    "code_postal": _read_postcode,
    "code_insee": _read_code,
    "latitude": _read_degrees("latitude"),
    "longitude": _read_degrees("longitude"),
    "telephone": _read_telephone,
    "courriels": _read_first(EmailValidator(), "an e-mail address", "space@example.org"),
    "site_web": _read_first(
        URLValidator(["http", "https"]), "a web address", "https://example.org"
    ),
    "horaires": _read_hours,
}
# The columns that end up in the register.
KEPT = {
    *READERS,
    *LONGEST,
    "commune",
    "presentation_detail",
    "typologie",
    "itinerance",
    "date_maj",
    "services",
    "publics_specifiquement_adresses",
    "frais_a_charge",
}


def services_of(wordings: list[str]) -> list[str]:
    """Our services behind the standard's wordings, in our order."""
    return [service.value for service in Service if service.standard in wordings]


def price_of(wordings: list[str]) -> Price:
    """Free only where nothing else is said."""
    return Price.FREE if wordings == ["Gratuit"] else Price.SYMBOLIC
