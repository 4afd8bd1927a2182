"""The integer grid of the map file: Web Mercator metres, rounded, counted from a corner.

The browser shows Web Mercator, so a grid in that projection needs no trigonometry there: a grid
unit is the same number of pixels everywhere, and whole numbers are short when written as steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RADIUS_M = 6_378_137.0
"""Radius of the sphere of Web Mercator (EPSG:3857)."""
MAX_LATITUDE = 85.06

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def mercator(lonlat: Floats) -> Floats:
    """Return Web Mercator metres (x east, y north) of WGS 84 degrees, shape (n, 2) both."""
    lat = np.clip(lonlat[:, 1], -MAX_LATITUDE, MAX_LATITUDE)
    x = RADIUS_M * np.radians(lonlat[:, 0])
    y = RADIUS_M * np.arctanh(np.sin(np.radians(lat)))
    return np.column_stack([x, y])


@dataclass(frozen=True)
class Grid:
    """Rows and columns of ``step`` metres from the corner ``(west, north)``; y grows south."""

    west: float
    north: float
    step: float

    @classmethod
    def over(cls, bbox: Sequence[float], *, step: float) -> Grid:
        """Return a grid whose corner is the north-west of ``bbox`` (degrees, west … north)."""
        west, north = mercator(np.array([[bbox[0], bbox[3]]], dtype=float))[0]
        return cls(float(np.floor(west)), float(np.ceil(north)), step)

    def exact(self, lonlat: Floats) -> Floats:
        """Return grid coordinates of WGS 84 degrees, not rounded; shape (n, 2) both."""
        xy = mercator(lonlat)
        return np.column_stack([xy[:, 0] - self.west, self.north - xy[:, 1]]) / self.step

    def rounded(self, lonlat: Floats) -> Ints:
        """Return whole grid coordinates of WGS 84 degrees, shape (n, 2) both."""
        return np.rint(self.exact(lonlat)).astype(np.int64)

    def to_data(self) -> dict[str, float]:
        """Return the grid as it stands in the map file."""
        return {"west": self.west, "north": self.north, "step": self.step}


def without_repeats(points: Ints) -> Ints:
    """Return ``points`` without those that repeat the one before."""
    if len(points) < 2:
        return points
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (points[1:] != points[:-1]).any(axis=1)
    return points[keep]


def as_steps(points: Ints) -> list[int]:
    """Return ``[x, y, dx, dy, dx, dy, …]``: the first point, then steps from point to point."""
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    flat: list[int] = steps.ravel().tolist()
    return flat


def line_steps(line: Any, grid: Grid) -> list[int]:
    """Return the steps of a shapely line in WGS 84 degrees, empty if it shrinks to a point."""
    points = without_repeats(grid.rounded(np.asarray(line.coords, dtype=float)[:, :2]))
    return as_steps(points) if len(points) > 1 else []
