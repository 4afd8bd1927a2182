"""Who is shown to hold a place that no claim names: from whom, at what cost, how likely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import asin, cos, radians, sin, sqrt

from ebbline.spelling import fold
from ebbline.timeline import covers
from ebbline.vocabulary import Evidence, Place, SettlementState

EARTH_KM = 6371.0


def nearest(places: Sequence[Place], lat: float, lon: float) -> tuple[Place, float]:
    """Return the place nearest to a WGS 84 point, and the great-circle distance in kilometres."""
    return min(((p, _km(p, lat, lon)) for p in places), key=lambda found: (found[1], found[0].name))


def _km(place: Place, lat: float, lon: float) -> float:
    a, b = radians(place.lat), radians(lat)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon - place.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def called(places: Sequence[Place], asked: str) -> list[Place]:
    """Return the places whose id, name or other spelling is ``asked``."""
    folded = fold(asked)
    return [
        p
        for p in places
        if p.place_id == asked or (folded and folded in map(fold, (p.name, p.name_ar, *p.aliases)))
    ]


def lines(
    place: Place,
    states: Sequence[SettlementState],
    *,
    names: Mapping[str, str],
    on: date | None,
) -> list[str]:
    """Return what the maps show of a place without claims, as lines of text."""
    shown = [s for s in states if s.place_id == place.place_id and (on is None or covers(s, on))]
    told = [f"{place.name} ({place.place_id})", "", "No claim names it."]
    if not shown:
        when = f" at the end of {on}" if on else ""
        return [*told, f"It is unknown{when}: no reported place is near enough to infer it from."]
    by_id = {s.place_id: s.place for s in states}
    for s in shown:
        last = "still" if s.end is None else f"to before {s.end}"
        who = names.get(s.holder, s.holder) or "nobody named"
        who = f"contested: {who} and {names.get(s.rival, s.rival)}" if s.contested else who
        line = f"  from {s.start} {last}: {who}"
        if s.evidence is Evidence.INFERRED:
            line += f", inferred from {by_id.get(s.via_place_id, s.via_place_id)}"
            line += "" if s.cost_km is None else f", {s.cost_km:.1f} km of travel away"
            line += "" if s.likelihood is None else f"; right in {s.likelihood:.0%} of such cases"
        told.append(line)
    told.append("It follows that place; a claim on it, or one nearer by, would change this.")
    return told
