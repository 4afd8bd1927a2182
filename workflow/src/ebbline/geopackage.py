"""Writing GeoPackages that have the same bytes on every run, and reading them back.

A frame goes through GDAL. Features that are made one after the other, too many to be held at once,
go into a table that GDAL has laid out by plain SQLite: "OGC GeoPackage Encoding Standard" (OGC
12-128r18), clause 2.1.3 for the geometries, annex F.3 for the index.
"""

from __future__ import annotations

import errno
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ebbline.errors import Problem, UserError
from ebbline.files import writing

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

# A GeoPackage carries the day of its last change; the contents say nothing of clocks.
_STAMP = "2000-01-01T00:00:00.000Z"
_WGS84 = 4326
# Magic, version, flags (little-endian; the envelope has x and y), reference system, envelope.
_HEADER = struct.Struct("<2sBBi4d")
_FLAGS = 0b0000_0011
# Well-known binary: byte order, type, count of parts. A ring is a count of points and the points.
_PARTS = struct.Struct("<BII")
_RING = struct.Struct("<I")
_LITTLE_ENDIAN, _POLYGON, _MULTIPOLYGON = 1, 3, 6
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Geometry:
    """A geometry as a GeoPackage stores it, in WGS 84; ``bounds`` are least x, greatest x, … y."""

    binary: bytes
    bounds: Bounds

    @property
    def shape(self) -> Any:
        """The geometry to compute with."""
        import shapely

        return shapely.from_wkb(self.binary[_HEADER.size :])


@dataclass(frozen=True)
class Feature:
    """A row of a layer: ``values`` in the order of its columns."""

    geometry: Geometry
    values: tuple[str | int | float, ...]


