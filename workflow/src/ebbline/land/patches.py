"""Cutting land into patches: cells that follow the same settlements become one polygon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.config import CatchmentsConfig
from ebbline.land.grid import Flags, Floats, Grid, Integers
from ebbline.land.influence import all_costs, kriging_weights
from ebbline.land.travel import NONE, Nearest

_LEAST_CELLS = 24
_CRUMB_CELLS = 8
_SMOOTHINGS = 4


@dataclass(frozen=True)
class Shares:
    """The settlements that patches follow: one entry a patch and settlement, by patch.

    The weights of a patch come heaviest first and sum to 1, on water to less: the rest speaks for
    nobody. A patch that follows nobody has no entry.
    """

    patch: Integers
    source: Integers
    cost_km: Floats
    weight: Floats


def cut_land(
    grid: Grid,
    nearest: Nearest,
    between: Any,
    keys: Integers,
    *,
    water: Flags,
    config: CatchmentsConfig,
) -> tuple[Shares, Integers, Integers]:
    """Cut the study area into patches: cells with the same ``keys`` and much the same weights.

    ``keys`` and ``water`` have a row for each inside cell, ``between`` are the costs between
    neighbouring settlements. Returns what each patch follows, the patch of each cell, and the row
    of ``keys`` of each patch.
    """
    keys = np.column_stack([keys, water])
    cells = grid.cells
    sources, costs = nearest.source[cells], nearest.cost_km[cells]
    beyond = costs[:, 0] > config.catchment_reach_km
    sources = np.where(beyond[:, None], NONE, sources).astype(np.int32)
    # Two settlements of one list are never farther apart than the way through their cell.
    apart = all_costs(between, limit_km=4 * config.catchment_reach_km)
    weights = kriging_weights(sources, costs, apart)
    # A place's own ground goes with it, however many neighbours crowd around.
    core = ~beyond & (costs[:, 0] <= config.core_km)
    if costs.shape[1] > 1:
        core &= costs[:, 0] < costs[:, 1]
    weights[core] = np.eye(1, weights.shape[1], dtype=weights.dtype)
    leader = np.where(beyond, NONE, sources[np.arange(len(cells)), weights.argmax(axis=1)])
    # Where one settlement has more than half, it decides alone: those cells are all alike.
    alone = weights.max(axis=1) > 0.5
    distinct, label = number_patches(np.column_stack([keys, leader, alone]))
    label, parent = split_by_weight(
        label, ~distinct[:, -1].astype(bool), sources, weights, most_spread=config.most_spread
    )
    keys = distinct[parent, :-2]
    # Crumbs that a patch takes over have no say in what it follows.
    shares = patch_shares(label, sources, costs, weights, least_weight=config.least_weight)
    used, label = np.unique(without_crumbs(grid, label, keys, keep=core), return_inverse=True)
    shares = _with_water(_renumbered(shares, used), keys[used, -1] > 0, config.water_share)
    return shares, label, keys[used, :-1]


def _with_water(shares: Shares, water: Flags, share: float) -> Shares:
    """Return the entries with smaller weights on water, so that only more than ``share`` wins.

    A front on a lake leaves its water to nobody: what is missing to 1 speaks for the unknown.
    """
    weight = np.where(water[shares.patch], shares.weight / (1 + share), shares.weight)
    return replace(shares, weight=weight)


def _renumbered(shares: Shares, used: Integers) -> Shares:
    """Return the entries of the patches ``used``, which are numbered anew in that order."""
    kept = np.isin(shares.patch, used)
    return Shares(
        np.searchsorted(used, shares.patch[kept]),
        shares.source[kept],
        shares.cost_km[kept],
        shares.weight[kept],
    )


def without_crumbs(grid: Grid, label: Integers, keys: Integers, *, keep: Flags) -> Integers:
    """Give fragments of a few cells to the largest neighbour, where it has the same ``keys``.

    Cells to ``keep`` stay as they are.
    """
    from rasterio.features import sieve

    raster = _raster(grid, label)
    sieved = sieve(raster, size=_CRUMB_CELLS, mask=raster != NONE).ravel()[grid.cells]
    same = (keys[sieved] == keys[label]).all(axis=1) & ~keep
    tidy: Integers = np.where(same, sieved, label).astype(np.int64)
    return tidy


def _raster(grid: Grid, label: Integers) -> NDArray[np.int32]:
    raster = np.full(grid.rows * grid.columns, NONE, dtype=np.int32)
    raster[grid.cells] = label
    return raster.reshape(grid.rows, grid.columns)


def split_by_weight(
    label: Integers,
    splittable: Flags,
    sources: NDArray[np.int32],
    weights: NDArray[np.float32],
    *,
    most_spread: float,
) -> tuple[Integers, Integers]:
    """Split patches until the weights of their cells differ little; return labels and parents.

    A ``splittable`` patch is split in two at the mean weight of the settlement whose weight varies
    most in it, as long as the variances of all weights add up to more than ``most_spread`` and
    each part keeps 24 cells. ``parent`` is the label that each new patch had before.
    """
    parent = np.arange(len(splittable))
    cell, column = (v.astype(np.int32) for v in np.nonzero(weights > 0))
    source, weight = sources[cell, column], weights[cell, column]
    count = int(source.max(initial=0)) + 1
    open_ = splittable
    while open_.any():
        entry = open_[label[cell]]
        high, done = _upper_halves(
            label, cell[entry], source[entry], weight[entry], count, most_spread
        )
        whole = np.bincount(label, minlength=len(parent))
        upper = np.bincount(label[high], minlength=len(parent))
        cut = (upper >= _LEAST_CELLS) & (whole - upper >= _LEAST_CELLS) & ~done
        number = np.full(len(parent), NONE)
        number[cut] = len(parent) + np.arange(cut.sum())
        label = np.where(high & cut[label], number[label], label)
        parent = np.concatenate([parent, parent[cut]])
        open_ = np.concatenate([cut, np.ones(cut.sum(), dtype=bool)])
    return label, parent


def _upper_halves(
    label: Integers, cell: Any, source: Any, weight: Any, count: int, most: float
) -> tuple[Flags, Flags]:
    """Return which cells are in the upper half of their patch, and which patches are done."""
    patches = int(label.max()) + 1
    keys, entry = np.unique(label[cell] * count + source, return_inverse=True)
    patch = keys // count
    size = np.bincount(label, minlength=patches)
    mean = np.bincount(entry, weights=weight) / size[patch]
    square = np.bincount(entry, weights=np.square(weight, dtype=float))
    variance = square / size[patch] - mean**2
    done = np.bincount(patch, weights=variance, minlength=patches) <= most
    order = np.lexsort((-variance, patch))
    first = order[np.diff(patch[order], prepend=NONE) != 0]
    widest, limit = np.full(patches, NONE), np.zeros(patches)
    widest[patch[first]], limit[patch[first]] = keys[first] % count, mean[first]
    high = np.zeros(len(label), dtype=bool)
    above = (widest[label[cell]] == source) & (weight > limit[label[cell]])
    high[cell[above]] = True
    return high, done


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

    raster = _raster(grid, label)
    pieces: list[list[Any]] = [[] for _ in range(int(label.max(initial=NONE)) + 1)]
    for shape, value in shapes(raster, mask=raster != NONE):
        outer, *inner = shape["coordinates"]
        pieces[int(value)].append(shapely.Polygon(outer, inner))
    whole = np.array(
        [p[0] if len(p) == 1 else shapely.MultiPolygon(p) for p in pieces], dtype=object
    )
    # Outlines have no corner where a neighbour's begins: give every cell edge its two ends, in
    # whole numbers, so that shared edges are the same on both sides.
    whole = shapely.transform(shapely.segmentize(whole, 1.0), np.rint)
    smooth = _smoothed(whole)
    if not shapely.coverage_is_valid(smooth):
        smooth = whole
    simple = shapely.coverage_simplify(smooth, tolerance_km / grid.cell_km)
    return shapely.transform(simple, lambda points: _placed(grid, points))


def _smoothed(whole: Any) -> Any:
    """Round the steps of cell outlines: each corner moves towards its two neighbours.

    Points where three patches meet stay, so that shared edges stay shared.
    """
    import shapely

    rings, owner = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(whole)), return_index=True
    )
    corners, ring_corner = np.unique(rings, axis=0, return_inverse=True)
    ring_corner = ring_corner.ravel()
    inside = owner[1:] == owner[:-1]
    links = np.column_stack([ring_corner[:-1][inside], ring_corner[1:][inside]])
    links = np.unique(np.sort(links, axis=1), axis=0)
    both = np.concatenate([links, links[:, ::-1]])
    free = np.bincount(both[:, 0], minlength=len(corners)) == 2
    place = {name: corners[:, axis].copy() for axis, name in enumerate("xy")}
    for _ in range(_SMOOTHINGS):
        for values in place.values():
            beside = np.bincount(both[:, 0], weights=values[both[:, 1]], minlength=len(corners))
            values[free] = (values / 2 + beside / 4)[free]
    moved = np.column_stack([place["x"], place["y"]])
    order = np.unique(shapely.get_coordinates(whole), axis=0, return_inverse=True)[1].ravel()
    return shapely.transform(whole, lambda _: moved[order])


def _placed(grid: Grid, points: Floats) -> Floats:
    """Return points counted in columns and rows as projected kilometres."""
    x = grid.west + points[:, 0] * grid.cell_km
    y = grid.north - points[:, 1] * grid.cell_km
    return np.column_stack([x, y])
