"""Reading and writing the tables that the stages meet in: one schema a table, all in one place.

A table is a CSV file (UTF-8, header, ``|`` between the parts of a list) whose columns are the
fields of a record of :mod:`ebbline.vocabulary`. Reading checks everything and reports all
mistakes of a file together; further columns are allowed and left alone. Writing is whole or not
at all. A text cell that a spreadsheet would run as a formula is written with an apostrophe before
it, and read back without.
"""

from __future__ import annotations

import csv
import io
import json
import re
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar

from ebbline import vocabulary as v
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.files import write_text

Record = TypeVar("Record")
MAX_CELL = 100_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class CellError(ValueError):
    """What is wrong with one cell: what was found, what is allowed."""

    def __init__(self, found: str, allowed: str, do: str = "") -> None:
        super().__init__(found)
        self.found, self.allowed, self.do = found, allowed, do


def parse_day(text: str) -> date:
    """Return the day of an ISO text such as ``2017-11-09``; any other form is refused."""
    allowed = "an ISO day, YYYY-MM-DD"
    if not _ISO_DAY.fullmatch(text):
        parts = re.split(r"[./-]", text)
        if len(parts) == 3 and all(p.isdigit() for p in parts):
            do = (
                "a spreadsheet may have changed it: format the column as text and write the day "
                "as YYYY-MM-DD (which number is the month cannot be known from here)"
            )
        else:
            do = "write year, month and day with two digits each after the year"
        raise CellError(f"not a day: {shown(text)}", allowed, do)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError(
            f"no such day in the calendar: {shown(text)}", allowed, "correct it"
        ) from None


