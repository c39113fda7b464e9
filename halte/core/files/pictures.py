"""Takes out of pictures what tells where, when and with which device they were made.

The picture itself is not touched. Of a JPEG one fact stays: which way is up.
"""

import struct
from collections.abc import Iterator

ORIENTATION = 0x0112
# JPEG: a picture needs neither applications' notes (but the first, JFIF, and Adobe's colours) nor
# comments.
APP0, APP1, APP14, APP15, COMMENT = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
START_OF_SCAN = 0xDA
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_NOTES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


class Damaged(ValueError):
    """No picture that can be read to its end."""


def without_notes(code: str, data: bytes) -> bytes:
    """The same picture without its notes; `code` is that of its kind. Raises `Damaged`."""
    try:
        return _jpeg(data) if code == "jpg" else _png(data)
    except (struct.error, IndexError) as error:
        raise Damaged(str(error)) from error


def _jpeg(data: bytes) -> bytes:
    if data[:2] != b"\xff\xd8":
        raise Damaged("no start of image")
    parts, upright = [], 1
    for marker, segment in _segments(data):
        if marker == APP1:
            upright = _orientation(segment[4:]) or upright
        elif marker in {APP0, APP14} or not (APP0 <= marker <= APP15 or marker == COMMENT):
            parts.append(segment)
    return data[:2] + (_only_orientation(upright) if upright != 1 else b"") + b"".join(parts)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment; from the first scan on, all that follows is the picture,
    up to its end mark."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise Damaged("no marker")
        marker = data[at + 1]
        if marker == START_OF_SCAN:
            end = data.rfind(b"\xff\xd9")
            if end < at:
                raise Damaged("no end of image")
            yield marker, data[at : end + 2]
            return
        length = struct.unpack_from(">H", data, at + 2)[0]
        if length < 2 or at + 2 + length > len(data):
            raise Damaged("a segment that is too long")
        yield marker, data[at : at + 2 + length]
        at += 2 + length


def _orientation(exif: bytes) -> int:
    """Which way is up, 1 to 8; 0 if that is not said."""
    if not exif.startswith(b"Exif\0\0"):
        return 0
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if not order:
        return 0
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, _kind, _count, value = struct.unpack_from(
                f"{order}HHIH", tiff, start + 2 + 12 * number
            )
            if tag == ORIENTATION and 1 <= value <= 8:
                return value
    except struct.error:
        pass
    return 0


def _only_orientation(value: int) -> bytes:
    """A note that holds nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    if not data.startswith(PNG_SIGNATURE):
        raise Damaged("no PNG")
    parts, at = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Damaged("a part that is too long")
        if name not in PNG_NOTES:
            parts.append(data[at:end])
        at = end
        if name == b"IEND":
            return b"".join(parts)
