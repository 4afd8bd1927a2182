"""Areas, settlements and people of each holder, by region and convention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.land import Land
from ebbline.vocabulary import UNKNOWN, Area, Convention

CONVENTIONS = (Convention.SETTLED, Convention.TOTAL)
Sums = NDArray[np.float64]
"""Square kilometres by convention, holder (the unknown last) and region."""


@dataclass(frozen=True)
class Ledger:
    """Adds up the patches of a day; ``holders`` are the ids in order."""

    land: Land
    holders: tuple[str, ...]

    def areas(self, holder: NDArray[np.int64]) -> Sums:
        """Return the land of each holder; ``holder`` has the holder's number of each patch."""
        sums: Sums = self.by_leaf(holder) @ self.land.membership
        return sums

    def by_leaf(self, holder: NDArray[np.int64]) -> Sums:
        """Return the same by the finest regions."""
        leaves, count = len(self.land.leaves), len(self.holders) + 1
        key = np.where(holder == NOBODY, count - 1, holder) * leaves + self.land.leaf
        size = count * leaves
        total = np.bincount(key, weights=self.land.km2, minlength=size)
        settled = np.bincount(
            key[self.land.settled], weights=self.land.km2[self.land.settled], minlength=size
        )
        by_leaf: Sums = np.stack([settled, total]).astype(float).reshape(2, count, leaves)
        return by_leaf

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
    for day in days:
        for h, r, c in np.argwhere(np.moveaxis(ever, 0, 2)).tolist():
            yield Area(
                date=day.day,
                holder=names[h],
                region=regions[r],
                convention=CONVENTIONS[c],
                km2=round(float(day.km2[c, h, r]), 3),
                km2_low=None if day.low is None else round(float(day.low[c, h, r]), 3),
                km2_high=None if day.high is None else round(float(day.high[c, h, r]), 3),
                settlements=int(day.settlements[h, r]),
                population=int(day.population[h, r]),
            )
