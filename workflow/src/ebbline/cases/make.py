"""Makes a case: its region from the world's sources, then the files that it starts from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ebbline.basemap import in_window
from ebbline.cases.basemap import build_basemap, own_land
from ebbline.cases.command import Wish
from ebbline.cases.gazetteer import Divisions, Gazetteer, make_gazetteer
from ebbline.cases.geonames import read_records
from ebbline.cases.gshhg import Bounds
from ebbline.cases.places import read_own_places
from ebbline.cases.region import Region, grown
from ebbline.cases.size import FEW_PLACES, Size
from ebbline.cases.template import Start, case_tables, configuration, readme
from ebbline.cases.world import World, find_world
from ebbline.cost import cost_of, land_km2
from ebbline.errors import Problem, UserError
from ebbline.files import write_text, writing
from ebbline.meridian import cut, holds
from ebbline.tables import GAZETTEER
from ebbline.vocabulary import Place

_MARGIN_SHARE, _MARGIN_LEAST = 0.5, 3.0
"""How much land around the case's box the basemap has at least, for the map of where it lies."""
_PLACES_SHARE, _PLACES_LEAST = 0.05, 0.1
"""How much land around the case's box has its places in the gazetteer."""
_TOLD = 5
_DAYS = 60
"""Days of change that the cost of a build is told for, before there are claims."""


def make_case(wish: Wish) -> list[str]:
    """Write everything that the case needs and return what is to be told.

    Raises
    ------
    UserError
        If sources are missing, a country is not among them, or the box has none of its land.
    """
    world = find_world(
        geonames=wish.geonames, natural_earth=wish.natural_earth, divisions=wish.divisions
    )
    told: list[str] = []
    box = wish.bbox or own_land(world, wish.countries, told)
    region = Region(
        bbox=_around(box),
        detail=box,
        places_of=wish.countries,
        languages=(*wish.languages, *wish.unspoken),
    )
    basemap = wish.to / "resources/basemap" / wish.case
    table = wish.to / "resources/gazetteer" / f"{wish.case}.csv"
    for path in (basemap, table):
        path.parent.mkdir(parents=True, exist_ok=True)
    with writing(basemap, table) as (folder, draft):
        told += build_basemap(region, world, folder, division_names=wish.name)
        lands = _lands(folder, wish.countries, box)
        gazetteer = _gazetteer(wish, world, region, folder, lands)
        GAZETTEER.write(draft, gazetteer.places)
    inside = _within(gazetteer.places, box)
    km2 = sum(land_km2(land) for land in lands.values())
    size = Size(km2=km2, places=len(inside), days=(wish.last - wish.first).days + 1)
    told += _of_names(gazetteer)
    told += _of_size(wish, size)
    if not (basemap / "divisions.geojson").exists():
        told.append(
            "no divisions, so areas are told by country; --divisions FILE --name COLUMN adds them"
        )
    if world.rivers is None and (basemap / "rivers.geojson").exists():
        told.append(
            "the rivers have no names; write them into rivers.geojson, or give --natural-earth DIR "
            "with ne_10m_rivers_lake_centerlines"
        )
    if wish.unspoken:
        told.append(
            f"languages: no words in {', '.join(wish.unspoken)} yet; the maps are in "
            f"{', '.join(wish.languages or ('en',))}"
        )
    if not wish.region_only:
        told.append(_write_start(_start(wish, world, box, size, inside), wish.to, told))
    return _summary(wish, told)


def _around(box: Bounds) -> Bounds:
    """Return what the basemap covers: what a window may show around the case's box."""
    near, shown = grown(box, share=_MARGIN_SHARE, least=_MARGIN_LEAST), in_window(box)
    west, south = (min(pair) for pair in zip(near[:2], shown[:2], strict=True))
    east, north = (max(pair) for pair in zip(near[2:], shown[2:], strict=True))
    return west, south, east, north


def _write_start(start: Start, folder: Path, told: Sequence[str]) -> str:
    """Write configuration and tables; return what a build will cost."""
    import yaml

    from ebbline.config.read import check_config

    text = configuration(start)
    config = check_config(yaml.safe_load(text), name=f"config/{start.case}.yaml")
    tables = folder / "resources/cases" / start.case
    for name, content in case_tables(start).items():
        write_text(tables / name, content)
    write_text(tables / "README.md", readme(start, told))
    write_text(folder / "config" / f"{start.case}.yaml", text)
    days = min(start.size.days, _DAYS)
    on = "one day" if days == 1 else f"{days} days"
    return f"with changes on {on} {cost_of(config, km2=start.size.km2, days=days)}"


def _start(wish: Wish, world: World, box: Bounds, size: Size, inside: Sequence[Place]) -> Start:
    example = min(inside, key=lambda p: (-(p.population or 0), p.place_id), default=None)
    languages = wish.languages or ("en",)
    area = {code: _called(wish.countries, code) for code in dict.fromkeys(("en", *languages))}
    title = {"en": wish.title} if wish.title else _titles(wish, area)
    return Start(
        case=wish.case,
        title=title,
        first=wish.first,
        last=wish.last,
        holders=wish.holders,
        subject=wish.subject,
        countries=wish.countries,
        bbox=box,
        area={} if wish.bbox else area,
        languages=languages,
        example=example,
        size=size,
        credits=tuple(world.credits),
    )


