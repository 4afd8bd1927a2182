"""The model on a drawn front: the same patches, weights, inference and vote as for a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.config import CatchmentsConfig, TerritoryConfig
from ebbline.land.barriers import barriers_of, water_cells
from ebbline.land.grid import Floats, Grid
from ebbline.land.influence import all_costs, settlement_costs
from ebbline.land.patches import Shares, cut_land
from ebbline.land.travel import make_terrain, nearest_sources, seed_cells
from ebbline.territory.chance import Chances, fallen_to
from ebbline.territory.course import NOBODY
from ebbline.territory.cover import Cover
from ebbline.territory.fronts import Front
from ebbline.territory.inference import FAR, Follower, candidates
from ebbline.territory.shares import elect, shares_of, summed
from ebbline.territory.strength import chosen_strength, try_strengths, with_strength

Flags = NDArray[np.bool_]
_HOLDERS = 2


@dataclass(frozen=True)
class FrontModel:
    """A front cut into patches. ``truth`` has a row for each date and a column for each cell."""

    front: Front
    config: TerritoryConfig
    grid: Grid
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    cover: Cover
    label: NDArray[np.int64]
    between: NDArray[np.float32]
    straight: NDArray[np.float32]
    limit_km: float
    truth: Flags

    @classmethod
    def of(
        cls, front: Front, catchments: CatchmentsConfig, territory: TerritoryConfig
    ) -> FrontModel:
        """Cut the study area of ``front`` into patches around all its settlements."""
        grid = front.grid(cell_km=catchments.cell_km)
        barriers = barriers_of(
            grid,
            rivers=front.layers["rivers"],
            lakes=front.layers["lakes"],
            borders=front.layers["borders"],
            config=catchments,
        )
        terrain = make_terrain(grid, barriers)
        x, y = grid.project_points(front.lon, front.lat)
        start, away = seed_cells(terrain, x, y)
        nearest = nearest_sources(
            terrain,
            start,
            away,
            count=catchments.neighbours,
            reach_km=2 * catchments.catchment_reach_km,
        )
        cells = grid.cells
        neighbours = settlement_costs(nearest, cells, count=len(x))
        keys = np.zeros((len(cells), 1), dtype=np.int64)
        water = water_cells(grid, front.layers["lakes"])
        shares, label, _ = cut_land(grid, nearest, neighbours, keys, water=water, config=catchments)
        limit = 2 * FAR * territory.inference_reach_km
        between = all_costs(neighbours, limit_km=limit)
        straight = np.hypot(x[:, None] - x, y[:, None] - y).astype(np.float32)
        drawn = np.array([front.truth[d] for d in front.dates], dtype=object)
        truth = np.array([grid.covered(shape)[cells] for shape in grid.project(drawn)])
        cover = _cover(shares, int(label.max()) + 1)
        return cls(front, territory, grid, x, y, cover, label, between, straight, limit, truth)

    def held(self, kept: NDArray[np.int64], chance: Floats | None = None) -> Flags:
        """Return which cells the model gives to the side, knowing only the ``kept`` settlements.

        A row for each date, a column for each cell of the study area; unknown counts as not held.
        With the ``chance`` of each patch its shares are drawn from, as for an interval.
        """
        known = np.zeros(len(self.x), dtype=bool)
        known[kept] = True
        found = self.follower(kept).of(known)
        patches = np.arange(len(self.cover.source))
        rows = []
        for held in self.front.held:
            holder = np.where(known, held.astype(np.int64), NOBODY)
            place, leader, _ = found.decide(holder, _HOLDERS)
            shares = shares_of(holder, found, _HOLDERS)
            holder[place] = holder[leader]
            winner, _ = elect(self.cover, holder, shares, patches)
            if chance is not None:
                fallen = fallen_to(summed(self.cover, shares, patches), chance)
                winner = np.where(chance < 0, winner, fallen)
            rows.append((winner == 1)[self.label])
        return np.array(rows)

    def chances(self, *, range_km: float, seed: int) -> Chances:
        """Return the chances of the patches, as for the intervals of a case."""
        x, y = self.grid.centres(self.grid.cells)
        count = np.bincount(self.label)
        middle = [np.bincount(self.label, weights=v) / count for v in (x, y)]
        return Chances.over(self.cover, *middle, range_km=range_km, seed=seed)

    def follower(self, kept: NDArray[np.int64]) -> Follower:
        """Return what tells which of the ``kept`` settlements the others follow."""
        config, both = self.config, np.ix_(kept, kept)
        trials = try_strengths(
            self.between[both],
            self.straight[both],
            self.front.held[:, kept].astype(np.int64),
            np.ones(len(self.front.held), dtype=np.int64),
            strengths=config.barrier_strengths,
            count=config.neighbours,
            sharpness=config.sharpness,
            limit_km=self.limit_km,
        )
        between = with_strength(
            self.between, self.straight, chosen_strength(trials), limit_km=self.limit_km
        )
        may_follow = candidates(
            between[kept],
            targets=np.arange(len(self.x)),
            sources=kept,
            reach_km=config.inference_reach_km,
        )
        return Follower(
            may_follow,
            between[both],
            config.neighbours,
            config.inference_reach_km,
            config.sharpness,
        )

    def nearest_town(self, kept: NDArray[np.int64]) -> Flags:
        """Return which cells straight nearest-town gives to the side, as :meth:`held`."""
        from scipy.spatial import cKDTree

        x, y = self.grid.centres(self.grid.cells)
        tree = cKDTree(np.column_stack([self.x[kept], self.y[kept]]))
        town = tree.query(np.column_stack([x, y]))[1]
        nearest: Flags = self.front.held[:, kept][:, town]
        return nearest


def _cover(shares: Shares, patches: int) -> Cover:
    """Return the settlements of each patch in rows; ``shares`` come by patch, heaviest first."""
    first = np.searchsorted(shares.patch, np.arange(patches))
    column = np.arange(len(shares.patch)) - first[shares.patch]
    size = int(column.max(initial=0)) + 1
    source = np.full((patches, size), NOBODY, dtype=np.int32)
    weight = np.zeros((patches, size), dtype=np.float32)
    source[shares.patch, column] = shares.source
    weight[shares.patch, column] = shares.weight
    return Cover(source, weight)


def overlap(model: Any, truth: Any) -> tuple[float, float]:
    """Return intersection over union and the ratio of areas; NaN where nothing is to be found."""
    either, both = np.count_nonzero(model | truth), np.count_nonzero(model & truth)
    drawn = np.count_nonzero(truth)
    return (
        both / either if either else float("nan"),
        np.count_nonzero(model) / drawn if drawn else float("nan"),
    )
