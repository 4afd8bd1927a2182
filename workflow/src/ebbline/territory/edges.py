"""The edges of a cover of polygons: which two faces share each, and how they chain to arcs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NONE = -1
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


class CoverError(ValueError):
    """Patches of a cover overlap; ``patches`` are the numbers of some of them."""

    def __init__(self, patches: tuple[int, ...]) -> None:
        super().__init__(f"patches {patches} overlap")
        self.patches = patches


@dataclass(frozen=True)
class Edges:
    """The edges around all faces, ring by ring, the face on the left.

    Each goes from its point (number ``corner``) to the next one of its ``ring``; ``twin`` is the
    same edge of another face, ``NONE`` where nobody is across.
    """

    points: Floats
    corner: Integers
    ring: Integers
    face: Integers
    twin: Integers

    def area(self) -> Floats:
        """Return twice the area between each edge and the middle of all points."""
        x, y = (self.points - self.points.mean(axis=0)).T if len(self.points) else self.points.T
        after = around(self.ring)
        area: Floats = x * y[after] - x[after] * y
        return area

    def in_arcs(self) -> tuple[Integers, NDArray[np.bool_]]:
        """Return the edges in order, each ring from the start of an arc on, and the arcs' starts.

        An arc goes on through a corner where only one face is, or two that share both edges there.
        """
        before = np.empty_like(self.ring)
        before[around(self.ring)] = np.arange(len(self.ring))
        degree = np.bincount(self.corner)[self.corner]
        across = self.twin[before]
        shared = (across != NONE) & (self.twin != NONE) & (self.twin == before[across])
        starts = (degree > 2) | ((degree == 2) & ~shared)
        # The ring of an island has no such corner: both its sides start at the same one.
        bare = np.bincount(self.ring, weights=starts) == 0
        least = np.full(len(bare), np.iinfo(np.int64).max)
        np.minimum.at(least, self.ring, self.corner)
        starts |= bare[self.ring] & (self.corner == least[self.ring])
        position = np.arange(len(self.ring))
        begin = np.flatnonzero(np.diff(self.ring, prepend=NONE))
        if not len(begin):
            return position, starts
        length = np.diff(begin, append=len(position))
        offset = np.minimum.reduceat(np.where(starts, position, len(position)), begin) - begin
        inside = position - np.repeat(begin - offset, length)
        order = np.repeat(begin, length) + inside % np.repeat(length, length)
        return order, starts[order]


def edges_of(parts: NDArray[Any], patch: Integers) -> Edges:
    """Return the edges of polygons, each of a ``patch``.

    Raises
    ------
    CoverError
        If two polygons lie on the same side of an edge.
    """
    import shapely

    rings, face = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    closing = np.append(ring[1:] != ring[:-1], True)[: len(ring)]
    points, ring = points[~closing], ring[~closing]
    corner = _numbered(points)
    to = corner[around(ring)]
    size = int(corner.max(initial=0)) + 1
    key, reverse = corner * size + to, to * size + corner
    order = np.argsort(key)
    ordered = key[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        both = face[ring[order[[twice[0], twice[0] + 1]]]]
        raise CoverError(tuple(sorted(patch[both].tolist())))
    at = np.minimum(np.searchsorted(ordered, reverse), len(ordered) - 1)
    twin = np.where(ordered[at] == reverse, order[at], NONE)
    return Edges(points, corner, ring, face[ring], twin)


def _numbered(points: Floats) -> Integers:
    """Return a number for each point, the same for equal ones."""
    order = np.lexsort((points[:, 1], points[:, 0]))
    ordered = points[order]
    new = (ordered[1:] != ordered[:-1]).any(axis=1)
    number = np.zeros(len(points), dtype=np.int64)
    number[order[1:]] = np.cumsum(new)
    return number


def around(ring: Integers) -> Integers:
    """Return the position after each one in its ring, the first following the last."""
    begin = np.flatnonzero(np.diff(ring, prepend=NONE))
    after = np.arange(1, len(ring) + 1)
    after[np.append(begin[1:], len(ring)) - 1] = begin
    return after


def spans(first: Integers, count: Integers) -> Integers:
    """Return ``first[0], first[0] + 1, …`` (``count[0]`` numbers), then those from the next."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Integers = np.arange(total) + np.repeat(first - (ends - count), count)
    return numbers
