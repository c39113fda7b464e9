"""Small files of every kind, and wicked ones, made by hand."""

import struct
import zipfile
import zlib
from io import BytesIO

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
SECRET = b"50.8467N 4.3525E"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


XLSX = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"})
ODT = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})
ODS = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})


def jpeg(orientation: int = 1) -> bytes:
    """Segments as of a camera, with a place in them; no picture that anybody could see."""
    exif = b"Exif\0\0II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    parts = [(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (0xE1, exif + SECRET), (0xFE, SECRET),
             (0xED, SECRET), (0xDB, bytes(65)), (0xC0, b"\x08\0\1\0\1\1\1\x11\0")]  # fmt: skip
    made = b"".join(
        b"\xff" + bytes([mark]) + struct.pack(">H", len(body) + 2) + body for mark, body in parts
    )
    return b"\xff\xd8" + made + b"\xff\xda\0\x08\1\1\0\0?\0" + b"\x7f\xff\0\x55" + b"\xff\xd9"


def png(*notes: bytes) -> bytes:
    def part(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    texts = b"".join(part(name, SECRET) for name in notes)
    picture = part(b"IDAT", zlib.compress(b"\0\x7f"))
    return b"\x89PNG\r\n\x1a\n" + header + texts + picture + part(b"IEND", b"")


GOOD = {
    "pdf": PDF, "jpg": jpeg(), "png": png(), "docx": docx(), "xlsx": XLSX, "odt": ODT, "ods": ODS,
}  # fmt: skip
