"""Tables as files: CSV, and the smallest Excel workbook that spreadsheets open.

A cell that a spreadsheet would compute, or run, gets an apostrophe in CSV (ADR 022); in a workbook
text is text.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

Cell = str | int | date | None
FORMULA = re.compile(r"'*[=+\-@\t\r]")
# What XML cannot hold.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Excel counts days from here: the format believes that 1900 was a leap year.
DAY_ZERO = date(1899, 12, 30)
DATE_STYLE, HEAD_STYLE = 1, 2

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="Halte" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
        '<xf numFmtId="14" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>'
        "</styleSheet>"
    ),
}


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file, which starts with a mark that says "UTF-8" to Excel."""
    yield "\ufeff" + _csv_line(head)
    for row in rows:
        yield _csv_line(row)


def _csv_line(cells: Sequence[Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def workbook(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An .xlsx file with one sheet, its first row bold and always in sight."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, XML + part)
        archive.writestr("xl/worksheets/sheet1.xml", "".join(_sheet(head, rows)))
    return file.getvalue()


def _sheet(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews><sheetData><row>"
    )
    yield "".join(_xml(title, HEAD_STYLE) for title in head)
    yield "</row>"
    for row in rows:
        yield f"<row>{''.join(map(_xml, row))}</row>"
    yield "</sheetData></worksheet>"


def _xml(cell: Cell, style: int = 0) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, date):
        return f'<c s="{DATE_STYLE}"><v>{(cell - DAY_ZERO).days}</v></c>'
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    text = escape(UNPRINTABLE.sub("�", cell))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
