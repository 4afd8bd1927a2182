"""Invented land near 0° N 0° E, laid out in kilometres, so that distances can be checked by eye."""

from __future__ import annotations

import numpy as np
import shapely

from ebbline.config import CatchmentsConfig
from ebbline.land.grid import make_grid
from ebbline.land.travel import Barrier, make_terrain
from ebbline.vocabulary import Bank, Place, PlaceKind

KM_PER_DEGREE = 111.195


def degrees(shape):
    """Return a shape in kilometres in degrees."""
    return shapely.transform(shape, lambda points: points / KM_PER_DEGREE)


def rectangle(width, height):
    """Return a study area of that many kilometres, from the south-west corner at 0, 0."""
    return degrees(shapely.MultiPolygon([shapely.box(0, 0, width, height)]))


def place(place_id, x, y, *, kind=PlaceKind.TOWN, population=1000):
    """Return a place at ``x``, ``y`` kilometres."""
    return Place(
        place_id=place_id,
        name=place_id.title(),
        name_ar="",
        aliases=(),
        lat=y / KM_PER_DEGREE,
        lon=x / KM_PER_DEGREE,
        precision_km=1.0,
        country="XX",
        admin1="",
        bank=Bank.NONE,
        kind=kind,
        population=population,
        origin="invented",
    )


def terrain(area, *lines, cost_km=30.0, cell_km=1.0):
    """Return the terrain of ``area`` with a river along each of ``lines`` (kilometres)."""
    grid = make_grid(area, cell_km=cell_km)
    drawn = [degrees(shapely.LineString(line)) for line in lines]
    projected = tuple(grid.project(np.array(drawn, dtype=object))) if drawn else ()
    return make_terrain(grid, [Barrier(projected, cost_km)])


def settings(**changes):
    """Return the default settings with some changed."""
    return CatchmentsConfig(**changes)
