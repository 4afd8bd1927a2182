"""Cut the land of the study area into patches, each with the settlements that it follows.

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

    from ebbline.catchments.build import Catchments
    from ebbline.land.grid import Grid


def run(config: Config, paths: Paths, _options: Namespace) -> None:
    """Read places and basemap, write patches, weights and costs."""
    from ebbline import tables
    from ebbline.catchments.build import build_catchments
    from ebbline.catchments.land import make_study_grid, settled_cells, study_polygon
    from ebbline.catchments.places import points_of, populated, read_places
    from ebbline.geopackage import write_geopackage
    from ebbline.land.barriers import barriers_of, water_cells
    from ebbline.land.travel import make_terrain

    settings, bbox = config.catchments, config.study_area.bbox
    layers = _layers(paths, bbox)
    area = study_polygon(layers["land"], config.study_area, source=paths["basemap"])
    places = read_places(paths["gazetteer"], paths["case_places"], bbox)
    grid = make_study_grid(area, cell_km=settings.cell_km)
    barriers = barriers_of(
        grid,
        rivers=layers["rivers"],
        lakes=layers["lakes"],
        borders=layers["borders"],
        config=settings,
    )
    x, y = grid.project_points(*points_of(populated(places)))
    region, names = _regions(grid, layers, config.study_area.countries)
    found = build_catchments(
        make_terrain(grid, barriers),
        places,
        settled=settled_cells(grid, x, y, rivers=layers["rivers"], config=settings),
        region=region,
        water=water_cells(grid, layers["lakes"]),
        config=settings,
    )
    write_geopackage(paths["catchments"], _frame(grid, found, names), layer="catchments")
    tables.WEIGHTS.write(paths["weights"], found.weights)
    tables.COSTS.write(paths["costs"], found.costs)


def _layers(paths: Paths, bbox: tuple[float, float, float, float]) -> dict[str, GeoDataFrame]:
    """Return the basemap's layers; the land whole, for a country may lie outside the box."""
    from ebbline.basemap import LAYERS, read_layer
    from ebbline.errors import Problems, UserError

    problems, layers = Problems(), {}
    for name in LAYERS:
        try:
            layers[name] = read_layer(paths["basemap"], name, None if name == "land" else bbox)
        except UserError as error:
            problems.extend(error)
    problems.raise_any()
    return layers


def _regions(
    grid: Grid, layers: Mapping[str, GeoDataFrame], countries: Sequence[str]
) -> tuple[Any, list[tuple[str, str]]]:
    """Return the region of each inside cell, and the country and division of each region."""
    import numpy as np

    from ebbline.catchments.land import region_of_cells

    land, divisions = layers["land"], layers["divisions"]
    land = land[land["country"].isin(countries)].reset_index(drop=True)
    divisions = divisions[divisions["country"].isin(countries)].reset_index(drop=True)
    of_cells = np.column_stack([region_of_cells(grid, list(f.geometry)) for f in (land, divisions)])
    pairs, region = np.unique(of_cells, axis=0, return_inverse=True)
    country_names, division_names = [*land["name"], ""], [*divisions["name"], ""]
    names = [(country_names[c], division_names[d]) for c, d in pairs.tolist()]
    return region.ravel(), names


def _frame(grid: Grid, found: Catchments, names: Sequence[tuple[str, str]]) -> GeoDataFrame:
    import geopandas as gpd

    from ebbline.basemap import WGS84

    patches = found.patches
    return gpd.GeoDataFrame(
        {
            "patch_id": [p.patch_id for p in patches],
            "settled": [int(p.settled) for p in patches],
            "region": [names[p.region][1] or names[p.region][0] for p in patches],
            "country": [names[p.region][0] for p in patches],
            "division": [names[p.region][1] for p in patches],
            "km2": [round(p.km2, 6) for p in patches],
            "reach_km": [p.reach_km for p in patches],
        },
        geometry=grid.unproject([p.shape for p in patches]),
        crs=WGS84,
    )


STAGE = Stage(
    summary="land is cut into patches by travel cost",
    inputs=("gazetteer", "case_places", "basemap"),
    outputs=("catchments", "weights", "costs"),
    run=run,
)
