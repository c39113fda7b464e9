"""What can go wrong with the embedded database, as one message for a person."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REASONS = {
    errno.ENOSPC: "the disk is full. Free some space",
    errno.EDQUOT: "the disk quota is used up. Free some space",
    errno.EROFS: "it is on a read-only disk. Set HALTE_VAR to a folder that can be written",
    errno.EACCES: "this user may not write there. Change the owner, or set HALTE_VAR",
    errno.EPERM: "this user may not do that there. Change the owner, or set HALTE_VAR",
    errno.ENOTDIR: "a part of its path is a file. Move that file, or set HALTE_VAR",
}


class DevDatabaseError(Exception):
    """The embedded database cannot be used; the text says what happened and what to do."""


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns a refusal of the operating system into a sentence."""
    try:
        yield
    except OSError as refusal:
        reason = REASONS.get(refusal.errno or 0, f"the system said: {refusal.strerror}")
        place = refusal.filename or folder
        raise DevDatabaseError(
            f"The embedded database cannot use {place}: {reason}, then try again."
        ) from refusal
