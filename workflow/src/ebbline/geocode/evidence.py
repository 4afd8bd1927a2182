"""Deciding between places that share a name, each time by evidence that can be written down.

What a name itself says (country, division, kind) is strict: a place that contradicts it is out.
The case's box, the places of the same report and the display name only decide between several.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from ebbline.config.base import Box
from ebbline.geocode.index import FACILITIES
from ebbline.meridian import holds
from ebbline.spelling import fold
from ebbline.vocabulary import Place, PlaceKind

_RANK = {PlaceKind.CITY: 2, PlaceKind.TOWN: 1}
MUCH_NEARER = 0.5
MUCH_LARGER = 10
"""A place with so many times the people of each namesake is the one that a report means."""
_NEVER_BARE = FACILITIES | {PlaceKind.DIVISION}
_UNKNOWN_VILLAGE = 1000
SAME_TOWN_KM = 5.0
"""Two records with one name, no further apart than this, are one town."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a name as written says of the place: countries, divisions, kind, places beside it."""

    countries: frozenset[str] = frozenset()
    divisions: frozenset[str] = frozenset()
    populated: bool = False
    beside: tuple[Place, ...] = ()


def agreeing(places: Sequence[Place], said: Said, countries: Sequence[str]) -> list[Place]:
    """Return the places that contradict neither the case's countries nor what the name says."""
    return [
        p
        for p in places
        if p.country in countries
        and (not said.countries or p.country in said.countries)
        and (not said.divisions or p.admin1 in said.divisions)
        and not (said.populated and p.kind in _NEVER_BARE)
    ]


def decide(
    places: Sequence[Place],
    said: Said,
    *,
    name: str,
    box: Box,
    reported: Sequence[Place],
) -> tuple[list[Place], list[str]]:
    """Return the places that are left, ideally one, and the evidence that took the others out.

    ``reported`` are places named in the same reports, ``name`` the name as written. Evidence, in
    this order: ``double`` (two records of one town), ``kind`` (a bare name is a populated place),
    ``near`` (a place named beside it), ``box``, ``report`` (much nearer to the places of the same
    reports), ``population`` (:data:`MUCH_LARGER`), ``name`` (it is the display name of one, which
    is no smaller than the others).
    """
    left = list(places)
    evidence: list[str] = []
    rules: tuple[tuple[str, Callable[[list[Place]], list[Place]]], ...] = (
        ("double", without_doubles),
        ("kind", lambda found: [p for p in found if p.kind not in _NEVER_BARE]),
        ("near", lambda found: _much_nearer(found, said.beside)),
        ("box", lambda found: [p for p in found if in_box(p, box)]),
        ("report", lambda found: _much_nearer(found, reported)),
        ("population", much_larger),
        ("name", lambda found: _by_display_name(found, name)),
    )
    for rule, keep in rules:
        if len(left) < 2:
            break
        kept = keep(left)
        if kept and len(kept) < len(left):
            left = kept
            evidence.append(rule)
    return left, evidence


def in_box(place: Place, box: Box) -> bool:
    """Return whether ``place`` lies in ``box``, edges included."""
    return holds(box, place.lon, place.lat)


def is_double(one: Place, other: Place) -> bool:
    """Return whether two places are records of one town.

    They share a name and are a few kilometres apart, or name, division and number of people.
    """
    if one.kind in _NEVER_BARE or other.kind in _NEVER_BARE or one.country != other.country:
        return False
    if one.population and (one.name, one.admin1, one.population) == (
        other.name,
        other.admin1,
        other.population,
    ):
        return True
    # A degree of latitude is 111 km; most pairs are far apart, so this look comes first.
    if abs(one.lat - other.lat) > SAME_TOWN_KM / 110:
        return False
    if not _spelled(one) & _spelled(other):
        return False
    from geopy.distance import great_circle

    return bool(great_circle((one.lat, one.lon), (other.lat, other.lon)).km <= SAME_TOWN_KM)


def _spelled(place: Place) -> frozenset[str]:
    names = (place.name, place.name_ar, *place.aliases)
    return frozenset(fold(n).replace(" ", "") for n in names) - {""}


def without_doubles(places: Sequence[Place]) -> list[Place]:
    """Return ``places`` with the largest record of each town alone, in order."""

    def size(p: Place) -> tuple[int, int, int, str]:
        return -(p.population or 0), -_RANK.get(p.kind, 0), -len(p.aliases), p.place_id

    kept: list[Place] = []
    for place in sorted(places, key=size):
        if not any(is_double(place, other) for other in kept):
            kept.append(place)
    return [p for p in places if p in kept]


def much_larger(places: Sequence[Place]) -> list[Place]:
    """Return the one place with :data:`MUCH_LARGER` times the people of every other, or nothing.

    A village of unknown population counts as a thousand people; any other place of unknown
    population leaves the question open.
    """
    people = {
        p.place_id: p.population or (_UNKNOWN_VILLAGE if p.kind is PlaceKind.VILLAGE else 0)
        for p in places
    }
    if not all(people.values()):
        return []
    largest = max(places, key=lambda p: people[p.place_id])
    rest = [people[p.place_id] for p in places if p is not largest]
    return [largest] if people[largest.place_id] >= MUCH_LARGER * max(rest) else []


def _much_nearer(places: list[Place], others: Sequence[Place]) -> list[Place]:
    """Return the one place at most half as far from ``others`` (median, geodesic) as the next."""
    if not others:
        return []
    from geopy.distance import geodesic

    distances = sorted(
        (
            median(geodesic((p.lat, p.lon), (o.lat, o.lon)).km for o in others),
            p.place_id,
            p,
        )
        for p in places
    )
    nearest, second = distances[0], distances[1]
    return [nearest[2]] if nearest[0] <= MUCH_NEARER * second[0] else []


def _by_display_name(places: list[Place], name: str) -> list[Place]:
    named = [p for p in places if p.name == name or p.name_ar == name]
    if len(named) != 1:
        return []
    rank = _RANK.get(named[0].kind, 0)
    return named if all(_RANK.get(p.kind, 0) <= rank for p in places) else []
