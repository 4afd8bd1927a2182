"""From settlements and land to patches, weights and costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ebbline.catchments.places import POPULATED, points_of
from ebbline.config import CatchmentsConfig
from ebbline.land.grid import Flags, Integers
from ebbline.land.influence import settlement_costs
from ebbline.land.patches import Shares, cut_land, outline
from ebbline.land.travel import NONE, Nearest, Terrain, nearest_sources, seed_cells
from ebbline.vocabulary import Cost, Place, Weight


@dataclass(frozen=True)
class Patch:
    """A piece of land: cells with the same leading settlements, in one region.

    ``shape`` is projected; ``reach_km`` the travel cost to the heaviest settlement, ``None`` if
    it follows none.
    """

    patch_id: str
    settled: bool
    region: int
    km2: float
    reach_km: float | None
    shape: Any


@dataclass(frozen=True)
class Catchments:
    """The patches of a study area, what they follow, and the costs between places."""

    patches: tuple[Patch, ...]
    weights: tuple[Weight, ...]
    costs: tuple[Cost, ...]


def build_catchments(
    terrain: Terrain,
    places: Sequence[Place],
    *,
    settled: Flags,
    region: Integers,
    water: Flags,
    config: CatchmentsConfig,
) -> Catchments:
    """Cut the land of ``terrain`` into patches that follow the populated ones of ``places``.

    ``settled``, ``region`` and ``water`` are given for each inside cell. Places of other kinds
    get travel costs but no land. Places outside the study area are left out.
    """
    grid = terrain.grid
    start, away = seed_cells(terrain, *grid.project_points(*points_of(places)))
    populated = np.array([p.kind in POPULATED for p in places], dtype=bool)
    nearest = nearest_sources(
        terrain,
        np.where(populated, start, NONE),
        away,
        count=config.neighbours,
        reach_km=2 * config.catchment_reach_km,
    )
    between = settlement_costs(nearest, grid.cells, count=len(places))
    keys = np.column_stack([region, settled.astype(np.int64)])
    shares, label, keys = cut_land(grid, nearest, between, keys, water=water, config=config)
    shapes = outline(grid, label, tolerance_km=config.tolerance_km)
    ids = _patch_ids(len(keys))
    return Catchments(
        patches=_patches(ids, keys, shares, shapes),
        weights=_weights(ids, shares, places),
        costs=_costs(_with_others(between, nearest, start, away, populated), places),
    )


def _patch_ids(count: int) -> list[str]:
    width = max(4, len(str(count)))
    return [f"p{number:0{width}d}" for number in range(1, count + 1)]


def _patches(ids: list[str], keys: Integers, shares: Shares, shapes: Any) -> tuple[Patch, ...]:
    import shapely

    first = np.diff(shares.patch, prepend=NONE) != 0
    reach = dict(zip(shares.patch[first].tolist(), shares.cost_km[first].tolist(), strict=True))
    return tuple(
        Patch(patch_id, bool(settled), int(region), float(area), reach.get(number), shape)
        for number, (patch_id, (region, settled), area, shape) in enumerate(
            zip(ids, keys, shapely.area(shapes), shapes, strict=True)
        )
    )


def _weights(ids: list[str], shares: Shares, places: Sequence[Place]) -> tuple[Weight, ...]:
    return tuple(
        Weight(ids[patch], places[source].place_id, cost, weight)
        for patch, source, cost, weight in zip(
            shares.patch.tolist(),
            shares.source.tolist(),
            np.round(shares.cost_km, 3).tolist(),
            np.round(shares.weight, 6).tolist(),
            strict=True,
        )
    )


def _with_others(
    between: Any, nearest: Nearest, start: Integers, away: Any, populated: Flags
) -> dict[tuple[int, int], float]:
    """Return the costs between neighbours, with places that have no land joined on."""
    from scipy.sparse import coo_array, triu

    half: Any = coo_array(triu(between))
    costs = dict(
        zip(
            zip(half.row.tolist(), half.col.tolist(), strict=True),
            half.data.tolist(),
            strict=True,
        )
    )
    for other in np.flatnonzero(~populated & (start != NONE)).tolist():
        cell = start[other]
        for source, cost in zip(nearest.source[cell], nearest.cost_km[cell], strict=True):
            if source != NONE:
                pair = (min(other, int(source)), max(other, int(source)))
                costs[pair] = float(cost) + float(away[other])
    return costs


def _costs(between: dict[tuple[int, int], float], places: Sequence[Place]) -> tuple[Cost, ...]:
    rows = []
    for (i, j), cost in between.items():
        one, other = sorted((places[i].place_id, places[j].place_id))
        rows.append(Cost(one, other, round(cost, 3)))
    return tuple(sorted(rows, key=lambda c: (c.place_id, c.other_id)))
