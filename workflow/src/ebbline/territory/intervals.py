"""How far areas could be off: land drawn from the field's own probabilities, alike nearby.

Each draw gives every node of the mesh a level between 0 and 1 that is alike nearby and from day to
day (a probability field: Srivastava 1992, Froidevaux 1993), and the node goes to the holder into
whose part of the probabilities the level falls. Levels go together over a few times the distance
between reports, and of two days by ``0.7 + 0.3 * exp(-days / 5)``; what is known only within a
window of days is in the probabilities already. Errors of the reports are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Floats, Integers

QUANTILES = (0.05, 0.95)
SPACINGS = 2.0
"""How far errors go together, in mean distances between reports."""
_STAYS, _TURN_DAYS = 0.7, 5.0
_LEAST_PART = 0.01
_LEAST_KM2 = 0.06
_PACK, _PARTS = 2.0**26, 1024


def range_km(known_km2: float, reports: int) -> float:
    """Return how far errors of the field go together, with so many reports on known land."""
    return SPACINGS * float(np.sqrt(known_km2 / max(reports, 1)))


def least_chance(reports: int) -> float:
    """Return what each holder who is told of has at least wherever enough is known.

    That of what none of so many reports saw (Jeffreys' rule): the fewer, the more goes unseen.
    """
    return 0.5 / (reports + 1)


def likeness(days: float) -> float:
    """Return the correlation of the levels of two days, so many days apart."""
    return float(_STAYS + (1 - _STAYS) * np.exp(-days / _TURN_DAYS))


@dataclass(frozen=True)
class Levels:
    """Three smooth fields of each draw (draw, 3, node), normal with variance 1."""

    values: NDArray[np.float32]

    @classmethod
    def of(
        cls, shape: tuple[int, int], nodes: Integers, *, range_nodes: float, draws: int, seed: int
    ) -> Levels:
        """Return fields over a grid of ``shape`` at ``nodes``; correlation falls with the range."""
        from scipy.fft import irfft2, next_fast_len, rfft2, rfftfreq

        pad = int(np.ceil(3 * range_nodes))
        size = tuple(next_fast_len(n + pad, real=True) for n in shape)
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

    def on(self, angle: float, draw: int) -> NDArray[np.float32]:
        """Return the levels of a draw on a day with an angle (:func:`angles`), standard normal."""
        common, one, other = self.values[draw]
        own: NDArray[np.float32] = np.float32(np.sqrt(_STAYS)) * common + np.float32(
            np.sqrt(1 - _STAYS)
        ) * (np.float32(np.cos(angle)) * one + np.float32(np.sin(angle)) * other)
        return own


def angles(days: Sequence[date]) -> Floats:
    """Return an angle for each day; neighbouring days are as alike as :func:`likeness` says."""
    apart = np.diff([d.toordinal() for d in days])
    turns: Floats = np.cumsum([0.0, *np.arccos(np.exp(-apart / _TURN_DAYS))])
    return turns


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


@dataclass(frozen=True)
class Drawn:
    """Sums of each draw: draw, convention, holder (the unknown last), region.

    ``held`` has one for each day; ``lost`` and ``gained`` for each but the first, since the day
    before.
    """

    held: tuple[Floats, ...]
    lost: tuple[Floats, ...]
    gained: tuple[Floats, ...]


def drawn_areas(
    chances: Sequence[NDArray[Any]],
    days: Sequence[date],
    land: NodeLand,
    levels: Levels,
    *,
    reports: Sequence[int],
) -> Drawn:
    """Return what is held on each of ``days``, and lost and gained between them, in each draw.

    ``chances`` are those of each holder (columns) at each node; what is missing to 1 is nobody's.
    ``reports`` is how many places are told of on each day.
    """
    holders, draws = chances[0].shape[1], len(levels.values)
    size = (holders + 1) * land.leaves
    used = np.flatnonzero(land.km2[:, 1] > 0)
    limits = [
        np.ascontiguousarray(limits_of(with_doubt(c[used], least_chance(n))).T)
        for c, n in zip(chances, reports, strict=True)
    ]
    leaf, leaves = land.leaf[used], np.int64(land.leaves)
    # Both sums at once, as parts of one number: bins are counted exactly below 2 ** 53.
    unit = float(land.km2[used].max(initial=1)) / _PARTS
    settled, total = np.rint(land.km2[used].T / unit)
    both = settled + _PACK * total

    def summed(packed: Floats) -> Floats:
        high = np.floor(packed / _PACK)
        parts = unit * np.stack([packed - _PACK * high, high], axis=1)
        return parts.reshape(len(packed), 2, holders + 1, land.leaves)

    shape = (draws, 2, holders + 1, land.leaves)
    held = [np.empty(shape) for _ in days]
    lost, gained = ([np.empty(shape) for _ in days[1:]] for _ in range(2))
    for draw in range(draws):
        sums = np.empty((len(days), size))
        moves = np.empty((len(days), 2, size))
        before: Any = None
        here = Levels(levels.values[draw : draw + 1].take(used, axis=2))
        for number, angle in enumerate(angles(days).tolist()):
            level = here.on(angle, 0)
            after = np.zeros(len(used), dtype=np.min_scalar_type(holders))
            for limit in limits[number]:
                after += (level >= limit).view(np.uint8)
            if before is None:
                sums[0] = np.bincount(after * leaves + leaf, weights=both, minlength=size)
            else:
                moved = np.flatnonzero(before != after)
                there, km2 = leaf[moved], both[moved]
                for n, holder in enumerate((before, after)):
                    key = holder[moved] * leaves + there
                    moves[number, n] = np.bincount(key, weights=km2, minlength=size)
                sums[number] = sums[number - 1] - moves[number, 0] + moves[number, 1]
            before = after
        for into, found in (
            (held, summed(sums)),
            (lost, summed(moves[1:, 0])),
            (gained, summed(moves[1:, 1])),
        ):
            for out, values in zip(into, found, strict=True):
                out[draw] = values
    return Drawn(tuple(held), tuple(lost), tuple(gained))


def with_doubt(chance: NDArray[Any], least_chance: float) -> Floats:
    """Return chances of which none is below the least where something is known.

    Only holders count that have a chance anywhere. So no land is beyond change unseen.
    """
    some = (chance > 0).any(axis=0)
    known = chance.sum(axis=1, keepdims=True)
    least = np.where(some, least_chance, 0) * known
    full = np.maximum(chance, least)
    found: Floats = full * known / np.maximum(full.sum(axis=1, keepdims=True), 1e-9)
    return found


def spread(draws: NDArray[np.float64], best: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Return the 5 % and 95 % quantiles, at least a hundredth beyond the best estimate.

    Draws turn over more land than the estimate does, for doubt always adds to what is seldom: the
    lower end is scaled by the estimate to their mean. Where what is seldom drawn is more than that
    (few draws, a lot of land), their mean counts too:
    an end of 0 says that no draw has any.
    """
    low, high = np.quantile(draws, QUANTILES, axis=0)
    mean = draws.mean(axis=0)
    low = low * np.minimum(1, best / np.maximum(mean, 1e-300))
    low = np.minimum.reduce([low, best * (1 - _LEAST_PART), np.nextafter(best, 0), mean])
    more = np.where(best > 0, np.nextafter(best, np.inf), 0.0)
    high = np.maximum.reduce([high, best * (1 + _LEAST_PART), more, mean])
    return np.maximum(low, 0.0), high


def with_unseen(high: Floats, known_km2: Floats, least_chance: float) -> Floats:
    """Return upper ends of a region's sums that leave room for what nobody saw or drew.

    Of a region's known land at least the least chance, and what a table still shows.
    """
    room = np.maximum(known_km2 * least_chance, _LEAST_KM2)
    found: Floats = np.where(known_km2 > 0, np.maximum(high, np.minimum(room, known_km2)), high)
    return found


def days_of_intervals(
    days: Sequence[date], changes: Iterable[tuple[date, int]], most: int
) -> set[date]:
    """Return at most ``most`` of ``days``: both ends and those of the weightiest ``changes``.

    A change weighs with the logarithm of the importance of its place, as where key days are chosen.
    Of days of equal weight the earlier ones count.
    """
    if len(days) <= most:
        return set(days)
    weight: dict[date, float] = defaultdict(float)
    for day, importance in changes:
        weight[day] += log10(10 + importance)
    between = sorted(days[1:-1], key=lambda day: (-round(weight[day], 6), day))
    return {days[0], days[-1], *between[: most - 2]}
