"""Invented land near 0° N 0° E, laid out in kilometres, so that distances can be checked by eye."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from ebbline.catchments.build import make_ground
from ebbline.config import CatchmentsConfig
from ebbline.land.grid import make_grid
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


def ground(area, places, *lines, lake=None, cell_km=2.0, **changes):
    """Return the ground of ``area`` with a large river along each of ``lines`` (kilometres).

    Two divisions, West and East of x = 50; ``lake`` is a polygon in kilometres.
    """
    grid = make_grid(area, cell_km=cell_km)
    rivers = [degrees(shapely.LineString(line)) for line in lines]
    lakes = [degrees(lake)] if lake is not None else []
    layers = {
        "rivers": gpd.GeoDataFrame({"scalerank": [3] * len(rivers)}, geometry=rivers, crs=4326),
        "lakes": gpd.GeoDataFrame({"name": ["Lake"] * len(lakes)}, geometry=lakes, crs=4326),
        "borders": gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326),
    }
    x, _ = grid.centres(grid.cells)
    return make_ground(
        grid,
        places,
        layers,
        region=(x > 0).astype(np.int64),
        names=(("Flatland", "West"), ("Flatland", "East")),
        config=settings(**changes),
    )


def settings(**changes):
    """Return the default settings with some changed."""
    return CatchmentsConfig(**changes)
