"""What the map of a page shows: cells, names, numbered places, you."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from halte.core.i18n import language
from halte.network.map import (
    Plane,
    Point,
    Window,
    cells,
    path,
    place_names,
    spread,
    window_around,
)
from halte.network.models import Municipality

DISC = 30  # pixels between the middles of two numbered discs
LEAST_SPAN = 3_500  # metres: nearer than this the schematic map says nothing more


@dataclass(frozen=True, slots=True)
class Cell:
    path: str
    name: str
    x: float
    y: float
    here: bool


@dataclass(frozen=True, slots=True)
class Dot:
    number: int
    x: float
    y: float
    open: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template needs, in pixels."""

    width: int
    height: int
    cells: list[Cell]
    dots: list[Dot]
    here: Dot | None
    label: str
    approximate: bool
    points_json: str
    metres_a_pixel: float


@dataclass(frozen=True, slots=True)
class Land:
    """A municipality on the plane: its name, its centre, its outline in one or more rings."""

    nis_code: str
    name_fr: str
    name_nl: str
    centre: Point
    rings: list[list[Point]]


@lru_cache(maxsize=2)
def _land(number: int) -> tuple[Plane, list[Land]]:
    """The municipalities on a plane, made once a revision of the network."""
    rows = list(Municipality.objects.order_by("nis_code"))
    if not rows:
        return Plane(50.85, 4.35), []
    plane = Plane(
        sum(row.lat for row in rows) / len(rows), sum(row.lon for row in rows) / len(rows)
    )
    centres = [plane.place(row.lat, row.lon) for row in rows]
    outlines = cells(centres)
    return plane, [
        Land(row.nis_code, row.name_fr, row.name_nl, centre, _rings(plane, row) or [outline])
        for row, centre, outline in zip(rows, centres, outlines, strict=True)
    ]


def _rings(plane: Plane, row: Municipality) -> list[list[Point]]:
    """The outer rings of a loaded border; empty when none is loaded."""
    if not row.boundary:
        return []
    polygons = row.boundary["coordinates"]
    if row.boundary["type"] == "Polygon":
        polygons = [polygons]
    return [[plane.place(lat, lon) for lon, lat, *_rest in polygon[0]] for polygon in polygons]


def draw(
    answers: Sequence,
    origin=None,
    *,
    revision: int,
    width: int = 430,
    height: int = 500,
    here: str = "",
    label: str = "",
) -> Drawing:
    """Draw the answers, by their numbers, and where the search starts.

    The land is drawn once a `revision` of the network.
    """
    plane, land = _land(revision)
    shown = [answer for answer in answers if answer.lat is not None]
    points = [plane.place(answer.lat, answer.lon) for answer in shown]
    you = plane.place(origin.lat, origin.lon) if origin else None
    around = [*points, *([you] if you else [])] or [one.centre for one in land]
    window = window_around(around, width, height, least=LEAST_SPAN)
    you_at, *pixels = _apart(window, you, points)
    nis_code = here or getattr(origin, "nis_code", "")
    return Drawing(
        width=width,
        height=height,
        cells=_cells(window, land, nis_code, [*pixels, *([you_at] if you else [])]),
        dots=[
            Dot(answer.number, x, y, answer.is_open)
            for answer, (x, y) in zip(shown, pixels, strict=True)
        ],
        here=Dot(0, *you_at, open=False) if you else None,
        label=label or _("Simple map of the places in the list."),
        approximate=any(answer.is_approximate for answer in shown),
        points_json=json.dumps([[a.number, a.lat, a.lon, a.is_open] for a in shown]),
        metres_a_pixel=1 / window.scale,
    )


def _apart(window: Window, you: Point | None, points: list[Point]) -> list[Point]:
    """Pixels of "you are here" (or anything, if nowhere) and of the answers, pushed apart."""
    if you is None:
        return [(0, 0), *spread([window.pixel(point) for point in points], DISC)]
    return spread([window.pixel(point) for point in (you, *points)], DISC)


def _cells(window: Window, land: list[Land], nis_code: str, discs: list[Point]) -> list[Cell]:
    """The municipalities, the asked one first to choose where its name stands."""
    ordered = sorted(land, key=lambda one: one.nis_code != nis_code)
    names = [one.name_nl if language() == "nl" else one.name_fr for one in ordered]
    pixels = [window.pixel(one.centre) for one in ordered]
    places = place_names(list(zip(names, pixels, strict=True)), discs, window)
    drawn = [
        Cell(
            path="".join(path([window.pixel(corner) for corner in ring]) for ring in one.rings),
            name=name if at else "",
            x=at[0] if at else 0,
            y=at[1] if at else 0,
            here=one.nis_code == nis_code,
        )
        for one, name, at in zip(ordered, names, places, strict=True)
    ]
    # The asked one is drawn last, so that its outline lies on top.
    return drawn[::-1]
