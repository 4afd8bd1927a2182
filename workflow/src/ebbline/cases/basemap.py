"""Builds a region's basemap: rivers, lakes, land, state borders and first-level divisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from math import ceil, floor, hypot
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbline.cases.geojson import Feature, write_features
from ebbline.cases.gshhg import LAKE_LEVEL, LAND_LEVEL, Bounds, Point, read_layer
from ebbline.cases.land import Correction, Lands, borders, correct, divide
from ebbline.cases.names import slug
from ebbline.cases.region import Region, check_box, read_rows
from ebbline.cases.rivers import Network, Route, pieces_of, ranked_strokes
from ebbline.cases.world import Origin, World
from ebbline.errors import Problem, UserError
from ebbline.meridian import around, cut, joined

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_TOLERANCE = 0.004
"""Degrees: outside the detailed part points nearer than this to the simplified line are dropped."""
_FINE_COAST = 9.0
"""Degrees: in a detailed part no wider, shores are GSHHG's, 100 m true; else Natural Earth's."""
_LEAST_LAKE_KM2 = 20.0
_LAKE_RANKS = ((5000.0, 2), (1000.0, 4), (200.0, 6))
"""A lake of so many square kilometres has this rank where the source gives none; smaller: 8."""
_NEAR_DEGREES = 0.1
"""A division's middle so far off the land of its country, as on an island, still belongs to it."""
_CODES = ("ISO_A2_EH", "ISO_A2", "iso_a2", "WB_A2")
_PCODES = ("adm4_pcode", "adm3_pcode", "adm2_pcode", "adm1_pcode", "pcode", "p_code", "hrpcode")
_NO_CODE = frozenset({"", "-1", "-99", "None", "nan"})


def build_basemap(
    region: Region, world: World, folder: Path, *, division_names: str | None = None
) -> list[str]:
    """Write the GeoJSON files of the region's basemap into ``folder``; return what to tell.

    Layers of which there is nothing get no file. ``division_names`` is the column of the user's
    divisions that has their names. Raises ``ValueError`` where a table of decisions and a source do
    not fit, and ``UserError`` where the divisions have no such column.
    """
    folder.mkdir(parents=True, exist_ok=True)
    notes: list[str] = []
    lands, about = _lands(region, world)
    layers = {
        "rivers": _rivers(region, world),
        "lakes": _lakes(region, world),
        "land": [Feature(about[c], lands[c]) for c in about if not lands[c].is_empty],
        "borders": _borders(lands),
        "divisions": _divisions(region, world, lands, division_names, notes),
    }
    for name, features in layers.items():
        if features:
            told = region.bbox if name == "land" and region.decisions is None else None
            write_features(folder / f"{name}.geojson", features, reach=told)
    return notes


# Land and borders.


def _lands(region: Region, world: World) -> tuple[Lands, dict[str, dict[str, str | int]]]:
    """Return the land of each country and its properties, keyed by ISO code, in order."""
    if region.decisions is not None:
        return _decided_lands(region, world, region.decisions)
    countries = _frame(world.countries, region.bbox)
    codes = _country_codes(countries, region)
    lands: Lands = {}
    about: dict[str, dict[str, str | int]] = {}
    for code, rows in _by_country(countries, codes):
        land = _clean(rows.union_all(), region)
        if not land.is_empty:
            lands[str(code)] = land
            about[str(code)] = {"country": str(code), **_names(rows.iloc[0], region)}
    lands = _with_fine_shores(lands, region, world)
    return _on_one_grid(lands), about


def _decided_lands(
    region: Region, world: World, decisions: Path
) -> tuple[Lands, dict[str, dict[str, str | int]]]:
    rows = read_rows(decisions / "countries.csv")
    about: dict[str, dict[str, str | int]] = {
        row["country"]: {key: row[key] for key in ("country", "name", "name_ar")} for row in rows
    }
    countries = _frame(world.countries, region.bbox)
    codes = _country_codes(countries, region)
    lands = {
        str(code): found.union_all()
        for code, found in _by_country(countries, codes)
        if code in about
    }
    if world.gshhg is not None:
        fine = [line.points for line in read_layer(world.gshhg.path, "countries", region.bbox)]
        for row in read_rows(decisions / "border-corrections.csv"):
            lands = correct(lands, _correction(row), fine)
    return _on_one_grid({c: _clipped(land, region.bbox) for c, land in lands.items()}), about


