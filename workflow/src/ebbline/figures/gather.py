"""What lies in a view, on its plane, on a day: towns as the scene has them, land, base map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.basemap import name_in
from ebbline.config.base import Box
from ebbline.config.figures import SizeConfig
from ebbline.figures.content import Forces, Ground, Land, Line, Region, Town, Veil
from ebbline.figures.fade import veils_of
from ebbline.figures.page import map_aspect
from ebbline.figures.plane import Plane
from ebbline.figures.sheet import MM_PER_PT
from ebbline.figures.towns import UNRANKED
from ebbline.meridian import holds
from ebbline.scene.record import Day, Scene
from ebbline.scene.record import View as Framed
from ebbline.vocabulary import Convention

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SEEN_PT = 0.2
"""Points: lines are half a point wide, and a dot of a picture in 300 dots per inch 0.24."""

_SMALLER = 3
"""How many times smaller the maps of an overview are than a map of their page, at least."""

Layers = Mapping[str, Any]
"""Layers of a basemap by name, as :func:`ebbline.basemap.read_layer` gives them, and perhaps
``doubt`` of ``patches.gpkg`` (degrees)."""


@dataclass(frozen=True)
class View:
    """A view of a scene: its frame on its plane and everything needed to fill it.

    ``holdings`` has the land of each day of ``holdings.gpkg``, in degrees.
    """

    framed: Framed
    scene: Scene
    sizes: Mapping[str, SizeConfig]
    holdings: Mapping[date, tuple[Land, ...]]

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        return self.framed.id

    @property
    def bbox(self) -> Box:
        """Its frame in degrees."""
        return Box(*self.framed.bbox)

    @cached_property
    def plane(self) -> Plane:
        """The plane that the view is drawn on."""
        return Plane.around(self.bbox)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """The smallest box on the plane that holds the frames of all sizes (km)."""
        frames = np.array(
            [self.plane.frame(self.bbox, aspect=map_aspect(s)) for s in self.sizes.values()]
        )
        low, high = frames[:, :2].min(axis=0) - 5, frames[:, 2:].max(axis=0) + 5
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    @cached_property
    def degrees(self) -> tuple[float, float, float, float]:
        """A box in degrees that holds :attr:`bounds`."""
        west, south, east, north = self.bounds
        x = np.linspace(west, east, 20)
        y = np.linspace(south, north, 20)
        grid_x, grid_y = np.meshgrid(x, y)
        lon, lat = self.plane.degrees(grid_x.ravel(), grid_y.ravel())
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    @cached_property
    def tolerance(self) -> float:
        """What is too small to be seen on any page, in kilometres: a fifth of a point on paper."""
        west, _, east, _ = self.bounds
        widest = max(size.width_mm for size in self.sizes.values()) / MM_PER_PT
        return _SEEN_PT * (east - west) / widest

    @cached_property
    def positions(self) -> dict[str, tuple[float, float]]:
        """The places inside the view's bounds, on the plane."""
        places = self.scene.places
        x, y = self.plane.points(
            np.array([p.lon for p in places]), np.array([p.lat for p in places])
        )
        west, south, east, north = self.bounds
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return {
            place.id: (round(float(a), 4), round(float(b), 4))
            for place, a, b, here in zip(places, x, y, inside, strict=True)
            if here
        }

    @cached_property
    def inside(self) -> frozenset[str]:
        """The places inside the view's box proper."""
        return frozenset(p.id for p in self.scene.places if holds(self.bbox, p.lon, p.lat))

    def land_on(self, day: date, *, small: bool = False) -> tuple[Land, ...]:
        """Return the land held at the end of ``day``, on the plane, cut to the bounds.

        ``small`` is for maps of a third of the page or less.
        """
        known = [d for d in self.holdings if d <= day]
        return self._land(max(known), small) if known else ()

    @cached_property
    def _land_cache(self) -> dict[tuple[date, bool], tuple[Land, ...]]:
        return {}

    def _land(self, day: date, small: bool) -> tuple[Land, ...]:
        if (day, small) not in self._land_cache:
            whole: Sequence[Land]
            if small:
                whole = self._land(day, False)
            else:
                cut = [replace(p, shape=self._cut(p.shape)) for p in self.holdings[day]]
                whole = [p for p in cut if not p.shape.is_empty]
            tolerance = self.tolerance * (_SMALLER if small else 1)
            self._land_cache[day, small] = _generalised(whole, tolerance)
        return self._land_cache[day, small]

    def _cut(self, shape: BaseGeometry) -> BaseGeometry:
        """Return ``shape`` (degrees) on the plane, cut to the view's bounds."""
        import shapely

        west, south, east, north = self.degrees
        near = shapely.clip_by_rect(shape, west - 0.1, south - 0.1, east + 0.1, north + 0.1)
        if near.is_empty:
            empty: BaseGeometry = near
            return empty
        cut: BaseGeometry = shapely.clip_by_rect(
            shapely.make_valid(self.plane.shape(near)), *self.bounds
        )
        return cut

    # -- towns -----------------------------------------------------------------------------

    def towns(self, day: date, lang: str) -> tuple[Town, ...]:
        """Return every settlement in the bounds as it stands at the end of ``day``."""
        told = self.scene.days.get(day)
        changes = {c.place: c for c in told.changes if c.real} if told else {}
        attacks = {a.place: a.by for a in told.attacks} if told else {}
        near = _near(told, lang)
        order = {place: n for n, place in enumerate(self.framed.reported)}
        towns = []
        for place_id, (x, y) in self.positions.items():
            place = self.scene.place[place_id]
            change = changes.get(place_id)
            must = place_id in self.inside and (
                place_id in self.framed.places or change is not None
            )
            towns.append(
                Town(
                    place_id=place_id,
                    name=place.name[lang],
                    x=x,
                    y=y,
                    size=place.size,
                    precision_km=place.precision_km,
                    rank=order.get(place_id, UNRANKED),
                    wanted=must,
                    changed=change is not None and self._is_reported(place_id, day),
                    window=change is not None and change.window is not None,
                    attacked=place_id in attacks,
                    attacked_by=attacks.get(place_id, ""),
                    near=near.get(place_id, ()),
                    **self._standing(place_id, day),
                )
            )
        return tuple(sorted(towns, key=lambda t: (t.rank, t.size, t.place_id)))

    def known_towns(self, day: date, lang: str, changed: Sequence[str]) -> tuple[Town, ...]:
        """Return the places that reports speak of, for maps of several days."""
        return tuple(
            replace(
                town.lasting(),
                changed=town.place_id in changed,
                wanted=town.place_id in self.framed.places and town.place_id in self.inside,
            )
            for town in self.towns(day, lang)
            if town.rank < UNRANKED
        )

    def _is_reported(self, place_id: str, day: date) -> bool:
        run = self.scene.run(place_id, day)
        return run is not None and self.scene.kinds[run.kind].evidence == "reported"

    def _standing(self, place_id: str, day: date) -> dict[str, Any]:
        """Return the fields of a :class:`Town` that tell how it stands at the end of ``day``."""
        run = self.scene.run(place_id, day)
        if run is None:
            return {}
        kind = self.scene.kinds[run.kind]
        names = ("symbol", "age", "holder", "rival", "besieged", "evidence")
        return {name: getattr(kind, name) for name in names}

    # -- ground ----------------------------------------------------------------------------

    def ground(self, layers: Layers, lang: str) -> Ground:
        """Return the base map of the view: ``layers`` on its plane, cut and generalised."""

        def rows(layer: str) -> list[tuple[Any, BaseGeometry]]:
            found = [(row, self._cut(row.geometry)) for row in layers[layer].itertuples()]
            seen = [(row, shape) for row, shape in found if not shape.is_empty]
            fewer = _with_fewer_points([shape for _, shape in seen], self.tolerance)
            return [(row, shape) for (row, _), shape in zip(seen, fewer, strict=True)]

        countries = tuple(
            Region(name_in(row, lang), row.country, shape) for row, shape in rows("land")
        )
        study = self._study(countries)
        veils: tuple[Veil, ...] = ()
        if "doubt" in layers:
            veils = veils_of(layers["doubt"], self.plane, self.bounds, study)
        return Ground(
            rivers=tuple(
                Line(name_in(row, lang), int(row.scalerank), shape) for row, shape in rows("rivers")
            ),
            lakes=tuple(Region(name_in(row, lang), "", shape) for row, shape in rows("lakes")),
            countries=countries,
            divisions=tuple(
                Region(name_in(row, lang), row.country, shape) for row, shape in rows("divisions")
            ),
            borders=tuple(Line("", 0, shape) for _, shape in rows("borders")),
            study=study,
            bounds=self.bounds,
            locator=self._locator(layers, lang),
            centre=(self.plane.lon, self.plane.lat),
            veils=veils,
        )

    def _study(self, countries: Sequence[Region]) -> BaseGeometry:
        import shapely

        case = self.scene.case
        box = self._cut(shapely.box(*case.study_box))
        land = shapely.union_all([c.shape for c in countries if c.code in case.countries])
        study: BaseGeometry = shapely.intersection(land, box)
        return study

    def _locator(self, layers: Layers, lang: str) -> tuple[Region, ...]:
        """Return the countries around the study, coarse, for the small map that says where."""
        import shapely

        found = []
        for row in layers["land"].itertuples():
            shape = shapely.simplify(self.plane.shape(row.geometry), 4.0)
            found.append(Region(name_in(row, lang), row.country, shape))
        return tuple(found)


