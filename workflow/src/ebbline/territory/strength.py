"""How many times rivers, lakes and borders count between places, learnt from the reports.

On some fronts a river is the line, on others both banks are in one hand. So the travel cost
between two places is taken apart into the straight distance and what barriers (and detours) add,
and the second part counts 0, ½, 1, 2 … times: as often as predicts the reported places best when
each is left out in turn (the mean over days of the logarithm of the weight of its true holder,
added up over places).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.inference import Follower, candidates

LEAST = 10
"""From fewer reported places nothing is learnt: barriers count as the configuration's first."""
_SURE = 0.97
_SPANS = 100
_EARTH_KM = 6371.0088
Kilometres = NDArray[np.float32]


@dataclass(frozen=True)
class Trial:
    """How well a ``strength`` predicts ``places`` reported places: the sum of log weights."""

    strength: float
    places: int
    log_score: float


def straight_km(
    lon: NDArray[np.float64], lat: NDArray[np.float64], sources: NDArray[np.int64]
) -> Kilometres:
    """Return great-circle distances from ``sources`` (rows) to all places, in degrees."""
    x, y = np.radians(lon), np.radians(lat)
    found = np.empty((len(sources), len(lon)), dtype=np.float32)
    for row, source in enumerate(sources):
        half = np.sin((y - y[source]) / 2) ** 2
        half += np.cos(y) * np.cos(y[source]) * np.sin((x - x[source]) / 2) ** 2
        found[row] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found


def with_strength(
    cost: Kilometres, straight: Kilometres, strength: float, *, limit_km: float
) -> Kilometres:
    """Return costs in which barriers count ``strength`` times; what is out of reach stays so."""
    added = np.maximum(cost - straight, 0)
    scaled = np.minimum(straight + np.float32(strength) * added, limit_km)
    return np.where(cost >= limit_km, cost, scaled).astype(np.float32)


def try_strengths(
    cost: Kilometres,
    straight: Kilometres,
    holder: NDArray[np.int64],
    days: NDArray[np.int64],
    *,
    strengths: Sequence[float],
    count: int,
    sharpness: float,
    limit_km: float,
) -> list[Trial]:
    """Return how well each of ``strengths`` predicts the places that are known.

    ``cost`` and ``straight`` are between every two of them, ``holder`` has a row for each span
    of ``days`` and a column for each place (``NOBODY``: not known then).
    """
    everyone = np.arange(len(cost))
    found = []
    for strength in strengths:
        between = with_strength(cost, straight, strength, limit_km=limit_km)
        may_follow = candidates(between, targets=everyone, sources=everyone, reach_km=np.inf)
        follower = Follower(may_follow, between, count, np.inf, sharpness)
        score = _scores(follower, holder, days)
        found.append(Trial(strength, len(score), float(score.sum())))
    return found


def best_strength(trials: Sequence[Trial]) -> float:
    """Return the strength with the highest score, of equal ones the first.

    Scores that differ by less than a thousandth are equal: that is rounding, not evidence.
    """
    if not trials or trials[0].places < LEAST:
        return trials[0].strength if trials else 1.0
    highest = max(t.log_score for t in trials)
    return next(t.strength for t in trials if t.log_score > highest - 1e-3)


def _scores(
    follower: Follower, holder: NDArray[np.int64], days: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the mean over days of the log weight of the true holder, of each place predicted."""
    total, length = np.zeros(holder.shape[1]), np.zeros(holder.shape[1])
    patterns, group = np.unique(holder != NOBODY, axis=0, return_inverse=True)
    for number, known in enumerate(patterns):
        spans = np.flatnonzero(group.ravel() == number)
        found = follower.without_itself(known)
        place, weight = found.place, found.weight
        for start in range(0, len(spans), _SPANS):
            part = spans[start : start + _SPANS]
            rows = holder[part]
            same = rows[:, found.source] == rows[:, place, None]
            same &= found.source >= 0
            share = (same * weight).sum(axis=2)
            score = np.log(np.clip(share, 1 - _SURE, _SURE))
            total[place] += days[part] @ score
            length[place] += days[part].sum()
    counted = length > 0
    scores: NDArray[np.float64] = total[counted] / length[counted]
    return scores
