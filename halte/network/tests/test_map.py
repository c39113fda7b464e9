import math

from hypothesis import given
from hypothesis import strategies as st

from halte.network.map import Plane, Window, cells, hull, place_names, spread, window_around

metres = st.integers(-8_000, 8_000).map(float)
points = st.lists(st.tuples(metres, metres), min_size=1, max_size=12, unique=True)


def inside(polygon, point) -> bool:
    """Whether a convex polygon holds a point; its edge counts."""
    turns = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True)
    ]
    return all(turn >= -1e-3 for turn in turns) or all(turn <= 1e-3 for turn in turns)


@given(points)
def test_cell_holds_its_centre(centres):
    for centre, cell in zip(centres, cells(centres), strict=True):
        assert inside(cell, centre)


@given(points)
def test_corner_of_a_cell_is_nearest_to_its_centre(centres):
    for centre, cell in zip(centres, cells(centres), strict=True):
        for corner in cell:
            nearest = min(math.dist(corner, other) for other in centres)
            assert math.dist(corner, centre) <= nearest + 1e-3


@given(points)
def test_hull_holds_every_point(given_points):
    polygon = hull(given_points)
    if len(polygon) > 2:
        assert all(inside(polygon, point) for point in given_points)


@given(points)
def test_window_shows_every_point(given_points):
    window = window_around(given_points, 430, 500, least=3_500)
    assert all(window.holds(window.pixel(point), margin=38) for point in given_points)


@given(st.lists(st.tuples(st.integers(100, 120), st.integers(100, 120)), max_size=8))
def test_spread_points_do_not_cover_each_other(pixels):
    placed = spread(pixels, 30, rounds=2_000)
    for index, one in enumerate(placed):
        assert all(math.dist(one, other) >= 27 for other in placed[:index])


def test_points_that_are_apart_stay_where_they_are():
    assert spread([(0, 0), (100, 0), (0, 100)], 30) == [(0, 0), (100, 0), (0, 100)]


def test_name_moves_away_from_a_disc_or_is_left_out():
    window = Window(0, 0, 1, 430, 500)
    assert place_names([("Jette", (200, 200))], [], window) == [(200, 200)]
    assert place_names([("Jette", (200, 200))], [(200, 200)], window) == [(200, 174)]
    assert place_names([("Jette", (2, 2))], [], window) == [None]


def test_plane_keeps_distances():
    plane = Plane(50.85, 4.35)
    east, south = plane.place(50.84, 4.36)
    assert round(east) == 702
    assert round(south) == 1112
