"""Reading the layers of a basemap: rivers, lakes, land, borders and first-level divisions.

A basemap is a folder of GeoJSON files in WGS 84 degrees, one a layer; only land is needed. Whatever
is wrong with a file is told with the feature that is wrong, all of them together.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbline.cells import one_line
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.meridian import Degrees, joined
from ebbline.textfile import read_json

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

WGS84 = "EPSG:4326"
_WINDOW = 2.6
"""How many times as wide as high a screen may be, or as high as wide, with some margin."""
_TRANSLATION = re.compile(r"name_[a-z]{2,3}")
_ABOUT = re.compile(r"(?i)(README|LICEN[CS]E|COPYING|NOTICE|SOURCES?)\b.*|.*\.(md|txt|ya?ml)")
"""Files beside the layers that tell of them."""
_WGS84_NAMES = re.compile(
    r"(?i)(urn:ogc:def:crs:)?(OGC:[0-9.]*:?CRS84|EPSG:[0-9.]*:?4326)|"
    r"https?://www\.opengis\.net/def/crs/(OGC/[0-9.]+/CRS84|EPSG/[0-9.]+/4326)"
)
"""How files name WGS 84 in the ``crs`` member that GeoJSON had until 2016."""
_LINES = frozenset({"LineString", "MultiLineString"})
_AREAS = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True)
class Layer:
    """What a layer holds: its columns, the ones that name a feature first, and its geometries.

    A feature may lack the columns of ``defaults``; those in ``numbers`` are numbers, the others
    text. A basemap may lack a layer that is not ``needed``: there is nothing of it then.
    """

    columns: tuple[str, ...]
    shapes: frozenset[str]
    defaults: Mapping[str, object] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    needed: bool = False


_RANKED = frozenset({"scalerank"})
HIGHEST_RANK = 20
"""Natural Earth's ``scalerank`` ends at 12; the smallest waters that a case adds have more."""
LAYERS: Mapping[str, Layer] = {
    "rivers": Layer(("river_id", "name", "scalerank"), _LINES, numbers=_RANKED),
    "lakes": Layer(("lake_id", "name", "scalerank"), _AREAS, numbers=_RANKED),
    "land": Layer(("country", "name"), _AREAS, needed=True),
    "borders": Layer(("border_id", "left", "right"), _LINES),
    "divisions": Layer(("division_id", "name", "country"), _AREAS),
}


def in_window(box: Degrees) -> Degrees:
    """Return what a wide screen and a phone show around a ``box`` in WGS 84 degrees."""
    west, south, east, north = box
    parallel = math.cos(math.radians((south + north) / 2))
    wide = min(max(east - west, _WINDOW * (north - south) / parallel), 360.0)
    high = max(north - south, _WINDOW * (east - west) * parallel)
    x, y = (west + east) / 2, (south + north) / 2
    return (
        x - wide / 2,
        max(y - high / 2, -90.0),
        x + wide / 2,
        min(y + high / 2, 90.0),
    )


def name_in(row: Any, lang: str) -> str:
    """Return the name of a layer's ``row`` in the language ``lang``, else its own."""
    translated = getattr(row, f"name_{lang}", "")
    return translated if isinstance(translated, str) and translated else str(row.name)


def layer_files(folder: Path) -> list[Path]:
    """Return the files of the layers that the basemap in ``folder`` has, in order of name.

    Raises
    ------
    UserError
        If there is no such folder, it lacks the land, or it has a file that is neither a layer nor
        a text about them (its name may be a slip, and the layer would be missing on the map).
    """
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [path for path in found if path.suffix == ".geojson"]
    problems = Problems()
    allowed = ", ".join(f"{name}.geojson" for name in LAYERS)
    for name, layer in LAYERS.items():
        if layer.needed and folder / f"{name}.geojson" not in files:
            what = f"no {name}.geojson" if folder.is_dir() else "no such folder"
            problems.add(folder, None, what, allowed=allowed, do="add it, or correct the path")
    for path in found:
        if path.stem in LAYERS and path.suffix == ".geojson":
            continue
        if path.name.startswith(".") or _ABOUT.fullmatch(path.name):
            continue
        named = path.name.partition(".")[0].lower()
        do = f"rename it {named}.geojson" if named in LAYERS else "rename or move it"
        if named in LAYERS and path.suffix.lower() not in {".geojson", ".json"}:
            do = f"save it as GeoJSON in WGS 84, named {named}.geojson"
        problems.add(path, None, "no layer has this name", allowed=allowed, do=do)
    problems.raise_any()
    return files


