"""What each piece of land follows: weights of the nearest settlements by travel cost.

The weights are those of ordinary kriging with the variogram ``cost ** 0.5`` over the nearest
settlements, negative ones set to zero and the rest scaled to 1. Compared with weights that fall
with distance alone, a cluster of settlements counts once and not many times, and a settlement
behind another one counts less. Indicator kriging: A. G. Journel, "Nonparametric estimation of
spatial distributions", Mathematical Geology 15 (1983); the power variogram and ordinary kriging:
N. Cressie, "Statistics for Spatial Data" (1993), chapters 2 and 3. docs/territory.md tells how it
was measured against other ways.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Floats, Integers
from ebbline.land.travel import NONE, Nearest

_EXPONENT = 0.5
_PAIRED = 6
_CHUNK = 20_000
# Variance, in variogram units, that keeps the system solvable for settlements on one spot.
_NUGGET = 1e-3


def settlement_costs(nearest: Nearest, cells: Integers, *, count: int) -> Any:
    """Return the travel costs between neighbouring settlements: a symmetric sparse matrix.

    Two of ``count`` settlements are neighbours if some cell of ``cells`` has both among its
    first six; their cost is that of the cheapest way through such a cell.
    """
    from scipy.sparse import coo_array

    best: tuple[Any, Any] = (np.zeros(0, np.int64), np.zeros(0))
    size = min(_PAIRED, nearest.source.shape[1])
    for start in range(0, len(cells), 10 * _CHUNK):
        part = cells[start : start + 10 * _CHUNK]
        source, cost = nearest.source[part, :size], nearest.cost_km[part, :size]
        keys, ways = [best[0]], [best[1]]
        for i in range(size):
            for j in range(i):
                both = source[:, i] != NONE
                low = np.minimum(source[both, i], source[both, j]).astype(np.int64)
                high = np.maximum(source[both, i], source[both, j])
                keys.append(low * count + high)
                ways.append(cost[both, i].astype(float) + cost[both, j])
        best = _least(np.concatenate(keys), np.concatenate(ways))
    low, high = np.divmod(best[0], count)
    half = coo_array((best[1], (low, high)), shape=(count, count))
    return (half + half.T).tocsr()


def _least(keys: Integers, values: Floats) -> tuple[Integers, Floats]:
    """Return the distinct ``keys`` and the least value of each."""
    order = np.lexsort((values, keys))
    keys, values = keys[order], values[order]
    first = np.diff(keys, prepend=-1) != 0
    return keys[first], values[first]


def all_costs(
    neighbours: Any, *, limit_km: float, sources: Integers | None = None
) -> NDArray[np.float32]:
    """Return the cost between every two settlements, by the cheapest chain of neighbours.

    What is farther than ``limit_km`` is given as that. With ``sources`` there is a row for each of
    these only.
    """
    from scipy.sparse.csgraph import dijkstra

    count = neighbours.shape[0]
    sources = np.arange(count) if sources is None else sources
    costs = np.empty((len(sources), count), dtype=np.float32)
    for start in range(0, len(sources), 500):
        rows = slice(start, start + 500)
        # The matrix has both directions, and a search that need not look for the other is faster.
        found = dijkstra(neighbours, directed=True, indices=sources[rows], limit=limit_km)
        costs[rows] = np.minimum(found, limit_km)
    return costs


def sharpened(weights: NDArray[np.float32], power: float) -> NDArray[np.float32]:
    """Return ``weights`` raised to ``power``, each row with the sum that it had.

    Kriging averages, so a lone place among many of another holder gets hardly any land; a power
    above 1 gives the nearer places more of the say.
    """
    sharp = weights**power
    total = sharp.sum(axis=1, keepdims=True)
    scale = np.divide(
        weights.sum(axis=1, keepdims=True), total, out=np.zeros_like(total), where=total > 0
    )
    found: NDArray[np.float32] = sharp * scale
    return found


def kriging_weights(
    sources: NDArray[np.int32], costs: NDArray[np.float32], between: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the weight of each source, ``NONE`` getting 0; rows sum to 1 (or to 0 if empty).

    ``sources`` and ``costs`` have a row for each target and its sources in columns, ``between``
    the costs between every two sources.
    """
    weights = np.zeros(sources.shape, dtype=np.float32)
    for start in range(0, len(sources), _CHUNK):
        part = slice(start, start + _CHUNK)
        weights[part] = _solved(sources[part], costs[part], between)
    return weights


def _solved(sources: Any, costs: Any, between: Any) -> Any:
    targets, size = sources.shape
    there = sources != NONE
    index = np.where(there, sources, 0)
    apart = between[index[:, :, None], index[:, None, :]].astype(float)
    both = there[:, :, None] & there[:, None, :]
    system = np.zeros((targets, size + 1, size + 1))
    system[:, :size, :size] = np.where(both, np.where(both, apart, 0) ** _EXPONENT, 0)
    diagonal = np.arange(size)
    system[:, diagonal, diagonal] = np.where(there, -_NUGGET, 1.0)
    system[:, :size, size] = system[:, size, :size] = there
    right = np.ones((targets, size + 1))
    right[:, :size] = np.where(there, np.where(there, costs, 0) ** _EXPONENT, 0)
    nobody = ~there.any(axis=1)
    system[nobody, size, size] = 1.0
    solved = np.linalg.solve(system, right[..., None])[:, :size, 0]
    weights = np.clip(np.where(there, solved, 0), 0, None)
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
