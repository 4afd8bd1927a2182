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
from ebbline.figures.towns import UNRANKED
from ebbline.scene.record import Day, Scene
from ebbline.scene.record import View as Framed

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

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
        """What is too small to be seen on any page, in kilometres."""
        west, _, east, _ = self.bounds
        return (east - west) / 8_000

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
        west, south, east, north = self.bbox
        return frozenset(
            p.id for p in self.scene.places if west <= p.lon <= east and south <= p.lat <= north
        )

    def land_on(self, day: date) -> tuple[Land, ...]:
        """Return the land held at the end of ``day``, on the plane, cut to the bounds."""
        known = [d for d in self.holdings if d <= day]
        return self._land(max(known)) if known else ()

    @cached_property
    def _land_cache(self) -> dict[date, tuple[Land, ...]]:
        return {}

    def _land(self, day: date) -> tuple[Land, ...]:
        if day not in self._land_cache:
            cut = [replace(p, shape=self._cut(p.shape)) for p in self.holdings[day]]
            self._land_cache[day] = tuple(p for p in cut if not p.shape.is_empty)
        return self._land_cache[day]

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
        import shapely

        def cut(shape: BaseGeometry) -> BaseGeometry:
            return shapely.simplify(self._cut(shape), self.tolerance)

        def rows(layer: str) -> list[tuple[Any, BaseGeometry]]:
            found = [(row, cut(row.geometry)) for row in layers[layer].itertuples()]
            return [(row, shape) for row, shape in found if not shape.is_empty]

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


def _near(day: Day | None, lang: str) -> dict[str, tuple[Forces, ...]]:
    """Return the forces near each place on a day."""
    found: dict[str, list[Forces]] = defaultdict(list)
    for near in day.near if day else ():
        found[near.place].append(Forces(near.holder, near.azimuth, near.label[lang]))
    return {place: tuple(forces) for place, forces in found.items()}
