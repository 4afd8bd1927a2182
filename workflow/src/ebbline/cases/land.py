"""Cuts land, state borders and first-level divisions that fit each other exactly.

Land and divisions come from Natural Earth as Debian's ``qgis-common`` ships it, a generalised map.
Where its line leaves a town in the wrong country, a window of the border is taken from WDBII
instead, or from points of our own. Borders are then the edges that two lands share, and divisions
are cut to the land, so that the three layers cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from ebbline.cases.gshhg import Bounds, Point

Lands = dict[str, Any]


@dataclass(frozen=True)
class Correction:
    """A ``window`` of the border of two countries (ISO 2) that is drawn anew, and why.

    The line comes from the finer source, or from ``points`` of our own where there are any.
    """

    left: str
    right: str
    window: Bounds
    points: tuple[Point, ...]
    reason: str


def correct(lands: Lands, correction: Correction, fine_lines: Iterable[Sequence[Point]]) -> Lands:
    """Return ``lands`` with the two countries of ``correction`` parted anew inside its window.

    The points of the old border inside the window give way to those of the finer line; outside it
    the border keeps its points. Raises ``ValueError`` if the window holds no finer line.
    """
    from shapely import LineString, line_merge
    from shapely.ops import polygonize, unary_union

    one, two = lands[correction.left], lands[correction.right]
    old = line_merge(one.intersection(two))
    parts = _lines(old)
    longest = max(parts, key=lambda part: _within(part.coords, correction.window))
    points = _spliced(list(longest.coords), correction, fine_lines)
    both = unary_union([one, two])
    cuts = [LineString(points), *(part for part in parts if part is not longest)]
    faces = polygonize(unary_union([*cuts, both.boundary]))
    shares: dict[str, list[Any]] = {correction.left: [], correction.right: []}
    for face in faces:
        larger = face.intersection(one).area >= face.intersection(two).area
        shares[correction.left if larger else correction.right].append(face)
    return lands | {country: unary_union(faces) for country, faces in shares.items()}


def borders(lands: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Return the line that each two lands share, keyed by (left, right) looking along it."""
    from shapely import line_merge

    found: dict[tuple[str, str], Any] = {}
    for one, two in combinations(sorted(lands), 2):
        shared = _lines(line_merge(lands[one].intersection(lands[two])))
        if shared:
            left_first = _is_on_left(lands[one], max(shared, key=lambda line: line.length))
            key = (one, two) if left_first else (two, one)
            found[key] = _collected([_along(line, lands[key[0]]) for line in shared])
    return found


def divide(land: Any, divisions: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``divisions`` cut to ``land``; land that none covers goes to the one it touches most.

    Divisions and land come from different generalisations, so that along a border they differ by
    slivers. Land that touches none, as an island that they lack, goes to the nearest.
    """
    from shapely.ops import unary_union

    cut = {name: _surfaces(shape.intersection(land)) for name, shape in divisions.items()}
    rest = land.difference(unary_union([shape for shapes in cut.values() for shape in shapes]))
    wholes = {name: unary_union(shapes) for name, shapes in cut.items()}
    edges = {name: whole.buffer(1e-7) for name, whole in sorted(wholes.items())}
    for sliver in sorted(_surfaces(rest), key=lambda shape: shape.bounds):
        near = [name for name, edge in edges.items() if edge.intersects(sliver)]
        touch = {name: edges[name].intersection(sliver.boundary).length for name in near}
        best = max(touch, key=lambda name: touch[name], default="")
        if not touch.get(best):
            best = min(edges, key=lambda name: wholes[name].distance(sliver))
        cut[best].append(sliver)
    return {name: unary_union(shapes) for name, shapes in cut.items()}


def _spliced(
    border: list[Point], correction: Correction, fine_lines: Iterable[Sequence[Point]]
) -> list[Point]:
    inside = [i for i, point in enumerate(border) if _in(point, correction.window)]
    lines = [correction.points] if correction.points else fine_lines
    fine = max(
        ([point for point in line if _in(point, correction.window)] for line in lines),
        key=len,
        default=[],
    )
    if not fine:
        raise ValueError(f"no finer border in the window of {correction}")
    before = border[: inside[0]] if inside else border[: _entry(border, fine)]
    after = border[inside[-1] + 1 :] if inside else border[_entry(border, fine) :]
    if _squared(before[-1], fine[0]) > _squared(before[-1], fine[-1]):
        fine = fine[::-1]
    return [*before, *fine, *after]


def _entry(border: Sequence[Point], fine: Sequence[Point]) -> int:
    """Return the index of the border's point after the piece that lies nearest to ``fine``."""
    from shapely import LineString
    from shapely import Point as Place

    middle = Place(fine[len(fine) // 2])
    away = [LineString(piece).distance(middle) for piece in pairwise(border)]
    return away.index(min(away)) + 1


def _in(point: Sequence[float], window: Bounds) -> bool:
    west, south, east, north = window
    return west <= point[0] <= east and south <= point[1] <= north


def _within(points: Any, window: Bounds) -> float:
    from shapely import LineString, box

    return float(LineString(points).intersection(box(*window)).length)


def _squared(one: Point, two: Point) -> float:
    return (one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2


def _lines(geometry: Any) -> list[Any]:
    parts = getattr(geometry, "geoms", [geometry])
    return [part for part in parts if part.geom_type == "LineString" and not part.is_empty]


def _surfaces(geometry: Any) -> list[Any]:
    parts = getattr(geometry, "geoms", [geometry])
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _collected(lines: Sequence[Any]) -> Any:
    from shapely import MultiLineString

    return lines[0] if len(lines) == 1 else MultiLineString(lines)


def _along(line: Any, left: Any) -> Any:
    return line if _is_on_left(left, line) else line.reverse()


def _is_on_left(land: Any, line: Any) -> bool:
    """Return whether ``land`` lies to the left of ``line``, tried beside its middle."""
    from shapely import Point as Place

    (x0, y0), (x1, y1) = (
        line.interpolate(share, normalized=True).coords[0] for share in (0.5, 0.501)
    )
    away = 1e-4 / max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-12)
    left = Place((x0 + x1) / 2 - (y1 - y0) * away, (y0 + y1) / 2 + (x1 - x0) * away)
    right = Place((x0 + x1) / 2 + (y1 - y0) * away, (y0 + y1) / 2 - (x1 - x0) * away)
    return bool(land.distance(left) < land.distance(right))
