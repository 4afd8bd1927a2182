"""How many times rivers, lakes and borders count between places, learnt from the reports.

On some fronts a river is the line, on others both banks are in one hand. So the travel cost
between two places is taken apart into the straight distance and what barriers (and detours) add,
and the second part counts 0, ½, 1, 2 … times: as often as predicts the reported places best when
each is left out in turn (the mean over days of the logarithm of the weight of its true holder,
added up over places).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.cores import Work
from ebbline.territory.course import NOBODY
from ebbline.territory.inference import Follower, candidates
from ebbline.vocabulary import BarrierTrial

LEAST = 10
"""From fewer reported places nothing is learnt: barriers count as the configuration's first."""
_SURE = 0.97
_SPANS = 100
_ROWS = 500
_EARTH_KM = 6371.0088
Kilometres = NDArray[np.float32]
SpansKnown = Sequence[tuple[NDArray[np.bool_], NDArray[np.int64]]]
"""Which places are known, and beside it the spans in which exactly these are."""


def straight_km(
    lon: NDArray[np.float64], lat: NDArray[np.float64], sources: NDArray[np.int64]
) -> Kilometres:
    """Return great-circle distances from ``sources`` (rows) to all places, in degrees."""
    x, y = np.radians(lon), np.radians(lat)
    narrowing = np.cos(y)
    found = np.empty((len(sources), len(lon)), dtype=np.float32)
    for row, source in enumerate(sources):
        half = np.sin((y - y[source]) / 2) ** 2
        half += narrowing * np.cos(y[source]) * np.sin((x - x[source]) / 2) ** 2
        found[row] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found


def with_strength(
    cost: Kilometres, straight: Kilometres, strength: float, *, limit_km: float
) -> Kilometres:
    """Return costs in which barriers count ``strength`` times; what is out of reach stays so."""
    found = np.empty_like(cost)
    for start in range(0, len(cost), _ROWS):
        part = slice(start, start + _ROWS)
        added = np.maximum(cost[part] - straight[part], 0)
        scaled = np.minimum(straight[part] + np.float32(strength) * added, limit_km)
        found[part] = np.where(cost[part] >= limit_km, cost[part], scaled)
    return found


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
    cores: int = 1,
) -> list[BarrierTrial]:
    """Return how well each of ``strengths`` predicts the places that are known.

    ``cost`` and ``straight`` are between every two of them, ``holder`` has a row for each span
    of ``days`` and a column for each place (``NOBODY``: not known then). The best one is chosen,
    of equal ones the first, and the first one if fewer than ten places can be predicted.
    """
    trial = partial(
        _tried,
        cost=cost,
        straight=straight,
        holder=holder,
        days=days,
        spans_known=_spans_known_alike(holder),
        count=count,
        sharpness=sharpness,
        limit_km=limit_km,
    )
    found = dict(Work(trial, strengths, cores=cores).results())
    scores = [(s, len(found[n]), float(found[n].sum())) for n, s in enumerate(strengths)]
    chosen = _best(scores)
    return [
        BarrierTrial(strength, places, round(score, 4), chosen=number == chosen)
        for number, (strength, places, score) in enumerate(scores)
    ]


def chosen_strength(trials: Sequence[BarrierTrial]) -> float:
    """Return the strength that was chosen."""
    return next(t.strength for t in trials if t.chosen)


def _best(scores: Sequence[tuple[float, int, float]]) -> int:
    """Return the number of the highest score; the first one if there is little to learn from.

    Scores that differ by less than a thousandth are equal: that is rounding, not evidence.
    """
    if scores[0][1] < LEAST:
        return 0
    highest = max(score for _, _, score in scores)
    return next(i for i, (_, _, score) in enumerate(scores) if score > highest - 1e-3)


def _spans_known_alike(holder: NDArray[np.int64]) -> SpansKnown:
    known = holder != NOBODY
    # Bits in bytes are in the same order, and sorted faster.
    _, first, group = np.unique(
        np.packbits(known, axis=1), axis=0, return_index=True, return_inverse=True
    )
    return [(known[row], np.flatnonzero(group == n)) for n, row in enumerate(first.tolist())]


def _tried(
    strength: float,
    *,
    cost: Kilometres,
    straight: Kilometres,
    holder: NDArray[np.int64],
    days: NDArray[np.int64],
    spans_known: SpansKnown,
    count: int,
    sharpness: float,
    limit_km: float,
) -> NDArray[np.float64]:
    """Return the score of each place predicted if barriers count ``strength`` times."""
    everyone = np.arange(len(cost))
    between = with_strength(cost, straight, strength, limit_km=limit_km)
    may_follow = candidates(between, targets=everyone, sources=everyone, reach_km=np.inf)
    follower = Follower(may_follow, between, count, np.inf, sharpness)
    return _scores(follower, holder, days, spans_known)


def _scores(
    follower: Follower,
    holder: NDArray[np.int64],
    days: NDArray[np.int64],
    spans_known: SpansKnown,
) -> NDArray[np.float64]:
    """Return the mean over days of the log weight of the true holder, of each place predicted."""
    total, length = np.zeros(holder.shape[1]), np.zeros(holder.shape[1])
    for known, spans in spans_known:
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