def _by_country(countries: GeoDataFrame, codes: Sequence[str]) -> Iterable[tuple[str, Any]]:
    import pandas as pd

    for code, rows in countries.groupby(pd.Series(codes, index=countries.index)):
        yield str(code), rows


def _on_one_grid(lands: Lands) -> Lands:
    """Return the lands on a grid of about a metre, so that neighbours keep sharing their edges."""
    from shapely import set_precision

    return {country: set_precision(land, 1e-5) for country, land in lands.items()}


def _country_codes(countries: GeoDataFrame, region: Region) -> list[str]:
    """Return the ISO code of each row; land without one of its own is told by its name."""
    columns = [column for column in _CODES if column in countries.columns]
    codes = []
    for _, row in countries.iterrows():
        values = [region.country_codes.get(str(row[c]), str(row[c])) for c in columns]
        code = next((v for v in values if v not in _NO_CODE), "")
        codes.append(code if len(code) == 2 and code.isupper() else "XX")
    return codes


def _with_fine_shores(lands: Lands, region: Region, world: World) -> Lands:
    """Return the lands with GSHHG's shores where the region is small enough to show them."""
    west, south, east, north = region.detail
    if world.gshhg is None or max(east - west, north - south) > _FINE_COAST or not lands:
        return lands
    shores = [
        _ring(line.points, region.bbox)
        for line in read_layer(world.gshhg.path, "gshhs", region.bbox)
        if line.level == LAND_LEVEL
    ]
    from shapely.ops import unary_union

    land = _clean(unary_union(shores), region)
    return divide(land, lands) if not land.is_empty else lands


def _ring(points: Sequence[Point], bounds: Bounds) -> Any:
    from shapely import Polygon, clip_by_rect, make_valid

    return make_valid(clip_by_rect(make_valid(Polygon(points)), *bounds))


def _borders(lands: Lands) -> list[Feature]:
    return [
        Feature({"border_id": f"{left}-{right}".lower(), "left": left, "right": right}, geometry)
        for (left, right), geometry in sorted(borders(lands).items())
    ]


# Rivers and lakes.


def _rivers(region: Region, world: World) -> list[Feature]:
    if region.decisions is not None:
        return _decided_rivers(region, world, region.decisions)
    if world.rivers is not None:
        return _named_features(region, world.rivers, key="river_id", kind="line")
    if world.gshhg is None:
        return []
    strokes = ranked_strokes(_river_pieces(region, world.gshhg))
    features = []
    for number, (points, rank) in enumerate(strokes, start=1):
        line = _clipped(_line(_thinned_points(points, region)), region.bbox)
        if not line.is_empty and line.length > _TOLERANCE:
            features.append(Feature(_nameless("river_id", f"river-{number}", rank), line))
    return features


def _decided_rivers(region: Region, world: World, decisions: Path) -> list[Feature]:
    if world.gshhg is None:
        raise ValueError("the rivers of this region are traced in WDBII: --gshhg is needed")
    network = Network(_river_pieces(region, world.gshhg))
    features = []
    for row in read_rows(decisions / "rivers.csv"):
        way = network.trace(Route(row["river_id"], _points(row["route"])))
        features.append(Feature(_decided(row, "river_id"), _line(_thinned_points(way, region))))
    return features


def _river_pieces(region: Region, gshhg: Origin) -> list[Sequence[Point]]:
    pieces: list[Sequence[Point]] = pieces_of(read_layer(gshhg.path, "rivers", region.bbox))
    if region.decisions is not None:
        # Some rivers are borders, which the source keeps among these.
        border = read_layer(gshhg.path, "countries", region.bbox)
        pieces += [line.points for line in border if not line.closed]
    return pieces


