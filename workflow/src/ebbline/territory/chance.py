"""Chance that is alike nearby: where the model errs, it errs over a whole stretch of land.

A probability field (R. M. Srivastava, "Reservoir characterization with probability field
simulation", SPE 24753, 1992; R. Froidevaux, "Probability field simulation", Geostatistics Tróia
'92, 1993): numbers that are uniform between 0 and 1 at each point and correlated between points.
Where a patch's shares are 0.7 for one holder and 0.3 for another, the first one gets it in the
draws whose field is below 0.7 there, and its neighbours, with much the same shares and much the
same field, mostly go with it. Chances of patches that did not depend on each other would even out,
and their intervals would be far too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Flags, Floats
from ebbline.territory.cover import Cover

_STEPS = 8
"""Steps of the field's grid to a range."""
_MOST_STEPS = 600
_MARGIN = 2.0
"""Ranges between the last point and the first one, as the field goes round."""


def chance_field(x: Floats, y: Floats, *, range_km: float, seed: list[int]) -> Floats:
    """Return a number between 0 and 1 for each point; ``x`` and ``y`` are in kilometres.

    Numbers at points ``d`` kilometres apart come from Gaussian ones with the correlation
    ``exp(-(d / range_km) ** 2)``. They are white noise on a grid, smoothed.
    """
    from scipy.ndimage import gaussian_filter1d, map_coordinates
    from scipy.special import ndtr

    if not len(x):
        return np.zeros(0)
    extent = max(float(np.ptp(x)), float(np.ptp(y)))
    step = max(range_km / _STEPS, (extent + _MARGIN * range_km) / _MOST_STEPS)
    shape = [int(np.ceil((np.ptp(v) + _MARGIN * range_km) / step)) + 2 for v in (y, x)]
    field = np.random.default_rng(seed).standard_normal(shape)
    # Smoothing over s gives the correlation exp(-(d / 2s)²).
    sigma = range_km / 2 / step
    for axis in (0, 1):
        field = gaussian_filter1d(field, sigma, axis=axis, mode="wrap")
    field /= _shrunk(sigma)
    where = np.stack([(y - y.min()) / step, (x - x.min()) / step])
    chance: Floats = ndtr(map_coordinates(field, where, order=1))
    return chance


def _shrunk(sigma: float) -> float:
    """Return the standard deviation that smoothing along both axes leaves of white noise."""
    from scipy.ndimage import gaussian_filter1d

    alone = np.zeros(2 * int(4 * sigma + 1) + 1)
    alone[len(alone) // 2] = 1
    return float(np.square(gaussian_filter1d(alone, sigma, mode="constant")).sum())


NO_CHANCE = -1.0
"""Stands for a patch that always goes to the greatest share."""
_WHOLE = 1 - 1e-3


@dataclass(frozen=True)
class Chances:
    """The chance of each patch in each draw; ``x`` and ``y`` are the patches' middles in km.

    With a ``range_km`` of 0 there is no chance. ``open`` tells which patches are left to chance.
    """

    x: Floats
    y: Floats
    open: Flags
    range_km: float
    seed: int

    @classmethod
    def over(cls, cover: Cover, x: Floats, y: Floats, *, range_km: float, seed: int) -> Chances:
        """Return the chances of the patches of ``cover``.

        On water the weights are made smaller, so that only a large share holds it: they are no
        probabilities there, nor where a patch follows nobody.
        """
        return cls(x, y, cover.weight.sum(axis=1) > _WHOLE, range_km, seed)

    def of(self, draw: int) -> Floats | None:
        """Return the chance of each patch in a draw: 0 to 1, or ``NO_CHANCE``."""
        if not self.range_km:
            return None
        field = chance_field(self.x, self.y, range_km=self.range_km, seed=[self.seed, draw])
        chance: Floats = np.where(self.open, field, NO_CHANCE)
        return chance


def fallen_to(shares: NDArray[np.floating], chance: Floats) -> NDArray[np.int64]:
    """Return the column that ``chance`` falls to in each row of ``shares``, which add up to 1."""
    bounds = np.cumsum(shares, axis=1, dtype=float)[:, :-1]
    column: NDArray[np.int64] = (chance[:, None] >= bounds).sum(axis=1)
    return column
