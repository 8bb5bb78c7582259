from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.reports.geo import (
    NEAR_METRES,
    Outline,
    Where,
    cell_of,
    cells_around,
    distance,
    public_point,
)
from acolwhats.reports.places import get_places

OUTLINE = get_places().outline
METRE = 1 / 111_195
SQUARE = Outline(((19.5, -99.0), (19.7, -99.0), (19.7, -98.8), (19.5, -98.8)), 500)
# An L: the corner at the north-east is missing.
BENT = Outline(
    ((19.5, -99.0), (19.7, -99.0), (19.7, -98.9), (19.6, -98.9), (19.6, -98.8), (19.5, -98.8)), 500
)

points = st.tuples(st.floats(-89, 89), st.floats(-179, 179))
near_acolman = st.tuples(st.floats(19.50, 19.80), st.floats(-99.10, -98.70))


@given(points, points)
def test_distance_is_symmetric_and_never_negative(a, b):
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert distance(a, b) >= 0


@given(points)
def test_a_point_is_no_distance_from_itself(point):
    assert distance(point, point) == 0


@given(near_acolman, near_acolman, near_acolman)
def test_no_way_is_shorter_than_the_straight_one(a, b, c):
    assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-6


def test_known_distances():
    assert distance((19.0, -99.0), (20.0, -99.0)) == pytest.approx(111_195, rel=1e-4)
    assert distance((0, 0), (0, 180)) == pytest.approx(20_015_115, rel=1e-4)
    # Acolman to the Ángel de la Independencia, about 36 km.
    assert distance((19.638, -98.912), (19.427, -99.168)) == pytest.approx(35_660, rel=0.02)


@given(near_acolman, st.floats(-1, 1), st.floats(-1, 1))
def test_whatever_is_near_is_in_the_cells_around(point, north, east):
    other = point[0] + north * 0.0025, point[1] + east * 0.0026
    if distance(point, other) <= NEAR_METRES:
        assert cell_of(other) in cells_around(point)


def test_the_cells_around_are_nine_and_small():
    cells = cells_around((19.6, -98.9))

    assert len(set(cells)) == 9
    assert cell_of((19.62, -98.9)) not in cells


@given(near_acolman)
def test_what_is_published_is_at_most_some_80_metres_off(point):
    assert distance(point, public_point(point)) < 80


@pytest.mark.parametrize(
    ("point", "where"),
    [
        ((19.6, -98.9), Where.INSIDE),
        ((19.5, -98.9), Where.INSIDE),  # on the edge
        ((19.5 + METRE, -98.9), Where.INSIDE),
        ((19.5 - METRE, -98.9), Where.BORDER),
        ((19.5 - 499 * METRE, -98.9), Where.BORDER),
        ((19.5 - 501 * METRE, -98.9), Where.OUTSIDE),
        ((19.5 - 499 * METRE, -99.0 - 499 * METRE), Where.OUTSIDE),  # beyond the corner
        ((0.0, 0.0), Where.INVALID),
        ((nan, -98.9), Where.INVALID),
        ((19.6, inf), Where.INVALID),
        ((200.0, 300.0), Where.INVALID),
        ((48.85, 2.35), Where.OUTSIDE),
    ],
)
def test_where_a_pin_is(point, where):
    assert SQUARE.locate(*point).where is where


@pytest.mark.parametrize("said", [(-98.9, 19.6), (19.6, 98.9), (98.9, 19.6)])
def test_swapped_degrees_and_a_lost_minus_are_put_right(said):
    located = SQUARE.locate(*said)

    assert (located.where, located.point) == (Where.INSIDE, (19.6, -98.9))


def test_an_outline_that_is_not_convex():
    assert BENT.locate(19.55, -98.85).where is Where.INSIDE
    assert BENT.locate(19.65, -98.95).where is Where.INSIDE
    assert BENT.locate(19.65, -98.85).where is Where.OUTSIDE
    assert BENT.locate(19.6 + 300 * METRE, -98.85).where is Where.BORDER


@given(st.floats(), st.floats())
def test_any_two_numbers_can_be_asked_about(latitude, longitude):
    located = OUTLINE.locate(latitude, longitude)

    assert (located.point is None) == (located.where is Where.INVALID)


@given(near_acolman)
def test_farther_out_is_never_more_inside(point):
    order = [Where.INSIDE, Where.BORDER, Where.OUTSIDE]
    centre = (19.64, -98.91)
    farther = tuple(c + 2 * (p - c) for c, p in zip(centre, point))

    near, far = OUTLINE.locate(*point).where, OUTLINE.locate(*farther).where
    assert order.index(near) <= order.index(far)


@pytest.mark.parametrize(
    "point", [(19.6385, -98.9120), (19.6130, -98.9480), (19.6800, -98.9300), (19.5950, -98.9100)]
)
def test_places_of_the_municipality_are_inside_of_the_outline(point):
    assert OUTLINE.locate(*point).where is Where.INSIDE


@pytest.mark.parametrize("point", [(19.4326, -99.1332), (19.3600, -99.0000), (19.2900, -99.6500)])
def test_other_towns_are_not(point):
    assert OUTLINE.locate(*point).where is Where.OUTSIDE
