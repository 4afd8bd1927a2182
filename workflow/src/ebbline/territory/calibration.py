"""How often an inference is right: each reported place is left out in turn and predicted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.inference import Follower
from ebbline.vocabulary import HitRate

LEAST = 10
"""No hit rate is given from fewer places."""
_Z = 1.96


def trials(
    table: NDArray[np.int32],
    state_holder: NDArray[np.int64],
    days: NDArray[np.int64],
    follower: Follower,
    *,
    holders: int,
) -> NDArray[np.float64]:
    """Return a row for each place and span that could be predicted without its own reports.

    Columns: place, cost to the place followed (km), days of the span, 1 if right else 0.
    ``table`` has the state of each place in each span, ``days`` the length of each span.
    """
    found = []
    holder_of = np.append(state_holder, NOBODY)
    for row, length in zip(table, days, strict=True):
        known, holder = row != NOBODY, holder_of[row]
        place, leader, cost = follower.without_itself(known).decide(holder, holders)
        right = holder[leader] == holder[place]
        found.append(np.column_stack([place, cost, np.full(len(place), length), right]))
    return np.concatenate(found) if found else np.zeros((0, 4))


def span_lengths(starts: Sequence[date], last: date) -> NDArray[np.int64]:
    """Return how many days each span has, the last one ending with ``last``."""
    days = [d.toordinal() for d in starts]
    return np.diff([*days, last.toordinal() + 1])


def hit_rates(trials: NDArray[np.float64], ends: Sequence[float]) -> list[HitRate]:
    """Return the hit rate by travel cost; ``ends`` are the upper ends of the bins.

    A place counts once in a bin, with the share of its days there on which it was predicted
    right; the interval is Wilson's for that many places.
    """
    rows = []
    for low, high in zip((0.0, *ends), ends, strict=False):
        above = trials[:, 1] > low if low else True
        mine = trials[above & (trials[:, 1] <= high)]
        places, index = np.unique(mine[:, 0], return_inverse=True)
        count = len(places)
        if count < LEAST:
            rows.append(HitRate(low, high, count, None, None, None))
            continue
        total = np.bincount(index, weights=mine[:, 2])
        right = np.bincount(index, weights=mine[:, 2] * mine[:, 3])
        rate = float((right / total).mean())
        rows.append(HitRate(low, high, count, round(rate, 4), *wilson(rate, count)))
    return rows


def wilson(rate: float, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (E. B. Wilson, JASA 22, 1927)."""
    middle = (rate + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    half = _Z * sqrt(rate * (1 - rate) / count + (_Z / (2 * count)) ** 2) / (1 + _Z**2 / count)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)


def likelihoods(cost_km: NDArray[np.float32], rates: Sequence[HitRate]) -> NDArray[np.float64]:
    """Return the hit rate that belongs to each cost; NaN where there is none."""
    values = np.array([*(np.nan if r.hit_rate is None else r.hit_rate for r in rates), np.nan])
    ends = np.array([r.cost_to_km for r in rates])
    found: NDArray[np.float64] = values[np.searchsorted(ends, cost_km)]
    return found
