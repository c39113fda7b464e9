"""Names of the digital competences that an activity works on: DigComp, by edition."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "digcomp.json"
LANGUAGES = ("fr", "nl", "en")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the framework, with code and name of each of its competences."""

    code: str
    name: str
    competences: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def areas(framework: str, language: str) -> tuple[Area, ...]:
    """The areas of an edition in French, Dutch or English; ValueError for an unknown edition."""
    known = json.loads(DATA.read_text(encoding="utf-8"))
    if framework == "source" or framework not in known:
        raise ValueError(f"no edition of DigComp: {framework}")
    code = language if language in LANGUAGES else LANGUAGES[0]
    return tuple(
        Area(
            area["code"],
            area[code],
            tuple((each["code"], each[code]) for each in area["competences"]),
        )
        for area in known[framework]
    )


def codes(framework: str) -> list[str]:
    """All codes of an edition, such as "1.1"."""
    return [code for area in areas(framework, "en") for code, _name in area.competences]
