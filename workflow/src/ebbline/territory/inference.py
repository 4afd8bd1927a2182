"""Which reported places a settlement without claims follows.

A settlement is inferred if a known place is within reach; then the nearest known places decide
together, by kriging weights (:mod:`ebbline.land.influence`). The one of them that carries most of
the decision is the place it is said to follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.influence import kriging_weights, sharpened
from ebbline.land.travel import NONE

FAR = 3.0
"""Places up to so many times the reach take part, once one is within reach."""
_CANDIDATES = 300


@dataclass(frozen=True)
class Inference:
    """For some places, the known places that decide for them: numbers, costs and weights.

    Rows belong to ``place``; the columns go from the nearest known place outwards.
    """

    place: NDArray[np.int64]
    source: NDArray[np.int32]
    cost_km: NDArray[np.float32]
    weight: NDArray[np.float32]

    def decide(
        self, holder: NDArray[np.int64], holders: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return the places that get a holder, the place each follows, and the cost to it.

        ``holder`` has the holder's number of each place. The holder with the greatest weight
        wins; the place followed is the one of that holder with the greatest weight, of equal ones
        the nearest.
        """
        votes = np.where(self.source == NONE, NONE, holder[self.source])
        leader = leading(votes, self.weight, holders)
        rows = np.arange(len(self.place))
        return self.place, self.source[rows, leader].astype(np.int64), self.cost_km[rows, leader]


def leading(votes: Any, weight: Any, holders: int) -> Any:
    """Return the column of the heaviest voter of the holder with the greatest weight.

    ``votes`` (holders' numbers; below 0: none) and ``weight`` have a row for each vote and the
    voters in columns. Of equal holders the one with the heavier voters wins.
    """
    rows = len(votes)
    counted = votes >= 0
    key = (np.arange(rows)[:, None] * holders + votes)[counted]
    heaviness = (weight + 1e-5 * np.square(weight))[counted]
    total = np.bincount(key, weights=heaviness, minlength=rows * holders)
    winner = total.reshape(rows, holders).argmax(axis=1)
    return np.argmax(np.where(votes == winner[:, None], weight, -1), axis=1)


@dataclass(frozen=True)
class Candidates:
    """Which of ``sources`` each of ``targets`` may follow, nearest first; never itself."""

    targets: NDArray[np.int64]
    sources: NDArray[np.int64]
    source: NDArray[np.int32]
    cost_km: NDArray[np.float32]


def candidates(
    between: NDArray[np.float32],
    *,
    targets: NDArray[np.int64],
    sources: NDArray[np.int64],
    reach_km: float,
) -> Candidates:
    """Return what ``targets`` may follow among ``sources``.

    ``between`` has the travel cost from each of ``sources`` to every place.
    """
    size = min(len(sources), _CANDIDATES)
    source = np.full((len(targets), size), NONE, dtype=np.int32)
    cost = np.full((len(targets), size), np.inf, dtype=np.float32)
    if size:
        for start in range(0, len(targets), 1000):
            part = targets[start : start + 1000]
            near = between[:, part].T
            near = np.where(part[:, None] == sources, np.float32(np.inf), near)
            order, cost[start : start + 1000] = _smallest(near, size)
            source[start : start + 1000] = sources[order]
    source[cost > FAR * reach_km] = NONE
    return Candidates(targets, sources, source, cost)


def _smallest(
    values: NDArray[np.float32], size: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the columns of the ``size`` smallest values (0 or more) of each row, and the values.

    Of equal values the one in the first column comes first.
    """
    # The bits of floats that are not negative are in the order of the floats.
    bits = np.ascontiguousarray(values).view(np.uint32).astype(np.uint64) << np.uint64(32)
    keys = bits | np.arange(values.shape[1], dtype=np.uint64)
    if size < values.shape[1]:
        keys = np.partition(keys, size - 1, axis=1)[:, :size]
    keys = np.sort(keys, axis=1)
    column = (keys & np.uint64(2**32 - 1)).astype(np.int64)
    return column, (keys >> np.uint64(32)).astype(np.uint32).view(np.float32)


@dataclass
class Follower:
    """Finds what the candidates' targets follow, computing only what changed since it was asked.

    ``between`` has the cost between every two of the candidates' sources. ``count`` places decide
    at most, if one is within ``reach_km``, by kriging weights to the power of ``sharpness``.
    """

    candidates: Candidates
    between: NDArray[np.float32]
    count: int
    reach_km: float
    sharpness: float = 1.0
    _known: NDArray[np.bool_] | None = field(init=False, default=None)
    _followed: NDArray[np.bool_] = field(init=False)
    _picked: NDArray[np.int32] = field(init=False)
    _cost: NDArray[np.float32] = field(init=False)
    _weight: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing followed."""
        shape = (len(self.candidates.targets), self.count)
        self._picked = np.full(shape, NONE, dtype=np.int32)
        self._cost = np.full(shape, np.inf, dtype=np.float32)
        self._weight = np.zeros(shape, dtype=np.float32)

    def of(self, known: NDArray[np.bool_]) -> Inference:
        """Return what each target that is not itself ``known`` follows."""
        rows = self.followed(known) & ~known[self.candidates.targets]
        return Inference(
            self.candidates.targets[rows],
            self._picked[rows],
            self._cost[rows],
            self._weight[rows],
        )

    def without_itself(self, known: NDArray[np.bool_]) -> Inference:
        """Return what each ``known`` target would follow if it were not known."""
        rows = self.followed(known) & known[self.candidates.targets]
        return Inference(
            self.candidates.targets[rows],
            self._picked[rows],
            self._cost[rows],
            self._weight[rows],
        )

    def nearest(
        self, known: NDArray[np.bool_], rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the known places that each target of ``rows`` follows, and the costs to them."""
        source = self.candidates.source
        picked = np.full((len(rows), self.count), NONE, dtype=np.int32)
        cost = np.full(picked.shape, np.inf, dtype=np.float32)
        width, lacking = 4 * self.count, np.arange(len(rows))
        while len(lacking):
            near = source[rows[lacking], :width]
            there = (near != NONE) & known[near]
            rank = np.cumsum(there, axis=1, dtype=np.int32)
            row, column = np.nonzero(there & (rank <= self.count))
            slot = rank[row, column] - 1
            picked[lacking[row], slot] = near[row, column]
            cost[lacking[row], slot] = self.candidates.cost_km[rows[lacking[row]], column]
            if width >= source.shape[1]:
                break
            lacking = lacking[rank[:, -1] < self.count]
            width *= 4
        picked[cost[:, 0] > self.reach_km] = NONE
        return picked, cost

    def weights(self, picked: NDArray[np.int32], cost: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the weights of places that were picked together, at these costs."""
        sources = self.candidates.sources
        if not len(sources):
            return np.zeros(picked.shape, dtype=np.float32)
        number = np.full(int(sources.max(initial=NONE)) + 2, NONE, dtype=np.int32)
        number[sources] = np.arange(len(sources))
        return sharpened(kriging_weights(number[picked], cost, self.between), self.sharpness)

    def followed(self, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Bring picks and weights up to date; return which targets have somebody to follow."""
        if self._known is not None and np.array_equal(known, self._known):
            return self._followed
        self._known = known.copy()
        picked, cost = self.nearest(known, np.arange(len(self._picked)))
        changed = (picked != self._picked).any(axis=1)
        self._picked, self._cost = picked, cost
        self._weight = self._weight.copy()
        self._weight[changed] = self.weights(picked[changed], cost[changed])
        self._followed = np.asarray(picked[:, 0] != NONE)
        return self._followed
