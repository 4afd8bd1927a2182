"""What is in the way of travel: rivers by size, lakes, state borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ebbline.config import CatchmentsConfig
from ebbline.land.grid import Flags, Grid
from ebbline.land.travel import Barrier

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def barriers_of(
    grid: Grid,
    *,
    rivers: GeoDataFrame,
    lakes: GeoDataFrame,
    borders: GeoDataFrame,
    config: CatchmentsConfig,
) -> tuple[Barrier, ...]:
    """Return what is in the way of travel, projected, with what crossing it costs."""
    import shapely

    barriers = []
    taken = np.zeros(len(rivers), dtype=bool)
    for rule in config.river_costs:
        fits = ~taken & (rivers["scalerank"].to_numpy() <= rule.scalerank)
        taken |= fits
        lines = grid.project(rivers.geometry.to_numpy()[fits])
        barriers.append(Barrier(tuple(lines), rule.cost_km))
    shores = shapely.boundary(grid.project(lakes.geometry.to_numpy()))
    barriers.append(Barrier(tuple(shores), config.lake_cost_km / 2))
    lines = grid.project(borders.geometry.to_numpy())
    barriers.append(Barrier(tuple(lines), config.border_cost_km))
    return tuple(barriers)


def water_cells(grid: Grid, lakes: GeoDataFrame) -> Flags:
    """Return for each inside cell whether its centre lies in one of ``lakes``."""
    from ebbline.land.grid import burn

    return burn(grid, list(grid.project(lakes.geometry.to_numpy())))[grid.cells] > 0
