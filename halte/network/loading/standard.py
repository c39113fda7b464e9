"""Reading a CSV file in the French standard for places of digital mediation.

The file comes from anywhere: whatever is in it, reading raises nothing but `LoadError`.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from functools import cache

import yaml

from halte.network.loading.reading import DATA, LoadError, file_bytes

LARGEST = 20_000_000
LONGEST_CELL = 131_072
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SEVERAL = "|"
# A spreadsheet computes such a cell, or runs it, when somebody opens the file (ADR 022).
FORMULA = re.compile(r"[=+\-@\t\r]")
QUOTED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True)
class Column:
    name: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell, and what to write instead."""

    line: int
    column: str
    value: str
    problem: str
    instead: str = ""


@dataclass(frozen=True)
class Row:
    """One record: the line on which it starts, and its cells by column, without blanks around."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def quoted(text: str) -> str:
    """The text for a cell: with an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if FORMULA.match(text) or QUOTED.match(text) else text


def unquoted(text: str) -> str:
    """The text of a cell that `quoted` may have written."""
    return text[1:] if QUOTED.match(text) else text


@cache
def columns() -> dict[str, Column]:
    """The 32 columns of the standard, in its order."""
    listed = yaml.safe_load((DATA / "standard" / "columns.yaml").read_text(encoding="utf-8"))
    return {
        one["name"]: Column(one["name"], one.get("required", False), tuple(one.get("values", ())))
        for one in listed
    }


def read(path: str) -> Table:
    """The table in a file."""
    return parse(file_bytes(path, LARGEST))


def parse(data: bytes) -> Table:
    """The table in some bytes."""
    text = _decoded(data)
    if not text.strip():
        raise LoadError("The file is empty.")
    delimiter = _delimiter(text)
    try:
        return _table(text, delimiter)
    except csv.Error as error:
        raise LoadError(f"The file is not a CSV file: {error}.") from error


def _decoded(data: bytes) -> str:
    if b"\x00" in data:
        raise LoadError("The file is not text. Please save the table as CSV (UTF-8).")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LoadError(
            f"The file is not in UTF-8 (line {line}). Please save the table as CSV (UTF-8)."
        ) from error


def _delimiter(text: str) -> str:
    """What separates the cells: whatever finds most known columns in the first line."""
    first = text.lstrip().splitlines()[0]
    known = {sign: len(_names(first, sign) & set(columns())) for sign in DELIMITERS}
    best = max(known, key=lambda sign: known[sign])
    if not known[best]:
        raise LoadError(
            "The first line names no column of the standard. It must begin: id,pivot,nom,commune"
        )
    return best


def _names(line: str, sign: str) -> set[str]:
    return {name.strip().strip('"') for name in line.split(sign)}


def _table(text: str, delimiter: str) -> Table:
    # Other libraries of the process may have raised the limit, which is one for all.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = _records(reader)
    line, header = next(records, (0, []))
    if not header:
        raise LoadError("The file is empty.")
    names = [name.strip() for name in header]
    problems = list(_header_problems(line, names))
    rows = []
    for line, cells in records:
        if len(cells) != len(names):
            problem = f"The line has {len(cells)} cells, the first line has {len(names)}."
            problems.append(Problem(line, "", "", problem, "a cell for each column, even empty"))
            continue
        stripped = (cell.strip() for cell in cells)
        rows.append(Row(line, dict(zip(names, stripped, strict=True))))
    notes = [] if delimiter == "," else [_separated(delimiter)]
    if not rows and not problems:
        raise LoadError("The file has column names but no rows.")
    return Table(rows, problems, notes)


def _separated(delimiter: str) -> str:
    return f"The cells are separated by {DELIMITERS[delimiter]}; the standard asks for commas."


def _records(reader):
    """Each record that is not blank, with the line on which it starts."""
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def _header_problems(line: int, names: list[str]):
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Problem(line, name, name, "This column is there twice.", "each column once")
        if name not in columns():
            yield Problem(line, name, name, "The standard has no such column.", "remove it")
    for column in columns().values():
        if column.required and column.name not in names:
            yield Problem(line, column.name, "", "This column is missing.", "add it")
