"""From shares of settlements to the holder of each patch.

A settlement with a report of its own speaks for one holder. Another passes on the shares of the
reported places that it follows, not only the verdict: of three that are each torn 60 to 40, the
land between is torn too, and the weights of a patch decide on all of it at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.cover import Cover
from ebbline.territory.inference import Inference

Shares = NDArray[np.float32]
"""A row for each place; a column for each holder and a last one for the unknown; rows sum to 1."""


def shares_of(holder: NDArray[np.int64], inference: Inference, holders: int) -> Shares:
    """Return what every place speaks for; ``holder`` is known of some, ``inference`` of others."""
    shares = np.zeros((len(holder), holders + 1), dtype=np.float32)
    known = holder != NOBODY
    shares[np.flatnonzero(known), holder[known]] = 1
    shares[~known, holders] = 1
    votes = np.where(inference.source == NOBODY, NOBODY, holder[inference.source])
    shares[inference.place] = 0
    for number in range(holders):
        mine = np.where(votes == number, inference.weight, 0).sum(axis=1)
        shares[inference.place, number] = mine
    return shares


def elect(
    cover: Cover, holder: NDArray[np.int64], shares: Shares, patches: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return the leading settlement of each of ``patches``; ``NOBODY`` where unknown.

    The holder (or the unknown) with the greatest share wins, the shares of the settlements
    counting by their weights in the patch; only a holder of at least one of them can win, of
    equal ones the first. The leading settlement is the heaviest that the winner holds. ``holder``
    has the holder's number of each place, inferred ones included, ``NOBODY`` where unknown.
    """
    source, weight = cover.source[patches], cover.weight[patches]
    there = source != NOBODY
    total = np.einsum("pc,pch->ph", np.where(there, weight, 0), shares[source])
    unknown = shares.shape[1] - 1
    held = np.where(there, np.where(holder == NOBODY, unknown, holder)[source], -1)
    rows = np.arange(len(patches))
    stands = np.zeros(total.shape, dtype=bool)
    stands[rows[:, None], held] = True
    # A padded entry marked the last column: the unknown stand only where there is one.
    stands[:, unknown] = (held == unknown).any(axis=1)
    winner = np.where(stands, total, -1).argmax(axis=1)
    column = np.argmax(np.where(held == winner[:, None], weight, -1), axis=1)
    known = there.any(axis=1) & (winner != unknown)
    return np.where(known, source[rows, column], NOBODY).astype(np.int32)
