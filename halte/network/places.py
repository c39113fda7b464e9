"""From what somebody types to a place: "1080", "Elsene", "st gilles", "molenbek", "50.85,4.35"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q

from halte.network.folding import fold
from halte.network.models import Municipality, PlaceName, Postcode

__all__ = ["Place", "find_place", "fold", "point"]

LONGEST = 200
# Two letters begin too many names.
SHORTEST_PREFIX = 3
CANDIDATES = 20
ALTERNATIVES = 4
POINT = re.compile(
    r"\s*(-?\d{1,3}(?:\.\d{1,20})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,20})?)\s*", re.ASCII
)
POSTCODE = re.compile(r"(?<!\d)(?:be?)?(\d{4})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map. `guessed`: a typing error was forgiven; `approximate`: an area, whose
    middle is given. `alternatives` are the other places that the same words may mean."""

    kind: str  # "postcode", "municipality", "locality", "point"
    lat: float
    lon: float
    name_fr: str = ""
    name_nl: str = ""
    postcode: str = ""
    nis_code: str = ""
    approximate: bool = True
    guessed: bool = False
    alternatives: tuple["Place", ...] = ()


def find_place(text: str) -> Place | None:
    """The place that a text names, or None. At most three queries."""
    text = text[:LONGEST].replace("\x00", " ")
    found = POINT.fullmatch(text)
    if found:
        return point(float(found[1]), float(found[2]))
    folded = fold(text)
    codes = POSTCODE.findall(folded)
    place = next(filter(None, map(_of_postcode, codes[:1])), None)
    words = " ".join(POSTCODE.sub(" ", folded).split())
    if place or not words:
        return place
    return _beginning(words) or _misspelt(words)


def point(lat: float, lon: float) -> Place | None:
    """A point on the globe; None where there is none."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return Place("point", lat, lon, approximate=False)


# ---- Postcodes ----------------------------------------------------------------------------------


def _of_postcode(code: str) -> Place | None:
    row = _rows(Postcode).filter(pk=code).first()
    return row and _postcode_place(row)


def _postcode_place(row: Postcode) -> Place | None:
    """The middle of the area; a code without one lends its municipality's."""
    town = row.municipality
    where = row if row.lat is not None else town
    if where is None:
        return None
    return Place(
        kind="postcode",
        lat=where.lat,
        lon=where.lon,
        name_fr=row.locality_fr,
        name_nl=row.locality_nl or row.locality_fr,
        postcode=row.code,
        nis_code=town.nis_code if town else "",
    )


# ---- Names --------------------------------------------------------------------------------------


def _beginning(words: str) -> Place | None:
    """Places called so, or else that begin so: the name nearest to the words first."""
    called = Q(folded=words)
    if len(words) >= SHORTEST_PREFIX:
        called |= Q(folded__startswith=words)
    likeness = TrigramSimilarity("folded", words)
    whole_town_first = F("postcode").asc(nulls_first=True)
    found = _names().filter(called).order_by(likeness.desc(), "folded", whole_town_first, "pk")
    rows = list(found[:CANDIDATES])
    return _best([row for row in rows if row.folded == words] or rows)


def _misspelt(words: str) -> Place | None:
    """The name that differs by the fewest letters, at most one in four.

    The trigram index proposes candidates, among which the letters are compared.
    """
    likeness = TrigramSimilarity("folded", words)
    near = Q(folded__trigram_similar=words) | Q(folded__trigram_word_similar=words)
    rows = list(_names().filter(near).order_by(likeness.desc(), "folded", "pk")[:CANDIDATES])
    wrong = partial(_wrong_letters, words)
    close = [row for row in rows if wrong(row.folded) <= len(words) / 4]
    best = _best(sorted(close, key=lambda row: wrong(row.folded)))
    return best and replace(best, guessed=True)


def _wrong_letters(words: str, name: str) -> float:
    """Letters to change to find the words in the name; a match inside it counts half more."""
    parts, length = name.split(), len(words.split())
    windows = [" ".join(parts[n : n + length]) for n in range(len(parts) - length + 1)] or [name]
    return min(_distance(words, part) + (0.5 if n else 0) for n, part in enumerate(windows))


def _distance(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _rows(model):
    return model.objects.select_related("municipality").defer("municipality__boundary")


def _names():
    return _rows(PlaceName).select_related("municipality", "postcode")


def _best(rows: Iterable[PlaceName]) -> Place | None:
    """The first place of the rows, the following ones as its alternatives."""
    places: dict[tuple[str, str], Place] = {}
    for row in rows:
        place = _name_place(row)
        places.setdefault((place.nis_code, place.postcode), place)
    if not places:
        return None
    first, *others = places.values()
    return replace(first, alternatives=tuple(others[:ALTERNATIVES]))


def _name_place(row: PlaceName) -> Place:
    if row.postcode is None:
        return _municipality_place(row.municipality)
    area = row.postcode
    where = area if area.lat is not None else row.municipality
    french, dutch = area.locality_fr, area.locality_nl or area.locality_fr
    # A name in another script stands for the locality itself.
    known = row.folded in {fold(french), fold(dutch)} or not row.folded.isascii()
    return Place(
        kind="locality",
        lat=where.lat,
        lon=where.lon,
        name_fr=french if known else row.name,
        name_nl=dutch if known else row.name,
        postcode=area.code,
        nis_code=row.municipality.nis_code,
    )


def _municipality_place(row: Municipality) -> Place:
    return Place(
        kind="municipality",
        lat=row.lat,
        lon=row.lon,
        name_fr=row.name_fr,
        name_nl=row.name_nl,
        nis_code=row.nis_code,
    )
