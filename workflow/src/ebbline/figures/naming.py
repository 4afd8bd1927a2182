"""Which names stand on a map, and the candidates of each kind of name."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ebbline.figures import typography as type_
from ebbline.figures.boxes import Array, corners
from ebbline.figures.candidates import Candidate, Placed, Request, around
from ebbline.figures.content import Ground, Line, Region, Town
from ebbline.figures.course import SAG, arcs_beside, box_below
from ebbline.figures.labels import Obstacles, place
from ebbline.figures.sheet import SMALLEST_PT
from ebbline.figures.territory import Look
from ebbline.figures.towns import distance_boxes, is_minor, reach

if TYPE_CHECKING:
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

_ROOMY = 18
_PREFERENCE = 0.7
_MAIN_RIVER = 4
_EVENED = (0.0, 0.3, 0.6, 1.0, 1.6)
"""Heights of its name by which a river's course may be evened out, the least first."""
_SECOND_BEST = 4.0
"""What the places of a river's name cost more that only a crowded map may use."""
_FAR = (12.0, 18.0, 26.0)
"""How far in points a name keeps off a river that is lined with towns on both sides."""
_AWAY = (0.0, 2.0, 4.0)
"""Points by which a river's name may keep off it on a very small map."""


@dataclass(frozen=True)
class Panel:
    """A map panel: its frame on the plane (km) and its size in points."""

    frame: tuple[float, float, float, float]
    width: float
    height: float

    @property
    def km_per_point(self) -> float:
        """Kilometres in a point."""
        return (self.frame[2] - self.frame[0]) / self.width

    def to_points(self, xy: Array) -> Array:
        """Return places on the plane as points on the panel."""
        moved: Array = (xy - np.array(self.frame[:2])) / self.km_per_point
        return moved

    def holds(self, town: Town, *, margin: float = 0.0) -> bool:
        """Return whether ``town`` lies in the frame, ``margin`` points from its edge."""
        x, y = self.to_points(np.array([town.x, town.y]))
        return bool(margin <= x <= self.width - margin and margin <= y <= self.height - margin)


@dataclass(frozen=True)
class Name:
    """A name as it is written: text, type, colour; ``kind`` is town, river, country or area."""

    key: str
    text: str
    size: float
    weight: int
    colour: str
    kind: str

    @property
    def box(self) -> tuple[float, float, float]:
        """Width, height and descent of the name in points."""
        return type_.box(self.text, self.size, self.weight)


@dataclass(frozen=True)
class Named:
    """A name and where it stands."""

    name: Name
    placed: Placed


@dataclass(frozen=True)
class Basis:
    """What the names of all maps of a view share: those of the ground, and what to keep off."""

    panel: Panel
    look: Look
    right_to_left: bool
    furniture: Array
    soft: Array
    soft_cost: Array
    ground: tuple[tuple[Name, Request], ...]
    sparse: bool


def basis_of(
    ground: Ground,
    panel: Panel,
    look: Look,
    *,
    right_to_left: bool,
    furniture: Sequence[Array],
    avoid: BaseGeometry | None,
    sparse: bool = False,
) -> Basis:
    """Return the basis of a view's names.

    ``furniture`` are boxes on the panel (points) to keep off, ``avoid`` is land (km) that area
    names should not lie on; ``sparse`` names only what must be named.
    """
    soft, cost = _soft_points(ground, panel)
    return Basis(
        panel=panel,
        look=look,
        right_to_left=right_to_left,
        furniture=np.array(list(furniture)).reshape(-1, 4, 2),
        soft=soft,
        soft_cost=cost,
        ground=tuple(_ground_names(ground, panel, look, avoid, sparse=sparse)),
        sparse=sparse,
    )


def names_on(
    towns: Sequence[Town],
    basis: Basis,
    *,
    prefer: Mapping[str, Placed] | None = None,
    only: Collection[str] | None = None,
) -> list[Named]:
    """Return the names of a map and where they stand.

    ``prefer`` is where names stood on another map of the same view. With ``only`` no other
    places are named; these stand beside their marks, and no name must stand.
    """
    panel, look = basis.panel, basis.look
    shown = [t for t in towns if not is_minor(t) and panel.holds(t, margin=1.0)]
    markers, requests, names = [], [], []
    distances: list[Array] = []
    for town in shown:
        x, y = panel.to_points(np.array([town.x, town.y]))
        radius = reach(town, look)
        markers.append(corners(x - radius, y - radius, 2 * radius, 2 * radius))
        distances += [box + np.array([x, y]) for box in distance_boxes(town, look)]
    roomy = len(shown) <= _ROOMY
    for number, town in enumerate(shown):
        if (basis.sparse and not town.wanted) or (only is not None and town.place_id not in only):
            continue
        must = town.wanted and only is None
        name = _town_name(town, look)
        wide, high, _ = name.box
        x, y = panel.to_points(np.array([town.x, town.y]))
        candidates = around(
            x,
            y,
            reach(town, look),
            wide,
            high,
            right_to_left=basis.right_to_left,
            with_leaders=must or (roomy and only is None),
        )
        names.append(name)
        requests.append(Request(name.key, wide, high, candidates, must, number))
    for name, request in basis.ground:
        names.append(name)
        requests.append(request if only is None else replace(request, must_stand=False))
    if prefer:
        requests = [_preferring(r, prefer.get(r.key)) for r in requests]
    order = sorted(range(len(requests)), key=lambda n: (not requests[n].must_stand, n))
    obstacles = Obstacles(
        markers=np.array(markers).reshape(-1, 4, 2),
        furniture=np.concatenate([basis.furniture, np.array(distances).reshape(-1, 4, 2)]),
        soft=basis.soft,
        soft_cost=basis.soft_cost,
    )
    placed = place([requests[n] for n in order], obstacles, width=panel.width, height=panel.height)
    return [Named(name, placed[name.key]) for name in names if name.key in placed]