def _generalised(land: Sequence[Land], tolerance: float) -> tuple[Land, ...]:
    """Return ``land``, whose pieces of one convention do not overlap, with fewer points.

    A piece that is the same in both conventions stays the same in both.
    """
    found: list[Land] = []
    known: dict[bytes, BaseGeometry] = {}
    for convention in Convention:
        pieces = [p for p in land if p.convention is convention]
        fewer = _with_fewer_points([p.shape for p in pieces], tolerance) if pieces else ()
        for piece, shape in zip(pieces, fewer, strict=True):
            same = known.setdefault(piece.shape.wkb, shape)
            if not same.is_empty:
                found.append(replace(piece, shape=same))
    return tuple(found)


def _with_fewer_points(shapes: Sequence[BaseGeometry], tolerance: float) -> Any:
    """Return ``shapes`` of a layer generalised; areas keep their common borders in common."""
    import shapely

    found = np.array(shapes, dtype=object)
    if (shapely.get_dimensions(found) == 2).all():
        return shapely.coverage_simplify(found, tolerance)
    return shapely.simplify(found, tolerance)


def small_ground(ground: Ground, tolerance: float) -> Ground:
    """Return the base map for maps of a third of the page or less; names see no difference."""
    import shapely

    def fewer(part: Any) -> Any:
        return replace(part, shape=shapely.simplify(part.shape, _SMALLER * tolerance))

    veils = [v.shape for v in ground.veils]
    even = _with_fewer_points(veils, _SMALLER * tolerance) if veils else []
    return replace(
        ground,
        rivers=tuple(map(fewer, ground.rivers)),
        lakes=tuple(map(fewer, ground.lakes)),
        borders=tuple(map(fewer, ground.borders)),
        veils=tuple(replace(v, shape=s) for v, s in zip(ground.veils, even, strict=True)),
    )


def _near(day: Day | None, lang: str) -> dict[str, tuple[Forces, ...]]:
    """Return the forces near each place on a day."""
    found: dict[str, list[Forces]] = defaultdict(list)
    for near in day.near if day else ():
        found[near.place].append(Forces(near.holder, near.azimuth, near.label[lang]))
    return {place: tuple(forces) for place, forces in found.items()}
