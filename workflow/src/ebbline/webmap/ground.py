"""The basemap as it stands in the map file: land, water, borders, provinces, with names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.basemap import in_window, name_in
from ebbline.meridian import beside
from ebbline.webmap.grid import Grid, line_steps

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MARGIN_DEGREES = 3.0
"""How far the basemap goes beyond the land and the views of the case."""

_SPOTS = 4
_APART = 0.7
"""How far, in radii of the widest part, a second spot for a name is from the first."""

Bounds = tuple[float, float, float, float]


def frame_of(boxes: Iterable[Bounds], reach: Bounds) -> Bounds:
    """Return the box around all ``boxes`` (west, south, east, north) and :data:`MARGIN_DEGREES`.

    It is widened to what a window shows around them, as far as the basemap's ``reach``.
    """
    import shapely

    around = shapely.box(*shapely.union_all([shapely.box(*b) for b in boxes]).bounds)
    least = shapely.box(*around.buffer(MARGIN_DEGREES, join_style="mitre").bounds)
    shown = shapely.box(*in_window(around.bounds))
    known = shapely.box(*beside(reach, around.bounds))
    west, south, east, north = shapely.union(least, shapely.intersection(shown, known)).bounds
    return west, south, east, north


def ground_data(
    layers: Mapping[str, GeoDataFrame], *, grid: Grid, frame: Bounds, smooth_m: float
) -> dict[str, Any]:
    """Return the layers cut to ``frame``, bends below ``smooth_m`` straightened, on the grid.

    ``layers`` are frames of :func:`ebbline.basemap.read_layer` by name. Areas are lists of rings,
    lines lists of lines, each in steps (:func:`ebbline.webmap.grid.as_steps`).
    """
    degrees = smooth_m / 111_320
    cut = {name: _cut(frame_, frame, degrees) for name, frame_ in layers.items()}
    borders = cut["borders"]
    return {
        "land": [
            {"country": row.country, "names": _names(row), "rings": _rings(row.geometry, grid)}
            for row in cut["land"].itertuples()
        ],
        "lakes": [
            {"names": _names(row), "rank": row.scalerank, "rings": _rings(row.geometry, grid)}
            for row in cut["lakes"].itertuples()
        ],
        "rivers": [
            {"names": _names(row), "rank": row.scalerank, "lines": _lines(row.geometry, grid)}
            for row in cut["rivers"].itertuples()
        ],
        "borders": [line for row in borders.itertuples() for line in _lines(row.geometry, grid)],
        "divisions": _divisions(cut["divisions"], grid),
        "provinces": _inner_lines(layers["divisions"], layers["borders"], frame, degrees, grid),
    }


def _divisions(divisions: GeoDataFrame, grid: Grid) -> list[dict[str, Any]]:
    """Return the names of divisions with the middles of their widest parts: x, y, radius."""
    return [
        {"names": _names(row), "spots": _spots(row.geometry, grid)}
        for row in divisions.itertuples()
    ]


def _spots(shape: Any, grid: Grid) -> list[list[int]]:
    """Return where a name has most room in a shape, then where it has most beside that."""
    import shapely

    spots = []
    for _ in range(_SPOTS):
        if shape.is_empty or shape.area <= 0:
            break
        widest = shapely.maximum_inscribed_circle(shape, tolerance=0.02)
        ends = grid.exact(np.asarray(widest.coords, dtype=float))
        radius = float(np.hypot(*(ends[1] - ends[0])))
        spots.append([round(float(v)) for v in (*ends[0], radius)])
        shape = shape.difference(shapely.Point(widest.coords[0]).buffer(_APART * widest.length))
    return spots


def _cut(layer: GeoDataFrame, frame: Bounds, degrees: float) -> GeoDataFrame:
    import shapely

    cut = layer.copy()
    shapes = shapely.simplify(layer.geometry.to_numpy(), degrees)
    cut["geometry"] = shapely.clip_by_rect(shapes, *frame)
    return cut[~cut.geometry.is_empty]


def _names(row: Any) -> dict[str, str]:
    return {
        c: name_in(row, c)
        for c in ("en", *(n.removeprefix("name_") for n in row._fields if n.startswith("name_")))
    }


def _rings(geometry: Any, grid: Grid) -> list[list[int]]:
    import shapely

    polygons = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"]
    rings = [r for p in polygons for r in (p.exterior, *p.interiors)]
    steps = (line_steps(r, grid) for r in rings)
    return [s for s in steps if len(s) >= 8]


def _lines(geometry: Any, grid: Grid) -> list[list[int]]:
    import shapely

    merged = shapely.line_merge(geometry) if geometry.geom_type == "MultiLineString" else geometry
    lines = [p for p in shapely.get_parts(merged) if p.geom_type == "LineString"]
    return [s for s in (line_steps(line, grid) for line in lines) if s]


def _inner_lines(
    divisions: GeoDataFrame, borders: GeoDataFrame, frame: Bounds, degrees: float, grid: Grid
) -> list[list[int]]:
    """Return the outlines of divisions once each, without what runs along a state border."""
    import shapely

    outlines = shapely.union_all(shapely.boundary(divisions.geometry.to_numpy()))
    along = shapely.buffer(shapely.union_all(borders.geometry.to_numpy()), 0.03)
    inner = shapely.line_merge(shapely.difference(outlines, along))
    return _lines(shapely.clip_by_rect(shapely.simplify(inner, degrees), *frame), grid)
