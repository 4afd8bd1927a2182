"""Reading places: a gazetteer, and a case's own places after it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ebbline import tables
from ebbline.errors import Problems, UserError, check_id, shown
from ebbline.vocabulary import Place, PlaceKind

_COUNTRY = re.compile(r"[A-Z]{2}")
_MOST = {"precision_km": 500, "population": 200_000_000}
"""No place is so badly known, and no division of a country so large."""


def read_places(gazetteer: Path, own: Path | None = None) -> list[tuple[Path, int, Place]]:
    """Return file, row and place of the gazetteer, then of the case's ``own`` file if it is there.

    Raises
    ------
    UserError
        With every mistake of both files: what :meth:`ebbline.tables.Table.read_rows` refuses, an
        id that stands in both, and numbers and country codes that cannot be.
    """
    problems = Problems()
    files = [(gazetteer, True)]
    if own is not None and os.path.lexists(own):
        files.append((own, False))
    ids: set[str] = set()
    found = []
    for path, is_needed in files:
        try:
            rows = tables.GAZETTEER.read_rows(path, empty_is_error=is_needed)
        except UserError as error:
            problems.extend(error)
            continue
        for row, place in rows:
            _check_place(path, row, place, problems)
            if place.place_id in ids:
                problems.add(
                    path,
                    row,
                    f"place_id: {shown(place.place_id)} is in the gazetteer already",
                    allowed="each once",
                    do="remove the row, or give the place another id",
                )
            found.append((path, row, place))
        ids |= {place.place_id for _, place in rows}
    _check_parts(found, ids, problems)
    problems.raise_any()
    return found


def importance(place: Place) -> int:
    """Return how much a place matters by its people: hundreds of people and its kind."""
    kinds = {PlaceKind.CITY: 900, PlaceKind.TOWN: 200, PlaceKind.VILLAGE: 10}
    return (place.population or 0) // 100 + kinds.get(place.kind, 20)


def _check_parts(found: list[tuple[Path, int, Place]], ids: set[str], problems: Problems) -> None:
    parts = {place.place_id for _, _, place in found if place.part_of}
    for path, row, place in found:
        if place.part_of and (place.part_of not in ids or place.part_of in parts):
            problems.add(
                path,
                row,
                f"part_of: {shown(place.part_of)}",
                allowed="the place_id of a place in these files that is no part itself",
                do="correct it, or add the whole place",
            )


def _check_place(path: Path, row: int, place: Place, problems: Problems) -> None:
    check_id(path, row, "place_id", place.place_id, problems)
    if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        problems.add(
            path,
            row,
            f"lat {place.lat}, lon {place.lon}",
            allowed="-90 to 90, -180 to 180 (WGS 84 degrees)",
            do="correct them, or exchange them",
        )
    if not _COUNTRY.fullmatch(place.country):
        problems.add(
            path,
            row,
            f"country: {shown(place.country)}",
            allowed="two capital letters, as in names.countries and study_area.countries",
            do="write the ISO 3166 code, or any other pair of letters for an invented country",
        )
    for column, most in _MOST.items():
        number = getattr(place, column)
        if number is not None and not 0 <= number <= most:
            allowed = f"0 to {most:,}"
            problems.add(path, row, f"{column}: {number}", allowed=allowed, do="correct it")
