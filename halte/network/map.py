"""The schematic map: pure geometry, drawn as SVG.

Borders are not shipped. Each municipality is drawn as the cell of everything that is nearer to its
centre than to any other (Voronoi), or as its real border where an operator loaded one.
Coordinates on the plane are metres east and south of a reference point.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

Point = tuple[float, float]
METRES_A_DEGREE = 111_195
# How far the drawn land reaches beyond the outermost centres, in metres.
LAND_REACH = 2_600
CIRCLE_CORNERS = 16
GOLDEN_ANGLE = 2.399963
# A name may move up or down, in pixels, to keep clear of the discs.
NAME_SHIFTS = (0, 30, -26, 46, -42, 62, -58)
LETTER_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat picture of a small part of the globe around a reference point, in degrees."""

    lat: float
    lon: float

    def place(self, lat: float, lon: float) -> Point:
        east = (lon - self.lon) * METRES_A_DEGREE * math.cos(math.radians(self.lat))
        return east, (self.lat - lat) * METRES_A_DEGREE


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the plane that is shown, and the size of the picture in pixels."""

    west: float
    north: float
    scale: float
    width: int
    height: int

    def pixel(self, point: Point) -> Point:
        x, y = point
        return round((x - self.west) * self.scale), round((y - self.north) * self.scale)

    def holds(self, pixel: Point, margin: float = 0) -> bool:
        return (
            margin <= pixel[0] <= self.width - margin and margin <= pixel[1] <= self.height - margin
        )


def window_around(
    points: Sequence[Point], width: int, height: int, *, least: float, margin: float = 40
) -> Window:
    """The window that shows all points with a margin in pixels, at least `least` metres wide."""
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    inner_width, inner_height = width - 2 * margin, height - 2 * margin
    scale = min(
        inner_width / max(max(xs) - min(xs), least),
        inner_height / max(max(ys) - min(ys), least),
    )
    west = (min(xs) + max(xs)) / 2 - width / 2 / scale
    north = (min(ys) + max(ys)) / 2 - height / 2 / scale
    return Window(west, north, scale, width, height)


def cells(centres: Sequence[Point]) -> list[list[Point]]:
    """For each centre the polygon of what is nearest to it, inside the land around them all."""
    land = hull(
        (x + LAND_REACH * math.cos(turn), y + LAND_REACH * math.sin(turn))
        for x, y in centres
        for turn in (2 * math.pi * step / CIRCLE_CORNERS for step in range(CIRCLE_CORNERS))
    )
    return [_cell(centre, centres, land) for centre in centres]


def _cell(centre: Point, centres: Iterable[Point], land: list[Point]) -> list[Point]:
    polygon = land
    for other in centres:
        if other != centre:
            polygon = _nearer(polygon, centre, other)
    return polygon


def _nearer(polygon: list[Point], centre: Point, other: Point) -> list[Point]:
    """The part of a polygon that is nearer to `centre` than to `other`."""
    dx, dy = other[0] - centre[0], other[1] - centre[1]
    middle = ((centre[0] + other[0]) / 2, (centre[1] + other[1]) / 2)

    def beyond(point: Point) -> float:
        return (point[0] - middle[0]) * dx + (point[1] - middle[1]) * dy

    kept: list[Point] = []
    for start, end in pairwise([*polygon, *polygon[:1]]):
        a, b = beyond(start), beyond(end)
        if a <= 0:
            kept.append(start)
        if (a < 0 < b) or (b < 0 < a):
            part = a / (a - b)
            kept.append(
                (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
            )
    return kept


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex hull, corner after corner."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def half(sequence: Iterable[Point]) -> list[Point]:
        chain: list[Point] = []
        for point in sequence:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    return half(ordered) + half(reversed(ordered))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def spread(pixels: Sequence[Point], least: float, rounds: int = 80) -> list[Point]:
    """Push points apart until every two are `least` pixels from each other, or rounds run out.

    Positions that are only known to a postcode's centre fall together; so they can all be seen.
    """
    placed = [
        [x + math.cos(turn * GOLDEN_ANGLE) * 0.01, y + math.sin(turn * GOLDEN_ANGLE) * 0.01]
        for turn, (x, y) in enumerate(pixels)
    ]
    for _ in range(rounds):
        pushed = [_push_apart(one, two, least) for one, two in combinations(placed, 2)]
        if not any(pushed):
            break
    return [(round(x), round(y)) for x, y in placed]


def _push_apart(one: list[float], two: list[float], least: float) -> bool:
    dx, dy = one[0] - two[0], one[1] - two[1]
    gap = math.hypot(dx, dy)
    if gap >= least:
        return False
    push = (least - gap + 0.5) / 2 / gap
    one[0] += dx * push
    one[1] += dy * push
    two[0] -= dx * push
    two[1] -= dy * push
    return True


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels that something on the map takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_names(
    names: Sequence[tuple[str, Point]], discs: Sequence[Point], window: Window
) -> list[Point | None]:
    """Where each name can stand near its point without covering a disc or another name.

    None for a name that has no free place in the window; the first names choose first.
    """
    taken = [Box(x - 16, y - 16, x + 16, y + 16) for x, y in discs]
    places: list[Point | None] = []
    for name, (x, y) in names:
        places.append(None)
        for shift in NAME_SHIFTS:
            box = _name_box(name, x, y + shift)
            inside = window.holds((box.left, box.top)) and window.holds((box.right, box.bottom))
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                places[-1] = (x, y + shift)
                break
    return places


def _name_box(name: str, x: float, y: float) -> Box:
    half = len(name) * LETTER_WIDTH / 2 + 4
    return Box(x - half, y - 17, x + half, y + 8)


def path(polygon: Sequence[Point]) -> str:
    """The `d` of an SVG path."""
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in polygon) + "Z" if polygon else ""