def _parse_text(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


@lru_cache(maxsize=4096)
def _write_text(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _parse_float(cell: str) -> float:
    if not _NUMBER.fullmatch(cell) or float(cell) in (float("inf"), float("-inf")):
        raise CellError(f"not a number: {shown(cell)}", "a number such as -12.5, digits 0 to 9")
    return float(cell)


def _parse_int(cell: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", cell):
        raise CellError(f"not a whole number: {shown(cell)}", "a whole number")
    return int(cell)


def _parse_bool(cell: str) -> bool:
    if cell not in ("0", "1"):
        raise CellError(f"found {shown(cell)}", "0 or 1")
    return cell == "1"


def _parse_list(cell: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in _parse_text(cell).split("|") if p.strip())


def _write_list(parts: Iterable[str]) -> str:
    return _write_text("|".join(parts))


def _enum_parser(kinds: type[StrEnum]) -> Callable[[str], StrEnum]:
    allowed = " | ".join(k.value or "(empty)" for k in kinds)

    def parse(cell: str) -> StrEnum:
        try:
            return kinds(cell)
        except ValueError:
            raise CellError(f"found {shown(cell)}", allowed) from None

    return parse


def _number_text(number: float) -> str:
    """Shortest text of a number to six decimals, never in exponent form."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True)
class Column:
    """How the cells of one column are read and written."""

    name: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    may_be_empty: bool
    default: Any


@lru_cache(maxsize=1024)
def _column_of_type(kind: Any) -> tuple[Callable[[str], Any], Callable[[Any], str], bool]:
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        inner = next(t for t in typing.get_args(kind) if t is not type(None))
        parse, write, _ = _column_of_type(inner)
        return (
            lambda cell: parse(cell) if cell else None,
            lambda value: "" if value is None else write(value),
            True,
        )
    if typing.get_origin(kind) is tuple:
        return _parse_list, _write_list, True
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum_parser(kind), str, "" in [k.value for k in kind]
    simple: dict[Any, tuple[Callable[[str], Any], Callable[[Any], str], bool]] = {
        str: (_parse_text, _write_text, True),
        int: (_parse_int, str, False),
        float: (_parse_float, _number_text, False),
        bool: (_parse_bool, lambda value: str(int(value)), False),
        date: (parse_day, date.isoformat, False),
    }
    return simple[kind]


@dataclass(frozen=True)
class Table(Generic[Record]):
    """The schema of one table: its record, what must be unique, what may not be empty."""

    record: type[Record]
    unique: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the record's fields."""
        hints = typing.get_type_hints(self.record)
        columns = []
        for f in fields(self.record):  # type: ignore[arg-type]
            parse, write, may_be_empty = _column_of_type(hints[f.name])
            may_be_empty = may_be_empty and f.name not in self.required
            columns.append(Column(f.name, parse, write, may_be_empty, f.default))
        return tuple(columns)

    def read(self, path: Path) -> list[Record]:
        """Return the rows of the file at ``path``; see :meth:`read_rows` for what is refused."""
        return [record for _, record in self.read_rows(path)]

    def read_rows(self, path: Path, *, empty_is_error: bool = False) -> list[tuple[int, Record]]:
        """Return ``(row, record)`` for each row, rows counted as a spreadsheet does (header 1).

        Raises
        ------
        UserError
            With every mistake of the file: missing file or column, wrong encoding, NUL bytes, a
            row of another length, a cell of the wrong form, a repeated id.
        """
        lines = _rows_of(path)
        if not lines:
            raise UserError(
                Problem(str(path), "the file is empty", "a header row and rows", "write them")
            )
        header = [name.strip() for name in lines[0][1]]
        self._check_header(path, header)
        problems = Problems()
        places = {name: header.index(name) for name in header}
        seen: dict[tuple[str, ...], int] = {}
        records: list[tuple[int, Record]] = []
        for row, cells in lines[1:]:
            if len(cells) != len(header):
                problems.add(
                    path,
                    row,
                    f"{len(cells)} cells under {len(header)} columns",
                    allowed=f"{len(header)} cells",
                    do="put cells that contain a comma in double quotes",
                )
                continue
            record = self._record(path, row, cells, places, problems)
            if record is None:
                continue
            key = tuple(str(getattr(record, name)) for name in self.unique)
            if key and key in seen:
                problems.add(
                    path,
                    row,
                    f"{'|'.join(self.unique)}: {shown('|'.join(key))} is in row {seen[key]} too",
                    allowed="each once",
                    do="give this row another id, or remove it",
                )
                continue
            seen.setdefault(key, row)
            records.append((row, record))
        if empty_is_error and not records and not problems.found:
            problems.add(path, None, "no rows under the header", allowed="at least one row")
        problems.raise_any()
        return records

    def write(self, path: Path, records: Iterable[Record]) -> None:
        """Write ``records`` to ``path`` in the given order, whole or not at all."""
        write_text(path, self.to_text(records))

    def to_text(self, records: Iterable[Record]) -> str:
        """Return the CSV text of ``records``, Unix line ends, header first."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        columns = self.columns
        writer.writerow([c.name for c in columns])
        rows = list(records)
        cells = [map(c.write, map(attrgetter(c.name), rows)) for c in columns]
        writer.writerows(zip(*cells, strict=True))
        return out.getvalue()

    def _check_header(self, path: Path, header: list[str]) -> None:
        problems = Problems()
        for name in sorted({n for n in header if n and header.count(n) > 1}):
            problems.add(path, 1, f"column {shown(name)} stands twice", do="keep one of them")
        for column in self.columns:
            if column.name not in header and column.default is MISSING:
                problems.add(
                    path,
                    1,
                    f"column {column.name!r} is missing; found {shown(', '.join(header))}",
                    allowed=", ".join(c.name for c in self.columns),
                    do="add the column",
                )
        problems.raise_any()

    def _record(
        self, path: Path, row: int, cells: list[str], places: dict[str, int], problems: Problems
    ) -> Record | None:
        values: dict[str, Any] = {}
        before = len(problems.found)
        for column in self.columns:
            if column.name not in places:
                continue
            cell = cells[places[column.name]].strip()
            try:
                if len(cell) > MAX_CELL:
                    raise CellError(f"{len(cell):,} characters", f"at most {MAX_CELL:,}")
                if _CONTROL.search(cell):
                    raise CellError(f"a control character in {shown(cell)}", "printable text")
                if not cell and not column.may_be_empty:
                    raise CellError("the cell is empty", "a value", "fill it in")
                values[column.name] = column.parse(cell)
            except CellError as error:
                problems.add(
                    path, row, f"{column.name}: {error.found}", allowed=error.allowed, do=error.do
                )
        return self.record(**values) if len(problems.found) == before else None


def read_bytes_as_text(path: Path) -> str:
    """Return the text of a UTF-8 file, a byte-order mark removed.

    Raises
    ------
    UserError
        If there is no such file, or it is not UTF-8 text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(
            Problem(str(path), f"cannot be read ({error.strerror})", do="check the path")
        ) from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(
            Problem(str(path), "UTF-16 text", "UTF-8 text", "save it again as CSV UTF-8")
        )
    row = data.count(b"\n", 0, max(data.find(b"\x00"), 0)) + 1
    if b"\x00" in data:
        raise UserError(
            Problem(f"{path}, row {row}", "a NUL byte", "UTF-8 text", "save the file again")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            Problem(
                f"{path}, row {row}",
                f"byte 0x{data[error.start]:02x} is not UTF-8",
                "UTF-8 text",
                "save the file again as UTF-8",
            )
        ) from None


def _rows_of(path: Path) -> list[tuple[int, list[str]]]:
    text = read_bytes_as_text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count) if first.strip() else ","
    csv.field_size_limit(max(csv.field_size_limit(), 10 * MAX_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error as error:
            raise UserError(
                Problem(
                    f"{path}, row {row}",
                    f"not CSV ({error})",
                    "cells between commas, quotes closed",
                    "is the file cut off?",
                )
            ) from None
        if any(cell.strip() for cell in cells):
            rows.append((row, cells))


SOURCES = Table(v.Source, unique=("source_id",), required=("source_id", "publisher", "collection"))
CLAIMS = Table(v.Claim, unique=("claim_id",), required=("claim_id", "source_id", "place", "holder"))
ALIASES = Table(v.Alias, required=("name", "place_id"))
GAZETTEER = Table(v.Place, unique=("place_id",), required=("place_id", "name", "country"))
PUBLISHED = Table(v.PublishedFigure, required=("region", "measure", "unit", "source"))
GEOCODING = Table(v.Resolution, unique=("place_name",))
EVENTS = Table(v.Event, unique=("event_id",))
STATES = Table(v.State, unique=("place_id", "start"))
WEIGHTS = Table(v.Weight, unique=("patch_id", "place_id"))
COSTS = Table(v.Cost)
SETTLEMENT_STATES = Table(v.SettlementState, unique=("place_id", "start"))
PATCH_STATES = Table(v.PatchState, unique=("patch_id", "start"))
AREAS = Table(v.Area, unique=("date", "holder", "region", "convention"))
BARRIERS = Table(v.BarrierTrial, unique=("strength",))
CALIBRATION = Table(v.HitRate, unique=("cost_to_km",))
CHECKS = Table(v.Check)
INPUTS = Table(v.InputFile, unique=("file",), required=("file", "sha256"))


def places_to_geojson(places: Iterable[v.Place]) -> str:
    """Return GeoJSON text with one WGS 84 point a place, its columns as properties."""
    features = [
        {
            "type": "Feature",
            "id": p.place_id,
            "geometry": {"type": "Point", "coordinates": [p.lon, p.lat]},
            "properties": {f.name: _plain(getattr(p, f.name)) for f in fields(p)},
        }
        for p in places
    ]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def places_from_geojson(path: Path) -> list[v.Place]:
    """Return the places of a file written by :func:`places_to_geojson`.

    Raises
    ------
    UserError
        If there is no such file, or it is not one of these.
    """
    text = read_bytes_as_text(path)
    try:
        return [_place(feature["properties"]) for feature in json.loads(text)["features"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(
            Problem(
                str(path),
                f"not the places that 'ebbline geocode' writes ({type(error).__name__})",
                do="run 'ebbline geocode' again",
            )
        ) from None


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _place(properties: dict[str, Any]) -> v.Place:
    values = dict(properties)
    values["aliases"] = tuple(values["aliases"])
    values["bank"] = v.Bank(values["bank"])
    values["kind"] = v.PlaceKind(values["kind"])
    return v.Place(**values)
