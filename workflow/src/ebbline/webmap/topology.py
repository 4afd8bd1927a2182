"""Shared outlines: what two patches have in common stands in the file once, as an arc.

The method is that of TopoJSON (Bostock, 2012): a vertex where outlines part is a junction; the
stretch between two junctions is an arc; a ring is a list of arcs, ``~i`` meaning arc ``i``
backwards. The browser then also knows, without any geometry, which arcs lie between two holders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ebbline.webmap.grid import Floats, Grid, Ints, as_steps, without_repeats

_ON_EDGE = 0.75
"""A vertex this near (grid units) to a neighbour's edge lies on it; rounding moves 0.71 at most."""

Ring = list[int]
Polygon = list[Ring]


@dataclass(frozen=True)
class Topology:
    """``arcs``: whole points, shape (n, 2) each; ``shapes``: for each shape its polygons."""

    arcs: tuple[Ints, ...]
    shapes: tuple[tuple[Polygon, ...], ...]

    def to_data(self) -> dict[str, Any]:
        """Return arcs as steps, and shapes as nested lists of arc numbers."""
        return {"arcs": [as_steps(a) for a in self.arcs], "rings": [list(s) for s in self.shapes]}


def build_topology(
    geometries: Sequence[Any], *, grid: Grid, smooth_m: float = 0, settle: bool = True
) -> Topology:
    """Return the shared arcs of a cover of (multi)polygons in WGS 84 degrees.

    ``smooth_m`` straightens bends below that size along shared outlines (metres on Web Mercator;
    no gaps or overlaps arise, ``shapely.coverage_simplify``). ``settle`` puts a vertex into an
    edge where only the neighbour has one. A part that shrinks to nothing on the grid is left out.
    """
    import shapely

    flat: Any = shapely.transform(np.asarray(geometries, dtype=object), grid.exact)
    if smooth_m:
        flat = shapely.coverage_simplify(flat, smooth_m / grid.step)
    rings = _Rings.of(flat)
    if settle:
        rings = rings.with_vertices_of_neighbours()
    return _cut(rings, len(flat))


@dataclass(frozen=True)
class _Rings:
    """Closed rings on the grid (last point not repeated) and where each belongs."""

    points: list[Ints]
    owner: list[tuple[int, int]]

    @classmethod
    def of(cls, geometries: Sequence[Any]) -> _Rings:
        import shapely

        points: list[Ints] = []
        owner: list[tuple[int, int]] = []
        for shape, geometry in enumerate(geometries):
            for part, polygon in enumerate(shapely.get_parts(geometry)):
                for ring in (polygon.exterior, *polygon.interiors):
                    whole = _closed(np.rint(shapely.get_coordinates(ring)).astype(np.int64))
                    if len(whole) >= 3:
                        points.append(whole)
                        owner.append((shape, part))
        return cls(points, owner)

    def with_vertices_of_neighbours(self) -> _Rings:
        """Return the rings with each edge split where some other ring has a vertex on it."""
        import shapely

        if not self.points:
            return self
        starts = np.concatenate(self.points)
        ends = np.concatenate([np.roll(p, -1, axis=0) for p in self.points])
        vertices = np.unique(starts, axis=0)
        edges = shapely.linestrings(np.stack([starts, ends], axis=1).astype(float))
        nodes: Any = shapely.points(vertices.astype(float))
        tree = shapely.STRtree(nodes)
        edge, vertex = tree.query(edges, predicate="dwithin", distance=_ON_EDGE)
        inside = (vertices[vertex] != starts[edge]).any(axis=1) & (
            vertices[vertex] != ends[edge]
        ).any(axis=1)
        return self._split(edge[inside], vertices[vertex[inside]], starts, ends)

    def _split(self, edge: Ints, at: Ints, starts: Ints, ends: Ints) -> _Rings:
        along = (ends - starts)[edge]
        offset = ((at - starts[edge]) * along).sum(axis=1) / (along**2).sum(axis=1)
        keep = (offset > 0) & (offset < 1)
        edge, at, offset = edge[keep], at[keep], offset[keep]
        position = np.concatenate([np.arange(len(starts), dtype=float), edge + offset])
        everything = np.concatenate([starts, at])[np.argsort(position, kind="stable")]
        sizes = np.array([len(p) for p in self.points])
        first = np.concatenate([[0], np.cumsum(sizes)])
        added = np.histogram(edge, bins=first)[0] if len(edge) else np.zeros(len(sizes), int)
        cuts = np.cumsum(sizes + added)[:-1]
        points = [_closed(p) for p in np.split(everything, cuts)]
        return _Rings(points, self.owner)


