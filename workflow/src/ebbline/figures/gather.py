"""From tables to the content of pictures: what lies in a view, on its plane, on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.config import Config
from ebbline.config.figures import ViewConfig
from ebbline.figures.content import Ground, Land, Line, MapContent, Note, Region, Town, Veil
from ebbline.figures.fade import veils_of
from ebbline.figures.page import map_aspect
from ebbline.figures.plane import Plane
from ebbline.figures.story import Change, Story
from ebbline.figures.words import Words
from ebbline.timeline import is_stale
from ebbline.vocabulary import Certainty, Convention, Evidence, Place, PlaceKind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Layers = Mapping[str, Any]
"""Layers of a basemap by name, as :func:`ebbline.basemap.read_layer` gives them, and perhaps
``patches`` of ``catchments.gpkg`` (degrees)."""
_POPULATED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
_TOWN_SIZES = (100_000, 20_000, 5_000)
_MOST_NAMES = 6


@dataclass(frozen=True)
class View:
    """A view of a case: its frame on its plane and everything needed to fill it.

    ``holdings`` has the land of each day of ``holdings.gpkg``, in degrees.
    """

    name: str
    settings: ViewConfig
    config: Config
    story: Story
    holdings: Mapping[date, tuple[Land, ...]]

    @cached_property
    def plane(self) -> Plane:
        """The plane that the view is drawn on."""
        return Plane.around(self.settings.bbox)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """The smallest box on the plane that holds the frames of all sizes (km)."""
        frames = np.array(
            [
                self.plane.frame(self.settings.bbox, aspect=map_aspect(size))
                for size in self.config.figures.sizes.values()
            ]
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
        places = list(self.story.places.values())
        x, y = self.plane.points(
            np.array([p.lon for p in places]), np.array([p.lat for p in places])
        )
        west, south, east, north = self.bounds
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return {
            place.place_id: (round(float(a), 4), round(float(b), 4))
            for place, a, b, here in zip(places, x, y, inside, strict=True)
            if here
        }

    @cached_property
    def inside(self) -> frozenset[str]:
        """The places inside the view's box proper."""
        west, south, east, north = self.settings.bbox
        return frozenset(
            p.place_id
            for p in self.story.places.values()
            if west <= p.lon <= east and south <= p.lat <= north
        )

    @cached_property
    def reported(self) -> tuple[str, ...]:
        """The reported places inside the view's box, the weightiest first."""
        first = {place: n for n, place in enumerate(self.settings.places)}
        here = [p for p in self.story.history.by_place if p in self.inside]
        return tuple(sorted(here, key=lambda p: (first.get(p, 999), -self.story.importance(p), p)))

    def split(self, changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
        """Return ``changes`` inside the view and those elsewhere."""
        here = [c for c in changes if c.place_id in self.inside]
        return here, [c for c in changes if c.place_id not in self.inside]

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

    # -- content ---------------------------------------------------------------------------

    def towns(self, day: date, words: Words) -> tuple[Town, ...]:
        """Return every settlement in the bounds as it stands at the end of ``day``."""
        changed = {c.place_id for c in self.story.changes(day) if c.is_change}
        attacked = {e.place_id: e.rival or e.holder for e in self.story.attacks(day)}
        reported = self.story.history.by_place
        order = {place: n for n, place in enumerate(self.reported)}
        towns = []
        for place_id, (x, y) in self.positions.items():
            place = self.story.places[place_id]
            if place_id not in reported and place.kind not in _POPULATED:
                continue
            must = place_id in self.inside and (
                place_id in self.settings.places or place_id in changed
            )
            towns.append(
                Town(
                    place_id=place_id,
                    name=words.place(place_id),
                    x=x,
                    y=y,
                    size=_size(place),
                    precision_km=place.precision_km,
                    changed=place_id in changed,
                    attacked_by="" if place_id in changed else attacked.get(place_id, ""),
                    rank=order.get(place_id, 9_999),
                    wanted=must,
                    **self._state(place_id, day),
                )
            )
        return tuple(sorted(towns, key=lambda t: (t.rank, t.size, t.place_id)))

    def _state(self, place_id: str, day: date) -> dict[str, Any]:
        """Return the columns of a :class:`Town` that tell its state at the end of ``day``."""
        state = self.story.history.at(place_id, day)
        if state is not None and state.holder:
            return {
                "holder": state.holder,
                "rival": state.rival,
                "contested": state.contested,
                "evidence": Evidence.REPORTED,
                "certainty": state.certainty,
                "stale": is_stale(state, day, after_days=self.config.stale_after_days),
            }
        settled = self.story.settlements.at(place_id, day)
        if settled is not None and settled.holder:
            return {
                "holder": settled.holder,
                "rival": settled.rival,
                "contested": settled.contested,
                "evidence": settled.evidence,
                "certainty": settled.certainty,
                "stale": False,
            }
        return {
            "holder": "",
            "rival": "",
            "contested": False,
            "evidence": None,
            "certainty": None,
            "stale": False,
        }

    def map_content(self, day: date, words: Words) -> MapContent:
        """Return the map of the situation at the end of ``day``."""
        here, elsewhere = self.split(self.story.changes(day))
        first = self.settings.places
        view = words.language.pick(self.settings.title)
        return MapContent(
            day=day,
            title=words.title(day, here, first),
            subtitle=words.subtitle(day),
            notes_title=self._notes_title(day, words),
            notes=self._notes(day, here, elsewhere, words),
            footer=words.footer(self.plane.lon, self.plane.lat),
            alt=words.alt_of_map(day, view, here, elsewhere, first, self.reported),
            towns=self.towns(day, words),
            land=self.land_on(day),
        )

    def _notes_title(self, day: date, words: Words) -> str:
        told = self.split(self.story.changes(day))[0]
        known = bool(told) and not any(c.is_change for c in told)
        key = "notes_opening" if known else "notes_title"
        return words.text(key, day=words.language.day_in_year(day))

    def _notes(
        self, day: date, here: Sequence[Change], elsewhere: Sequence[Change], words: Words
    ) -> tuple[Note, ...]:
        groups = words.told_together(here, self.settings.places)
        notes = [
            Note(group[0].holder, words.note(group, most=_MOST_NAMES), len(group))
            for group in groups
        ]
        changed = {c.place_id for c in here}
        notes += [
            Note(e.rival or e.holder, words.attack(e))
            for e in self.story.attacks(day)
            if e.place_id in self.inside and e.place_id not in changed
        ]
        if not notes:
            notes = [Note("", words.text("notes_none"))]
        if elsewhere:
            group = self.story.ranked(elsewhere, ())[0]
            finding = words.finding(group, most=2)
            notes.append(Note("", words.text("elsewhere", finding=finding)))
        return tuple(notes)

    # -- ground ----------------------------------------------------------------------------

    def ground(self, layers: Layers, words: Words) -> Ground:
        """Return the base map of the view: ``layers`` on its plane, cut and generalised."""
        import shapely

        def cut(shape: BaseGeometry) -> BaseGeometry:
            return shapely.simplify(self._cut(shape), self.tolerance)

        def rows(layer: str) -> list[tuple[Any, BaseGeometry]]:
            found = [(row, cut(row.geometry)) for row in layers[layer].itertuples()]
            return [(row, shape) for row, shape in found if not shape.is_empty]

        countries = tuple(
            Region(_name(row, words), row.country, shape) for row, shape in rows("land")
        )
        study = self._study(countries)
        veils: tuple[Veil, ...] = ()
        if "patches" in layers:
            veils = veils_of(layers["patches"], self.plane, self.bounds, study)
        return Ground(
            rivers=tuple(
                Line(_name(row, words), int(row.scalerank), shape) for row, shape in rows("rivers")
            ),
            lakes=tuple(Region(_name(row, words), "", shape) for row, shape in rows("lakes")),
            countries=countries,
            divisions=tuple(
                Region(_name(row, words), row.country, shape) for row, shape in rows("divisions")
            ),
            borders=tuple(Line("", 0, shape) for _, shape in rows("borders")),
            study=study,
            bounds=self.bounds,
            locator=self._locator(layers, words),
            centre=(self.plane.lon, self.plane.lat),
            veils=veils,
        )

    def _study(self, countries: Sequence[Region]) -> BaseGeometry:
        import shapely

        area = self.config.study_area
        box = self._cut(shapely.box(*area.bbox))
        land = shapely.union_all([c.shape for c in countries if c.code in area.countries])
        study: BaseGeometry = shapely.intersection(land, box)
        return study

    def _locator(self, layers: Layers, words: Words) -> tuple[Region, ...]:
        """Return the countries around the study, coarse, for the small map that says where."""
        import shapely

        found = []
        for row in layers["land"].itertuples():
            shape = shapely.simplify(self.plane.shape(row.geometry), 4.0)
            found.append(Region(_name(row, words), row.country, shape))
        return tuple(found)


def _size(place: Place) -> int:
    """Return the class of a town's size: 0 the largest, 3 the smallest or not known."""
    people = place.population or 0
    for number, least in enumerate(_TOWN_SIZES):
        if people >= least:
            return number
    return {PlaceKind.CITY: 1, PlaceKind.TOWN: 2}.get(place.kind, 3)


def _name(row: Any, words: Words) -> str:
    if words.language.code == "ar" and row.name_ar:
        return str(row.name_ar)
    return str(row.name)


__all__ = ["Certainty", "Convention", "View"]
