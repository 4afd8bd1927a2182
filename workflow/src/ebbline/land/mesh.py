"""The land between reports: a grid on which large rivers, lakes and state borders conduct less.

A link between two neighbouring nodes conducts ``1 / (1 + 3 * cost / length)``, where ``cost`` is
what crossing the dearest barrier on it costs (km) and ``length`` that of the link. The factor 3
was chosen on four drawn fronts and carried over to twelve others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.land.grid import Flags, Floats, Grid, Integers

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ebbline.config import CatchmentsConfig

_STRENGTH = 3.0
_SEED_RADIUS = 3
NONE = -1
"""Stands where there is no cell."""


@dataclass(frozen=True)
class Barrier:
    """Projected lines (or outlines of areas) and the kilometres that crossing one adds."""

    lines: tuple[Any, ...]
    cost_km: float


def barriers_of(
    grid: Grid,
    *,
    rivers: GeoDataFrame,
    lakes: GeoDataFrame,
    borders: GeoDataFrame,
    config: CatchmentsConfig,
) -> tuple[Barrier, ...]:
    """Return what divides land, projected, with what crossing it costs."""
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
    return tuple(b for b in barriers if b.cost_km > 0 and b.lines)


@dataclass(frozen=True)
class Mesh:
    """All nodes of a grid (inside the study area or not) and what lies between neighbours.

    ``right`` (rows x columns - 1) and ``down`` (rows - 1 x columns) are the conductances of the
    links; the middles of the grid's cells are the nodes.
    """

    grid: Grid
    right: Floats
    down: Floats

    @classmethod
    def of(cls, grid: Grid, barriers: tuple[Barrier, ...]) -> Mesh:
        """Return the mesh in which each link pays for the dearest of the ``barriers`` across it."""
        walls = Walls.of(barriers)
        middles = np.stack(grid.centres(np.arange(grid.rows * grid.columns)), axis=1)
        middles = middles.reshape(grid.rows, grid.columns, 2)
        right = walls.cost(middles[:, :-1], middles[:, 1:])
        down = walls.cost(middles[:-1], middles[1:])
        conducts = [1 / (1 + _STRENGTH * cost / grid.cell_km) for cost in (right, down)]
        return cls(grid, *conducts)

    @property
    def laplacian(self) -> Any:
        """The graph Laplacian, a sparse matrix over all nodes."""
        from scipy.sparse import coo_array, diags_array

        count = self.grid.rows * self.grid.columns
        node = np.arange(count).reshape(self.grid.rows, self.grid.columns)
        here = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
        there = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
        value = np.concatenate([self.right.ravel(), self.down.ravel()])
        half = coo_array((value, (here, there)), shape=(count, count))
        links = half + half.T
        return (diags_array(np.asarray(links.sum(axis=1)).ravel()) - links).tocsc()


@dataclass(frozen=True)
class Walls:
    """Barriers cut into straight pieces, to find quickly what lies between two points."""

    tree: Any
    cost_km: Floats

    @classmethod
    def of(cls, barriers: tuple[Barrier, ...]) -> Walls:
        """Return the pieces of ``barriers``."""
        import shapely

        pieces = [_pieces(b.lines) for b in barriers]
        costs = [np.full(len(p), b.cost_km) for p, b in zip(pieces, barriers, strict=True)]
        empty: Any = np.zeros(0, dtype=object)
        return cls(
            shapely.STRtree(np.concatenate([empty, *pieces])), np.concatenate([np.zeros(0), *costs])
        )

    def cost(self, start: Floats, stop: Floats) -> Floats:
        """Return what the dearest barrier between points costs; the last axis is x and y."""
        import shapely

        cost = np.zeros(start.shape[:-1])
        if len(self.cost_km):
            ends = np.stack([start.reshape(-1, 2), stop.reshape(-1, 2)], axis=1)
            link, piece = self.tree.query(shapely.linestrings(ends), predicate="intersects")
            np.maximum.at(cost.reshape(-1), link, self.cost_km[piece])
        return cost


def _pieces(lines: tuple[Any, ...]) -> Any:
    """Return the two-point pieces of ``lines``, which an index finds faster than whole lines."""
    import shapely

    points, owner = shapely.get_coordinates(
        shapely.get_parts(np.array(lines, dtype=object)), return_index=True
    )
    same = owner[1:] == owner[:-1]
    return shapely.linestrings(np.stack([points[:-1][same], points[1:][same]], axis=1))


def own_cells(grid: Grid, walls: Walls, x: Floats, y: Floats, *, inside: Flags) -> Integers:
    """Return for each point the cell that speaks for it: the nearest on its own bank.

    Only cells ``inside`` count, and of these the ones within three cells; without one on the same
    bank the nearest; without any ``NONE``.
    """
    steps = np.arange(-_SEED_RADIUS, _SEED_RADIUS + 1)
    below, beside = (v.ravel() for v in np.meshgrid(steps, steps, indexing="ij"))
    row = np.floor((grid.north - y) / grid.cell_km).astype(np.int64)[:, None] + below
    column = np.floor((x - grid.west) / grid.cell_km).astype(np.int64)[:, None] + beside
    good = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    cell = np.where(good, row * grid.columns + column, 0)
    good &= inside[cell]
    there = np.stack(grid.centres(cell), axis=-1)
    here = np.broadcast_to(np.stack([x, y], axis=-1)[:, None], there.shape)
    away = np.where(good, np.hypot(*(there - here).transpose(2, 0, 1)), np.inf)
    away = away + np.where(walls.cost(here, there) > 0, 1e6, 0)
    choice = np.argmin(away, axis=1)
    every = np.arange(len(x))
    return np.where(good[every, choice], cell[every, choice], NONE)
