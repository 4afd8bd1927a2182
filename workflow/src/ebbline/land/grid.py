"""A projected grid over a study area: square cells on an equal-area projection, in kilometres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ebbline.meridian import counted_on, cut

if TYPE_CHECKING:
    from pyproj import CRS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

MAX_CELLS = 20_000_000
_DENSIFY_DEGREES = 0.1
_MARGIN_CELLS = 2


class GridTooLargeError(ValueError):
    """The study area has more cells than can be handled; ``cells`` says how many."""

    def __init__(self, cells: int) -> None:
        super().__init__(f"{cells:,} cells")
        self.cells = cells


@dataclass(frozen=True)
class Grid:
    """Cells of side ``cell_km``, counted row by row from the north-west corner.

    ``crs`` is a Lambert azimuthal equal-area projection in kilometres around the middle of the
    study area; ``inside`` tells for each cell whether its centre lies in the study area, and
    ``area`` is that area, projected.
    """

    crs: CRS
    west: float
    north: float
    cell_km: float
    rows: int
    columns: int
    inside: Flags
    area: Any

    @property
    def transform(self) -> Any:
        """The affine transform that rasterio wants."""
        from rasterio import Affine

        return Affine(self.cell_km, 0.0, self.west, 0.0, -self.cell_km, self.north)

    @property
    def metric(self) -> CRS:
        """The projection in metres, for programs that know no kilometres."""
        return _equal_area(*self._origin, "m")

    @property
    def _origin(self) -> tuple[float, float]:
        operation = self.crs.coordinate_operation
        lat, lon, *_ = (float(p.value) for p in operation.params) if operation else (0.0, 0.0)
        return lat, lon

    @property
    def cells(self) -> Integers:
        """Numbers of the cells inside the study area."""
        return np.flatnonzero(self.inside)

    def centres(self, cells: Integers) -> tuple[Any, Any]:
        """Return x and y (kilometres) of the centres of ``cells``."""
        x = self.west + (cells % self.columns + 0.5) * self.cell_km
        y = self.north - (cells // self.columns + 0.5) * self.cell_km
        return x, y

    def cell_at(self, x: Floats, y: Floats) -> Integers:
        """Return the number of the cell of each point (km); of one outside, the nearest."""
        row = np.clip(np.floor((self.north - y) / self.cell_km), 0, self.rows - 1)
        column = np.clip(np.floor((x - self.west) / self.cell_km), 0, self.columns - 1)
        cell: Integers = (row * self.columns + column).astype(np.int64)
        return cell

    def covered(self, shape: Any, *, touched: bool = False) -> Flags:
        """Return for each cell whether its centre lies in ``shape`` (or it touches the shape)."""
        return burn(self, [shape], touched=touched) > 0

    def project(self, shapes: Any) -> Any:
        """Return WGS 84 ``shapes`` (an array of geometries) in the grid's projection."""
        import shapely

        shapes = shapely.segmentize(np.asarray(shapes, dtype=object), _DENSIFY_DEGREES)
        return shapely.transform(shapes, self._forward)

    def project_points(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y (kilometres) of points in WGS 84 degrees."""
        points: Floats = _transformed(np.column_stack([lon, lat]), 4326, self.crs)
        return points[:, 0], points[:, 1]

    def unproject(self, shapes: Any) -> Any:
        """Return projected ``shapes`` in WGS 84 degrees, cut at 180° where they lie across it."""
        import shapely

        degrees = shapely.transform(np.asarray(shapes, dtype=object), self._backward)
        for number in np.flatnonzero(np.abs(shapely.bounds(degrees)[:, [0, 2]]).max(axis=1) > 180):
            degrees[number] = cut(degrees[number])
        return degrees

    def _forward(self, points: Floats) -> Floats:
        return _transformed(points, 4326, self.crs)

    def _backward(self, points: Floats) -> Floats:
        degrees = _transformed(points, self.crs, 4326)
        lat, lon = self._origin
        degrees[:, 0] = counted_on(degrees[:, 0], (lon, lat, lon, lat))
        return degrees


def _transformed(points: Floats, source: Any, target: Any) -> Floats:
    from pyproj import Transformer

    way = Transformer.from_crs(source, target, always_xy=True)
    moved: Floats = np.column_stack(way.transform(points[:, 0], points[:, 1]))
    return moved


def burn(grid: Grid, shapes: list[Any], *, touched: bool = False) -> NDArray[np.int32]:
    """Return for each cell the number, from 1, of the last of ``shapes`` over it; 0: none."""
    from rasterio.features import rasterize

    drawn = [(s, i) for i, s in enumerate(shapes, start=1) if s is not None and not s.is_empty]
    if not drawn:
        return np.zeros(grid.rows * grid.columns, dtype=np.int32)
    burnt: NDArray[np.int32] = rasterize(
        drawn,
        out_shape=(grid.rows, grid.columns),
        transform=grid.transform,
        all_touched=touched,
        dtype="int32",
    )
    return burnt.ravel()


def make_grid(area: Any, *, cell_km: float) -> Grid:
    """Return the grid over ``area``, a WGS 84 (multi)polygon, possibly cut at the antimeridian.

    Raises
    ------
    GridTooLargeError
        If there would be more than :data:`MAX_CELLS` cells.
    """
    import shapely

    lon, lat = _middle(shapely.get_coordinates(area))
    crs = _equal_area(lat, lon, "km")
    empty = Grid(crs, 0, 0, cell_km, 0, 0, np.zeros(0, dtype=bool), None)
    projected = shapely.union_all(grid_parts(empty.project(shapely.get_parts(area))))
    west, south, east, north = projected.bounds
    margin = _MARGIN_CELLS * cell_km
    west, north = np.floor(west) - margin, np.ceil(north) + margin
    columns = int(np.ceil((east + margin - west) / cell_km))
    rows = int(np.ceil((north - south + margin) / cell_km))
    if rows * columns > MAX_CELLS:
        raise GridTooLargeError(rows * columns)
    bare = Grid(crs, float(west), float(north), cell_km, rows, columns, np.zeros(0, bool), None)
    inside = bare.covered(projected)
    return Grid(crs, bare.west, bare.north, cell_km, rows, columns, inside, projected)


def _equal_area(lat: float, lon: float, units: str) -> CRS:
    from pyproj import CRS

    return CRS.from_proj4(
        f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units={units} +no_defs"
    )


def grid_parts(shapes: Any) -> Any:
    """Return ``shapes`` made valid: a reprojected edge may touch its neighbour."""
    import shapely

    return np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))


def _middle(degrees: Floats) -> tuple[float, float]:
    """Return longitude and latitude of the middle of points, whichever side of 180° they are."""
    lon, lat = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    lon0 = np.arctan2(y.max() + y.min(), x.max() + x.min())
    lat0 = np.arcsin(np.clip((z.max() + z.min()) / 2, -1, 1))
    return float(np.degrees(lon0)), float(np.degrees(lat0))
