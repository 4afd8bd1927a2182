"""Travel cost over a grid: straight distance plus what it costs to cross barriers.

Each cell learns its cheapest sources, at most ``count`` of them, by Dijkstra's algorithm with a
list of labels a cell. Cells are settled in rounds of one cell's width of cost (Dial's buckets):
no move is shorter than that, so all labels of a round are final together and can be handled as
arrays. Moves go to 16 neighbours, which keeps distances within 2.8 % of straight ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Flags, Floats, Grid, Integers

NONE = -1
"""Stands in a list of sources where there is no further one."""
MOVES = ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1))
"""Half of the 16 moves, (rows down, columns right); the others are these taken backwards."""
_SEED_RADIUS = 3


@dataclass(frozen=True)
class Barrier:
    """Projected lines (or outlines of areas) and the kilometres that crossing one adds."""

    lines: tuple[Any, ...]
    cost_km: float


@dataclass(frozen=True)
class Terrain:
    """A grid and what each move costs: ``extra`` has a row for each of :data:`MOVES`."""

    grid: Grid
    extra: NDArray[np.float32]
    barriers: tuple[Barrier, ...]


@dataclass(frozen=True)
class Nearest:
    """For each cell, its cheapest sources in order: numbers (or ``NONE``) and costs in km.

    Both arrays have a row for each cell of the grid (``rows * columns``) and ``count`` columns;
    costs are infinite where there is no source.
    """

    source: NDArray[np.int32]
    cost_km: NDArray[np.float32]


def make_terrain(grid: Grid, barriers: Iterable[Barrier]) -> Terrain:
    """Return the terrain: a move that crosses several barriers pays for the dearest only."""
    barriers = tuple(b for b in barriers if b.cost_km > 0 and b.lines)
    extra = np.zeros((len(MOVES), grid.rows * grid.columns), dtype=np.float32)
    for barrier in barriers:
        crossed = _crossings(grid, barrier.lines)
        np.maximum(extra, np.where(crossed, np.float32(barrier.cost_km), 0), out=extra)
    return Terrain(grid, extra, barriers)


def _crossings(grid: Grid, lines: tuple[Any, ...]) -> Flags:
    """Return for each move from each cell whether it crosses one of ``lines``."""
    import shapely

    reach = 1.6 * grid.cell_km
    near = grid.covered(shapely.union_all(shapely.buffer(np.array(lines), reach)), touched=True)
    pieces = _pieces(lines)
    tree = shapely.STRtree(pieces)
    crossed = np.zeros((len(MOVES), len(near)), dtype=bool)
    cells = np.flatnonzero(near)
    for number, (down, right) in enumerate(MOVES):
        here, there = _moved(grid, cells, down, right)
        links = _links(grid, here, there)
        hit = np.unique(tree.query(links, predicate="intersects")[0])
        crossed[number, here[hit]] = True
    return crossed


def _pieces(lines: tuple[Any, ...]) -> Any:
    """Return the two-point pieces of ``lines``, which an index finds faster than whole lines."""
    import shapely

    coordinates, owner = shapely.get_coordinates(
        shapely.get_parts(np.array(lines)), return_index=True
    )
    same = owner[1:] == owner[:-1]
    pairs = np.stack([coordinates[:-1][same], coordinates[1:][same]], axis=1)
    return shapely.linestrings(pairs)


def _moved(grid: Grid, cells: Integers, down: int, right: int) -> tuple[Integers, Integers]:
    """Return those of ``cells`` from which the move stays on the grid, and where it leads."""
    row, column = cells // grid.columns + down, cells % grid.columns + right
    good = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    return cells[good], (row * grid.columns + column)[good]


def _links(grid: Grid, here: Integers, there: Integers) -> Any:
    import shapely

    start, stop = np.stack(grid.centres(here), axis=1), np.stack(grid.centres(there), axis=1)
    return shapely.linestrings(np.stack([start, stop], axis=1))


def seed_cells(terrain: Terrain, x: Floats, y: Floats) -> tuple[Integers, Floats]:
    """Return for each point the cell it starts from and the distance to the cell's centre.

    That is the nearest cell of the study area within a few cells whose centre is on the point's
    side of every barrier; else the nearest one; ``NONE`` if there is none so near.
    """
    grid = terrain.grid
    steps = np.arange(-_SEED_RADIUS, _SEED_RADIUS + 1)
    down, right = (v.ravel() for v in np.meshgrid(steps, steps, indexing="ij"))
    row = np.floor((grid.north - y) / grid.cell_km).astype(np.int64)[:, None] + down
    column = np.floor((x - grid.west) / grid.cell_km).astype(np.int64)[:, None] + right
    good = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    cell = np.where(good, row * grid.columns + column, 0)
    good &= grid.inside[cell]
    cx, cy = grid.centres(cell)
    distance = np.where(good, np.hypot(cx - x[:, None], cy - y[:, None]), np.inf)
    across = _across(terrain, x, y, cx, cy, good)
    choice = np.argmin(distance + np.where(across, 1e6, 0.0), axis=1)
    rows = np.arange(len(x))
    found = good[rows, choice]
    return (
        np.where(found, cell[rows, choice], NONE),
        np.where(found, distance[rows, choice], np.inf),
    )


def _across(terrain: Terrain, x: Floats, y: Floats, cx: Floats, cy: Floats, good: Flags) -> Flags:
    """Return for each point and cell whether a barrier lies between them."""
    import shapely

    lines = tuple(line for barrier in terrain.barriers for line in barrier.lines)
    across = np.zeros(good.shape, dtype=bool)
    if not lines:
        return across
    point, option = np.nonzero(good)
    start = np.stack([x[point], y[point]], axis=1)
    stop = np.stack([cx[point, option], cy[point, option]], axis=1)
    links = shapely.linestrings(np.stack([start, stop], axis=1))
    hit = np.unique(shapely.STRtree(_pieces(lines)).query(links, predicate="intersects")[0])
    across[point[hit], option[hit]] = True
    return across


def nearest_sources(
    terrain: Terrain, cells: Integers, costs: Floats, *, count: int, reach_km: float
) -> Nearest:
    """Return for every cell its ``count`` cheapest sources within ``reach_km``.

    Source ``i`` starts in ``cells[i]`` (``NONE``: nowhere) at ``costs[i]``. Of equally cheap
    sources the one with the lower number comes first.
    """
    grid = terrain.grid
    search = _Search.start(terrain, count=count, reach_km=reach_km)
    started = np.flatnonzero(cells != NONE)
    search.offer(
        cells[started].astype(np.int32),
        started.astype(np.int32),
        costs[started].astype(np.float32),
    )
    last = int(reach_km / grid.cell_km)
    for round_number in range(last + 1):
        search.settle(round_number)
    return Nearest(search.source, search.cost)


@dataclass(frozen=True)
class _Search:
    """The labels settled so far and those waiting, by round."""

    terrain: Terrain
    reach_km: float
    source: NDArray[np.int32]
    cost: NDArray[np.float32]
    settled: NDArray[np.int16]
    waiting: defaultdict[int, list[tuple[Any, Any, Any]]]

    @classmethod
    def start(cls, terrain: Terrain, *, count: int, reach_km: float) -> _Search:
        """Return a search in which nothing is settled."""
        cells = terrain.grid.rows * terrain.grid.columns
        return cls(
            terrain,
            reach_km,
            np.full((cells, count), NONE, dtype=np.int32),
            np.full((cells, count), np.inf, dtype=np.float32),
            np.zeros(cells, dtype=np.int16),
            defaultdict(list),
        )

    def offer(self, cell: Any, source: Any, cost: Any) -> None:
        """Let labels wait for their round."""
        if not len(cell):
            return
        rounds = (cost / self.terrain.grid.cell_km).astype(np.int32)
        order = np.argsort(rounds, kind="stable")
        cell, source, cost, rounds = cell[order], source[order], cost[order], rounds[order]
        starts = np.flatnonzero(np.diff(rounds, prepend=rounds[0] - 1))
        for first, last in zip(starts, [*starts[1:], len(rounds)], strict=True):
            part = slice(first, last)
            self.waiting[int(rounds[first])].append((cell[part], source[part], cost[part]))

    def settle(self, round_number: int) -> None:
        """Settle the labels of a round and offer what they lead to."""
        waiting = self.waiting.pop(round_number, None)
        if not waiting:
            return
        wanted = [tuple(v[self._wanted(*label[:2])] for v in label) for label in waiting]
        cell, source, cost = (np.concatenate(v) for v in zip(*wanted, strict=True))
        cell, source, cost = self._accepted(cell, source, cost)
        for number, (down, right) in enumerate(MOVES):
            self._spread(cell, source, cost, number, (down, right), forwards=True)
            self._spread(cell, source, cost, number, (-down, -right), forwards=False)

    def _wanted(self, cell: Any, source: Any) -> Any:
        """Return which labels are new to their cell, where there is room for more."""
        wanted = self.settled[cell] < self.source.shape[1]
        known = (self.source[cell[wanted]] == source[wanted, None]).any(axis=1)
        wanted[wanted] = ~known
        return wanted

    def _accepted(self, cell: Any, source: Any, cost: Any) -> tuple[Any, Any, Any]:
        """Return the labels that found room in their cell's list, after writing them there."""
        count = self.source.shape[1]
        order = np.lexsort((source, cost, cell))
        cell, source, cost = cell[order], source[order], cost[order]
        first = _first_of_each(cell, source)
        cell, source, cost = cell[first], source[first], cost[first]
        new = np.diff(cell, prepend=NONE) != 0
        rank = np.arange(len(cell)) - np.maximum.accumulate(np.where(new, np.arange(len(cell)), 0))
        slot = self.settled[cell] + rank
        room = slot < count
        cell, source, cost, slot = cell[room], source[room], cost[room], slot[room]
        self.source[cell, slot] = source
        self.cost[cell, slot] = cost
        np.maximum.at(self.settled, cell, (slot + 1).astype(np.int16))
        return cell, source, cost

    def _spread(
        self,
        cell: Any,
        source: Any,
        cost: Any,
        number: int,
        move: tuple[int, int],
        *,
        forwards: bool,
    ) -> None:
        grid, (down, right) = self.terrain.grid, move
        # The margin of the grid is wide enough for a move from inside to stay on it.
        there = cell + (down * grid.columns + right)
        free = grid.inside[there] & self._wanted(there, source)
        here, there = cell[free], there[free]
        extra = self.terrain.extra[number, here if forwards else there]
        reached = cost[free] + np.float32(np.hypot(down, right) * grid.cell_km) + extra
        near = reached <= self.reach_km
        self.offer(there[near], source[free][near], reached[near])


def _first_of_each(cell: Any, source: Any) -> Any:
    """Return where each (cell, source) comes first in labels sorted by cell and cost."""
    order = np.lexsort((np.arange(len(cell)), source, cell))
    same = (np.diff(cell[order], prepend=NONE) == 0) & (np.diff(source[order], prepend=-2) == 0)
    return np.sort(order[~same])