def main_rivers_in(ground: Ground, panel: Panel) -> list[Line]:
    """Return the main rivers that run through the panel."""
    import shapely

    main = [r for r in ground.rivers if r.rank <= _MAIN_RIVER]
    least = panel.width * panel.km_per_point / 4
    return [r for r in main if shapely.length(shapely.clip_by_rect(r.shape, *panel.frame)) > least]


def _town_name(town: Town, look: Look) -> Name:
    main = town.wanted or town.size == 0
    size = look.size * (1.0 if main else 0.86)
    weight = type_.BOLD if town.changed else type_.SEMIBOLD if main else type_.REGULAR
    return Name(f"town-{town.place_id}", town.name, size, weight, look.colours["ink"], "town")


def _preferring(request: Request, before: Placed | None) -> Request:
    if before is None:
        return request

    def same(candidate: Candidate) -> bool:
        return math.hypot(candidate.x - before.x, candidate.y - before.y) < 2.5

    changed = tuple(
        replace(c, cost=c.cost - _PREFERENCE) if same(c) else c for c in request.candidates
    )
    return replace(request, candidates=changed)


def _ground_names(
    ground: Ground, panel: Panel, look: Look, avoid: BaseGeometry | None, *, sparse: bool
) -> Iterator[tuple[Name, Request]]:
    """Yield names of rivers, countries, lakes and divisions with their candidates.

    What the basemap has no name for is drawn and not named.
    """
    named = [r for r in ground.rivers if r.name]
    main = [r for r in named if r.rank <= _MAIN_RIVER]
    minor = [] if sparse else [r for r in named if r.rank > _MAIN_RIVER]
    for river in main:
        size = max(look.size * (0.95 if not sparse else 0.8), SMALLEST_PT)
        name = Name(
            f"river-{river.name}",
            river.name,
            size,
            type_.MEDIUM,
            look.colours["water_name"],
            "river",
        )
        places = _along(river, name, panel, sparse=sparse)
        if not sparse:  # where all of those are taken, as on a very small map
            more = _along(river, name, panel, sparse=True)
            places += [replace(c, cost=c.cost + _SECOND_BEST) for c in more]
            far = _along(river, name, panel, sparse=True, away=_FAR)
            places += [replace(c, cost=c.cost + 2 * _SECOND_BEST) for c in far]
        yield from _asked(name, places, must=True)
    study = _study_codes(ground)
    for country in ground.countries:
        if not country.name or (sparse and country.code not in study):
            continue
        size = max(look.size * (1.25 if not sparse else 0.9), SMALLEST_PT)
        text = country.name.upper()
        name = Name(
            f"country-{country.code}", text, size, type_.MEDIUM, look.colours["quiet"], "country"
        )
        candidates = _inside(country, name, panel, avoid)
        yield from _asked(name, candidates, must=country.code in study)
    if sparse:
        return
    for region, kind in (
        *((lake, "lake") for lake in ground.lakes if lake.name),
        *((division, "area") for division in ground.divisions if division.name),
    ):
        colour = look.colours["water_name" if kind == "lake" else "quiet"]
        name = Name(
            f"{kind}-{region.name}", region.name, look.size * 0.78, type_.REGULAR, colour, kind
        )
        yield from _asked(name, _inside(region, name, panel, avoid), must=False)
    for river in minor:
        name = Name(
            f"river-{river.name}",
            river.name,
            look.size * 0.78,
            type_.REGULAR,
            look.colours["water_name"],
            "river",
        )
        yield from _asked(name, _along(river, name, panel), must=False)


def _asked(
    name: Name, candidates: Sequence[Candidate], *, must: bool
) -> Iterator[tuple[Name, Request]]:
    wide, high, _ = name.box
    if name.kind == "river":
        high *= 1 + SAG
    if candidates:
        yield name, Request(name.key, wide, high, tuple(candidates), must)


def _study_codes(ground: Ground) -> set[str]:
    """Return the countries that have land in the study."""
    import shapely

    return {
        c.code
        for c in ground.countries
        if shapely.area(shapely.intersection(c.shape, ground.study)) > 1.0
    }


