"""The outlines of joined patches, found along the edges that the patches share.

A cover without gaps or overlaps is a planar map: its edges, cut into arcs where more than two
patches meet, are kept once in either direction, each with the face on its left and the arc that
follows it around that face (a doubly connected edge list: M. de Berg et al., "Computational
Geometry", chapter 2). The outline of joined faces is made of the arcs with a stranger on their
right. Finding it computes no intersection: points are copied as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.edges import NONE, Floats, Integers, edges_of, spans

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Outlines:
    """The arcs of a cover of patches, in order of the face on their left.

    ``patch`` is the patch of each face (a patch of several parts has several faces). For each arc:
    ``face`` on its left, ``twin`` (the same arc backwards, ``NONE`` at the edge of the cover),
    ``after`` (the arc that follows around the face), ``node`` (where it starts), ``crossing``
    (whether joined land may touch itself there), ``area`` (twice the area between it and the
    origin), and its ``points`` from ``first`` on, ``count`` of them, without the one where the
    next arc starts.
    """

    patch: Integers
    face: Integers
    twin: Integers
    after: Integers
    node: Integers
    crossing: Flags
    area: Floats
    first: Integers
    count: Integers
    points: Floats

    @classmethod
    def of(cls, shapes: NDArray[Any]) -> Outlines:
        """Return the arcs of a cover of (multi)polygons.

        Raises
        ------
        CoverError
            If two patches lie on the same side of an edge.
        """
        import shapely

        parts, patch = shapely.get_parts(shapes, return_index=True)
        edges = edges_of(parts, patch)
        order, starts = edges.in_arcs()
        number = np.cumsum(starts) - 1
        arc_of = np.empty_like(number)
        arc_of[order] = number
        first = np.flatnonzero(starts)
        begin = order[first]
        opposite = edges.twin[begin]
        node = edges.corner[begin]
        at_node = np.bincount(node)
        at_edge = np.bincount(node, weights=opposite == NONE, minlength=len(at_node)) > 0
        return cls(
            patch=patch,
            face=edges.face[begin],
            twin=np.where(opposite == NONE, NONE, arc_of[opposite]),
            after=arc_of[_next_arc(edges.ring[begin], begin)],
            node=node,
            crossing=((at_node >= 4) | (at_edge & (at_node >= 2)))[node],
            area=np.add.reduceat(edges.area()[order], first) if len(first) else np.zeros(0),
            first=first,
            count=np.diff(first, append=len(order)),
            points=edges.points[order],
        )

    def rings(self, arcs: Integers, outer: Flags) -> tuple[Integers, Integers, Integers, Integers]:
        """Return ``arcs`` ring by ring, and where each ring starts.

        ``outer`` tells which arcs are outlines of joined land; ``arcs``, in order, are those of
        whole walks around it. Then, for each ring, the first arc of its walk, and which part of
        the walk it is: one that comes to a node twice is cut, another has the part ``NONE``.
        """
        after = self.after[arcs]
        # An arc inside the joined land is no outline: turn on around the same node.
        while (inner := np.flatnonzero(~outer[after])).size:
            after[inner] = self.after[self.twin[after[inner]]]
        order, start = _cycles(np.searchsorted(arcs, after))
        arcs = arcs[order]
        walk = arcs[start]
        pieces = _cut_where_rings_touch_themselves(self.node[arcs], self.crossing[arcs], start)
        if pieces is None:
            return arcs, start, walk, np.full(len(start), NONE)
        first, count, begins, ring, part = pieces
        return arcs[spans(first, count)], (np.cumsum(count) - count)[begins], walk[ring], part

    def pieces(self, inner: Flags) -> Integers:
        """Return for each face which connected piece of joined land it belongs to.

        ``inner`` are the arcs with the same land on both sides.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        arcs = np.flatnonzero(inner)
        size = len(self.patch)
        bounds = np.searchsorted(self.face[arcs], np.arange(size + 1))
        beside = self.face[self.twin[arcs]]
        graph = csr_array((np.ones(len(arcs)), beside, bounds), shape=(size, size))
        found: Integers = connected_components(graph, connection="weak")[1].astype(np.int64)
        return found

    def drawn(self, arcs: Integers, start: Integers) -> tuple[Floats, Integers]:
        """Return the points of rings, each closed, and how many each ring has."""
        count = self.count[arcs]
        length = np.add.reduceat(count, start)
        index = np.insert(
            spans(self.first[arcs], count), np.cumsum(length), self.first[arcs[start]]
        )
        return self.points[index], length + 1