def encoded_rings(points: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return rings as :func:`multipolygon` wants them.

    ``points`` (longitude and latitude in degrees) are those of all rings, each closed; ``count``
    is how many of them each ring has.
    """
    values = np.ascontiguousarray(points, dtype="<f8").data.cast("B")
    ends = np.cumsum(16 * count).tolist()
    starts = [0, *ends[:-1]]
    rings = np.empty(len(count), dtype=object)
    rings[:] = [
        _RING.pack(number) + values[start:end]
        for number, start, end in zip(count.tolist(), starts, ends, strict=True)
    ]
    return rings


def multipolygon(rings: NDArray[np.object_], counts: NDArray[np.int64], bounds: Bounds) -> Geometry:
    """Return a multipolygon; ``counts`` is how many of ``rings`` each polygon has, outer first."""
    parts = np.empty(len(rings) + len(counts), dtype=object)
    heads = np.cumsum(counts) - counts + np.arange(len(counts))
    parts[heads] = _polygon_heads(int(counts.max()))[counts]
    between = np.ones(len(parts), dtype=bool)
    between[heads] = False
    parts[between] = rings
    header = _HEADER.pack(b"GP", 0, _FLAGS, _WGS84, *bounds)
    number = _PARTS.pack(_LITTLE_ENDIAN, _MULTIPOLYGON, len(counts))
    return Geometry(b"".join([header, number, *parts.tolist()]), bounds)


@lru_cache(maxsize=1000)
def _polygon_heads(most: int) -> NDArray[np.object_]:
    """Return how a polygon of 0, 1, 2 … rings begins, up to ``most``."""
    heads = [_PARTS.pack(_LITTLE_ENDIAN, _POLYGON, count) for count in range(most + 1)]
    return np.array(heads, dtype=object)


def write_geopackage(path: Path, frame: GeoDataFrame, *, layer: str) -> None:
    """Write a frame to ``path``, whole or not at all. The same frame gives the same bytes."""
    with writing(path) as (draft,):
        _write_frame(draft, frame, layer=layer)


def write_features(
    path: Path, features: Iterable[Feature], *, layer: str, columns: Mapping[str, type]
) -> None:
    """Write multipolygons in WGS 84 to ``path`` as they come, whole or not at all.

    ``columns`` has the type (``str``, ``int`` or ``float``) of each of their values. The same
    features give the same bytes. SQLite must have its R*Tree module, as that of Python has.
    """
    import geopandas as gpd
    import pandas as pd

    nothing = gpd.GeoDataFrame(
        {name: pd.Series([], dtype=kind) for name, kind in columns.items()},
        geometry=gpd.GeoSeries([], crs=_WGS84),
    )
    with writing(path) as (draft,):
        _write_frame(draft, nothing, layer=layer, geometry_type="MultiPolygon")
        with _open(draft) as database:
            # A draft that was not finished is thrown away: nothing has to be taken back.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            with _without_triggers(database, layer):
                _insert(database, features, layer=layer, columns=len(columns))
            database.execute("COMMIT")


def _write_frame(path: Path, frame: GeoDataFrame, **options: Any) -> None:
    import pyogrio

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        pyogrio.write_dataframe(frame, path, driver="GPKG", **options)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database; a full disk is told as other files tell it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        try:
            yield database
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise OSError(errno.ENOSPC, str(error)) from error
            raise


@contextmanager
def _without_triggers(database: sqlite3.Connection, layer: str) -> Iterator[None]:
    """Drop the triggers that keep index and count up to date row by row, and put them back.

    They call functions that SQLite has only inside GDAL.
    """
    found = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (layer,)
    ).fetchall()
    for name, _ in found:
        database.execute(f"DROP TRIGGER {_quoted(name)}")
    yield
    for _, statement in found:
        database.execute(statement)


def _insert(
    database: sqlite3.Connection, features: Iterable[Feature], *, layer: str, columns: int
) -> None:
    """Insert features, then what is kept beside them: the index, their number, their extent."""
    bounds: list[Bounds] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for feature in features:
            bounds.append(feature.geometry.bounds)
            yield (feature.geometry.binary, *feature.values)

    table, index = _quoted(layer), _quoted(f"rtree_{layer}_geom")
    slots = ", ".join("?" * (columns + 1))
    # The name of a table cannot be a parameter.
    database.executemany(f"INSERT INTO {table} VALUES (NULL, {slots})", rows())  # noqa: S608
    boxes = ((number, *bound) for number, bound in enumerate(bounds, start=1))
    database.executemany(f"INSERT INTO {index} VALUES (?, ?, ?, ?, ?)", boxes)  # noqa: S608
    database.execute("UPDATE gpkg_ogr_contents SET feature_count = ?", (len(bounds),))
    if bounds:
        west, east, south, north = zip(*bounds, strict=True)
        database.execute(
            "UPDATE gpkg_contents SET min_x = ?, max_x = ?, min_y = ?, max_y = ?",
            (min(west), max(east), min(south), max(north)),
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def read_geopackage(path: Path, *, columns: tuple[str, ...]) -> GeoDataFrame:
    """Return the only layer of the GeoPackage at ``path``.

    Raises
    ------
    UserError
        If there is no such file, it is not a GeoPackage, or it lacks one of ``columns``.
    """
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(path)
    except pyogrio.errors.DataSourceError as error:
        what = "cannot be read" if path.exists() else "no such file"
        raise UserError(
            Problem(str(path), f"{what} ({error})", "a GeoPackage", "build it again")
        ) from None
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise UserError(
            Problem(str(path), f"no column {', '.join(missing)}", ", ".join(columns), "rebuild it")
        )
    return frame


def read_attributes(path: Path) -> list[dict[str, Any]]:
    """Return the rows of all layers of a GeoPackage without their geometry, ``layer`` in each.

    Raises
    ------
    UserError
        If there is no such file, or it is not a GeoPackage.
    """
    import pyogrio

    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        frames = {n: pyogrio.read_dataframe(path, layer=n, read_geometry=False) for n in layers}
    except pyogrio.errors.DataSourceError as error:
        what = "cannot be read" if path.exists() else "no such file"
        raise UserError(
            Problem(str(path), f"{what} ({error})", "a GeoPackage", "build it again")
        ) from None
    return [
        {"layer": name, **row} for name, frame in frames.items() for row in frame.to_dict("records")
    ]
