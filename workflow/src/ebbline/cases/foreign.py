"""What a foreign file says, in one form: rows with texts, a point or shape, and days."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ebbline.cases.columns import day_order, find_days, guess_columns, plain, read_day, read_number
from ebbline.cases.drawn import VECTORS, Drawn, read_drawn
from ebbline.cases.mapping import Meanings
from ebbline.cases.sheets import SPREADSHEETS, Sheet, ending_of, read_sheet, text_of
from ebbline.cases.wikimarks import is_wiki_map, marks_of
from ebbline.errors import Problem, UserError, shown
from ebbline.meridian import cut

Day = datetime.date
ACLED, UCDP, WIKIPEDIA = "ACLED", "UCDP GED", "Wikipedia detailed map"
_ACLED = frozenset({"event_id_cnty", "event_date", "actor1"})
_UCDP = frozenset({"dyad_name", "side_a", "side_b", "date_start"})
_PRECISIONS = {1: 1.0, 2: 10.0}
"""Kilometres for a geographic precision code of ACLED or UCDP; from 3 on it is a district."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One statement of a foreign file; ``why`` says what keeps it from being one, if anything.

    ``holder``, ``rival`` and ``former`` are words that may tell a party, the likeliest first;
    ``told`` is a sentence that may name the holder, ``window`` the days that it speaks of,
    ``told_day`` the day of the sentence; ``is_as_of`` means that the window is of the map, not of
    the row. ``key`` tells the row apart in another run.
    """

    where: str
    key: str
    name: str = ""
    geometry: Any = None
    precision_km: float = 1.0
    admin1: str = ""
    window: tuple[Day, Day | None] | None = None
    told_day: Day | None = None
    is_as_of: bool = False
    event: str = ""
    is_mark: bool = False
    holder: tuple[str, ...] = ()
    told: str = ""
    rival: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    url: str = ""
    published: Day | None = None
    note: str = ""
    why: str = ""


@dataclass(frozen=True)
class Foreign:
    """A foreign file: its ``form`` as it was recognised, its rows, what is to be asked."""

    path: Path
    form: str
    rows: tuple[Row, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    order: str = ""


def read_foreign(
    path: Path, meanings: Meanings, *, day: Day | None = None, sheet: str | None = None
) -> Foreign:
    """Return the rows of any file that can be imported.

    ``day`` stands for features without one. ``meanings`` says which columns are what where a person
    decided that.

    Raises
    ------
    UserError
        If the file is none of these, or is a table without place, day or coordinates.
    """
    ending = ending_of(path)
    if ending in (".dbf", ".shx", ".prj", ".cpg"):
        do = f"give {path.with_suffix('.shp').name}, with the others beside it"
        raise UserError(Problem(str(path), "a part of a shapefile", "its .shp", do))
    if ending in VECTORS:
        return _from_drawn(path, read_drawn(path), meanings, day)
    if ending not in SPREADSHEETS and ending not in (".csv", ".tsv", ".tab", ".xls"):
        text = text_of(path)
        if is_wiki_map(text):
            return _from_marks(path, text, day)
        if text.lstrip().startswith(("{", "<")):
            what = "neither a table nor a map that is known"
            do = "give it the ending of what it is: .geojson, .kml, .csv, .lua"
            raise UserError(Problem(str(path), what, "CSV, .xlsx, .ods, KML, GeoJSON …, .lua", do))
    return _from_sheet(read_sheet(path, sheet=sheet), meanings, day)


# Tables.


def _from_sheet(table: Sheet, meanings: Meanings, day: Day | None) -> Foreign:
    names = {plain(name) for name in table.header}
    form = ACLED if names >= _ACLED else UCDP if names >= _UCDP else "table"
    columns = dict(meanings.columns) or _columns_of(table, form)
    wrong = [c for c in columns.values() if c and c not in table.header]
    if wrong:
        do = "correct 'columns' in the mapping, or remove the mapping to have it guessed anew"
        raise UserError(
            Problem(
                str(table.path),
                f"no column {', '.join(map(shown, wrong))}",
                ", ".join(table.header),
                do,
            )
        )
    if "name" not in columns and not {"lat", "lon"} <= set(columns):
        raise UserError(
            Problem(
                f"{table.path}, row 1",
                f"no column is known to name a place; found {', '.join(table.header)[:300]}",
                "a column with names of places, or latitude and longitude",
                "name it in the mapping: columns: {name: …, date_from: …, holder: …}",
            )
        )
    days = [c for n in ("date_from", "date_to") for c in table.column(columns.get(n, ""))]
    order = meanings.date_order or day_order(days) or ""
    cells = _Cells(columns, order, form)
    return Foreign(
        table.path,
        form,
        tuple(cells.row(number, row, day) for number, row in table.rows),
        columns,
        order,
    )


def _columns_of(table: Sheet, form: str) -> dict[str, str]:
    columns = guess_columns(table.header)
    by_plain = {plain(name): name for name in table.header}
    if form == UCDP:
        wanted = {
            "name": "where_coordinates",
            "event_type": "type_of_violence",
            "holder": "side_a",
            "rival": "side_b",
            "source": "source_office",
            "id": "id",
            "note": "where_description",
        }
        columns |= {k: by_plain[v] for k, v in wanted.items() if v in by_plain}
        columns.pop("from_holder", None)
    return columns


@dataclass(frozen=True)
class _Cells:
    columns: Mapping[str, str]
    order: str
    form: str

    def row(self, number: int, cells: Mapping[str, str], day: Day | None) -> Row:
        """Return what a row of the table says."""

        def cell(meaning: str) -> str:
            return cells.get(self.columns.get(meaning, ""), "")

        window, why = self._window(cell, day)
        precision = self._precision(cell("precision"))
        if precision is None:
            why = why or "its place is known to a district only"
        geometry, wrong = _point(cell("lat"), cell("lon"))
        if geometry is None and not wrong:
            geometry, wrong = _point(*_pair(cell("coordinates")))
        key = cell("id") or _digest("|".join(cells.values()))
        name = cell("name")
        return Row(
            where=f"row {number}",
            key=key,
            name=re.sub(r"\s+town$", "", name) if self.form == UCDP else name,
            geometry=geometry,
            precision_km=precision or 1.0,
            admin1=cell("admin1"),
            window=window,
            event=cell("event_type"),
            holder=_words(cell("holder")),
            rival=_words(cell("rival")),
            former=_words(cell("from_holder")),
            outlets=_outlets(cell("source")),
            url=cell("url") if re.match("https?://", cell("url")) else "",
            published=read_day(cell("source_date"), order=self.order or None),
            note=cell("note"),
            why=why or wrong,
        )

    def _precision(self, code: str) -> float | None:
        number = read_number(code) if code else None
        if number is None or self.form not in (ACLED, UCDP):
            return number if number and 0 < number <= 100 and self.form == "table" else 1.0
        return _PRECISIONS.get(int(number))

    def _window(
        self, cell: Callable[[str], str], day: Day | None
    ) -> tuple[tuple[Day, Day | None] | None, str]:
        order = self.order or None
        first, last = cell("date_from"), cell("date_to")
        start, end = read_day(first, order=order), read_day(last, order=order)
        if first and start is None:
            in_figures = re.fullmatch(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}.*", first)
            if in_figures and order is None:
                do = "say date_order: dmy or mdy in the mapping"
                return None, f"the day {shown(first)} cannot be read for certain; {do}"
            return None, f"{shown(first)} is no day"
        if start is None:
            start = end or day
        if start is None:
            return None, "no day; give --date, or name the column in the mapping"
        precision = read_number(cell("time_precision") or "1") or 1
        if self.form == ACLED and precision == 2:
            return (start - datetime.timedelta(3), start + datetime.timedelta(3)), ""
        if self.form == ACLED and precision >= 3:
            length = calendar.monthrange(start.year, start.month)[1]
            return (start.replace(day=1), start.replace(day=length)), ""
        if end is not None and end < start:
            return None, f"its last day {end} is before its first {start}"
        return (start, end if "date_to" in self.columns else start), ""


def _pair(cell: str) -> tuple[str, str]:
    """Return latitude and longitude of a cell that has both: ``34.45, 40.92``."""
    decimal = r"[-+]?\d{1,3}(?:[.]\d+)?"
    both = re.fullmatch(rf"\(?({decimal})\s*[,;\s]\s*({decimal})\)?", cell.strip())
    return (both[1], both[2]) if both else ("", "")


def _point(lat: str, lon: str) -> tuple[Any, str]:
    from shapely import Point

    if not lat and not lon:
        return None, ""
    y, x = read_number(lat), read_number(lon)
    if y is None or x is None:
        return None, f"coordinates {shown(f'{lat} {lon}')} cannot be read"
    if abs(y) > 90 or abs(x) > 180:
        return None, f"coordinates {y:g}, {x:g} are not in degrees, or exchanged"
    return Point(x, y), ""


def _outlets(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in re.split(r"[;|]", text))))


def _words(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


# Drawn features.


def _from_drawn(
    path: Path, features: Sequence[Drawn], meanings: Meanings, day: Day | None
) -> Foreign:
    header = list(dict.fromkeys(name for f in features for name in f.properties))
    columns = {k: v for k, v in meanings.columns.items() if v in header} or guess_columns(header)
    cells = [f.properties.get(columns.get("date_from", ""), "") for f in features]
    order = meanings.date_order or day_order(cells) or ""
    rows = tuple(_feature_row(path, f, columns, order, day) for f in features)
    return Foreign(path, "map", rows, columns, order)


def _feature_row(
    path: Path, feature: Drawn, columns: Mapping[str, str], order: str, day: Day | None
) -> Row:
    def cell(meaning: str) -> str:
        return feature.properties.get(columns.get(meaning, ""), "")

    name, note = cell("name"), cell("note")
    texts = [cell("date_from"), *reversed(feature.folders), name, note, path.stem.replace("_", " ")]
    start = read_day(texts[0], order=order or None)
    end = read_day(cell("date_to"), order=order or None)
    is_as_of = start is None and not find_days(name)
    if start is None:
        named = next((days for days in map(find_days, texts) if days), [])
        start = named[0] if named else day
        end = end or (named[1] if len(named) == 2 and named[1] > named[0] else None)
    why = "" if start else "no day in its fields, its folder or the file's name; give --date"
    geometry, wrong = _usable(feature.geometry)
    if start and end and end < start:
        why = f"its last day {end} is before its first {start}"
    is_point = geometry is not None and geometry.geom_type == "Point"
    around = (*reversed(feature.folders), feature.style)
    words = (cell("holder"), *(() if is_point else (name,)), *around)
    event = cell("event_type") or (note if is_point else "")
    return Row(
        where=feature.where,
        key=_digest(
            "|".join(
                [path.stem, *feature.folders, *feature.properties.values(), str(feature.geometry)]
            )
        ),
        name=name,
        geometry=geometry,
        admin1=cell("admin1"),
        window=(start, end or start) if start else None,
        told_day=next(iter(find_days(note)), None),
        is_as_of=is_as_of,
        event=event,
        is_mark=not cell("event_type"),
        holder=tuple(word for word in words if word),
        told=note,
        rival=_words(cell("rival")),
        former=_words(cell("from_holder")),
        outlets=_outlets(cell("source") or _named(note)),
        url=cell("url") if re.match("https?://", cell("url")) else "",
        note=note,
        why=why or wrong,
    )


def _named(note: str) -> str:
    """Return the source that a description names: ``Source: Reuters``."""
    named = re.search(
        r"(?i)\b(?:sources?|quellen?|fuentes?)\s*:\s*(?!https?:)([^.|\n]{2,80})", note
    )
    return named[1].strip() if named else ""


def _usable(geometry: Any) -> tuple[Any, str]:
    """Return a geometry that can be kept, or why there is none."""
    import shapely

    if geometry is None or geometry.is_empty:
        return None, "no geometry"
    flat = shapely.force_2d(geometry)
    if not flat.is_valid:
        flat = shapely.make_valid(flat)
    west, south, east, north = flat.bounds
    if not (west >= -360 and east <= 360 and south >= -90 and north <= 90):
        return None, "its coordinates are not WGS 84 degrees"
    # Maps that scroll around the world count on beyond 180°.
    flat = cut(flat)
    if flat.geom_type == "MultiPoint" and len(flat.geoms) == 1:
        flat = flat.geoms[0]
    return flat, ""


# Marks of detailed maps.


def _from_marks(path: Path, text: str, day: Day | None) -> Foreign:
    return Foreign(path, WIKIPEDIA, tuple(_mark_rows(path, text, day)))


def _mark_rows(path: Path, text: str, day: Day | None) -> Iterator[Row]:
    named = find_days(path.stem.replace("_", " "))
    day = day or (named[0] if named else None)
    for line, mark in marks_of(text):
        geometry, wrong = _point(mark["lat"], mark["lon"])
        yield Row(
            where=f"line {line}",
            key=_digest(f"{mark['name']}|{mark['lat']}|{mark['lon']}|{day}|{mark.get('mark', '')}"),
            name=mark["name"],
            geometry=geometry,
            window=(day, day) if day else None,
            is_mark=True,
            holder=_words(mark.get("mark", "")),
            note=f"mark {mark.get('mark', '')}",
            why=wrong or ("" if day else "the file has no day; give --date, that of its revision"),
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