def _closed(points: Ints) -> Ints:
    """Return a ring's points with neither repeats nor the first point again at the end."""
    points = without_repeats(points)
    return points[:-1] if len(points) > 1 and (points[0] == points[-1]).all() else points


def _cut(rings: _Rings, count: int) -> Topology:
    keys = [_keys(p) for p in rings.points]
    junctions = _junctions(keys)
    arcs: list[Ints] = []
    known: dict[bytes, int] = {}
    shapes: list[dict[int, Polygon]] = [{} for _ in range(count)]
    for points, key, (shape, part) in zip(rings.points, keys, rings.owner, strict=True):
        if len(points) < 3:
            continue
        ring = [_number(arc, arcs, known) for arc in _arcs_of(points, key, junctions)]
        shapes[shape].setdefault(part, []).append(ring)
    return Topology(tuple(arcs), tuple(tuple(parts.values()) for parts in shapes))


def _keys(points: Ints) -> Ints:
    """Return one number a vertex, the same for the same vertex."""
    return (points[:, 0] << 32) ^ (points[:, 1] & 0xFFFFFFFF)


def _junctions(keys: Sequence[Ints]) -> set[int]:
    """Return the vertices where two rings that share them do not share both neighbours."""
    if not keys:
        return set()
    here = np.concatenate(keys)
    before = np.concatenate([np.roll(k, 1) for k in keys])
    after = np.concatenate([np.roll(k, -1) for k in keys])
    low, high = np.minimum(before, after), np.maximum(before, after)
    order = np.lexsort((high, low, here))
    here, low, high = here[order], low[order], high[order]
    same = here[1:] == here[:-1]
    parted = same & ((low[1:] != low[:-1]) | (high[1:] != high[:-1]))
    return set(here[1:][parted].tolist())


def _arcs_of(points: Ints, keys: Ints, junctions: set[int]) -> list[Ints]:
    """Return the ring's stretches from junction to junction, or the whole ring, closed."""
    cuts = [i for i, key in enumerate(keys.tolist()) if key in junctions]
    if not cuts:
        first = int(np.lexsort((points[:, 1], points[:, 0]))[0])
        whole = np.roll(points, -first, axis=0)
        return [np.concatenate([whole, whole[:1]])]
    turned = np.roll(points, -cuts[0], axis=0)
    turned = np.concatenate([turned, turned[:1]])
    bounds = [c - cuts[0] for c in cuts] + [len(points)]
    return [turned[a : b + 1] for a, b in pairwise(bounds)]


def _number(arc: Ints, arcs: list[Ints], known: dict[bytes, int]) -> int:
    """Return the number of ``arc``, ``~number`` if it is known the other way round."""
    forward = arc.tobytes()
    if forward in known:
        return known[forward]
    backward = arc[::-1].tobytes()
    if backward in known:
        return ~known[backward]
    known[forward] = len(arcs)
    arcs.append(arc)
    return len(arcs) - 1


def unpack(topology: Topology, shape: int) -> list[list[Floats]]:
    """Return the polygons of a shape as lists of closed rings in grid units (for checks)."""
    return [
        [_join([topology.arcs[i] if i >= 0 else topology.arcs[~i][::-1] for i in r]) for r in part]
        for part in topology.shapes[shape]
    ]


def _join(parts: Sequence[Ints]) -> Floats:
    pieces = [p[:-1] for p in parts]
    joined = np.concatenate([*pieces, pieces[0][:1]])
    return joined.astype(np.float64)
