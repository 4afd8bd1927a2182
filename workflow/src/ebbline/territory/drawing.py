"""Joined land that is drawn again whenever it changes: only what changed is traced anew.

A ring goes on as it was if at none of its nodes an arc got other land on either side. From one day
to the next that holds of nearly all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.geopackage import Geometry, encoded_rings, multipolygon
from ebbline.territory.edges import NONE, Floats, Integers
from ebbline.territory.outlines import Flags, Outlines


@dataclass(frozen=True)
class Rings:
    """Rings of joined land: of which ``group``, around which ``face``, whether a ``hole``.

    ``walk`` and ``part`` are as :meth:`Outlines.rings` gives them; ``bounds`` has the columns that
    :class:`Geometry` has, and ``binary`` the points.
    """

    group: Integers
    face: Integers
    hole: Flags
    walk: Integers
    part: Integers
    bounds: Floats
    binary: NDArray[np.object_]

    @classmethod
    def none(cls) -> Rings:
        """Return no rings."""
        nothing = np.zeros(0, dtype=np.int64)
        bounds = np.zeros((0, 4))
        return cls(nothing, nothing, nothing > 0, nothing, nothing, bounds, nothing.astype(object))

    def of(self, which: NDArray[Any] | slice) -> Rings:
        """Return some of the rings."""
        return Rings(
            self.group[which],
            self.face[which],
            self.hole[which],
            self.walk[which],
            self.part[which],
            self.bounds[which],
            self.binary[which],
        )

    def and_also(self, other: Rings) -> Rings:
        """Return these rings and ``other``."""
        return Rings(
            np.append(self.group, other.group),
            np.append(self.face, other.face),
            np.append(self.hole, other.hole),
            np.append(self.walk, other.walk),
            np.append(self.part, other.part),
            np.append(self.bounds, other.bounds, axis=0),
            np.append(self.binary, other.binary),
        )

    def multipolygon(self) -> Geometry:
        """Return the multipolygon of all rings, which come polygon by polygon."""
        counts = np.diff(np.flatnonzero(~self.hole), append=len(self.hole))
        low, high = self.bounds.min(axis=0).tolist(), self.bounds.max(axis=0).tolist()
        bounds = (low[0], high[1], low[2], high[3])
        return multipolygon(self.binary, counts, bounds)


class Drawing:
    """Draws the land of groups of patches, time and again."""

    def __init__(self, outlines: Outlines) -> None:
        self._outlines = outlines
        self._group = np.full(int(outlines.patch.max(initial=NONE)) + 1, NONE)
        self._left = np.full(len(outlines.face), NONE)
        self._right = self._left.copy()
        self._walk = self._left.copy()
        self._rings = Rings.none()
        self._drawn: dict[int, Geometry] = {}

    def of(self, group: Integers) -> dict[int, Geometry]:
        """Return the land of each group as a multipolygon; ``group`` of each patch, < 0: none."""
        outlines = self._outlines
        left = group[outlines.patch][outlines.face]
        right = np.where(outlines.twin == NONE, NONE, left[outlines.twin])
        turned = np.flatnonzero((left != self._left) | (right != self._right))
        self._left, self._right = left, right
        self._forget(turned)
        self._trace(np.flatnonzero((left >= 0) & (left != right) & (self._walk == NONE)))
        differs = group != self._group
        changed = np.union1d(group[differs], self._group[differs])
        self._group = group.copy()
        kept = {g: s for g, s in self._drawn.items() if g not in set(changed.tolist())}
        self._drawn = kept | self._assembled(changed)
        return self._drawn

    def _forget(self, turned: Integers) -> None:
        """Leave out the rings that come to a node of an arc that ``turned``."""
        outlines, rings = self._outlines, self._rings
        touched = np.zeros(int(outlines.node.max(initial=NONE)) + 1, dtype=bool)
        touched[outlines.node[turned]] = True
        touched[outlines.node[outlines.after[turned]]] = True
        gone = np.zeros(len(outlines.node) + 1, dtype=bool)
        gone[self._walk[touched[outlines.node]]] = True
        # The last entry is what arcs of no ring refer to.
        gone[NONE] = False
        self._rings = rings.of(~gone[rings.walk])
        self._walk = np.where(gone[self._walk], NONE, self._walk)

    def _trace(self, arcs: Integers) -> None:
        """Add the rings that ``arcs`` make."""
        if not len(arcs):
            return
        outlines, left = self._outlines, self._left
        arcs, start, walk, part = outlines.rings(arcs, (left >= 0) & (left != self._right))
        points, count = outlines.drawn(arcs, start)
        begin = np.cumsum(count) - count
        ends = [
            extreme.reduceat(points[:, axis], begin)
            for axis in range(2)
            for extreme in (np.minimum, np.maximum)
        ]
        self._walk[arcs] = np.repeat(walk, np.diff(start, append=len(arcs)))
        self._rings = self._rings.and_also(
            Rings(
                group=left[arcs[start]],
                face=outlines.face[arcs[start]],
                hole=np.add.reduceat(outlines.area[arcs], start) < 0,
                walk=walk,
                part=part,
                bounds=np.stack(ends, axis=1),
                binary=encoded_rings(points, count),
            )
        )

    def _assembled(self, groups: Integers) -> dict[int, Geometry]:
        """Return the land of ``groups`` from their rings."""
        rings = self._rings.of(np.isin(self._rings.group, groups))
        if not len(rings.group):
            return {}
        piece = self._outlines.pieces((self._left >= 0) & (self._left == self._right))
        # Each piece has one outer ring; its holes come after it.
        cut = rings.part != NONE
        order = np.lexsort(
            (rings.part, rings.walk, cut, rings.hole, piece[rings.face], rings.group)
        )
        rings = rings.of(order)
        begins = np.flatnonzero(np.diff(rings.group, prepend=NONE))
        bounds = [*begins.tolist(), len(rings.group)]
        return {
            int(rings.group[first]): rings.of(slice(first, last)).multipolygon()
            for first, last in pairwise(bounds)
        }
