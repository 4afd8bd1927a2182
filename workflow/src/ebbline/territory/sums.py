"""Areas, settlements and people of each holder, by region and convention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.land import Land
from ebbline.territory.standing import NOBODY
from ebbline.vocabulary import UNKNOWN, Area, Convention

CONVENTIONS = (Convention.SETTLED, Convention.TOTAL)
Sums = NDArray[np.float64]
"""Square kilometres by convention, holder (the unknown last) and region."""


@dataclass(frozen=True)
class Ledger:
    """Adds up the patches of a day; ``holders`` are the ids in order."""

    land: Land
    holders: tuple[str, ...]

    def areas(self, holder: NDArray[np.int64], *, among: NDArray[np.bool_] | None = None) -> Sums:
        """Return the land of each holder; ``holder`` has the holder's number of each patch.

        ``among`` are the patches that count, all by default.
        """
        leaves, count = len(self.land.leaves), len(self.holders) + 1
        key = np.where(holder == NOBODY, count - 1, holder) * leaves + self.land.leaf
        total = self.land.km2 if among is None else self.land.km2 * among
        by_leaf = [
            np.bincount(key, weights=km2, minlength=count * leaves).reshape(count, leaves)
            for km2 in (total * self.land.settled, total)
        ]
        sums: Sums = np.stack(by_leaf).astype(float) @ self.land.membership
        return sums

    def counts(
        self, holder: NDArray[np.int64], leaf: NDArray[np.int64], amount: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return ``amount`` of places summed by holder and region."""
        leaves, count = len(self.land.leaves), len(self.holders) + 1
        key = np.where(holder == NOBODY, count - 1, holder) * leaves + leaf
        by_leaf = np.bincount(key, weights=amount, minlength=count * leaves)
        summed = by_leaf.reshape(count, leaves) @ self.land.membership
        return np.rint(summed).astype(np.int64)


@dataclass(frozen=True)
class DaySums:
    """The sums of one day; ``low`` and ``high`` are ``None`` where no interval was made."""

    day: date
    km2: Sums
    low: Sums | None
    high: Sums | None
    settlements: NDArray[np.int64]
    population: NDArray[np.int64]


def area_rows(days: Sequence[DaySums], ledger: Ledger) -> Iterator[Area]:
    """Yield the rows of ``areas.csv``: a holder and region that is never more than 0 has none."""
    if not days:
        return
    ever = np.max([d.km2 for d in days], axis=0) > 0
    ever |= np.max([d.settlements for d in days], axis=0) > 0
    names = (*ledger.holders, UNKNOWN)
    regions = ledger.land.regions
    kept = np.argwhere(np.moveaxis(ever, 0, 2))
    holder, region, convention = kept.T
    labels = [(names[h], regions[r], CONVENTIONS[c]) for h, r, c in kept.tolist()]
    for day in days:
        km2, low, high = (
            _written(v, (convention, holder, region)) for v in (day.km2, day.low, day.high)
        )
        counts = (v[holder, region].tolist() for v in (day.settlements, day.population))
        for label, *values in zip(labels, km2, low, high, *counts, strict=True):
            yield Area(day.day, *label, *values)


def _written(values: Sums | None, where: tuple[Any, ...]) -> list[float | None]:
    count = len(where[0])
    return [None] * count if values is None else np.round(values[where], 3).tolist()