def _along(
    river: Line,
    name: Name,
    panel: Panel,
    *,
    sparse: bool = False,
    away: Sequence[float] = (),
) -> list[Candidate]:
    """Return places beside a river where it is even enough for its name.

    On very small maps, and where it winds too much everywhere, its course is evened out as well; on
    very small maps a name may also keep off the river by as much as the marks on it take, or by
    ``away`` points.
    """
    import shapely

    clipped = shapely.clip_by_rect(river.shape, *panel.frame)
    merged = shapely.line_merge(clipped) if clipped.geom_type == "MultiLineString" else clipped
    lines = [
        shapely.LineString(panel.to_points(shapely.get_coordinates(part)))
        for part in shapely.get_parts(merged)
        if part.geom_type == "LineString"
    ]
    found: list[Candidate] = []
    for share in _EVENED:
        evened = [shapely.simplify(line, share * name.box[1]) for line in lines]
        for off in away or (_AWAY if sparse else _AWAY[:1]):
            more = [c for line in evened for c in _along_line(line, name, panel, away=off)]
            found += [replace(c, cost=c.cost + share + off / 3) for c in more]
        if found and not sparse:
            break
    return sorted(found, key=lambda c: c.cost)[:300]


def _along_line(line: LineString, name: Name, panel: Panel, *, away: float) -> list[Candidate]:
    """Return places beside a line (points), every few points along it."""
    import shapely

    wide = name.box[0]
    middle = np.array([panel.width, panel.height]) / 2
    found: list[Candidate] = []
    for at in np.arange(0.0, line.length - wide, 7.0):
        points = shapely.line_interpolate_point(line, np.linspace(at, at + wide, 17))
        stretch = shapely.get_coordinates(points)
        found += _beside_stretch(stretch, name, middle, away=away)
    return found


def _beside_stretch(stretch: Array, name: Name, middle: Array, *, away: float) -> list[Candidate]:
    """Return the candidates on both sides of a stretch of river, along its bend."""
    wide, high, descent = name.box
    far = float(np.hypot(*(stretch.mean(axis=0) - middle))) / float(np.hypot(*middle))
    found = []
    for number, (arc, stray) in enumerate(arcs_beside(stretch, wide, high, descent, away=away)):
        x, y = box_below(arc, high, descent)
        cost = 0.25 * stray + 0.004 * abs(arc.angle) + 0.8 * far + 0.15 * number
        found.append(Candidate(x, y, arc.angle, cost, arc=arc))
    return found


def _inside(
    region: Region, name: Name, panel: Panel, avoid: BaseGeometry | None
) -> list[Candidate]:
    """Return places inside a region where its name fits, those near its middle first."""
    import shapely

    wide, high, _ = name.box
    seen = shapely.clip_by_rect(region.shape, *panel.frame)
    if seen.is_empty or shapely.area(seen) < wide * high * panel.km_per_point**2:
        return []
    shapely.prepare(seen)
    middle = panel.to_points(np.array(seen.centroid.coords[0]))
    steps_x = np.linspace(3, panel.width - wide - 3, 18)
    steps_y = np.linspace(3, panel.height - high - 3, 14)
    x, y = (grid.ravel() for grid in np.meshgrid(steps_x, steps_y))
    low = np.array(panel.frame[:2])
    k = panel.km_per_point
    boxes = shapely.box(
        low[0] + (x - 3) * k,
        low[1] + (y - 2) * k,
        low[0] + (x + wide + 3) * k,
        low[1] + (y + high + 2) * k,
    )
    fits = shapely.contains(seen, boxes)
    over = np.zeros(len(x))
    if avoid is not None:
        over = shapely.area(shapely.intersection(boxes, avoid)) / shapely.area(boxes)
    far = np.hypot(x + wide / 2 - middle[0], y + high / 2 - middle[1]) / panel.width
    cost = 1.5 * far + 2.0 * over
    return sorted(
        (
            Candidate(float(x[n]), float(y[n]), 0.0, round(float(cost[n]), 6))
            for n in np.flatnonzero(fits)
        ),
        key=lambda c: (c.cost, c.x, c.y),
    )[:80]


def _soft_points(ground: Ground, panel: Panel) -> tuple[Array, Array]:
    """Return points along rivers and borders, with what covering one costs."""
    import shapely

    points, costs = [np.zeros((0, 2))], [np.zeros(0)]
    step = 2.0 * panel.km_per_point
    layers = [(r.shape, 0.16 if r.rank <= _MAIN_RIVER else 0.05) for r in ground.rivers] + [
        (b.shape, 0.08) for b in ground.borders
    ]
    for shape, cost in layers:
        clipped = shapely.segmentize(shapely.clip_by_rect(shape, *panel.frame), step)
        xy = panel.to_points(shapely.get_coordinates(clipped))
        points.append(xy)
        costs.append(np.full(len(xy), cost))
    return np.concatenate(points), np.concatenate(costs)


__all__ = ["Basis", "Name", "Named", "Panel", "basis_of", "main_rivers_in", "names_on"]