def read_layer(
    folder: Path, name: str, bbox: Degrees | None = None, *, about: Degrees | None = None
) -> GeoDataFrame:
    """Return the layer ``name`` of the basemap in ``folder``.

    The frame has the columns of :data:`LAYERS`, those ``name_<lang>`` that any feature has, and
    ``geometry`` (WGS 84 degrees), in the order of the file; it has no rows where a layer that is
    not needed has no file. Longitudes are counted on around the box ``about``, shapes whole where
    the file has them cut at 180° (:mod:`ebbline.meridian`). With ``bbox`` only features whose
    bounds meet the box are kept, whole.

    Raises
    ------
    UserError
        If a needed file is missing, one is not GeoJSON, lacks a column, has a value of the wrong
        kind, or a feature has no geometry, one of another kind, one outside the world, or an
        invalid one; with every such feature.
    """
    layer = LAYERS[name]
    path = folder / f"{name}.geojson"
    if not layer.needed and folder.is_dir() and not os.path.lexists(path):
        return _frame([], [], layer.columns, layer.numbers)
    frame = read_features(
        path,
        columns=layer.columns,
        shapes=layer.shapes,
        defaults=layer.defaults,
        numbers=layer.numbers,
        translated=True,
    )
    if about is not None and not frame.empty:
        frame = frame.set_geometry([joined(g, about) for g in frame.geometry], crs=WGS84)
    if bbox is None or frame.empty:
        return frame
    west, south, east, north = bbox
    bounds = frame.geometry.bounds
    met = (
        (bounds["minx"] <= east)
        & (bounds["maxx"] >= west)
        & (bounds["miny"] <= north)
        & (bounds["maxy"] >= south)
    )
    return frame[met].reset_index(drop=True)


def reach_of(folder: Path) -> Degrees | None:
    """Return the box of which the basemap has all land, where ``land.geojson`` has a ``bbox``."""
    sides = read_json(folder / "land.geojson").get("bbox")
    if not (isinstance(sides, list) and len(sides) == 4 and all(map(_is_number, sides))):
        return None
    west, south, east, north = sides
    return west, south, east + 360 if east < west else east, north


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def read_features(
    path: Path,
    *,
    columns: Iterable[str] = (),
    shapes: frozenset[str] = _LINES | _AREAS,
    defaults: Mapping[str, object] | None = None,
    numbers: frozenset[str] | None = None,
    translated: bool = False,
) -> GeoDataFrame:
    """Return the features of a GeoJSON file as a frame of ``columns`` and ``geometry``.

    ``shapes`` are the geometry types allowed, ``defaults`` the values of columns that a feature
    may lack, ``numbers`` the columns that must be numbers while the others must be text (``None``:
    any value will do). Text that is null becomes empty. With ``translated`` the names in other
    languages, ``name_<lang>``, are columns too.

    Raises
    ------
    UserError
        As :func:`read_layer`.
    """
    columns = tuple(columns)
    problems = Problems()
    features = _features(path)
    if translated:
        found = {
            key
            for feature in features
            if isinstance(feature, dict) and isinstance(feature.get("properties"), dict)
            for key in feature["properties"]
            if _TRANSLATION.fullmatch(key)
        }
        columns = (*columns, *sorted(found))
        defaults = {**dict.fromkeys(found, ""), **(defaults or {})}
    rows: list[dict[str, object]] = []
    geometries: list[Any] = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        values = {**(defaults or {}), **(properties if isinstance(properties, dict) else {})}
        where = f"{path}, feature {number}{_named(values, columns)}"
        missing = [name for name in columns if name not in values]
        if missing:
            problems.found.append(
                Problem(where, f"no property {', '.join(missing)}", ", ".join(columns), "add it")
            )
        if numbers is not None:
            wrong = [_kind_problem(n, values[n], n in numbers) for n in columns if n in values]
            problems.found += [Problem(where, *found) for found in wrong if found]
        geometry = _geometry(feature, where, shapes, problems)
        if geometry is not None:
            rows.append({name: _plain(values.get(name)) for name in columns})
            geometries.append(geometry)
    problems.raise_any()
    return _frame(rows, geometries, columns, numbers or frozenset())


