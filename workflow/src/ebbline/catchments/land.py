"""The land of a case: its study area, the barriers in it, and what counts as settled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.config import CatchmentsConfig
from ebbline.config.model import StudyArea
from ebbline.errors import Problem, UserError
from ebbline.land.grid import (
    MAX_CELLS,
    Flags,
    Floats,
    Grid,
    GridTooLargeError,
    Integers,
    burn,
    make_grid,
)

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def study_polygon(land: GeoDataFrame, area: StudyArea, *, source: Path) -> Any:
    """Return the land of the study area's countries within its box, in WGS 84 degrees.

    Raises
    ------
    UserError
        If ``land`` lacks a country, or no land of them is in the box.
    """
    import shapely

    known = sorted(set(land["country"]))
    missing = [c for c in area.countries if c not in known]
    if missing:
        raise UserError(
            Problem(
                "key study_area.countries",
                f"{', '.join(missing)} not in {source}",
                ", ".join(known),
                "correct it, or choose another basemap",
            )
        )
    of_them = land[land["country"].isin(area.countries)].geometry.to_numpy()
    whole = shapely.union_all(of_them)
    # A box edge along a parallel is straight in degrees and curved on a projection.
    box = shapely.segmentize(shapely.box(*area.bbox), 0.1)
    parts = shapely.get_parts(whole & box)
    polygons = [p for p in parts if p.geom_type == "Polygon" and not p.is_empty]
    if not polygons:
        raise UserError(
            Problem(
                "key study_area.bbox",
                f"no land of {', '.join(area.countries)} in the box {tuple(area.bbox)}",
                "west, south, east, north around some of their land",
                "correct the box or the countries",
            )
        )
    return shapely.MultiPolygon(polygons)


def make_study_grid(area: Any, *, cell_km: float) -> Grid:
    """Return the grid over ``area``, a WGS 84 (multi)polygon.

    Raises
    ------
    UserError
        If it would have too many cells, or none.
    """
    try:
        grid = make_grid(area, cell_km=cell_km)
    except GridTooLargeError as error:
        found, do = f"{error.cells:,} cells", "choose larger cells or a smaller study area"
    else:
        if grid.inside.any():
            return grid
        found, do = "no cell has its middle in the study area", "choose smaller cells"
    raise UserError(
        Problem(
            "key catchments.cell_km", f"{cell_km:g} km: {found}", f"1 to {MAX_CELLS:,} cells", do
        )
    )


def settled_cells(
    grid: Grid, x: Floats, y: Floats, *, rivers: GeoDataFrame, config: CatchmentsConfig
) -> Flags:
    """Return which of the grid's inside cells are near a settlement or a main river."""
    import shapely

    near = shapely.buffer(shapely.points(np.column_stack([x, y])), config.settled_settlement_km)
    main = rivers["scalerank"].to_numpy() <= config.main_river_scalerank
    banks = shapely.buffer(grid.project(rivers.geometry.to_numpy()[main]), config.settled_river_km)
    return grid.covered(shapely.union_all(np.concatenate([near, banks])))[grid.cells]


def region_of_cells(grid: Grid, regions: Sequence[Any]) -> Integers:
    """Return for each inside cell the number of its region (a WGS 84 polygon); -1: none.

    A cell that lies in none, as where an outline is coarser than another, goes to the nearest
    region within three cells.
    """
    from scipy.ndimage import distance_transform_edt

    burnt = burn(grid, list(grid.project(np.array(regions, dtype=object))))
    shape = (grid.rows, grid.columns)
    if burnt.any():
        away, (row, column) = distance_transform_edt(burnt.reshape(shape) == 0, return_indices=True)
        burnt = np.where(away <= 3, burnt.reshape(shape)[row, column], 0).ravel()
    return burnt[grid.cells].astype(np.int64) - 1
