"""The plane that a view is drawn on: Lambert azimuthal equal-area around the view's middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ebbline.meridian import counted_on

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ebbline.config.base import Box

_STEPS = 40


@dataclass(frozen=True)
class Plane:
    """A plane in kilometres, true to area, centred on ``lon``, ``lat`` (WGS 84 degrees)."""

    lon: float
    lat: float

    @classmethod
    def around(cls, box: Box) -> Plane:
        """Return the plane around the middle of ``box``, rounded to half a degree."""
        middle = ((box.west + box.east) / 2, (box.south + box.north) / 2)
        return cls(*(round(2 * value) / 2 for value in middle))

    @property
    def definition(self) -> str:
        """The PROJ definition."""
        return f"+proj=laea +lat_0={self.lat} +lon_0={self.lon} +datum=WGS84 +units=km +no_defs"

    @cached_property
    def _transformer(self) -> Any:
        from pyproj import Transformer

        return Transformer.from_crs("EPSG:4326", self.definition, always_xy=True)

    def points(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y in kilometres of points in degrees."""
        x, y = self._transformer.transform(lon, lat)
        return np.asarray(x), np.asarray(y)

    def degrees(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return longitude, counted on from the middle, and latitude of points in kilometres."""
        lon, lat = self._transformer.transform(x, y, direction="INVERSE")
        return counted_on(lon, (self.lon, self.lat, self.lon, self.lat)), np.asarray(lat)

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return ``geometry`` (degrees) on the plane."""
        import shapely

        return _transformed(shapely.segmentize(geometry, 0.1), self.points)

    def frame(self, box: Box, *, aspect: float) -> tuple[float, float, float, float]:
        """Return the smallest frame (xmin, ymin, xmax, ymax) of ``aspect`` that holds ``box``."""
        along_x = np.linspace(box.west, box.east, _STEPS)
        along_y = np.linspace(box.south, box.north, _STEPS)
        lon = np.concatenate([along_x, along_x, np.full(_STEPS, box.west), [box.east] * _STEPS])
        lat = np.concatenate([[box.south] * _STEPS, [box.north] * _STEPS, along_y, along_y])
        x, y = self.points(lon, lat)
        middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
        wide = max(x.max() - x.min(), (y.max() - y.min()) * aspect) / 2
        high = wide / aspect
        return (
            float(middle_x - wide),
            float(middle_y - high),
            float(middle_x + wide),
            float(middle_y + high),
        )


def _transformed(
    geometry: BaseGeometry,
    move: Callable[
        [NDArray[np.float64], NDArray[np.float64]],
        tuple[NDArray[np.float64], NDArray[np.float64]],
    ],
) -> BaseGeometry:
    import shapely

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(move(points[:, 0], points[:, 1]))

    result: BaseGeometry = shapely.transform(geometry, moved)
    return result
