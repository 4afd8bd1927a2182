"""How far areas could be off: land drawn from the field's own probabilities, alike nearby.

Each draw gives every node of the mesh a level between 0 and 1 that is alike nearby and from day to
day (a probability field: Srivastava 1992, Froidevaux 1993), and the node goes to the holder into
whose part of the probabilities the level falls. Levels of two days are correlated by at least 0.5
on average; what is known only within a window of days is in the probabilities already. Errors of
the reports are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Floats, Integers

QUANTILES = (0.05, 0.95)
_TURN_DAYS = 28.0
_DECIDED = 0.002
_LEAST_PART = 0.01


@dataclass(frozen=True)
class Levels:
    """Three smooth fields of each draw (draw, 3, node), normal with variance 1."""

    values: NDArray[np.float32]

    @classmethod
    def of(
        cls, shape: tuple[int, int], nodes: Integers, *, range_nodes: float, draws: int, seed: int
    ) -> Levels:
        """Return fields over a grid of ``shape`` at ``nodes``; correlation falls with the range."""
        from scipy.fft import irfft2, rfft2, rfftfreq

        pad = int(np.ceil(3 * range_nodes))
        size = (shape[0] + pad, shape[1] + pad)
        down, right = np.fft.fftfreq(size[0])[:, None], rfftfreq(size[1])[None]
        # The spectrum of an exponential covariance in the plane.
        root = (1 + (2 * np.pi * range_nodes) ** 2 * (down**2 + right**2)) ** -0.75
        random = np.random.default_rng(seed)
        values = np.empty((draws, 3, len(nodes)), dtype=np.float32)
        for draw in range(draws):
            for number in range(3):
                noise = rfft2(random.standard_normal(size, dtype=np.float32))
                smooth = irfft2(noise * root, s=size)
                smooth = (smooth - smooth.mean()) / smooth.std()
                values[draw, number] = smooth[: shape[0], : shape[1]].ravel()[nodes]
        return cls(values)

    def on(self, day: date, draw: int, nodes: Integers) -> NDArray[np.float32]:
        """Return the levels of a draw on a day at ``nodes``, standard normal."""
        turn = day.toordinal() / _TURN_DAYS
        common, one, other = self.values[draw][:, nodes]
        half = np.float32(np.sqrt(0.5))
        own: NDArray[np.float32] = half * common + half * (
            np.float32(np.cos(turn)) * one + np.float32(np.sin(turn)) * other
        )
        return own


def limits_of(chance: NDArray[Any]) -> NDArray[np.float32]:
    """Return the levels up to which a node is each holder's, from chances (nodes x holders).

    What is missing to 1 is nobody's and comes last.
    """
    from scipy.special import ndtri

    limits: NDArray[np.float32] = ndtri(np.clip(np.cumsum(chance, axis=1), 0, 1)).astype(np.float32)
    return limits


@dataclass(frozen=True)
class NodeLand:
    """The land that each node speaks for: settled and total km² (columns), and its region."""

    km2: Floats
    leaf: Integers
    leaves: int


def drawn_areas(
    chance: NDArray[Any], land: NodeLand, levels: Levels, day: date
) -> NDArray[np.float64]:
    """Return the areas of each draw: draw, convention, holder (the unknown last), region.

    ``chance`` is that of each holder (columns) at each node; what is missing to 1 is nobody's.
    """
    holders = chance.shape[1]
    size = (holders + 1) * land.leaves

    def summed(holder: Integers, nodes: Integers) -> Floats:
        key = holder * land.leaves + land.leaf[nodes]
        return np.stack(
            [np.bincount(key, weights=land.km2[nodes, c], minlength=size) for c in (0, 1)]
        )

    full = np.column_stack([chance, 1 - chance.sum(axis=1)])
    used = land.km2[:, 1] > 0
    sure = np.flatnonzero(used & (full.max(axis=1) > 1 - _DECIDED))
    open_ = np.flatnonzero(used & (full.max(axis=1) <= 1 - _DECIDED))
    base = summed(full[sure].argmax(axis=1), sure)
    limits = limits_of(chance[open_])
    found = np.empty((len(levels.values), 2, size))
    for draw in range(len(levels.values)):
        level = levels.on(day, draw, open_)
        taken = (level[:, None] >= limits).sum(axis=1)
        found[draw] = base + summed(taken, open_)
    return found.reshape(-1, 2, holders + 1, land.leaves)


def spread(draws: NDArray[np.float64], best: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Return the 5 % and 95 % quantiles, at least a hundredth beyond the best estimate."""
    low, high = np.quantile(draws, QUANTILES, axis=0)
    low = np.minimum(low, best * (1 - _LEAST_PART))
    return np.maximum(low, 0.0), np.maximum(high, best * (1 + _LEAST_PART))


def spread_days(days: Sequence[date], most: int) -> set[date]:
    """Return at most ``most`` of ``days``, the first and last among them, evenly apart."""
    if len(days) <= most:
        return set(days)
    return {days[i] for i in np.rint(np.linspace(0, len(days) - 1, most)).astype(int).tolist()}
