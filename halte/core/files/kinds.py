"""What a file is, found by what is in it; its name says nothing that is believed.

Standard library and `filetype` only: no model, no setting, no clock. Reads little: heads, tails
and tables of contents; nothing is unpacked.
"""

import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import filetype
from django.utils.translation import gettext as _

HEAD, TAIL = 8192, 2048
LONGEST_NAME = 120
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<iframe", b"<?xml", b"<?php")
# Of what stands inside an office document, which is a zip archive.
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 2000, 200_000_000, 200
CONTAINS_CODE = ("vbaproject.bin", "macros/", "activex/", "scripts/", "basic/")


class NotAccepted(Exception):
    """A file that is not taken; the text says why and what to do, in the reader's language."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: the content type it is served as, and the endings its name may have."""

    code: str
    content_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PDF = Kind("pdf", "application/pdf", (".pdf",))
JPEG = Kind("jpg", "image/jpeg", (".jpg", ".jpeg"))
PNG = Kind("png", "image/png", (".png",))
DOCX = Kind("docx", f"{_OFFICE}wordprocessingml.document", (".docx",))
XLSX = Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
ODT = Kind("odt", f"{_OPEN}text", (".odt",))
ODS = Kind("ods", f"{_OPEN}spreadsheet", (".ods",))
KINDS = {kind.code: kind for kind in (PDF, JPEG, PNG, DOCX, XLSX, ODT, ODS)}
DOCUMENTS, PICTURES = (PDF, DOCX, XLSX, ODT, ODS), (JPEG, PNG)


def recognise(file: BinaryIO, accepted: Iterable[Kind]) -> Kind:
    """The kind of a file, one of those accepted. Raises `NotAccepted`. Leaves it at its start."""
    accepted = tuple(accepted)
    try:
        head, tail = _ends(file)
        if not head:
            raise NotAccepted(_("This file is empty. Choose another one."))
        kind = _by_content(file, head)
        if kind not in accepted:
            raise NotAccepted(_unknown(accepted))
        _refuse_two_in_one(file, kind, head, tail)
        return kind
    finally:
        file.seek(0)


def _unknown(accepted: Iterable[Kind]) -> str:
    names = ", ".join(kind.code.upper() for kind in accepted)
    return _("This is not a file of a kind that we take. We take: %(kinds)s.") % {"kinds": names}


def _ends(file: BinaryIO) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(HEAD)
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    return head, file.read(TAIL)


def _by_content(file: BinaryIO, head: bytes) -> Kind | None:
    guessed = filetype.guess(head)
    code = guessed.extension if guessed else ""
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    return {"pdf": PDF, "jpg": JPEG, "png": PNG}.get(code)


def _office(file: BinaryIO) -> Kind | None:
    """Which office document a zip archive is, by its table of contents; None for another zip."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_bombs(entries)
            _refuse_code(entries)
            return _office_kind(archive, {entry.filename for entry in entries})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise NotAccepted(_("This document is damaged. Save it again, then choose it.")) from error


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind | None:
    if "[Content_Types].xml" in names:
        found = [kind for kind, part in ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml"))
                 if part in names]  # fmt: skip
        return found[0] if len(found) == 1 else None
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        said = archive.read("mimetype").decode(errors="replace").strip()
        return next((kind for kind in (ODT, ODS) if kind.content_type == said), None)
    return None


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """A small file that would unpack to a very large one; counted by what the archive says, which
    whoever unpacks it is bound by as well."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    overlapping = len({entry.header_offset for entry in entries}) != len(entries)
    if (
        overlapping
        or len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_RATIO * max(packed, 10_000)
    ):
        raise NotAccepted(_("This document would become far too large when it is opened."))


def _refuse_code(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.filename.lower()
        if any(part in name for part in CONTAINS_CODE):
            raise NotAccepted(_("This document holds macros. Save it without them first."))
        if entry.flag_bits & 1:
            raise NotAccepted(_("This document is locked with a password. Save it without one."))


def _refuse_two_in_one(file: BinaryIO, kind: Kind, head: bytes, tail: bytes) -> None:
    """A file that another program would read as something else."""
    lower = head.lower()
    double = any(mark in lower for mark in MARKUP) if kind in {JPEG, PNG} else False
    if kind is PDF:
        before = lower[: max(0, lower.find(b" obj"))] if b" obj" in lower else lower[:1024]
        double = any(mark in before for mark in MARKUP) or b"%%EOF" not in tail
    elif kind is JPEG:
        double = double or b"\xff\xd9" not in tail
    elif kind is PNG:
        double = double or not tail.endswith(b"IEND\xaeB`\x82")
    if kind in {PDF, JPEG, PNG}:
        file.seek(0)
        double = double or zipfile.is_zipfile(file)
    if double:
        raise NotAccepted(_("This file is damaged, or two files in one. Save it again as it is."))


# ---- Names --------------------------------------------------------------------------------------


def clean_name(given: str, kind: Kind) -> str:
    """The name as people may see it: without path, without signs that are invisible or turn the
    text around, not too long, and with an ending that says what it is."""
    name = given.replace("\\", "/").rpartition("/")[2]
    name = unicodedata.normalize("NFC", name)
    name = "".join(
        sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    name = "".join("_" if sign in '<>:"|?*' else sign for sign in name)
    name = " ".join(name.split()).strip(". ")
    ending = next((end for end in kind.endings if name.lower().endswith(end)), "")
    stem = name[: len(name) - len(ending)].rstrip(". ") or "file"
    ending = name[len(name) - len(ending) :] if ending else kind.endings[0]
    return stem[: LONGEST_NAME - len(ending)].rstrip(". ") + ending
