"""Reading files: those committed with the project (halte/network/data), and those of operators."""

import csv
from pathlib import Path
from stat import S_ISREG

DATA = Path(__file__).resolve().parent.parent / "data"


class LoadError(Exception):
    """A load cannot go on; the message says to a person why, and what to do."""


def rows(folder: str, name: str) -> list[dict[str, str]]:
    """The rows of `halte/network/data/<folder>/<name>.csv`, every value a string."""
    with (DATA / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def file_bytes(path: str, largest: int) -> bytes:
    """What is in an operator's file of at most `largest` bytes."""
    try:
        status = Path(path).stat()
        if not S_ISREG(status.st_mode):
            raise LoadError(f"{path} is not a file.")
        if status.st_size > largest:
            size, most = status.st_size // 1_000_000, largest // 1_000_000
            raise LoadError(
                f"{path} has {size} MB; at most {most} MB are read. Please split the file."
            )
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise LoadError(f"{path} cannot be read: {why}.") from error
