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

from ebbline.land.influence import kriging_weights
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
    """The places that each of ``targets`` may follow, nearest first; never itself."""

    targets: NDArray[np.int64]
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

    ``between`` has the travel cost between every two places.
    """
    size = min(len(sources), _CANDIDATES)
    source = np.full((len(targets), size), NONE, dtype=np.int32)
    cost = np.full((len(targets), size), np.inf, dtype=np.float32)
    if size:
        for start in range(0, len(targets), 1000):
            part = targets[start : start + 1000]
            near = between[np.ix_(part, sources)]
            near = np.where(part[:, None] == sources, np.inf, near)
            order = np.argsort(near, axis=1, kind="stable")[:, :size]
            cost[start : start + 1000] = np.take_along_axis(near, order, axis=1)
            source[start : start + 1000] = sources[order]
    source[cost > FAR * reach_km] = NONE
    return Candidates(targets, source, cost)


@dataclass
class Follower:
    """Finds what the candidates' targets follow, computing only what changed since it was asked.

    ``count`` places decide at most, if one is within ``reach_km``.
    """

    candidates: Candidates
    between: NDArray[np.float32]
    count: int
    reach_km: float
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

    def picks(self, known: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return what every target follows (itself never) and the weights, known or not."""
        self.followed(known)
        return self._picked, self._weight

    def followed(self, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Bring picks and weights up to date; return which targets have somebody to follow."""
        if self._known is not None and np.array_equal(known, self._known):
            return self._followed
        self._known = known.copy()
        found = self.candidates
        there = (found.source != NONE) & known[found.source]
        rank = np.cumsum(there, axis=1)
        row, column = np.nonzero(there & (rank <= self.count))
        picked = np.full_like(self._picked, NONE)
        cost = np.full_like(self._cost, np.inf)
        slot = rank[row, column] - 1
        picked[row, slot] = found.source[row, column]
        cost[row, slot] = found.cost_km[row, column]
        picked[cost[:, 0] > self.reach_km] = NONE
        changed = (picked != self._picked).any(axis=1)
        self._picked, self._cost = picked, cost
        self._weight = self._weight.copy()
        self._weight[changed] = kriging_weights(picked[changed], cost[changed], self.between)
        self._followed = np.asarray(picked[:, 0] != NONE)
        return self._followed