def _lakes(region: Region, world: World) -> list[Feature]:
    if region.decisions is not None:
        return _decided_lakes(region, world, region.decisions)
    if world.lakes is not None:
        return _named_features(region, world.lakes, key="lake_id", kind="area")
    if world.gshhg is None:
        return []
    features = []
    for number, line in enumerate(read_layer(world.gshhg.path, "gshhs", region.bbox), start=1):
        if line.level == LAKE_LEVEL and line.area >= _LEAST_LAKE_KM2:
            rank = next((rank for least, rank in _LAKE_RANKS if line.area >= least), 8)
            about = _nameless("lake_id", f"lake-{number}", rank)
            shape = _areas_of(_ring(line.points, region.bbox))
            if not shape.is_empty:
                features.append(Feature(about, shape))
    return features


def _decided_lakes(region: Region, world: World, decisions: Path) -> list[Feature]:
    from shapely import Point as Place
    from shapely import Polygon

    if world.gshhg is None:
        raise ValueError("the lakes of this region are GSHHG's: --gshhg is needed")
    lakes = [
        Polygon(line.points)
        for line in read_layer(world.gshhg.path, "gshhs", region.bbox)
        if line.level == LAKE_LEVEL and line.area > 0
    ]
    features = []
    for row in read_rows(decisions / "lakes.csv"):
        place = Place(float(row["lon"]), float(row["lat"]))
        found = [lake for lake in lakes if lake.contains(place)]
        if not found:
            raise ValueError(f"{row['lake_id']}: the source has no lake at {place}")
        shore = _clipped(_thinned_shore(found[0], region), region.bbox)
        features.append(Feature(_decided(row, "lake_id"), shore))
    return features


def _named_features(region: Region, origin: Origin, *, key: str, kind: str) -> list[Feature]:
    """Return Natural Earth's rivers or lakes within the region, one feature a name and rank."""
    frame = _frame(origin, region.bbox)
    if frame.empty:
        return []
    frame = frame.assign(_rank=frame["scalerank"].fillna(9).astype(int))
    rows = []
    for _, row in frame.sort_values("_rank", kind="stable").iterrows():
        shape = _clipped(row.geometry, region.bbox)
        shape = _lines_of(shape) if kind == "line" else _areas_of(shape)
        if not shape.is_empty:
            rows.append(({**_names(row, region), "scalerank": max(int(row["_rank"]), 0)}, shape))
    ids = _numbered([slug(str(about["name"])) or kind for about, _ in rows])
    return [
        Feature({key: own, **about}, shape) for own, (about, shape) in zip(ids, rows, strict=True)
    ]


# Divisions.


def _divisions(
    region: Region, world: World, lands: Lands, column: str | None, notes: list[str]
) -> list[Feature]:
    if world.divisions is None:
        return []
    if region.decisions is not None:
        return _decided_divisions(region, world.divisions, lands, region.decisions)
    frame = _frame(world.divisions, region.bbox)
    named = _name_column(frame, world.divisions.path, column)
    pcode = _pcode_column(frame)
    frame = frame[frame[named].notna() & ~frame.geometry.is_empty]
    features: list[Feature] = []
    for country in [c for c in region.places_of if c in lands]:
        own = frame[_belongs(frame, country, lands)]
        shapes: dict[str, Any] = {}
        about: dict[str, dict[str, str | int]] = {}
        for _, row in own.iterrows():
            name = str(row[named]).strip()
            own_id = str(row[pcode]).strip() if pcode else slug(name)
            key = own_id or name
            shapes[key] = shapes[key].union(row.geometry) if key in shapes else row.geometry
            about.setdefault(key, {**_names(row, region), "name": name})
        if not shapes:
            continue
        cut = _cut(divide(lands[country], shapes))
        names = [str(about[key]["name"]) for key in cut]
        ids = list(cut) if pcode else _numbered([slug(name) or "division" for name in names])
        taken = {str(f.properties["division_id"]) for f in features}
        for key, own_id in zip(cut, ids, strict=True):
            unique = own_id if own_id not in taken else f"{own_id}-{country.lower()}"
            features.append(
                Feature({"division_id": unique, **about[key], "country": country}, cut[key])
            )
    if not features:
        notes.append(f"{world.divisions.path}: no divisions of {', '.join(region.places_of)}")
    return features


