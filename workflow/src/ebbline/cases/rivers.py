"""Traces named rivers through the unnamed pieces of WDBII.

WDBII cuts its rivers at every whole degree and names none. Each river is therefore given as a
route, a few points in downstream order, and traced as the shortest way from point to point through
the network of pieces. Where a river is a state border the source keeps it among the borders, so
these belong to the network; where it is wide the source has both banks, which become a middle line.
"""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, dist, radians
from pathlib import Path
from typing import Any

from ebbline.cases.gshhg import Point, Polyline

# Ends of pieces that should meet differ by up to this much, in degrees.
_JOIN = 0.003
# A route's point may lie this far from the network, in degrees.
_NEAR = 0.05
# Length of a degree of latitude at 35° north.
_KM_PER_DEGREE = 110.94


@dataclass(frozen=True)
class Route:
    """A river and the points that it passes, downstream, as (longitude, latitude)."""

    river_id: str
    points: tuple[Point, ...]


class Network:
    """The pieces of rivers as a graph of points; its edges are straight bits of river."""

    def __init__(self, pieces: Sequence[Sequence[Point]]) -> None:
        self._edges: dict[Point, dict[Point, float]] = defaultdict(dict)
        for piece in pieces:
            for one, two in pairwise(piece):
                self._link(one, two)
        self._join(pieces)

    def trace(self, route: Route) -> list[Point]:
        """Return the points of the shortest way along ``route``, or raise ``ValueError``."""
        stops = [self._nearest(point, route) for point in route.points]
        way = stops[:1]
        for start, stop in pairwise(stops):
            way += self._shortest(start, stop, route)[1:]
        return _without_knots(_without_returns(way))

    def _link(self, one: Point, two: Point) -> None:
        if one != two:
            self._edges[one][two] = self._edges[two][one] = _length(one, two)

    def _join(self, pieces: Sequence[Sequence[Point]]) -> None:
        """Link each end of a piece with the nearest point of another piece, if within reach."""
        from scipy.spatial import cKDTree

        nodes = [(point, index) for index, piece in enumerate(pieces) for point in piece]
        tree = cKDTree([point for point, _ in nodes])
        for own, piece in enumerate(pieces):
            for end in (piece[0], piece[-1]):
                near = (nodes[i] for i in tree.query_ball_point(end, _JOIN))
                others = [point for point, index in near if index != own]
                if others:
                    self._link(end, min(others, key=lambda point: (dist(point, end), point)))

    def _nearest(self, point: Point, route: Route) -> Point:
        nearest = min(self._edges, key=lambda node: _length(node, point))
        if _length(nearest, point) > _NEAR:
            raise ValueError(f"{route.river_id}: no river of the source passes near {point}")
        return nearest

    def _shortest(self, start: Point, stop: Point, route: Route) -> list[Point]:
        before: dict[Point, Point] = {}
        best = {start: 0.0}
        queue = [(0.0, start)]
        while queue:
            length, node = heapq.heappop(queue)
            if node == stop:
                return _walk_back(before, start, stop)
            for other, step in self._edges[node].items():
                if length + step < best.get(other, float("inf")):
                    best[other] = length + step
                    before[other] = node
                    heapq.heappush(queue, (length + step, other))
        raise ValueError(f"{route.river_id}: the source has no way from {start} to {stop}")


@dataclass(frozen=True)
class Course:
    """A river's line, downstream, to tell which bank a place is on."""

    points: tuple[Point, ...]

    @classmethod
    def read(cls, path: Path, river_id: str) -> Course:
        """Read the line of ``river_id`` from a basemap's ``rivers.geojson``."""
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        for feature in features:
            if feature["properties"]["river_id"] == river_id:
                points = feature["geometry"]["coordinates"]
                return cls(tuple((float(lon), float(lat)) for lon, lat in points))
        raise ValueError(f"{path}: no river {river_id}")

    def side_of(self, lon: float, lat: float) -> tuple[float, str]:
        """Return the distance to the river in kilometres and the bank, ``left`` or ``right``.

        The bank is ``""`` where the line's first or last point is the nearest: such a place lies
        beyond the river's ends, not beside it.

        Degrees are taken as a plane after narrowing the longitudes by the place's latitude, which
        is good to a few metres at the distances that matter (tens of kilometres).
        """
        import numpy as np

        line = np.array(self.points) * [cos(radians(lat)), 1.0]
        place = np.array([lon * cos(radians(lat)), lat])
        steps = np.diff(line, axis=0)
        along = ((place - line[:-1]) * steps).sum(axis=1) / (steps**2).sum(axis=1)
        feet = line[:-1] + np.clip(along, 0.0, 1.0)[:, None] * steps
        away = np.hypot(*(place - feet).T)
        nearest = int(np.argmin(away))
        if (nearest == 0 and along[0] <= 0) or (nearest == len(away) - 1 and along[-1] >= 1):
            return float(away.min()) * _KM_PER_DEGREE, ""
        # At a bend two pieces may be equally near; that seen most squarely decides.
        near = np.flatnonzero(away <= away.min() + 1e-9)
        to_place = place - line[near]
        cross = steps[near, 0] * to_place[:, 1] - steps[near, 1] * to_place[:, 0]
        offset = cross / np.hypot(*steps[near].T)
        side = offset[np.argmax(np.abs(offset))]
        return float(away.min()) * _KM_PER_DEGREE, "left" if side > 0 else "right"


def pieces_of(lines: Iterable[Polyline]) -> list[Sequence[Point]]:
    """Return the open lines as they are and each ring, a river with two banks, as a middle line."""
    return [middle_line(line.points) if line.closed else line.points for line in lines]


