"""Reading and writing the tables that the stages meet in: one schema a table, all in one place.

A table is a CSV file (UTF-8, header, ``|`` between the parts of a list) whose columns are the
fields of a record of :mod:`ebbline.vocabulary`. Reading checks everything and reports all
mistakes of a file together; further columns are allowed and left alone, and so are rows whose first
cell begins with ``#``, which are comments. Writing is whole or not
at all. How a cell is read and written is in :mod:`ebbline.cells`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import typing
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, replace
from difflib import get_close_matches
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar

from ebbline import vocabulary as v
from ebbline.cells import CellError as CellError
from ebbline.cells import Column, forms_of
from ebbline.cells import parse_day as parse_day
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.files import write_text
from ebbline.textfile import read_bytes_as_text as read_bytes_as_text
from ebbline.textfile import read_json

Record = TypeVar("Record")
MAX_CELL = 100_000
_LIKE = 0.8
"""How like an optional column's name a slip of it is (`distance`, `shares`)."""
_LONGEST_TITLE = 10
"""Rows in which a header is looked for where the first row is none."""
_SEPARATOR = re.compile(r"sep=([,;\t])")
"""The line with which spreadsheets say what stands between cells."""
_FOREIGN = {
    "ACLED": {"event_id_cnty", "event_date", "actor1"},
    "UCDP GED": {"dyad_name", "side_a", "side_b"},
}
_SIGNS = {
    b"{": "JSON (a map?)",
    b"<": "XML or HTML (KML?)",
    b"return {": "a Lua module (a detailed map of Wikipedia?)",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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
            parse, write, may_be_empty = forms_of(hints[f.name])
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
        self._check_header(path, header, lines)
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
            problems.add(
                path,
                None,
                "no rows under the header (rows that begin with # are comments)",
                allowed="at least one row",
                do="write it (docs/new-case.md), or bring a file of others with 'ebbline import'",
            )
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

    def _check_header(
        self, path: Path, header: list[str], lines: list[tuple[int, list[str]]]
    ) -> None:
        problems = Problems()
        known = {column.name for column in self.columns}
        if not known & set(header):
            for row, cells in lines[1:_LONGEST_TITLE]:
                if len(known & {cell.strip() for cell in cells}) > len(known) / 3:
                    problems.add(
                        path,
                        lines[0][0],
                        f"{shown(', '.join(filter(None, header)))} stands above the header, "
                        f"which is row {row}",
                        allowed="the header first",
                        do=f"remove the rows above row {row}",
                    )
                    problems.raise_any()
        needed = [c.name for c in self.columns if c.default is MISSING]
        missing = [name for name in needed if name not in header]
        if len(missing) > max(2, len(needed) // 2):
            raise UserError(
                Problem(
                    f"{path}, row 1",
                    f"{_form_of(header)}; found the columns {shown(', '.join(header))}",
                    ", ".join(c.name for c in self.columns),
                    f"bring a file of others with 'ebbline import {path}'",
                )
            )
        for name in sorted({n for n in header if n and header.count(n) > 1}):
            problems.add(path, 1, f"column {shown(name)} stands twice", do="keep one of them")
        known = {c.name for c in self.columns}
        optional = [c.name for c in self.columns if c.default is not MISSING]
        absent = [name for name in optional if name not in header]
        for name in header:
            if name in known or name.startswith("name_"):  # names in further languages
                continue
            for like in get_close_matches(name.strip().lower(), absent, n=1, cutoff=_LIKE):
                what = f"column {shown(name)} is read by nothing; {like} is"
                do = f"rename it {like}, or to what is less like it"
                problems.add(path, 1, what, do=do)
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


def read_column(path: Path, key: str, column: str) -> dict[str, str]:
    """Return the cells of a further ``column`` of a CSV file by those of ``key``, empty ones not.

    A file without the column has none.
    """
    lines = _rows_of(path)
    header = [name.strip() for name in lines[0][1]] if lines else []
    if key not in header or column not in header:
        return {}
    at, value = header.index(key), header.index(column)
    return {
        cells[at].strip(): cells[value].strip()
        for _, cells in lines[1:]
        if len(cells) == len(header) and cells[value].strip()
    }


def header_of(path: Path) -> tuple[list[str], str]:
    """Return the names of a table's columns as they stand in the file, and its delimiter."""
    rows = _rows_of(path)
    names = [name.strip() for name in rows[0][1]] if rows else []
    return names, _delimiter_of(read_bytes_as_text(path))[0]


def count_rows(path: Path) -> int:
    """Return how many rows a table has under its header; blank ones do not count."""
    return max(0, len(_rows_of(path)) - 1)


def _delimiter_of(text: str) -> tuple[str, bool]:
    """Return what stands between cells, and whether the first line says so and is no row."""
    first = text.split("\n", 1)[0].strip('\r "')
    if match := _SEPARATOR.fullmatch(first.lower()):
        return match[1], True
    return (max(",;\t", key=first.count) if first.strip() else ","), False


def _form_of(header: list[str]) -> str:
    """Return what a table with a foreign header is."""
    for form, columns in _FOREIGN.items():
        if columns <= {name.casefold() for name in header}:
            return f"this is an export of {form}, no table of a case"
    return "this is a table of another kind"


def _refuse_foreign(path: Path, data: bytes) -> None:
    """Refuse a spreadsheet or a map where a table is expected, by name."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    form = next((form for sign, form in _SIGNS.items() if start.startswith(sign)), None)
    if form is not None:
        do = f"bring it into the case with 'ebbline import {path}'"
        raise UserError(Problem(str(path), f"this is {form}, no CSV", "CSV in UTF-8", do))


def _rows_of(path: Path) -> list[tuple[int, list[str]]]:
    if path.is_file():
        with path.open("rb") as file:
            _refuse_foreign(path, file.read(256))
    text = read_bytes_as_text(path)
    delimiter, is_told = _delimiter_of(text)
    csv.field_size_limit(max(csv.field_size_limit(), 10 * MAX_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows[1:] if is_told else rows
        except csv.Error as error:
            raise UserError(
                Problem(
                    f"{path}, row {row}",
                    f"not CSV ({error})",
                    "cells between commas, quotes closed",
                    "is the file cut off?",
                )
            ) from None
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
            rows.append((row, cells))


SOURCES = Table(v.Source, unique=("source_id",), required=("source_id", "collection"))
CLAIMS = Table(v.Claim, unique=("claim_id",), required=("claim_id", "source_id", "place", "holder"))
ALIASES = Table(v.Alias, required=("name", "place_id"))
DISPLAY_NAMES = Table(
    v.DisplayName, unique=("place_id", "lang"), required=("place_id", "lang", "name")
)
GAZETTEER = Table(v.Place, unique=("place_id",), required=("place_id", "name", "country"))
PUBLISHED = Table(v.PublishedFigure, required=("region", "measure", "unit", "source"))
GEOCODING = Table(v.Resolution, unique=("place_name",))
EVENTS = Table(v.Event, unique=("event_id",))
STATES = Table(v.State, unique=("place_id", "start"))
SETTLEMENT_STATES = Table(v.SettlementState, unique=("place_id", "start"))
PATCH_STATES = Table(v.PatchState, unique=("patch_id", "start"))
AREAS = Table(v.Area, unique=("date", "holder", "region", "convention"))
AREA_CHANGES = Table(v.AreaChange, unique=("date_from", "holder", "region", "convention"))
CALIBRATION = Table(v.HitRate, unique=("probability_to",))
PREDICTIONS = Table(v.Prediction, unique=("place_id",))
INFLUENCE = Table(v.Influence, unique=("place_id", "date", "holder", "convention"))
CHECKS = Table(v.Check)
STATEMENTS = Table(v.StatementCheck)
INPUTS = Table(v.InputFile, unique=("file",), required=("file", "sha256"))
VIEW_PLACES = Table(v.ViewPlace, required=("view", "place_id"))


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
    do = "run 'ebbline geocode' again"
    try:
        document = read_json(path)
    except UserError as error:
        raise UserError(replace(problem, do=do) for problem in error.problems) from None
    try:
        return [_place(feature["properties"]) for feature in document["features"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            Problem(
                str(path),
                f"not the places that 'ebbline geocode' writes ({type(error).__name__})",
                do=do,
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
