"""Which reported places a settlement without claims follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.land.influence import kriging_weights
from ebbline.land.travel import NONE

_FAR = 3.0
"""Places up to so many times the reach take part, once one is within reach."""


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
        votes = np.where(self.source == NONE, -1, holder[self.source])
        heaviest = np.argmax(self.weight, axis=1)
        rows = np.arange(len(self.place))
        total = np.stack(
            [np.where(votes == h, self.weight, 0).sum(axis=1) for h in range(holders)], axis=1
        )
        total[rows, votes[rows, heaviest]] += 1e-6
        winner = total.argmax(axis=1)
        leader = np.argmax(np.where(votes == winner[:, None], self.weight, -1), axis=1)
        return self.place, self.source[rows, leader].astype(np.int64), self.cost_km[rows, leader]


def infer(
    known: NDArray[np.bool_],
    wanted: NDArray[np.bool_],
    between: NDArray[np.float32],
    *,
    count: int,
    reach_km: float,
) -> Inference:
    """Return what the ``wanted`` places follow when the ``known`` ones are known.

    A place is inferred if a known place is within ``reach_km`` of travel cost; then the ``count``
    nearest known ones decide, by kriging weights. ``between`` has the cost between every two
    places.
    """
    sources = np.flatnonzero(known).astype(np.int32)
    targets = np.flatnonzero(wanted & ~known)
    if not len(sources) or not len(targets):
        nothing = np.zeros((0, 1))
        return Inference(
            np.zeros(0, np.int64),
            nothing.astype(np.int32),
            nothing.astype(np.float32),
            nothing.astype(np.float32),
        )
    costs = between[np.ix_(targets, sources)]
    order = np.argsort(costs, axis=1, kind="stable")[:, :count]
    near = np.take_along_axis(costs, order, axis=1)
    within = near[:, 0] <= reach_km
    targets, order, near = targets[within], order[within], near[within]
    source = np.where(near <= _FAR * reach_km, sources[order], NONE).astype(np.int32)
    weight = kriging_weights(source, near, between)
    return Inference(targets, source, near, weight)