def middle_line(ring: Sequence[Point]) -> list[Point]:
    """Return the line midway between the two banks of a long, narrow ``ring``.

    The ring's two ends are its pair of points that lie farthest apart; each point of the one bank
    is moved half-way to the nearest place of the other.
    """
    from shapely import LineString
    from shapely import Point as Place
    from shapely.ops import nearest_points

    points = list(ring[:-1])
    first = max(range(len(points)), key=lambda i: dist(points[i], points[0]))
    points = points[first:] + points[:first]
    far = max(range(len(points)), key=lambda i: dist(points[i], points[0]))
    one, two = points[: far + 1], points[far:] + points[:1]
    other: Any = LineString(two)
    middle = [one[0]]
    for point in one[1:-1]:
        across = nearest_points(other, Place(point))[0]
        middle.append(((point[0] + across.x) / 2, (point[1] + across.y) / 2))
    return [*middle, one[-1]]


def _length(one: Point, two: Point) -> float:
    narrowing = cos(radians((one[1] + two[1]) / 2))
    return dist((one[0] * narrowing, one[1]), (two[0] * narrowing, two[1]))


def _without_returns(way: Sequence[Point]) -> list[Point]:
    """Cut the steps into a tributary and back, where a route's point lies on a confluence."""
    straight: list[Point] = []
    for point in way:
        if point in straight:
            del straight[straight.index(point) + 1 :]
        else:
            straight.append(point)
    return straight


def _without_knots(way: Sequence[Point]) -> list[Point]:
    """Cut the knots of the source, where a piece crosses the next but one."""
    smooth: list[Point] = []
    for point in way:
        smooth.append(point)
        if len(smooth) > 3 and _cross(*smooth[-4:]):
            del smooth[-3:-1]
    return smooth


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Return whether the line from ``a`` to ``b`` crosses that from ``c`` to ``d``."""

    def side(one: Point, two: Point, seen: Point) -> float:
        return (two[0] - one[0]) * (seen[1] - one[1]) - (two[1] - one[1]) * (seen[0] - one[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _walk_back(before: dict[Point, Point], start: Point, stop: Point) -> list[Point]:
    way = [stop]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


_STROKE_RANKS = ((900.0, 3), (450.0, 5), (150.0, 7))
"""A stroke of so many kilometres has this rank of Natural Earth's scale; shorter ones are left out.

Natural Earth ranks rivers by length and water; length is all that WDBII has. The thresholds give
the Nile, the Euphrates and the Tigris 3, as Natural Earth does."""


def ranked_strokes(pieces: Sequence[Sequence[Point]]) -> list[tuple[list[Point], int]]:
    """Return nameless pieces of rivers joined to strokes, each with a rank, the longest first.

    At a junction the two pieces that go on most straightly are one river (strokes, as Thomson and
    Richardson 1999 have them for generalisation).
    """
    joined = _joined(pieces)
    strokes = [
        (line, sum(_length(a, b) for a, b in pairwise(line)) * _KM_PER_DEGREE) for line in joined
    ]
    strokes.sort(key=lambda pair: (-pair[1], pair[0][0]))
    ranked = []
    for line, length in strokes:
        rank = next((rank for least, rank in _STROKE_RANKS if length >= least), None)
        if rank is not None:
            ranked.append((line, rank))
    return ranked


def _joined(pieces: Sequence[Sequence[Point]]) -> list[list[Point]]:
    from scipy.spatial import cKDTree

    lines = [list(piece) for piece in pieces if len(piece) > 1]
    if not lines:
        return []
    ends = [(i, side) for i in range(len(lines)) for side in (0, -1)]
    points = [lines[i][side] for i, side in ends]
    tree = cKDTree(points)
    pairs = []
    for a, b in tree.query_pairs(_JOIN):
        (i, one), (j, two) = ends[a], ends[b]
        if i != j:
            bend = _bend(lines[i], one, lines[j], two)
            if bend < 1.2:
                pairs.append((bend, dist(points[a], points[b]), a, b))
    partner: dict[int, int] = {}
    for _, _, a, b in sorted(pairs):
        if a not in partner and b not in partner:
            partner[a], partner[b] = b, a
    return _chains(lines, partner)


def _chains(lines: Sequence[list[Point]], partner: dict[int, int]) -> list[list[Point]]:
    """Return the lines chained by ``partner``, whose ends are 2 i (first point) and 2 i + 1."""
    done: set[int] = set()
    chains = []
    starts = [end for end in range(2 * len(lines)) if end not in partner]
    for end in [*starts, *range(0, 2 * len(lines), 2)]:  # the rest are rings
        if end // 2 in done:
            continue
        chain: list[Point] = []
        at: int | None = end
        while at is not None and at // 2 not in done:
            done.add(at // 2)
            line = lines[at // 2]
            chain += line if at % 2 == 0 else line[::-1]
            at = partner.get(at ^ 1)
        chains.append(_without_doubles(chain))
    return chains


def _without_doubles(points: Sequence[Point]) -> list[Point]:
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def _bend(one: Sequence[Point], end: int, other: Sequence[Point], start: int) -> float:
    """Return the angle in radians by which a river turns from one piece's end into another's."""
    from math import atan2, pi

    def heading(line: Sequence[Point], at: int) -> float:
        near = line[at]
        far = line[min(4, len(line) - 1)] if at == 0 else line[max(-5, -len(line))]
        return atan2(near[1] - far[1], near[0] - far[0])

    turn = abs(heading(one, end) - heading(other, start) - pi) % (2 * pi)
    return min(turn, 2 * pi - turn)