def _cut(divisions: Mapping[str, Any]) -> dict[str, Any]:
    from shapely import set_precision

    shapes = {key: set_precision(shape, 1e-5) for key, shape in divisions.items()}
    return {key: shape for key, shape in shapes.items() if not shape.is_empty}


def _decided_divisions(
    region: Region, origin: Origin, lands: Lands, decisions: Path
) -> list[Feature]:
    from shapely import set_precision
    from shapely.ops import unary_union

    provinces = _frame(origin, region.bbox)
    provinces["fips"] = provinces["fips"].fillna(provinces["name"].map(region.division_codes))
    features = []
    rows = read_rows(decisions / "divisions.csv")
    missing = {row["fips"] for row in rows} - set(provinces["fips"])
    if missing:
        raise ValueError(f"divisions.csv: the source has no division {sorted(missing)}")
    for country in sorted({row["country"] for row in rows}):
        own = [row for row in rows if row["country"] == country]
        shapes = {
            row["fips"]: unary_union(list(provinces[provinces["fips"] == row["fips"]].geometry))
            for row in own
        }
        cut = divide(lands[country], shapes)
        features += [
            Feature(
                {key: row[key] for key in ("division_id", "name", "name_ar", "country")},
                set_precision(cut[row["fips"]], 1e-5),
            )
            for row in own
        ]
    return features


def _name_column(frame: GeoDataFrame, path: Path, wanted: str | None) -> str:
    columns = [str(column) for column in frame.columns if column != "geometry"]
    if wanted is not None:
        if wanted in columns:
            return wanted
        raise UserError(
            Problem(f"--name {wanted}", f"{path} has no such column", ", ".join(columns))
        )
    lower = {column.lower(): column for column in reversed(columns)}
    for name in ("adm1_en", "adm1_name", "shapename", "name_1", "name_en", "name"):
        if name in lower:
            return lower[name]
    raise UserError(
        Problem(
            str(path), "no column is known to have names", ", ".join(columns), "give --name COLUMN"
        )
    )


def _pcode_column(frame: GeoDataFrame) -> str | None:
    lower = {str(column).lower(): str(column) for column in frame.columns}
    return next((lower[name] for name in _PCODES if name in lower), None)


def _belongs(frame: GeoDataFrame, country: str, lands: Lands) -> Any:
    """Return which rows are divisions of ``country``: by their code, else by where they lie."""
    for column in ("iso_a2", "ISO_A2"):
        if column in frame.columns:
            return frame[column].astype(str) == country
    from shapely import distance, point_on_surface

    points = point_on_surface(frame.geometry.to_numpy())
    away = {code: distance(points, land) for code, land in lands.items()}
    nearest = [min(away, key=lambda code: away[code][row]) for row in range(len(points))]
    return [code == country and away[code][row] < _NEAR_DEGREES for row, code in enumerate(nearest)]


# Reading, names and geometry.


def _frame(origin: Origin, bounds: Bounds) -> GeoDataFrame:
    """Return the features of a file that meet ``bounds``, in WGS 84 degrees, valid."""
    import geopandas as gpd
    from shapely import box

    try:
        near = gpd.GeoSeries([cut(box(*bounds))], crs=4326)
        frame = gpd.read_file(origin.path, layer=origin.layer, bbox=near)
    except Exception as error:  # pyogrio has many kinds of it, none of them ours
        raise UserError(
            Problem(str(origin.path), f"cannot be read ({error})", "a vector file of GDAL")
        ) from None
    if frame.crs is not None and frame.crs.to_epsg() != 4326:
        frame = frame.to_crs(4326)
    geometry = frame.geometry
    if not geometry.is_valid.all():
        frame = frame.set_geometry(geometry.make_valid())
    frame = frame[~(frame.geometry.is_empty | frame.geometry.isna())]
    return frame.set_geometry([joined(g, bounds) for g in frame.geometry], crs=4326)


