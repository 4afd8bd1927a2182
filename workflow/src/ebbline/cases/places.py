"""Reads a person's own places: a gazetteer of ours, or any table with names and coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ebbline import tables
from ebbline.cases.columns import guess_columns, read_number
from ebbline.cases.gazetteer import kind_of
from ebbline.cases.names import slug
from ebbline.cases.sheets import Sheet, read_sheet
from ebbline.errors import Problem, Problems, UserError
from ebbline.vocabulary import Bank, Place, PlaceKind

_PRECISION_KM = 1.0


def read_own_places(path: Path, lands: Mapping[str, Any]) -> list[Place]:
    """Return the places of ``path``, their country told by ``lands`` where no column says it.

    A column with P-codes is kept as the place's id. ``lands`` are WGS 84 polygons by ISO code.

    Raises
    ------
    UserError
        With every row without a name or coordinates, or if there are no such columns.
    """
    sheet = read_sheet(path)
    if {"place_id", "name", "name_ar", "lat", "lon", "country"} <= set(sheet.header):
        return tables.GAZETTEER.read(path)
    columns = guess_columns(sheet.header)
    missing = [name for name in ("name", "lat", "lon") if name not in columns]
    if missing:
        raise UserError(
            Problem(
                f"{path}, row 1",
                f"no column is known to be {', '.join(missing)}; found {', '.join(sheet.header)}",
                "columns name, lat, lon (degrees)",
                "rename them",
            )
        )
    problems = Problems()
    places = []
    for row, cells in sheet.rows:
        lat, lon = (read_number(cells[columns[c]]) for c in ("lat", "lon"))
        name = cells[columns["name"]]
        if not name or lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
            problems.add(
                path, row, "no name or no coordinates", allowed="name, lat, lon in degrees"
            )
            continue
        places.append(_place(path, name, lat, lon, cells, columns, lands))
    problems.raise_any()
    return _with_ids(sheet, places)


def _place(
    path: Path,
    name: str,
    lat: float,
    lon: float,
    cells: Mapping[str, str],
    columns: Mapping[str, str],
    lands: Mapping[str, Any],
) -> Place:
    def cell(meaning: str) -> str:
        return cells[columns[meaning]] if meaning in columns else ""

    number = read_number(cell("population"))
    population = int(number) if number and number > 0 else None
    return Place(
        place_id=cell("pcode"),
        name=name,
        name_ar=next((v for k, v in cells.items() if k.lower() in ("name_ar", "adm3_ar")), ""),
        aliases=tuple(part.strip() for part in cell("aliases").split("|") if part.strip()),
        lat=lat,
        lon=lon,
        precision_km=_PRECISION_KM,
        country=country_at(lon, lat, lands),
        admin1=cell("admin1"),
        bank=Bank.NONE,
        kind=kind_of(population) if population else PlaceKind.TOWN,
        population=population,
        origin=path.name,
    )


def country_at(lon: float, lat: float, lands: Mapping[str, Any]) -> str:
    """Return the ISO code of the land at a point, or of the nearest."""
    from shapely import Point

    point = Point(lon, lat)
    inside = [code for code, land in lands.items() if land.intersects(point)]
    return inside[0] if inside else min(lands, key=lambda code: lands[code].distance(point))


def _with_ids(sheet: Sheet, places: list[Place]) -> list[Place]:
    from dataclasses import replace

    taken: set[str] = set()
    named = []
    for place in places:
        base = place.place_id or slug(place.name) or "place"
        own = next(
            i
            for i in [base, *(f"{base}-{n}" for n in range(2, len(sheet.rows) + 3))]
            if i not in taken
        )
        taken.add(own)
        named.append(replace(place, place_id=own))
    return named
