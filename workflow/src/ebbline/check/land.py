"""Checks of a case's land: what would otherwise stop `catchments` after it began, and more."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ebbline.basemap import LAYERS, layer_files, read_layer
from ebbline.catchments.land import make_study_grid, study_polygon
from ebbline.catchments.places import read_places
from ebbline.check.layers import check_layers
from ebbline.config import Config
from ebbline.drawn import check_inside
from ebbline.errors import Problems, UserError
from ebbline.gazetteer import read_places as gazetteer_places
from ebbline.vocabulary import Place

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FAR_DEGREES = 1.0
"""A point so far from its country's land is wrong, however coarse the outline."""


def check_land(
    config: Config, *, basemap: Path, gazetteer: Path, own: Path, drawn: Path
) -> list[Path]:
    """Return the basemap's files, after everything about the land that can be wrong was looked at.

    Raises
    ------
    UserError
        With every mistake of the layers; where they are right, of the study area, of the layers
        against each other and of the places.
    """
    files = layer_files(basemap)
    problems = Problems()
    layers = {}
    for name in LAYERS:
        try:
            layers[name] = read_layer(basemap, name, about=config.study_area.bbox)
        except UserError as error:
            problems.extend(error)
    problems.raise_any()
    try:
        area = study_polygon(layers["land"], config.study_area, source=basemap)
        make_study_grid(area, cell_km=config.catchments.cell_km)
        check_inside(drawn, area)
    except UserError as error:
        problems.extend(error)
    else:
        check_layers(layers, folder=basemap, study_area=area, problems=problems)
    try:
        rows = gazetteer_places(gazetteer, own)
        check_sides(rows, read_layer(basemap, "land"), problems)
        read_places(gazetteer, own, config.study_area.bbox)
    except UserError as error:
        problems.extend(error)
    problems.raise_any()
    return files


def study_km2(config: Config, *, basemap: Path) -> float:
    """Return the area of the study area's land in square kilometres."""
    from ebbline.cost import land_km2

    layer = read_layer(basemap, "land", about=config.study_area.bbox)
    return land_km2(study_polygon(layer, config.study_area, source=basemap))


def check_sides(
    rows: Iterable[tuple[Path, int, Place]], land: GeoDataFrame, problems: Problems
) -> None:
    """Note the places (with file and row) that lie far from the land of their country.

    ``land`` has the columns ``country`` and ``geometry`` (WGS 84 degrees); places of a country
    that it lacks are left alone.
    """
    import shapely

    shapes = {
        country: shapely.union_all(features.geometry.to_numpy())
        for country, features in land.groupby("country")
    }
    for path, row, place in rows:
        shape = shapes.get(place.country)
        if shape is None:
            continue
        away = shapely.distance(shape, shapely.Point(place.lon, place.lat))
        if away > FAR_DEGREES:
            is_exchanged = shape.intersects(shapely.Point(place.lat, place.lon))
            problems.add(
                path,
                row,
                f"{place.place_id}: lat {place.lat}, lon {place.lon} lies {away:.0f}° from the "
                f"land of {place.country}",
                allowed=f"up to {FAR_DEGREES:g}°",
                do="exchange lat and lon" if is_exchanged else "correct the point or the country",
            )
