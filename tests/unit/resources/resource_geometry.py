"""Where the committed resources are, and distances on the globe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geopy.distance import geodesic
from shapely.affinity import scale
from shapely.geometry import Point
from shapely.ops import nearest_points

from ebbline.vocabulary import Place

RESOURCES = Path(__file__).parents[3] / "resources"
BASEMAP = RESOURCES / "basemap" / "syria-iraq"
LAYERS = ("rivers", "lakes", "land", "borders", "divisions")


def point(place: Place) -> Point:
    """The place as a point, longitude first."""
    return Point(place.lon, place.lat)


def km(one: Point, two: Point) -> float:
    """Geodesic distance of two points in kilometres."""
    return float(geodesic((one.y, one.x), (two.y, two.x)).km)


def km_to(geometry: Any, place: Place) -> float:
    """Geodesic distance from a place to the nearest point of a geometry in kilometres."""
    # Degrees of longitude are narrower: the nearest point is sought after evening that out.
    narrow = 0.82
    even = scale(geometry, xfact=narrow, origin=(place.lon, place.lat))
    nearest = scale(
        nearest_points(even, point(place))[0], xfact=1 / narrow, origin=(place.lon, place.lat)
    )
    return km(nearest, point(place))