def _names(row: Any, region: Region) -> dict[str, str | int]:
    """Return the names of a feature of Natural Earth: in English, Arabic and further languages."""
    names: dict[str, str | int] = {"name": _cell(row, "name_en", "NAME_EN", "NAME", "name")}
    names["name_ar"] = _cell(row, "name_ar", "NAME_AR", "adm1_ar", "ADM1_AR", "adm2_ar", "ADM2_AR")
    for code in region.languages:
        found = _cell(row, f"name_{code}", f"NAME_{code.upper()}", f"ADM1_{code.upper()}")
        if code not in ("en", "ar") and found:
            names[f"name_{code}"] = found
    return names


def _cell(row: Any, *columns: str) -> str:
    for column in columns:
        value = row.get(column)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _numbered(ids: Iterable[str]) -> list[str]:
    """Return the ids, a second one of the same name followed by 2, and so on."""
    seen: dict[str, int] = {}
    numbered = []
    for own in ids:
        seen[own] = seen.get(own, 0) + 1
        numbered.append(own if seen[own] == 1 else f"{own}-{seen[own]}")
    return numbered


def _clean(land: Any, region: Region) -> Any:
    """Return land within the region, its points thinned outside the detailed part."""
    from shapely import box
    from shapely.ops import unary_union

    land = _areas_of(_clipped(land, region.bbox))
    if land.is_empty:
        return land
    detail = box(*region.detail)
    parts = getattr(land, "geoms", [land])
    # Islands of their own are thinned; the mainland keeps its points, for neighbours share them.
    kept = [
        p if p.intersects(detail) or len(p.exterior.coords) > 400 else p.buffer(0) for p in parts
    ]
    return unary_union(kept)


def _nameless(key: str, own: str, rank: int) -> dict[str, str | int]:
    return {key: own, "name": "", "name_ar": "", "scalerank": rank}


def _decided(row: dict[str, str], key: str) -> dict[str, str | int]:
    return {
        key: row[key],
        "name": row["name"],
        "name_ar": row["name_ar"],
        "scalerank": int(row["scalerank"]),
    }


