"""Longitudes of a case that lies across the antimeridian (180°).

Tables and files have longitudes from -180 to 180, with shapes cut at 180° as RFC 7946 asks. What is
drawn or measured counts them on from the west to the east of the case instead: there a box may
reach from 176 to 182, and a shape is whole. Anywhere else the two are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

Degrees = tuple[float, float, float, float]
"""West, south, east, north in WGS 84 degrees."""
_WHOLE = 360.0


def holds(box: Degrees, lon: float, lat: float) -> bool:
    """Return whether ``box``, edges included, has a point, however either counts longitudes."""
    west, south, east, north = box
    return south <= lat <= north and (lon - west) % _WHOLE <= east - west


def counted_on(lon: Any, box: Degrees) -> NDArray[np.float64]:
    """Return longitudes within 180° of the middle of ``box``."""
    import numpy as np

    seam = (box[0] + box[2]) / 2 - _WHOLE / 2
    lon = np.asarray(lon, dtype=float)
    turned: NDArray[np.float64] = np.where(lon > seam + _WHOLE, lon - _WHOLE, lon)
    return np.asarray(np.where(lon < seam, lon + _WHOLE, turned))


def joined(shape: Any, box: Degrees) -> Any:
    """Return a shape that may be cut at 180°, counted on and whole around ``box``."""
    seam = (box[0] + box[2]) / 2 - _WHOLE / 2
    return _turned(shape, seam)


def cut(shape: Any) -> Any:
    """Return a shape with longitudes from -180 to 180, cut at 180° where it lies across."""
    return _turned(shape, -_WHOLE / 2)


def _turned(shape: Any, seam: float) -> Any:
    """Return a shape with longitudes from ``seam`` on, around the world."""
    import shapely
    from shapely.affinity import translate

    west, _, east, _ = shape.bounds if not shape.is_empty else (seam, 0, seam, 0)
    if seam <= west and east <= seam + _WHOLE:
        return shape
    parts = []
    for start in (seam - _WHOLE, seam, seam + _WHOLE):
        band = shapely.intersection(shape, shapely.box(start, -91, start + _WHOLE, 91))
        if not band.is_empty:
            parts.append(translate(band, seam - start))
    whole = shapely.union_all(parts)
    dimension = shapely.get_dimensions(shape)
    kept = [p for p in shapely.get_parts(whole) if shapely.get_dimensions(p) == dimension]
    if len(kept) < 2:
        return kept[0] if kept else whole
    of_kind = (shapely.MultiPoint, shapely.MultiLineString, shapely.MultiPolygon)[dimension]
    return shapely.line_merge(of_kind(kept)) if dimension == 1 else of_kind(kept)


def beside(box: Degrees, other: Degrees) -> Degrees:
    """Return ``box`` with its longitudes counted as those of ``other`` are."""
    west, south, east, north = box
    way = _WHOLE * round(((other[0] + other[2]) - (west + east)) / 2 / _WHOLE)
    return west + way, south, east + way, north


def around(boxes: Iterable[Degrees]) -> Degrees:
    """Return the narrowest box that holds all of ``boxes``, across 180° where that is narrower."""
    known: Sequence[Degrees] = [*boxes]
    south, north = min(b[1] for b in known), max(b[3] for b in known)
    found = []
    for start in (min(b[0] for b in known), *sorted(b[0] for b in known)):
        ends = [(b[0] - start) % _WHOLE + b[2] - b[0] for b in known]
        found.append((max(ends), start))
    plain = found[0][1], south, max(b[2] for b in known), north
    if plain[2] - plain[0] <= _WHOLE / 2:
        return plain
    wide, west = min(found)
    return west, south, west + wide, north
