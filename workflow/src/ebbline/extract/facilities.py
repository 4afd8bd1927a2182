"""Facilities that a report does not name: "the border crossing", "its airport", "the dam"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from ebbline.spelling import fold
from ebbline.vocabulary import Place, PlaceKind

REACH_KM = 15.0
"""How far from the town that is spoken of its facility may lie …"""
CROSSING_REACH_KM = 25.0
"""… and a border crossing."""
EARTH_KM = 6371.0
_SORTS = {
    "crossing": ("crossing", "border crossing", "border post"),
    "airport": ("airport", "airbase", "air base", "airfield"),
    "dam": ("dam",),
    "oil field": ("oil field", "oilfield"),
    "gas field": ("gas field", "gasfield"),
    "pumping station": ("pumping station",),
    "refinery": ("refinery",),
    "power station": ("power station", "power plant", "nuclear plant"),
}
_SORT_OF = {word: sort for sort, words in _SORTS.items() for word in words}


def sort_of(words: Sequence[str]) -> str:
    """Return what sort of facility a noun phrase that ends in ``words`` speaks of, or nothing."""
    return _SORT_OF.get(" ".join(words[-2:])) or _SORT_OF.get(" ".join(words[-1:]), "")


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility of the gazetteer."""

    place_id: str
    name: str
    country: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Facilities:
    """The facilities of a gazetteer by their sort, and where all its places are."""

    by_sort: dict[str, tuple[Facility, ...]] = field(default_factory=dict)
    where: dict[str, tuple[float, float]] = field(default_factory=dict)

    def near(self, sort: str, town: str) -> list[Facility]:
        """Return the facilities of a sort that may be those of ``town``, a place id."""
        at = self.where.get(town)
        if at is None:
            return []
        reach = CROSSING_REACH_KM if sort == "crossing" else REACH_KM
        return [f for f in self.by_sort.get(sort, ()) if _km(at, f.at) <= reach]


def read_facilities(places: Iterable[Place]) -> Facilities:
    """Return the facilities among ``places``; what sort one is of, its kind and names tell."""
    found: dict[str, list[Facility]] = {}
    where: dict[str, tuple[float, float]] = {}
    for place in places:
        if place.place_id in where:
            continue
        at = where[place.place_id] = (place.lat, place.lon)
        facility = Facility(place.place_id, place.name, place.country, at)
        sorts = {"crossing"} if place.kind == PlaceKind.CROSSING else set()
        if place.kind == PlaceKind.FACILITY:
            sorts = {sort_of(fold(name).split(" ")) for name in (place.name, *place.aliases)}
        for sort in sorts - {""}:
            found.setdefault(sort, []).append(facility)
    return Facilities({sort: tuple(facilities) for sort, facilities in found.items()}, where)


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two places in degrees."""
    (south, west), (north, east) = map(radians, a), map(radians, b)
    half = sin((north - south) / 2) ** 2
    half += cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
