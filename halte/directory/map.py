"""The schematic map: pure geometry, drawn as SVG.

Borders are not shipped. Each municipality is drawn as the cell of everything that is nearer to its
centre than to any other (Voronoi), or as its real border where an operator loaded one.
Coordinates on the plane are metres east and south of a reference point.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
METRES_A_DEGREE = 111_195
# How far the drawn land reaches beyond the outermost centres, in metres.
LAND_REACH = 2_600
CIRCLE_CORNERS = 16


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
        return round((x - self.west) * self.scale, 1), round((y - self.north) * self.scale, 1)

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


def spread(pixels: Sequence[Point], least: float, rounds: int = 60) -> list[Point]:
    """Push points apart until every two are `least` pixels from each other, or rounds run out.

    Positions that are only known to a postcode's centre fall together; so they can all be seen.
    """
    placed = [list(pixel) for pixel in pixels]
    for _ in range(rounds):
        moved = False
        for i in range(len(placed)):
            for j in range(i):
                moved |= _push_apart(placed[i], placed[j], least, turn=i)
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in placed]


def _push_apart(one: list[float], two: list[float], least: float, *, turn: int) -> bool:
    dx, dy = one[0] - two[0], one[1] - two[1]
    gap = math.hypot(dx, dy)
    if gap >= least - 0.5:
        return False
    if gap == 0:
        dx, dy, gap = math.cos(turn * 2.4), math.sin(turn * 2.4), 1.0
        distance = 0.0
    else:
        distance = gap
    push = (least - distance) / 2 / gap
    one[0] += dx * push
    one[1] += dy * push
    two[0] -= dx * push
    two[1] -= dy * push
    return True


def path(polygon: Sequence[Point]) -> str:
    """The `d` of an SVG path."""
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in polygon) + "Z" if polygon else ""
