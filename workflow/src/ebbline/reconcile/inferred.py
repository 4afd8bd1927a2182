"""Who is shown to hold a place that no claim names: from whom, at what cost, how likely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from ebbline.spelling import fold
from ebbline.timeline import covers
from ebbline.vocabulary import Evidence, Influence, Place, Prediction, SettlementState

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


def followed(
    place: Place, states: Sequence[SettlementState], *, on: date | None
) -> list[SettlementState]:
    """Return how the maps show a place without claims: on a day, or ever."""
    return [s for s in states if s.place_id == place.place_id and (on is None or covers(s, on))]


def lines(
    place: Place,
    shown: Sequence[SettlementState],
    *,
    places: Mapping[str, Place],
    names: Mapping[str, str],
    on: date | None,
) -> list[str]:
    """Return what :func:`followed` gives, as lines of text."""
    told = [f"{place.name} ({place.place_id})", "", "No claim names it."]
    if not shown:
        when = f" at the end of {on}" if on else ""
        return [*told, f"It is unknown{when}: no reported place is near enough to infer it from."]
    for s in shown:
        last = "still" if s.end is None else f"to before {s.end}"
        who = names.get(s.holder, s.holder) or "nobody named"
        who = f"contested: {who} and {names.get(s.rival, s.rival)}" if s.contested else who
        line = f"  from {s.start} {last}: {who}"
        if s.evidence is Evidence.INFERRED:
            via = places.get(s.via_place_id)
            line += f", inferred from {via.name if via else s.via_place_id}"
            line += "" if s.cost_km is None else f", {s.cost_km:.1f} km of travel away"
            line += "" if s.likelihood is None else f"; right in {s.likelihood:.0%} of such cases"
        told.append(line)
    told.append("It follows that place; a claim on it, or one nearer by, would change this.")
    return [*told, *(["What is told of that place about the day:"] if on else [])]


def by_the_field(
    place: Place,
    predictions: Sequence[Prediction],
    influence: Sequence[Influence],
    *,
    names: Mapping[str, str],
) -> list[str]:
    """Return what the model of the land had said of a place, and what its reports change in it."""
    told = [
        f"  the day before its first report, {p.date}, the field had "
        f"{names.get(p.predicted, p.predicted) or 'nobody'} as likeliest, and "
        f"{names.get(p.holder, p.holder)}, whom the report names, at {p.probability:.0%}"
        for p in predictions
        if p.place_id == place.place_id
    ]
    told += [
        f"  without its reports {names.get(i.holder, i.holder)} would have "
        f"{i.km2_without:,.0f} km² in place of {i.km2_with:,.0f} on {i.date} ({i.convention})"
        for i in influence
        if i.place_id == place.place_id and round(i.km2_without) != round(i.km2_with)
    ]
    return ["", "ITS PLACE IN THE LAND", *told] if told else []


def land_at(
    path: Path, lat: float, lon: float, *, names: Mapping[str, str], on: date | None
) -> list[str]:
    """Return whose land a WGS 84 point is in, by the layer ``total`` of the land of a build."""
    if not path.exists():
        return []
    from shapely import Point

    from ebbline.geopackage import read_geopackage

    columns = ("valid_from", "valid_to", "holder", "rival", "evidence", "contested", "certainty")
    land = read_geopackage(path, columns=columns, layer="total")
    there = land[land.intersects(Point(lon, lat))].sort_values(["valid_from", "holder"])
    told = [f"THE LAND AT {lat:g}, {lon:g}"]
    for row in there.itertuples():
        first, last = (date.fromisoformat(str(day)[:10]) for day in (row.valid_from, row.valid_to))
        if on is None or first <= on <= last:
            who = names.get(row.holder, row.holder)
            who += f" and {names.get(row.rival, row.rival)}, contested" if row.contested else ""
            told.append(f"  {first} to {last}: {who} ({row.evidence}, {row.certainty})")
    return [*(told if len(told) > 1 else [*told, "  unknown: it is in nobody's land"]), ""]
