"""Which settlements each patch follows, and the other way round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.vocabulary import Weight


@dataclass(frozen=True)
class Cover:
    """The settlements of each patch, heaviest first, and their weights; padded with ``NOBODY``."""

    source: NDArray[np.int32]
    weight: NDArray[np.float32]


def make_cover(
    patch_ids: Sequence[str], weights: Sequence[Weight], number: Mapping[str, int]
) -> Cover:
    """Return the cover of patches in the order of ``patch_ids``."""
    patch_number = {patch_id: i for i, patch_id in enumerate(patch_ids)}
    entries: list[list[tuple[float, int]]] = [[] for _ in patch_ids]
    for w in weights:
        if w.patch_id in patch_number and w.place_id in number:
            entries[patch_number[w.patch_id]].append((-w.weight, number[w.place_id]))
    size = max([len(e) for e in entries], default=0) or 1
    source = np.full((len(patch_ids), size), NOBODY, dtype=np.int32)
    weight = np.zeros((len(patch_ids), size), dtype=np.float32)
    for patch, found in enumerate(entries):
        for column, (negative, place) in enumerate(sorted(found)):
            source[patch, column], weight[patch, column] = place, -negative
    return Cover(source, weight)


@dataclass(frozen=True)
class Followers:
    """Which rows (patches, or places) have a place among their sources."""

    row: NDArray[np.int64]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, source: NDArray[np.int32], places: int) -> Followers:
        """Turn ``source`` (a row's places; below 0: none) around."""
        row, column = np.nonzero(source >= 0)
        place = source[row, column]
        order = np.argsort(place, kind="stable")
        return cls(row[order], np.searchsorted(place[order], np.arange(places + 1)))

    def __call__(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows that have one of ``places``, each once, in order."""
        parts = [self.row[self.bounds[p] : self.bounds[p + 1]] for p in places]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)
