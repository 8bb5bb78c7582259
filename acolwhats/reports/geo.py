"""Where a pin is: distances, the outline of the municipality, cells to find what is near. Degrees (WGS 84)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import asin, cos, floor, isfinite, radians, sin, sqrt
from typing import Iterator, Optional, Sequence

Point = tuple[float, float]  # latitude, longitude

EARTH_METRES = 6_371_008.8
NEAR_METRES = 250.0
# 278 m by at least 250 m as far north as 41°: what is near is in the 3 × 3 cells around.
_CELL_LATITUDE = 0.0025
_CELL_LONGITUDE = 0.003
# What is published is rounded to about 100 m.
_PUBLIC_DECIMALS = 3


class Where(Enum):
    """What is known about a pin."""

    INSIDE = "inside"
    BORDER = "border"  # outside of the outline, but so near that the citizen knows better
    OUTSIDE = "outside"
    INVALID = "invalid"  # no place on earth, or 0, 0


@dataclass(frozen=True)
class Located:
    """A pin that was looked at; `point` has its values in their proper order."""

    where: Where
    point: Optional[Point] = None


def distance(a: Point, b: Point) -> float:
    """Metres between two points, along the surface (haversine)."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half = (
        sin((phi_b - phi_a) / 2) ** 2
        + cos(phi_a) * cos(phi_b) * sin(radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(half)))


def cell_of(point: Point) -> str:
    """The cell that a point is in."""
    return _name(floor(point[0] / _CELL_LATITUDE), floor(point[1] / _CELL_LONGITUDE))


def cells_around(point: Point) -> list[str]:
    """The cell of a point, and the eight beside it: everything within NEAR_METRES is in one of them."""
    row, column = floor(point[0] / _CELL_LATITUDE), floor(point[1] / _CELL_LONGITUDE)
    return [_name(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)]


def _name(row: int, column: int) -> str:
    return f"{row}:{column}"


def public_point(point: Point) -> Point:
    """A point as it is published."""
    return round(point[0], _PUBLIC_DECIMALS), round(point[1], _PUBLIC_DECIMALS)


@dataclass(frozen=True)
class Outline:
    """The municipality, approximately.

    Attributes:
        polygon: its corners, in order; the last one is joined to the first.
        border_metres: how far outside of it a pin is asked about instead of refused.
    """

    polygon: tuple[Point, ...]
    border_metres: float

    def locate(self, latitude: float, longitude: float) -> Located:
        """Where a pin is. Latitude and longitude that changed places, or lost the minus, are put right."""
        if not (isfinite(latitude) and isfinite(longitude)) or (latitude, longitude) == (0, 0):
            return Located(Where.INVALID)
        valid = [point for point in _readings(latitude, longitude) if _is_on_earth(point)]
        for point in valid:
            if self._has(point):
                return Located(Where.INSIDE, point)
        for point in valid:
            if self._distance_to_edge(point) <= self.border_metres:
                return Located(Where.BORDER, point)
        if not _is_on_earth((latitude, longitude)):
            return Located(Where.INVALID)
        return Located(Where.OUTSIDE, (latitude, longitude))

    def _edges(self) -> Iterator[tuple[Point, Point]]:
        return zip(self.polygon, (*self.polygon[1:], self.polygon[0]))

    def _has(self, point: Point) -> bool:
        """Ray casting; the edge itself is inside."""
        lat, lon = point
        inside = False
        for (lat_a, lon_a), (lat_b, lon_b) in self._edges():
            if _is_between(point, (lat_a, lon_a), (lat_b, lon_b)):
                return True
            if (lat_a > lat) != (lat_b > lat):
                crossing = lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
                inside ^= lon < crossing
        return inside

    def _distance_to_edge(self, point: Point) -> float:
        return min(distance(point, _nearest(point, a, b)) for a, b in self._edges())


def _readings(latitude: float, longitude: float) -> Sequence[Point]:
    return (
        (latitude, longitude),
        (longitude, latitude),
        (latitude, -longitude),
        (longitude, -latitude),
    )


def _is_on_earth(point: Point) -> bool:
    return abs(point[0]) <= 90 and abs(point[1]) <= 180


def _is_between(point: Point, a: Point, b: Point) -> bool:
    cross = (point[0] - a[0]) * (b[1] - a[1]) - (point[1] - a[1]) * (b[0] - a[0])
    if abs(cross) > 1e-12:
        return False
    return all(min(a[i], b[i]) <= point[i] <= max(a[i], b[i]) for i in (0, 1))


def _nearest(point: Point, a: Point, b: Point) -> Point:
    """The nearest point of an edge, on the plane that touches the earth there."""
    scale = cos(radians(point[0]))
    y, x = b[0] - a[0], (b[1] - a[1]) * scale
    length = x * x + y * y
    along = ((point[0] - a[0]) * y + (point[1] - a[1]) * scale * x) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])