def _frame(
    rows: list[dict[str, object]],
    geometries: list[Any],
    columns: tuple[str, ...],
    numbers: frozenset[str],
) -> GeoDataFrame:
    """Return the frame of ``rows``; without rows, the columns can still be compared."""
    import geopandas as gpd
    import pandas as pd

    values: dict[str, Any] = {name: [row[name] for row in rows] for name in columns}
    if not rows:
        values = {n: pd.Series(dtype=float if n in numbers else object) for n in columns}
    return gpd.GeoDataFrame(values, geometry=geometries, crs=WGS84)


def _kind_problem(name: str, value: object, is_number: bool) -> tuple[str, str, str] | None:
    """Return what is wrong with the kind of a property (found, allowed, do), or ``None``."""
    is_finite = isinstance(value, int | float) and abs(value) < float("inf")
    if is_number and (not is_finite or isinstance(value, bool)):
        return f"{name}: {shown(value)}", "a number", "write one, without quotes"
    if name in _RANKED and not 0 <= float(str(value)) <= HIGHEST_RANK:
        return f"{name}: {shown(value)}", f"0 (largest) to {HIGHEST_RANK}", "correct it"
    if not is_number and not (value is None or isinstance(value, str)):
        return f"{name}: {shown(value)}", "text", "write it in quotes"
    return None


def _features(path: Path) -> list[Any]:
    document = read_json(path)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UserError(
            Problem(str(path), "not a GeoJSON FeatureCollection", "GeoJSON", "export it again")
        )
    if "crs" in document:
        crs = document["crs"]
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name", crs) if isinstance(properties, dict) else crs
        if not (isinstance(name, str) and _WGS84_NAMES.fullmatch(name)):
            raise UserError(
                Problem(
                    f"{path}, member crs",
                    f"found {shown(name if isinstance(name, str) else json.dumps(name))}",
                    "WGS 84 degrees (urn:ogc:def:crs:OGC:1.3:CRS84), or no such member",
                    "export it again in WGS 84 (EPSG:4326)",
                )
            )
    return features


def _geometry(feature: Any, where: str, shapes: frozenset[str], problems: Problems) -> Any:
    """Return the shapely geometry of ``feature``, or ``None`` after noting what is wrong."""
    import shapely

    value = feature.get("geometry") if isinstance(feature, dict) else None
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in shapes:
        found = "no geometry" if kind is None else f"a geometry of type {shown(kind)}"
        problems.found.append(Problem(where, found, " | ".join(sorted(shapes)), "remove or fix it"))
        return None
    try:
        geometry = shapely.from_geojson(json.dumps(value))
        bounds = geometry.bounds
    except (shapely.errors.GEOSException, ValueError) as error:
        problems.found.append(
            Problem(where, f"the coordinates cannot be read ({error})", do="export it again")
        )
        return None
    wrong = _wrong(geometry, bounds)
    if wrong:
        problems.found.append(Problem(where, *wrong))
        return None
    return geometry


def _wrong(geometry: Any, bounds: tuple[float, ...]) -> tuple[str, str, str] | None:
    """Return what is wrong with a geometry (found, allowed, do), or ``None``."""
    import shapely

    if geometry.is_empty:
        return "the geometry is empty", "coordinates", "remove the feature or draw it"
    west, south, east, north = bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        return (
            f"coordinates reach from {west:g}, {south:g} to {east:g}, {north:g}",
            "WGS 84 degrees, longitude -180 to 180, latitude -90 to 90",
            "reproject it, and cut it where it crosses the antimeridian",
        )
    if not geometry.is_valid:
        why = shapely.is_valid_reason(geometry)
        return (
            f"an invalid geometry ({why})",
            "valid polygons",
            "repair it (in QGIS: Fix geometries)",
        )
    return None


def _named(values: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    wanted = [*columns[:2], "name"]
    name = next((values[c] for c in wanted if values.get(c)), None)
    return f" ({shown(name)})" if name is not None else ""


def _plain(value: object) -> object:
    """Return a property as a cell is read: text in one line, empty where there is none."""
    return one_line(value) if isinstance(value, str) else "" if value is None else value
