"""A front that somebody drew: settlements with their holder on some days, and the true land.

A folder of a front has ``settlements.csv`` (``place, lat, lon, held_<date>…``, 1 = held by the
side that the front is about, 0 = not), ``held.geojson`` (polygons with a property ``date``; none of
a date on which nothing is held any more), ``study_area.geojson`` and, optional, ``rivers.geojson``
(property ``scalerank``), ``lakes.geojson`` and ``borders.geojson``. Coordinates are WGS 84 degrees.
A date is a day (``2022-11-08``); a time of 00:00 behind it is left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ebbline.basemap import WGS84, read_features
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.land.grid import MAX_CELLS, Grid, GridTooLargeError, make_grid
from ebbline.tables import CellError, parse_day, read_bytes_as_text

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_HELD = re.compile(r"held_(.+)")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?(Z|\+00:?00)?$")
_AREAS = frozenset({"Polygon", "MultiPolygon"})
_LINES = frozenset({"LineString", "MultiLineString"})
_NEAR_DEGREES = 0.02


@dataclass(frozen=True)
class Front:
    """A front; ``held`` has a row for each of ``dates`` and a column for each of ``places``.

    ``truth`` and ``area`` are WGS 84 (multi)polygons; ``layers`` has ``rivers``, ``lakes`` and
    ``borders``, empty where there is no such file.
    """

    dates: tuple[str, ...]
    places: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    held: NDArray[np.bool_]
    truth: Mapping[str, Any]
    area: Any
    layers: Mapping[str, GeoDataFrame]
    folder: Path = Path()

    @property
    def rough_km(self) -> float:
        """The width of the study area in kilometres, roughly: a square of the same size."""
        import shapely

        degrees = shapely.area(self.area)
        middle = np.cos(np.radians(shapely.get_coordinates(self.area)[:, 1].mean()))
        return float(111.2 * np.sqrt(degrees * max(middle, 0.05)))

    def grid(self, *, cell_km: float) -> Grid:
        """Return the grid over the study area.

        Raises
        ------
        UserError
            If it would have too many cells, or none.
        """
        try:
            grid = make_grid(self.area, cell_km=cell_km)
        except GridTooLargeError as error:
            found, do = f"{error.cells:,} cells", "draw it smaller, or choose larger cells"
        else:
            if grid.inside.any():
                return grid
            found, do = "no cell has its middle in it", "draw it larger, or choose smaller cells"
        raise UserError(
            Problem(
                str(self.folder / "study_area.geojson"),
                f"with cells of {cell_km:g} km: {found}",
                f"1 to {MAX_CELLS:,} cells",
                do,
            )
        )


def read_front(folder: Path) -> Front:
    """Return the front in ``folder``.

    Raises
    ------
    UserError
        With every mistake of a file: what is missing, what is not a number, a day or 0/1, which
        polygon is invalid, which date has settlements but no land; or if no settlement lies in
        the study area.
    """
    dates, places, points, held = _settlements(folder / "settlements.csv")
    area = _study_area(folder / "study_area.geojson")
    drawn = read_features(folder / "held.geojson", columns=("date",), shapes=_AREAS)
    days = np.array([_MIDNIGHT.sub("", str(date)) for date in drawn["date"]], dtype=object)
    truth = {day: _united(drawn[days == day]) for day in sorted(set(days))}
    gone = [date for date, row in zip(dates, held, strict=True) if not row.any()]
    truth = {**{date: _united(drawn[:0]) for date in gone}, **truth}
    lacking = [date for date in dates if date not in truth]
    if lacking:
        raise UserError(
            Problem(
                str(folder / "held.geojson"),
                f"no land on {', '.join(lacking)}, which settlements.csv has",
                ", ".join(truth),
                "add it, or remove the column from settlements.csv",
            )
        )
    layers = {
        "rivers": _layer(folder / "rivers.geojson", ("scalerank",), _LINES),
        "lakes": _layer(folder / "lakes.geojson", (), _AREAS),
        "borders": _layer(folder / "borders.geojson", (), _LINES),
    }
    near = _in_reach(folder, points, area)
    places = tuple(p for p, there in zip(places, near.tolist(), strict=True) if there)
    lon, lat = points[near].T
    return Front(dates, places, lon, lat, held[:, near], truth, area, layers, folder)


def _study_area(path: Path) -> Any:
    frame = read_features(path, shapes=_AREAS)
    if not len(frame):
        raise UserError(Problem(str(path), "no feature", "one polygon or more", "draw it"))
    return _united(frame)


def _in_reach(folder: Path, points: NDArray[np.float64], area: Any) -> NDArray[np.bool_]:
    """Return which settlements are in the study area or next to it; others hold no land there.

    Without any they are refused.
    """
    import shapely

    near: NDArray[np.bool_] = shapely.dwithin(shapely.points(points), area, _NEAR_DEGREES)
    if not near.any():
        west, south, east, north = area.bounds
        raise UserError(
            Problem(
                str(folder / "settlements.csv"),
                "no settlement lies in the study area",
                f"one or more from {west:.2f}, {south:.2f} to {east:.2f}, {north:.2f}",
                "correct the coordinates (are lat and lon exchanged?), or study_area.geojson",
            )
        )
    return near


def _united(frame: GeoDataFrame) -> Any:
    import shapely

    parts = shapely.get_parts(shapely.union_all(frame.geometry.to_numpy()))
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon"])


def _layer(path: Path, columns: tuple[str, ...], shapes: frozenset[str]) -> GeoDataFrame:
    import geopandas as gpd

    if path.exists():
        return read_features(path, columns=columns, shapes=shapes)
    return gpd.GeoDataFrame({c: [] for c in columns}, geometry=[], crs=WGS84)


def _settlements(
    path: Path,
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.float64], NDArray[np.bool_]]:
    rows = [r for r in csv.reader(io.StringIO(read_bytes_as_text(path))) if any(r)]
    problems = Problems()
    header = rows[0] if rows else []
    missing = [c for c in ("place", "lat", "lon") if c not in header]
    columns = {
        _MIDNIGHT.sub("", m[1].strip()): i
        for i, name in enumerate(header)
        if (m := _HELD.fullmatch(name))
    }
    if missing or not columns:
        lack = ", ".join(missing) or "held_<date>"
        problems.add(path, 1, f"no column {lack}", allowed="place, lat, lon, held_<date>…")
    for date in columns:
        try:
            parse_day(date)
        except CellError as error:
            problems.add(path, 1, f"held_{date}: {error.found}", allowed=error.allowed)
    problems.raise_any()
    found = [
        _settlement(
            path,
            number,
            {_MIDNIGHT.sub("", k.strip()): v for k, v in zip(header, cells, strict=False)},
            columns,
            problems,
        )
        for number, cells in enumerate(rows[1:], start=2)
    ]
    if not found:
        problems.add(path, None, "no settlement", allowed="at least one row")
    problems.raise_any()
    names, points, states = zip(*found, strict=True)
    dates = tuple(sorted(columns))
    order = [list(columns).index(d) for d in dates]
    return dates, names, np.array(points), np.array(states, dtype=bool).T[order]


def _settlement(
    path: Path, row: int, cells: Mapping[str, str], columns: Mapping[str, int], problems: Problems
) -> tuple[str, tuple[float, float], list[bool]]:
    point = []
    for name, most in (("lon", 180), ("lat", 90)):
        try:
            value = float(cells.get(name, ""))
        except ValueError:
            value = float("nan")
        if not abs(value) <= most:
            problems.add(
                path,
                row,
                f"{name}: {shown(cells.get(name, ''))}",
                allowed=f"-{most} to {most} (WGS 84 degrees)",
            )
        point.append(value)
    states = []
    for date in columns:
        text = cells.get(f"held_{date}", "").strip()
        if text not in ("0", "1"):
            problems.add(path, row, f"held_{date}: {shown(text)}", allowed="0 or 1")
        states.append(text == "1")
    return cells.get("place", ""), (point[0], point[1]), states
