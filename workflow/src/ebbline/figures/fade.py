"""How the desert fades: bands of veil in the ground's colour, thicker where less is known.

What is known is told by ``reach_km``: how far a lone report would be that tells as little, at
nodes of the field, smoothed between them. Veils only lighten what lies under them; land without a
holder has the ground's colour already.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.figures.boxes import Array
from ebbline.figures.content import Veil

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ebbline.figures.plane import Plane

_VEIL = 0.07
"""How much of the ground's colour each further band adds."""
_LEVELS_KM = tuple(range(6, 40, 2))
_GRID = 120
_SMOOTH = 2.0
_EVEN = 160
"""Into how many parts of the width the edges of bands are evened out."""


def veils_of(
    doubt: Any, plane: Plane, bounds: tuple[float, float, float, float], study: BaseGeometry
) -> tuple[Veil, ...]:
    """Return the bands of ``study`` between a row of distances, on the plane (km).

    ``doubt`` has the columns ``reach_km`` and ``geometry`` (degrees) of that layer of
    ``patches.gpkg``. The bands do not overlap: veils painted over each other would add up their
    rounding.
    """
    import shapely

    if len(doubt) < 4:
        return ()
    middles = shapely.get_coordinates(doubt.geometry.to_numpy())
    x, y = plane.points(middles[:, 0], middles[:, 1])
    field = _field(np.column_stack([x, y]), doubt["reach_km"].to_numpy(dtype=float), bounds)
    bands = [_between(*ends, field, bounds) for ends in pairwise((*_LEVELS_KM, np.inf))]
    there = [number for number, band in enumerate(bands) if not band.is_empty]
    even = shapely.coverage_simplify(
        np.array([bands[number] for number in there], dtype=object),
        (bounds[2] - bounds[0]) / _EVEN,
    )
    cut = [_areas(shapely.intersection(shape, study)) for shape in even]
    return tuple(
        Veil(shape, round(1 - (1 - _VEIL) ** (number + 1), 4))
        for number, shape in zip(there, cut, strict=True)
        if not shape.is_empty
    )


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of ``shape``, without the lines and points where edges only touch."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon(list(parts[shapely.get_dimensions(parts) == 2]))


def _field(at: Array, reach: Array, bounds: tuple[float, float, float, float]) -> Array:
    """Return the distance on a grid over ``bounds``, smoothed."""
    from scipy.interpolate import griddata
    from scipy.ndimage import gaussian_filter

    west, south, east, north = bounds
    columns, rows = np.meshgrid(np.linspace(west, east, _GRID), np.linspace(south, north, _GRID))
    field = griddata(at, reach, (columns, rows), method="linear")
    away = np.isnan(field)
    field[away] = griddata(at, reach, (columns[away], rows[away]), method="nearest")
    smooth: Array = gaussian_filter(field, _SMOOTH, mode="nearest")
    return smooth


def _between(
    low: float, high: float, field: Array, bounds: tuple[float, float, float, float]
) -> BaseGeometry:
    """Return where ``field`` lies between ``low`` and ``high``."""
    import contourpy
    import shapely

    west, south, east, north = bounds
    lines = contourpy.contour_generator(
        np.linspace(west, east, _GRID),
        np.linspace(south, north, _GRID),
        field,
        fill_type=contourpy.FillType.OuterOffset,
    )
    filled: Any = lines.filled(low, high)
    points, offsets = filled
    shapes = []
    for xy, starts in zip(points, offsets, strict=True):
        rings = [xy[a:b] for a, b in pairwise(starts)]
        shapes.append(shapely.Polygon(rings[0], rings[1:]))
    union: BaseGeometry = shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))
    return _areas(shapely.set_precision(union, 0.01))
