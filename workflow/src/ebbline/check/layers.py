"""Checks of a basemap's layers against the study area and against each other.

Each layer may be right by itself and the layers still contradict each other: two divisions on the
same land, a border between countries that lie elsewhere, longitude and latitude exchanged. A map
would show it, or lose a division without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.errors import Problems, shown

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MOST_OVERLAP = 0.02
"""Share of the smaller area; neighbours that were drawn apart overlap by less than this."""
NEAR_DEGREES = 0.25
"""So far outlines of different origin and detail lie apart."""
_BESIDE_DEGREES = 10.0
"""A window around the smallest study area shows nothing that is farther away."""
_MOST_POINTS = 100
"""Points of a feature that are looked at."""
_BOUND_TO = {"divisions": ("country",), "borders": ("left", "right")}
"""Columns of a layer that name the country by whose land its features lie."""
_APART = {"divisions": "division_id", "land": "country"}
"""Layers whose areas share no land, and the column that tells what is one area."""
_DO_EXCHANGE = "exchange longitude and latitude (GeoJSON: longitude first)"


def check_layers(
    layers: Mapping[str, GeoDataFrame], *, folder: Path, study_area: Any, problems: Problems
) -> None:
    """Note what contradicts what in the ``layers`` of the basemap in ``folder``.

    ``layers`` are the frames of :func:`ebbline.basemap.read_layer` by name, their rows in the order
    of the file; ``study_area`` is a (multi)polygon in WGS 84 degrees.
    """
    import shapely

    land = layers["land"]
    countries = {
        country: shapely.union_all(features.geometry.to_numpy())
        for country, features in land.groupby("country")
    }
    for name, frame in layers.items():
        path = folder / f"{name}.geojson"
        if _is_exchanged(frame, study_area):
            problems.add(
                path,
                None,
                "lies beside the study area, and would lie in it with longitude and latitude "
                "exchanged",
                allowed="features in or around the study area",
                do=f"{_DO_EXCHANGE}, or cut the layer to the land around the study area",
            )
            continue
        if far := _degrees_beside(frame, study_area):
            problems.add(
                path,
                None,
                f"lies {far:.0f}° beside the study area, all of it",
                allowed="features in or around the study area, or none",
                do="take the layer of this land; a layer that has nothing to show needs no file",
            )
            continue
        if name in _BOUND_TO:
            _check_countries(path, frame, _BOUND_TO[name], countries, problems)
        elif name != "land":
            _check_strays(path, frame, list(countries.values()), problems)
        if name in _APART:
            _check_apart(path, frame, _APART[name], problems)


def _check_apart(path: Path, frame: GeoDataFrame, column: str, problems: Problems) -> None:
    """Note the pairs of areas that share land; both are named."""
    import shapely

    shapes, ids = frame.geometry.to_numpy(), frame[column].tolist()
    if column == "division_id":
        first: dict[str, int] = {}
        for at, text in enumerate(ids):
            if first.setdefault(text, at) != at:
                where = f"{path}, feature {at + 1}"
                what = f"{column}: {shown(text)} stands in feature {first[text] + 1} too"
                problems.add(where, None, what, allowed="each once", do="correct one of them")
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T if len(shapes) else ()
    for one, other in sorted((int(a), int(b)) for a, b in pairs if a < b):
        if column == "country" and ids[one] == ids[other]:
            continue  # pieces of a country that overlap are the same land
        common = shapely.area(shapely.intersection(shapes[one], shapes[other]))
        share = common / min(shapely.area(shapes[one]), shapely.area(shapes[other]))
        if share > MOST_OVERLAP:
            problems.add(
                f"{path}, feature {other + 1}",
                None,
                f"{column} {shown(ids[other])} and {shown(ids[one])} (feature {one + 1}) share "
                f"{share:.0%} of the smaller one",
                allowed=f"up to {MOST_OVERLAP:.0%}",
                do="draw them apart, or remove one of them",
            )


def _check_countries(
    path: Path,
    frame: GeoDataFrame,
    columns: tuple[str, ...],
    countries: Mapping[str, Any],
    problems: Problems,
) -> None:
    """Note the features that lie away from the land of the country that they name."""
    for number, row in enumerate(frame.to_dict("records"), start=1):
        for column in columns:
            shape = countries.get(row[column])
            if shape is None or _lies_by(row["geometry"], shape):
                continue
            exchanged = _lies_by(_exchanged(row["geometry"]), shape)
            label = row[frame.columns[0]]
            problems.add(
                f"{path}, feature {number} ({shown(label)})",
                None,
                f"lies away from the land of {row[column]}, its {column}",
                allowed=f"within {NEAR_DEGREES:g}° of it, by half its points",
                do=_DO_EXCHANGE if exchanged else f"correct {column}, or the coordinates",
            )


def _check_strays(path: Path, frame: GeoDataFrame, land: list[Any], problems: Problems) -> None:
    """Note features away from all land that would lie by it exchanged, where others lie by it.

    A layer of the whole world has many features away from the land of a case, and is right.
    """
    import shapely

    whole = shapely.union_all(land)
    strays, away = [], 0
    for number, row in enumerate(frame.to_dict("records"), start=1):
        if _lies_by(row["geometry"], whole):
            continue
        if _lies_by(_exchanged(row["geometry"]), whole):
            strays.append((number, row[frame.columns[0]]))
        else:
            away += 1
    if away * 2 > len(frame):
        return
    for number, label in strays:
        problems.add(
            f"{path}, feature {number} ({shown(label)})",
            None,
            "lies away from all land, and would lie by it with longitude and latitude exchanged",
            allowed=f"within {NEAR_DEGREES:g}° of land, by half its points",
            do=f"{_DO_EXCHANGE}, or remove it",
        )


def _is_exchanged(frame: GeoDataFrame, study_area: Any) -> bool:
    """Return whether far more of a layer would lie in the study area if its axes were exchanged."""
    import shapely

    box = shapely.box(*study_area.bounds)
    points = np.concatenate([_points(shape) for shape in frame.geometry] or [np.empty((0, 2))])
    as_is = shapely.intersects_xy(box, points[:, 0], points[:, 1]).sum()
    exchanged = shapely.intersects_xy(box, points[:, 1], points[:, 0]).sum()
    meets = any(shapely.intersects(frame.geometry.to_numpy(), box))
    return bool(exchanged > 4 * as_is and (as_is or not meets))


def _degrees_beside(frame: GeoDataFrame, study_area: Any) -> float:
    """Return how far all of a layer lies from the study area, 0 if no map could mean that."""
    import shapely

    west, south, east, north = study_area.bounds
    if frame.empty:
        return 0.0
    near = float(shapely.distance(frame.geometry.to_numpy(), study_area).min())
    return near if near > max(_BESIDE_DEGREES, 2 * (east - west), 2 * (north - south)) else 0.0


def _lies_by(geometry: Any, land: Any) -> bool:
    import shapely

    points = shapely.points(_points(geometry))
    return bool(np.median(shapely.distance(land, points)) <= NEAR_DEGREES)


def _points(geometry: Any) -> Any:
    """Return some of a geometry's points, spread evenly, as an array of ``x, y``."""
    import shapely

    points = shapely.get_coordinates(geometry)
    return points[:: max(1, len(points) // _MOST_POINTS)]


def _exchanged(geometry: Any) -> Any:
    import shapely

    return shapely.transform(geometry, lambda points: points[:, ::-1])
