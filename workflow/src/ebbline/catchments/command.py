"""Make the ground of a case: cells, the mesh with its barriers, and where each place stands.

Computed once for a gazetteer and a basemap; no date and no claim changes it.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ebbline.command import Paths, Stage
from ebbline.config import Config

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ebbline.land.grid import Grid


def run(config: Config, paths: Paths, _options: Namespace) -> None:
    """Read places and basemap, write the ground."""
    from ebbline.catchments.build import make_ground
    from ebbline.catchments.land import make_study_grid, study_polygon
    from ebbline.catchments.places import read_places

    layers = _layers(paths, config.study_area.bbox)
    area = study_polygon(layers["land"], config.study_area, source=paths["basemap"])
    places = read_places(paths["gazetteer"], paths["case_places"], config.study_area.bbox)
    grid = make_study_grid(area, cell_km=config.catchments.cell_km)
    region, names = _regions(grid, layers, config.study_area.countries)
    ground = make_ground(grid, places, layers, region=region, names=names, config=config.catchments)
    ground.save(paths["ground"])


def _layers(paths: Paths, bbox: tuple[float, float, float, float]) -> dict[str, GeoDataFrame]:
    """Return the basemap's layers; the land whole, for a country may lie outside the box."""
    from ebbline.basemap import LAYERS, read_layer
    from ebbline.errors import Problems, UserError

    problems, layers = Problems(), {}
    for name in LAYERS:
        try:
            near = None if name == "land" else bbox
            layers[name] = read_layer(paths["basemap"], name, near, about=bbox)
        except UserError as error:
            problems.extend(error)
    problems.raise_any()
    return layers


def _regions(
    grid: Grid, layers: Mapping[str, GeoDataFrame], countries: Sequence[str]
) -> tuple[Any, tuple[tuple[str, str], ...]]:
    """Return the region of each inside cell, and the country and division of each region."""
    import numpy as np

    from ebbline.catchments.land import region_of_cells

    land, divisions = layers["land"], layers["divisions"]
    land = land[land["country"].isin(countries)].reset_index(drop=True)
    divisions = divisions[divisions["country"].isin(countries)].reset_index(drop=True)
    of_cells = np.column_stack([region_of_cells(grid, list(f.geometry)) for f in (land, divisions)])
    pairs, region = np.unique(of_cells, axis=0, return_inverse=True)
    country_names, division_names = [*land["name"], ""], [*divisions["name"], ""]
    names = tuple((country_names[c], division_names[d]) for c, d in pairs.tolist())
    return region.ravel(), names


STAGE = Stage(
    summary="the ground: cells, barriers between them, places on it",
    inputs=("gazetteer", "case_places", "basemap"),
    outputs=("ground",),
    run=run,
)
