"""Cutting land into patches: cells that follow the same settlements become one polygon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.config import CatchmentsConfig
from ebbline.land.grid import Floats, Grid, Integers
from ebbline.land.influence import all_costs, kriging_weights
from ebbline.land.travel import NONE, Nearest


@dataclass(frozen=True)
class Shares:
    """The settlements that patches follow: one entry a patch and settlement, by patch.

    The weights of a patch sum to 1, heaviest first; a patch that follows nobody has no entry.
    """

    patch: Integers
    source: Integers
    cost_km: Floats
    weight: Floats


def cut_land(
    nearest: Nearest,
    cells: Integers,
    between: Any,
    keys: Integers,
    *,
    config: CatchmentsConfig,
) -> tuple[Shares, Integers, Integers]:
    """Cut ``cells`` into patches of one row of ``keys`` (a row a cell) and one leading pair each.

    ``between`` are the costs between neighbouring settlements. Returns what each patch follows,
    the patch of each cell, and the row of ``keys`` of each patch.
    """
    sources, costs = nearest.source[cells], nearest.cost_km[cells]
    beyond = costs[:, 0] > config.catchment_reach_km
    sources = np.where(beyond[:, None], NONE, sources).astype(np.int32)
    # Two settlements of one list are never farther apart than the way through their cell.
    far = 4 * config.catchment_reach_km
    apart = np.minimum(all_costs(between, limit_km=far), np.float32(far))
    weights = kriging_weights(sources, costs, apart)
    keys = np.column_stack([keys, leading_pair(sources, weights)])
    distinct, label = number_patches(keys)
    shares = patch_shares(label, sources, costs, weights, least_weight=config.least_weight)
    return shares, label, distinct[:, :-2]


def leading_pair(sources: NDArray[np.int32], weights: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return for each target the two heaviest of its sources, the lower number first.

    Where there is one source only, or none, ``NONE`` stands in its place. Measured on a drawn
    map, patches of one pair each score as well as single cells (docs/territory.md).
    """
    order = np.argsort(-weights, axis=1, kind="stable")[:, :2]
    pair = np.take_along_axis(np.where(weights > 0, sources, NONE), order, axis=1)
    if pair.shape[1] < 2:
        pair = np.concatenate([pair, np.full_like(pair, NONE)], axis=1)
    return np.sort(pair.astype(np.int64), axis=1)


def number_patches(keys: Integers) -> tuple[Integers, Integers]:
    """Return the distinct rows of ``keys`` in order, and for each row which one it is."""
    distinct, label = np.unique(keys, axis=0, return_inverse=True)
    return distinct, label.ravel()


def patch_shares(
    label: Integers,
    sources: NDArray[np.int32],
    costs: NDArray[np.float32],
    weights: NDArray[np.float32],
    *,
    least_weight: float,
) -> Shares:
    """Return the mean weights (and costs) of each patch's cells, dropping the slight ones."""
    used = weights > 0
    cell = np.broadcast_to(label[:, None], sources.shape)[used]
    count = int(sources.max(initial=0)) + 1
    keys, entry = np.unique(cell * count + sources[used], return_inverse=True)
    total = np.bincount(entry, weights=weights[used], minlength=len(keys))
    cost = np.bincount(entry, weights=costs[used], minlength=len(keys)) / np.bincount(entry)
    patch, source = np.divmod(keys, count)
    weight = total / _totals(patch, total)
    kept = weight >= least_weight
    patch, source, cost, weight = patch[kept], source[kept], cost[kept], weight[kept]
    weight = weight / _totals(patch, weight)
    order = np.lexsort((source, -weight, patch))
    return Shares(patch[order], source[order], cost[order], weight[order])


def _totals(patch: Any, weight: Any) -> Any:
    return np.bincount(patch, weights=weight)[patch] if len(patch) else weight


def outline(grid: Grid, label: Integers, *, tolerance_km: float) -> Any:
    """Return the projected polygon of each patch: a coverage without gaps or overlaps.

    ``label`` is the patch of each cell inside the study area. Edges are simplified (Visvalingam
    and Whyatt) within about ``tolerance_km``, shared ones alike on both sides.
    """
    import shapely
    from rasterio.features import shapes

    raster = np.full(grid.rows * grid.columns, NONE, dtype=np.int32)
    raster[grid.cells] = label
    pieces: list[list[Any]] = [[] for _ in range(int(label.max(initial=NONE)) + 1)]
    for shape, value in shapes(
        raster.reshape(grid.rows, grid.columns),
        mask=grid.inside.reshape(grid.rows, grid.columns),
    ):
        outer, *inner = shape["coordinates"]
        pieces[int(value)].append(shapely.Polygon(outer, inner))
    whole = np.array(
        [p[0] if len(p) == 1 else shapely.MultiPolygon(p) for p in pieces], dtype=object
    )
    # Outlines have no corner where a neighbour's begins: give every cell edge its two ends, in
    # whole numbers, so that shared edges are the same on both sides.
    whole = shapely.transform(shapely.segmentize(whole, 1.0), np.rint)
    simple = shapely.coverage_simplify(whole, tolerance_km / grid.cell_km)
    return shapely.transform(simple, lambda points: _placed(grid, points))


def _placed(grid: Grid, points: Floats) -> Floats:
    """Return points counted in columns and rows as projected kilometres."""
    x = grid.west + points[:, 0] * grid.cell_km
    y = grid.north - points[:, 1] * grid.cell_km
    return np.column_stack([x, y])
