"""Reading the data that is committed with the project (halte/network/data)."""

import csv
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


class LoadError(Exception):
    """A load cannot go on; the message says to a person why, and what to do."""


def rows(folder: str, name: str) -> list[dict[str, str]]:
    """The rows of `halte/network/data/<folder>/<name>.csv`, every value a string."""
    with (DATA / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
