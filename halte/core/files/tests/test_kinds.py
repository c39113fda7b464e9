"""What is taken and what is not, by what is in it."""

from io import BytesIO
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from halte.core.files import pictures
from halte.core.files.kinds import KINDS, LONGEST_NAME, PDF, NotAccepted, clean_name, recognise
from halte.core.files.tests import samples


def told(content: bytes) -> str:
    """The kind, or the sentence of the refusal."""
    try:
        return recognise(BytesIO(content), KINDS.values()).code
    except NotAccepted as refusal:
        return str(refusal)


UNKNOWN = "This is not a file of a kind that we take. We take: PDF, JPG, PNG, DOCX, XLSX, ODT, ODS."
DOUBLE = "This file is damaged, or two files in one. Save it again as it is."
DAMAGED = "This document is damaged. Save it again, then choose it."
BOMB = "This document would become far too large when it is opened."
MACROS = "This document holds macros. Save it without them first."


@pytest.mark.parametrize("code", samples.GOOD)
def test_good_file_is_known_by_its_content(code):
    assert told(samples.GOOD[code]) == code


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty. Choose another one."),
        (samples.HTML, UNKNOWN),
        (samples.SVG, UNKNOWN),
        (b"MZ\x90\0" + bytes(100), UNKNOWN),
        (b"GIF89a" + bytes(20), UNKNOWN),
        (b"just words", UNKNOWN),
        (bytes(5000), UNKNOWN),
        (samples.zipped({"a.txt": b"x"}), UNKNOWN),
        (samples.HTML + samples.PDF, UNKNOWN),
        (samples.PDF[:9] + samples.HTML + samples.PDF[9:], DOUBLE),
        (samples.PDF + samples.HTML * 100, DOUBLE),
        (samples.PDF + samples.docx(), DOUBLE),
        (samples.jpeg() + samples.docx(), DOUBLE),
        (samples.png() + samples.HTML, DOUBLE),
        (samples.png() + samples.docx(), DOUBLE),
        (samples.docx()[:80], DAMAGED),
        (samples.docx(**{"word/vbaProject.bin": b"x"}), MACROS),
        (samples.docx(**{"xl/workbook.xml": b"x"}), UNKNOWN),
    ],
    ids=count(),
)
def test_wicked_file_is_refused_in_a_sentence(content, said):
    assert told(content) == said


def test_zip_bomb_is_refused_without_unpacking():
    huge = samples.docx(**{"word/media/a": bytes(50_000_000)})
    assert len(huge) < 100_000
    assert told(huge) == BOMB
    assert told(samples.docx(**{f"word/{n}": b"" for n in range(2001)})) == BOMB


def test_archive_that_lies_about_sizes_says_a_lot_in_vain():
    """Sizes beyond all measure, written into the table of contents alone."""
    plain = bytearray(samples.docx())
    at = plain.rfind(b"PK\x01\x02")
    plain[at + 24 : at + 28] = (4_000_000_000).to_bytes(4, "little")
    assert told(bytes(plain)) == BOMB


def test_entries_that_share_their_bytes_are_refused():
    content = bytearray(samples.docx())
    first, last = content.find(b"PK\x01\x02"), content.rfind(b"PK\x01\x02")
    content[last + 42 : last + 46] = content[first + 42 : first + 46]
    assert told(bytes(content)) == BOMB


def test_locked_document_is_refused():
    content = bytearray(samples.docx())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert told(bytes(content)) == "This document is locked with a password. Save it without one."


def test_only_what_is_asked_for_is_taken():
    with pytest.raises(NotAccepted, match=r"We take: PDF\.$"):
        recognise(BytesIO(samples.png()), [PDF])


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1", b"\xff\xd8\xff"]))
def test_any_bytes_get_an_answer(content, head):
    assert told(head + content)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Bail été 2026.pdf", "Bail été 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ana\\Contrat.PDF", "Contrat.PDF"),
        ("photo.exe", "photo.exe.pdf"),
        ("facture.pdf.html", "facture.pdf.html.pdf"),
        ("contrat\u202efdp.exe", "contratfdp.exe.pdf"),
        ("a\u200b\u2066b\r\n\x00c.pdf", "abc.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("...", "file.pdf"),
        ('a<b>"c.pdf', "a_b__c.pdf"),
        ("عقد.pdf", "عقد.pdf"),
        ("e\u0301te.pdf", "éte.pdf"),
    ],
)
def test_name_is_kept_without_what_deceives(given_name, shown):
    assert clean_name(given_name, PDF) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_shown(given_name):
    name = clean_name(given_name, PDF)
    assert name.lower().endswith(".pdf")
    assert 5 <= len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\\r\n\0<>"\u202e')
    assert clean_name(name, PDF) == name


# ---- Pictures ----


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_picture_loses_where_and_when_it_was_made_but_not_which_way_is_up(orientation):
    made = BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = orientation, "Camera", {1: "N", 2: (50, 50, 48)}
    Image.new("RGB", (8, 4), "red").save(made, "JPEG", exif=exif, comment=samples.SECRET)
    assert samples.SECRET in made.getvalue()
    kept = pictures.without_notes("jpg", made.getvalue())
    picture = Image.open(BytesIO(kept))
    assert dict(picture.getexif()) == ({0x0112: orientation} if orientation != 1 else {})
    assert (samples.SECRET in kept, b"Camera" in kept) == (False, False)
    assert picture.convert("RGB").tobytes() == Image.open(made).convert("RGB").tobytes()


def test_png_loses_its_notes():
    noted = samples.png(b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME")
    assert pictures.without_notes("png", noted) == samples.png()


@given(st.binary(max_size=200))
def test_broken_picture_is_damaged_and_nothing_worse(noise):
    for code, start in (("jpg", b"\xff\xd8"), ("png", pictures.PNG_SIGNATURE)):
        try:
            pictures.without_notes(code, start + noise)
        except pictures.Damaged:
            continue
