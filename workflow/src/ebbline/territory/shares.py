"""Shares of a region ("more than 35 percent of the province") as soft conditions on the field.

All of a region's land of which somebody's holding is in doubt goes together: the likeliest holder
of a cell is the named one where his probability is above a level, one half as the field has it.
The statement moves that level, as far as the field's own doubt allows. Levels are normal, and what
was found is the most likely shift: its square by the variance ``_SHIFT ** 2``, and that of what is
then missing to the stated share by ``_OFF ** 2``. Both were chosen on drawn fronts
(docs/territory.md). Beyond the region the shift fades, so that no line follows its border.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.drawn import Drawn
from ebbline.land.ground import Ground
from ebbline.territory.marks import TRUST

_SHIFT, _OFF = 0.5, 0.06
_FADE_KM = 20.0
_SHIFTS = np.linspace(-2, 2, 81)


@dataclass(frozen=True)
class Condition:
    """A holder's share of a region's land, in a range, from ``first`` to ``last``.

    ``part`` is what each inside cell is of the region (0 outside, or its size by the region's),
    ``near`` how much the shift counts at each cell, ``near_nodes`` at each node of the ground.
    """

    said_by: str
    first: date
    last: date
    holder: str
    low: float
    high: float
    trust: float
    part: NDArray[Any]
    near: NDArray[np.float32]
    near_nodes: NDArray[np.float32]

    def shift(self, chance: NDArray[Any], known: NDArray[np.bool_]) -> float:
        """Return the shift of the level, from the holder's probability in each inside cell."""
        from scipy.special import ndtri

        here = np.flatnonzero((self.part > 0) & known)
        level = np.sort(ndtri(np.clip(chance[here], 1e-6, 1 - 1e-6)).astype(float))
        most = float(self.part.max(initial=0))
        share = most * (len(level) - np.searchsorted(level, -_SHIFTS, side="right"))
        off = np.maximum(self.low - share, 0) + np.maximum(share - self.high, 0)
        cost = (_SHIFTS / _SHIFT) ** 2 + (self.trust * off / _OFF) ** 2
        return float(_SHIFTS[cost.argmin()])


def conditions(drawn: Iterable[Drawn], ground: Ground) -> list[Condition]:
    """Return the conditions of those drawn areas that have a share."""
    from scipy.ndimage import distance_transform_edt

    grid, found = ground.grid, []
    x, y = ground.mesh.grid.centres(ground.nodes)
    for one in drawn:
        if one.share is None:
            continue
        shape = grid.project(np.array([one.geometry], dtype=object))[0]
        inside = grid.covered(shape)
        beyond = distance_transform_edt(~inside.reshape(grid.rows, grid.columns)) * grid.cell_km
        near = np.exp(-beyond / _FADE_KM).ravel().astype(np.float32)
        found.append(
            Condition(
                *(f"evidence-{one.number}", one.first, one.last, one.holder),
                *(one.share.low, one.share.high, TRUST[one.credibility]),
                inside[grid.cells] * grid.cell_km**2 / float(shape.area),
                *(near[grid.cells], near[grid.cell_at(x, y)]),
            )
        )
    return found


def shifted(
    chance: NDArray[Any], holder: int, shift: float, near: NDArray[np.float32]
) -> NDArray[Any]:
    """Return probabilities (cells x holders) with the level of one holder moved."""
    from scipy.special import ndtr, ndtri

    mine = np.clip(chance[:, holder], 1e-6, 1 - 1e-6)
    moved = ndtr(ndtri(mine) + shift * near)
    found: NDArray[Any] = chance * ((1 - moved) / (1 - mine))[:, None]
    found[:, holder] = moved * (chance.sum(axis=1) > 0)
    return found
