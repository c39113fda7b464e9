"""Puts bytes on the disk, whole or not at all. No model."""

import errno
import hashlib
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils.translation import gettext as _

from halte.core.files.kinds import NotAccepted

logger = logging.getLogger("halte.files")

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(NotAccepted):
    """The disk is full; the text is for whoever gave the file."""


def write(parts: Iterable[bytes], path: Path) -> tuple[int, str]:
    """Write aside, then put in place in one step; gives size and SHA-256. Raises `NoRoom`."""
    digest, size, aside = hashlib.sha256(), 0, None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix="part-", delete=False) as file:
            aside = Path(file.name)
            for part in parts:
                digest.update(part)
                size += file.write(part)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException as error:
        if aside:
            aside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            logger.error("no room for a file")  # noqa: TRY400
            sentence = _(
                "There is no room for this file at the moment. Nothing was kept; please tell us."
            )
            raise NoRoom(sentence) from error
        raise
    return size, digest.hexdigest()
