"""Cut the land of the study area into patches, each with the settlements that it follows.

Computed once for a gazetteer and a basemap; no date and no claim changes it.
"""

from __future__ import annotations

from argparse import Namespace

from ebbline.command import Paths, Stage
from ebbline.config import Config


def run(config: Config, paths: Paths, _options: Namespace) -> None:
    """Read places and basemap, write patches, weights and costs."""
    import geopandas as gpd
    import numpy as np

    from ebbline import tables
    from ebbline.basemap import WGS84, read_layer
    from ebbline.catchments.build import build_catchments
    from ebbline.catchments.land import (
        region_of_cells,
        settled_cells,
        study_polygon,
    )
    from ebbline.catchments.places import read_places
    from ebbline.geopackage import write_geopackage
    from ebbline.land.barriers import barriers_of
    from ebbline.land.grid import make_grid
    from ebbline.land.travel import make_terrain

    settings = config.catchments
    places = read_places(paths["gazetteer"], paths["case_places"], config.study_area.bbox)
    layers = {
        name: read_layer(paths["basemap"], name, config.study_area.bbox)
        for name in ("land", "rivers", "lakes", "borders", "divisions")
    }
    area = study_polygon(layers["land"], config.study_area, source=paths["basemap"])
    grid = make_grid(area, cell_km=settings.cell_km)
    barriers = barriers_of(
        grid,
        rivers=layers["rivers"],
        lakes=layers["lakes"],
        borders=layers["borders"],
        config=settings,
    )
    populated = [p for p in places if p.kind in _populated()]
    x, y = grid.project_points(
        np.array([p.lon for p in populated]), np.array([p.lat for p in populated])
    )
    land, divisions = layers["land"], layers["divisions"]
    land = land[land["country"].isin(config.study_area.countries)].reset_index(drop=True)
    country = region_of_cells(grid, list(land.geometry))
    division = region_of_cells(grid, list(divisions.geometry))
    pairs, region = np.unique(np.column_stack([country, division]), axis=0, return_inverse=True)
    found = build_catchments(
        make_terrain(grid, barriers),
        places,
        settled=settled_cells(grid, x, y, rivers=layers["rivers"], config=settings),
        region=region.ravel(),
        config=settings,
    )
    countries = [*land["name"], ""]
    names = [*divisions["name"], ""]
    frame = gpd.GeoDataFrame(
        {
            "patch_id": [p.patch_id for p in found.patches],
            "settled": [int(p.settled) for p in found.patches],
            "region": [
                names[d] or countries[c] for c, d in pairs[[p.region for p in found.patches]]
            ],
            "country": [countries[pairs[p.region][0]] for p in found.patches],
            "division": [names[pairs[p.region][1]] for p in found.patches],
            "km2": [round(p.km2, 6) for p in found.patches],
            "reach_km": [p.reach_km for p in found.patches],
        },
        geometry=grid.unproject([p.shape for p in found.patches]),
        crs=WGS84,
    )
    write_geopackage(paths["catchments"], frame, layer="catchments")
    tables.WEIGHTS.write(paths["weights"], found.weights)
    tables.COSTS.write(paths["costs"], found.costs)


def _populated() -> tuple[object, ...]:
    from ebbline.catchments.build import POPULATED

    return POPULATED


STAGE = Stage(
    summary="land is cut into patches by travel cost",
    inputs=("gazetteer", "case_places", "basemap"),
    outputs=("catchments", "weights", "costs"),
    run=run,
)