def _next_arc(ring: Integers, begin: Integers) -> Integers:
    """Return the first edge of the arc after each one; arcs come ring by ring."""
    after = np.append(begin[1:], NONE)
    first = np.flatnonzero(np.diff(ring, prepend=NONE))
    after[np.append(first[1:], len(ring)) - 1] = begin[first]
    return after


def _cycles(after: Integers) -> tuple[Integers, Integers]:
    """Return the elements of a permutation cycle by cycle, and where each cycle starts."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    size = len(after)
    bounds = np.arange(size + 1)
    graph = csr_array((np.ones(size), after, bounds), shape=(size, size))
    cycles, label = connected_components(graph, connection="weak")
    begin = np.empty(cycles, dtype=np.int64)
    begin[label[::-1]] = np.arange(size)[::-1]
    # Cut the cycles and put them one behind the other: then one walk goes through them all.
    before = np.empty(size, dtype=np.int64)
    before[after] = np.arange(size)
    chain = after.copy()
    chain[before[begin]] = np.roll(begin, -1)
    graph = csr_array((np.ones(size), chain, bounds), shape=(size, size))
    order = breadth_first_order(graph, int(begin[0]), return_predecessors=False).astype(np.int64)
    length = np.bincount(label, minlength=cycles)
    return order, np.cumsum(length) - length


def _cut_where_rings_touch_themselves(
    node: Integers, crossing: Flags, start: Integers
) -> tuple[Integers, Integers, Flags, Integers, Integers] | None:
    """Cut rings that come to a node twice into rings that do not; ``None`` if there are none.

    ``node`` is where each arc starts, ring by ring from ``start`` on. Returns runs of arcs in
    their new order: the first arc, how many, and whether a new ring begins with it. Then, of each
    new ring, which one it was part of and the how-manieth part (``NONE``: it was not cut).
    """
    count = np.diff(start, append=len(node))
    ring = np.repeat(np.arange(len(start)), count)
    at = np.flatnonzero(crossing)
    key = ring[at] * (int(node.max(initial=0)) + 1) + node[at]
    _, which, times = np.unique(key, return_inverse=True, return_counts=True)
    at = at[times[which] > 1]
    if not len(at):
        return None
    whole = np.ones(len(start), dtype=bool)
    whole[ring[at]] = False
    runs: list[tuple[int, int, bool]] = []
    parts: list[tuple[int, int]] = [(number, NONE) for number in np.flatnonzero(whole).tolist()]
    bounds = np.searchsorted(at, np.append(start, len(node)))
    for number in np.flatnonzero(~whole).tolist():
        touched = at[bounds[number] : bounds[number + 1]]
        begin, stop = int(start[number]), int(start[number] + count[number])
        cut = _cut(begin, stop, touched.tolist(), node[touched].tolist())
        for part, path in enumerate(cut):
            runs += [(first, last - first, i == 0) for i, (first, last) in enumerate(path)]
            parts.append((number, part))
    first, length, begins = np.array(runs, dtype=np.int64).T
    was, which_part = np.array(parts, dtype=np.int64).T
    return (
        np.append(start[whole], first),
        np.append(count[whole], length),
        np.append(np.ones(whole.sum(), dtype=bool), begins.astype(bool)),
        was,
        which_part,
    )


def _cut(
    start: int, stop: int, touched: list[int], nodes: list[int]
) -> Iterator[list[tuple[int, int]]]:
    """Yield the rings, as runs of arcs, of one that comes to some of ``nodes`` twice."""
    path = [(start, touched[0])] if touched[0] > start else []
    place: dict[int, int] = {}
    for first, last, node in zip(touched, [*touched[1:], stop], nodes, strict=True):
        back = place.get(node)
        if back is not None:
            yield path[back:]
            del path[back:]
            place = {n: i for n, i in place.items() if i < back}
        place[node] = len(path)
        path.append((first, last))
    yield path