_WHO_HELD = {
    "en": "Who held what in {area}, {years}",
    "fr": "Qui tenait quoi : {area}, {years}",
    "ar": "من سيطر على ماذا: {area}، {years}",
    "uk": "Хто що утримував: {area}, {years}",
}


def _titles(wish: Wish, area: Mapping[str, str]) -> dict[str, str]:
    """Return a title to begin with, in the languages that have words for one."""
    if len(wish.holders) == 2:
        return {"en": f"{' and '.join(wish.holders.values())}: who held what, {_years(wish)}"}
    return {
        code: _WHO_HELD[code].format(area=named, years=_years(wish))
        for code, named in area.items()
        if code in _WHO_HELD
    }


def _called(countries: Sequence[str], language: str) -> str:
    """Return the countries' names in a language."""
    from babel import Locale
    from babel.lists import format_list

    locale = Locale.parse(language)
    names = [str(locale.territories.get(code, code)) for code in countries]
    return str(format_list(names, locale=locale))


def _years(wish: Wish) -> str:
    first, last = wish.first.year, wish.last.year
    return f"{first}" if first == last else f"{first}–{last}"


def _gazetteer(
    wish: Wish, world: World, region: Region, folder: Path, lands: Mapping[str, Any]
) -> Gazetteer:
    # Towns just outside the box settle land inside it.
    around = grown(region.detail, share=_PLACES_SHARE, least=_PLACES_LEAST)
    records = [
        record
        for record in read_records(world.places.path, wish.countries)
        if holds(around, record.lon, record.lat)
    ]
    further = read_own_places(wish.places, lands) if wish.places else []
    if not records and not further:
        raise UserError(
            Problem(
                str(world.places.path),
                f"no places of {', '.join(wish.countries)}",
                "ISO codes such as SD, FR",
                "correct --countries, or give --geonames or --places",
            )
        )
    there = sum(holds(region.detail, r.lon, r.lat) for r in records)
    km2 = sum(land_km2(land) for land in lands.values())
    return make_gazetteer(
        records,
        Divisions.of(folder, region),
        spacing_km=Size(km2=km2, places=there, days=1).spacing_km,
        further=further,
    )


def _lands(folder: Path, countries: Sequence[str], box: Bounds) -> dict[str, Any]:
    """Return the land of the countries within the box, from the basemap in ``folder``."""
    from shapely import box as rectangle
    from shapely.geometry import shape

    path = folder / "land.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"] if path.exists() else []
    lands = {f["properties"]["country"]: shape(f["geometry"]) for f in features}
    missing = [code for code in countries if code not in lands]
    if missing:
        raise UserError(
            Problem(
                "--countries",
                f"no land of {', '.join(missing)} in and around the box",
                ", ".join(sorted(lands)) or "a country that is there",
                "correct the codes or the box",
            )
        )
    inside = {code: lands[code].intersection(cut(rectangle(*box))) for code in countries}
    if all(land.is_empty for land in inside.values()):
        raise UserError(
            Problem(
                "--bbox", f"no land of {', '.join(countries)} in the box", "a box on their land"
            )
        )
    return inside


def _within(places: Sequence[Place], box: Bounds) -> list[Place]:
    return [p for p in places if holds(box, p.lon, p.lat)]


def _of_names(gazetteer: Gazetteer) -> list[str]:
    told = []
    if gazetteer.mergers:
        some = ", ".join(
            f"{m.kept.name} (GeoNames {m.other.number} went into it, {m.km:.1f} km)"
            for m in gazetteer.mergers[:_TOLD]
        )
        more = len(gazetteer.mergers) - _TOLD
        told.append(
            f"records of one town that became one, the larger was kept: {len(gazetteer.mergers)}: "
            f"{some}" + (f" and {more} more" if more > 0 else "")
        )
    namesakes = gazetteer.namesakes
    if namesakes:
        largest = sorted(namesakes.values(), key=lambda p: -(p[0].population or 0))[:_TOLD]
        some = ", ".join(
            f"{places[0].name} ({' / '.join(p.place_id for p in places[:3])})" for places in largest
        )
        told.append(
            f"names shared by several places, the one with most inhabitants has the plain id: "
            f"{len(namesakes)}: {some}" + (" …" if len(namesakes) > _TOLD else "")
        )
    return told


def _of_size(wish: Wish, size: Size) -> list[str]:
    told = [
        f"{size.places:,} places on {size.km2:,.0f} km² of land: {_plain(size.density)} in "
        "1,000 km²"
    ]
    if size.density < FEW_PLACES and wish.geonames is None:
        codes = ", ".join(f"{code}.zip" for code in wish.countries)
        told.append(
            "few places: many named in reports will be missing. Download "
            f"{codes} from download.geonames.org/export/dump and give it as --geonames"
        )
    return told


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _summary(wish: Wish, told: Sequence[str]) -> list[str]:
    lines = [f"- {note}" for note in told]
    lines.insert(0, f"{wish.case}: gazetteer and basemap are in {wish.to / 'resources'}")
    if not wish.region_only:
        lines += [
            f"Next: write sources and claims into {wish.to / 'resources/cases' / wish.case} "
            "(or 'ebbline import' what you have), then",
            f"  ebbline check --case {wish.case}",
            f"  ebbline build --case {wish.case}",
        ]
    return lines
