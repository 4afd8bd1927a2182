"""The patches as territory sees them: size, region and shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ebbline.basemap import read_layer
from ebbline.errors import Problem, UserError
from ebbline.geopackage import read_geopackage
from ebbline.land.grid import Floats
from ebbline.vocabulary import Place

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

STUDY_AREA = "study area"
_KM_A_DEGREE = 111.2


@dataclass(frozen=True)
class Land:
    """The patches in order: ``leaf`` is the number of a patch's region in ``leaves``.

    ``leaves`` are the finest regions, each with the names of all that it belongs to; ``regions``
    lists all names, the widest first. ``shape`` is in WGS 84 degrees.
    """

    ids: tuple[str, ...]
    settled: NDArray[np.bool_]
    km2: NDArray[np.float64]
    leaf: NDArray[np.int64]
    leaves: tuple[tuple[str, ...], ...]
    shape: NDArray[Any]

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """All regions: the study area, countries, divisions."""
        names = {STUDY_AREA: None}
        for level in range(1, 3):
            for leaf in sorted(self.leaves):
                if leaf[level]:
                    names.setdefault(leaf[level])
        return tuple(names)

    @cached_property
    def membership(self) -> NDArray[np.bool_]:
        """Which leaf belongs to which region: a row for each leaf."""
        return np.array([[r in leaf for r in self.regions] for leaf in self.leaves], dtype=bool)

    @property
    def middles(self) -> tuple[Floats, Floats]:
        """The middle of each patch in kilometres east and north of the equator, roughly.

        Good for how far patches are apart: degrees times their length in the middle of the land.
        """
        import shapely

        lon, lat = shapely.get_coordinates(shapely.centroid(self.shape)).T
        return lon * _KM_A_DEGREE * np.cos(np.radians(lat.mean())), lat * _KM_A_DEGREE

    def leaf_of(self, places: Sequence[Place]) -> NDArray[np.int64]:
        """Return the leaf that each place lies in, or the nearest one."""
        import shapely

        points = shapely.points([p.lon for p in places], [p.lat for p in places])
        found = shapely.STRtree(self.shape).nearest(points)
        leaves: NDArray[np.int64] = self.leaf[found]
        return leaves


def read_land(path: Path) -> Land:
    """Return the patches of the GeoPackage at ``path``.

    Raises
    ------
    UserError
        If the file cannot be read, lacks a column, or a patch has no valid polygon.
    """
    columns = ("patch_id", "settled", "country", "division", "km2")
    frame = read_geopackage(path, columns=columns)
    _check_shapes(path, frame)
    keys = list(zip(frame["country"].fillna(""), frame["division"].fillna(""), strict=True))
    pairs = sorted(set(keys))
    number = {pair: i for i, pair in enumerate(pairs)}
    return Land(
        ids=tuple(frame["patch_id"]),
        settled=frame["settled"].to_numpy(dtype=bool),
        km2=frame["km2"].to_numpy(dtype=float),
        leaf=np.array([number[k] for k in keys], dtype=np.int64),
        leaves=tuple((STUDY_AREA, *pair) for pair in pairs),
        shape=frame.geometry.to_numpy(),
    )


def _check_shapes(path: Path, frame: GeoDataFrame) -> None:
    import shapely

    shapes = frame.geometry.to_numpy()
    problems = []
    for number in np.flatnonzero(~shapely.is_valid(shapes) | shapely.is_empty(shapes)).tolist():
        shape = shapes[number]
        why = "no polygon" if shape is None or shape.is_empty else shapely.is_valid_reason(shape)
        where = f"{path}, patch {frame['patch_id'].iloc[number]}"
        problems.append(Problem(where, why, "a valid polygon", "build it again"))
    if problems:
        raise UserError(problems)


def region_sizes(basemap: Path) -> dict[str, float]:
    """Return the square kilometres of each country and division of the basemap in ``basemap``.

    By name, on a world-wide equal-area projection (EPSG:6933).
    """
    sizes: dict[str, float] = {}
    for layer in ("land", "divisions"):
        frame = read_layer(basemap, layer)
        areas = frame.geometry.to_crs(6933).area / 1e6
        sizes |= dict(zip(frame["name"], areas.astype(float), strict=True))
    return sizes
