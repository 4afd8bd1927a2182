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
from ebbline.vocabulary import Place, PlaceKind

_RANK = {PlaceKind.CITY: 2, PlaceKind.TOWN: 1}
MUCH_NEARER = 0.5


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
        and not (said.populated and p.kind in FACILITIES)
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
    this order: ``kind`` (a bare name is a populated place), ``near`` (a place named beside it),
    ``box``, ``report`` (much nearer to the places of the same reports), ``name`` (it is the
    display name of one, which is no smaller than the others).
    """
    left = list(places)
    evidence: list[str] = []
    rules: tuple[tuple[str, Callable[[list[Place]], list[Place]]], ...] = (
        ("kind", lambda found: [p for p in found if p.kind not in FACILITIES]),
        ("near", lambda found: _much_nearer(found, said.beside)),
        ("box", lambda found: [p for p in found if in_box(p, box)]),
        ("report", lambda found: _much_nearer(found, reported)),
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
    return box.west <= place.lon <= box.east and box.south <= place.lat <= box.north


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