def _correction(row: dict[str, str]) -> Correction:
    window = (float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"]))
    return Correction(row["left"], row["right"], window, _points(row["points"]), row["reason"])


def _points(cell: str) -> tuple[Point, ...]:
    """Return the points of a cell such as ``40.95 34.40|41.10 34.65``, longitude first."""
    pairs = (text.split() for text in cell.split("|") if text)
    return tuple((float(lon), float(lat)) for lon, lat in pairs)


def _line(points: Sequence[Point]) -> Any:
    from shapely import LineString

    return LineString(points) if len(points) > 1 else LineString()


def _clipped(geometry: Any, bounds: Bounds) -> Any:
    from shapely import box

    return geometry.intersection(box(*bounds))


def _areas_of(geometry: Any) -> Any:
    return _only(geometry, "Polygon")


def _lines_of(geometry: Any) -> Any:
    from shapely import line_merge

    only = _only(geometry, "LineString")
    return line_merge(only) if only.geom_type == "MultiLineString" else only


def _only(geometry: Any, kind: str) -> Any:
    import shapely

    parts = [p for p in shapely.get_parts(geometry) if not p.is_empty]
    parts = [q for p in parts for q in (shapely.get_parts(p) if hasattr(p, "geoms") else [p])]
    kept = [p for p in parts if p.geom_type == kind]
    if not kept:
        return shapely.from_wkt(f"{kind.upper()} EMPTY")
    if len(kept) == 1:
        return kept[0]
    return shapely.MultiPolygon(kept) if kind == "Polygon" else shapely.MultiLineString(kept)


def _thinned_shore(lake: Any, region: Region) -> Any:
    """Drop points of a lake outside the detailed part of the region."""
    from shapely import box

    return lake if lake.intersects(box(*region.detail)) else lake.simplify(_TOLERANCE)


def _thinned_points(points: Sequence[Point], region: Region) -> list[Point]:
    """Drop the points outside the region; simplify the runs outside its detailed part."""
    from shapely import LineString

    kept: list[Point] = []
    within = [point for point in points if _in(point, region.bbox)]
    for inside, run in groupby(within, key=lambda point: _in(point, region.detail)):
        part = list(run)
        if not inside and len(part) > 2:
            part = [(x, y) for x, y in LineString(part).simplify(_TOLERANCE).coords]
        kept += part
    return kept


def _in(point: Point, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= point[0] <= east and south <= point[1] <= north


_SMALL_ISLAND = 0.01
"""Of the largest part's size."""
_NEAR_ISLANDS, _MAIN_LAND_DEGREES = 2.0, 6.0
"""Islands up to the first are always of the main land, parts beyond the second never."""


def main_land(parts: Sequence[Any]) -> tuple[Bounds, int]:
    """Return the box around the largest of ``parts`` and those near it, and how many are far.

    Near is within half of what the box measures so far, so that a chain of islands stays whole; of
    a small island, within a sixth of what the larger parts measure: a rock at sea makes no frame.
    """
    from shapely import box

    ranked = sorted(parts, key=lambda part: -part.area)
    large = [part for part in ranked if part.area >= _SMALL_ISLAND * ranked[0].area]
    main, far = _with_near(box(*ranked[0].bounds), large[1:], lambda main: _across(main) / 2)
    reach = _across(main) / 6
    main, rocks = _with_near(main, ranked[len(large) :], lambda _: reach)
    return main.bounds, far + rocks


def _across(shape: Any) -> float:
    west, south, east, north = shape.bounds
    return hypot(east - west, north - south)


def _with_near(
    main: Any, others: Sequence[Any], reach_of: Callable[[Any], float]
) -> tuple[Any, int]:
    """Return the box around ``main`` and those of ``others`` in its reach, and how many are not."""
    from shapely import box, union_all

    while True:
        reach = min(max(reach_of(main), _NEAR_ISLANDS), _MAIN_LAND_DEGREES)
        near = [part for part in others if part.distance(main) <= reach]
        if not near:
            return main, len(others)
        others = [part for part in others if part.distance(main) > reach]
        main = box(*union_all([main, *near]).bounds)


def own_land(world: World, countries: Sequence[str], told: list[str]) -> Bounds:
    """Return the box around the countries' main land, and note in ``told`` what it leaves out.

    Parts farther than 6° from a country's largest one, such as overseas territories, are left out.

    Raises
    ------
    UserError
        If a country is not in the source.
    """
    from shapely import get_parts

    frame = _frame(world.countries, (-180.0, -90.0, 180.0, 90.0))
    region = Region(bbox=(-180, -90, 180, 90), detail=(-180, -90, 180, 90), places_of=())
    codes = _country_codes(frame, region)
    missing = sorted(set(countries) - set(codes))
    if missing:
        known = ", ".join(sorted(set(codes) - {"XX"}))
        raise UserError(Problem("--countries", f"{', '.join(missing)} not known", known))
    bounds: list[Bounds] = []
    for country in countries:
        land = frame[[c == country for c in codes]].union_all()
        whole = joined(land, around([part.bounds for part in get_parts(land)]))
        main, far = main_land([*get_parts(whole)])
        if far:
            many = "a part" if far == 1 else f"{far} parts"
            told.append(
                f"{country}: {many} far from the main land, outside the box; --bbox takes another"
            )
        bounds.append(main)
    west, south, east, north = around(bounds)
    edge = 0.1
    west, south = floor(10 * (west - edge)) / 10, max(floor(10 * (south - edge)) / 10, -85.0)
    east, north = ceil(10 * (east + edge)) / 10, min(ceil(10 * (north + edge)) / 10, 85.0)
    turn = 360 * floor((west + 180) / 360)
    return check_box((west - turn, south, east - turn, north), where="--countries")
