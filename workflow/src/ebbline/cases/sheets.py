"""Reads tables that others made: CSV in any encoding and form, and spreadsheets.

A header is looked for below titles and notes; rows of HXL tags are left out. Cells come as text,
days of a spreadsheet as ISO days. Nothing in a file is run: formulas come as the values that the
program which saved them had.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebbline.errors import Problem, UserError

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".ods"})
_MOST_BYTES = 500_000_000
_MOST_UNPACKED = 1_000_000_000
_MOST_ROWS = 2_000_000
_MOST_COLUMNS = 500
_HEADER_WITHIN = 30
"""Rows at the top of a sheet among which the header is looked for."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Sheet:
    """A table: its header and its rows, each with the row's number in the file (from 1)."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    name: str = ""

    def column(self, name: str) -> list[str]:
        """Return the cells of a column that are not empty."""
        return [row[name] for _, row in self.rows if row.get(name)]


def read_sheet(path: Path, *, sheet: str | None = None) -> Sheet:
    """Return the table in a CSV file or spreadsheet; of several sheets the first with rows.

    Raises
    ------
    UserError
        If the file is missing, too large, damaged, locked with a password, or has no rows.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UserError(Problem(str(path), f"cannot be read ({error.strerror})")) from None
    if size > _MOST_BYTES:
        raise _refused(path, f"{size:,} bytes", f"at most {_MOST_BYTES:,}", "cut it to your region")
    ending = ending_of(path)
    if ending in SPREADSHEETS:
        found = _spreadsheet(path, sheet)
    elif ending == ".xls":
        raise _refused(
            path, "an Excel file of before 2007", ".xlsx, .ods or .csv", "save it as .xlsx"
        )
    else:
        found = [("", list(_csv_rows(path)))]
    for name, rows in found:
        table = _table(path, name, rows)
        if table is not None:
            return table
    raise _refused(path, "no table: no header with rows below it", "a header row and rows", "")


def ending_of(path: Path) -> str:
    """Return the usual ending of what a file is by its content, else the ending that it has."""
    own = path.suffix.lower()
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                inside = archive.namelist()
            return next((e for sign, e in _IN_ARCHIVES if any(sign in n for n in inside)), own)
    except (OSError, zipfile.BadZipFile):
        return own
    if head.startswith(b"SQLite format 3"):
        return ".gpkg"
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \r\n\t")
    return next((e for sign, e in _IN_TEXTS if re.match(sign, text, re.DOTALL)), own)


_IN_ARCHIVES = (
    ("xl/workbook", ".xlsx"),
    ("content.xml", ".ods"),
    (".kml", ".kmz"),
    (".shp", ".zip"),
)
_IN_TEXTS = (
    (r"<.*<kml\b|<kml\b", ".kml"),
    (r'\{.*"type"\s*:', ".geojson"),
    (r"(--|return\s*\{|local\s)", ".lua"),
)
"""Signs of what a file is, whatever its ending, each with the ending that stands for it."""


def _table(path: Path, name: str, rows: Iterable[Sequence[str]]) -> Sheet | None:
    kept: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(rows, start=1):
        clean = [_CONTROL.sub("", cell).strip() for cell in cells[:_MOST_COLUMNS]]
        if any(clean):
            kept.append((number, clean))
        if len(kept) > _MOST_ROWS:
            raise _refused(path, f"more than {_MOST_ROWS:,} rows", "fewer", "cut it to your region")
    at = _header_at(kept)
    if at is None:
        return None
    header = _unique_names(kept[at][1])
    body = kept[at + 1 :]
    if body and _is_hxl(body[0][1]):
        body = body[1:]
    if not body:
        return None
    records = tuple((number, _record(header, cells)) for number, cells in body)
    return Sheet(path, tuple(h for h in header if h), records, name)


def _record(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    padded = [*cells, *[""] * (len(header) - len(cells))]
    return {name: cell for name, cell in zip(header, padded, strict=False) if name}


def _header_at(rows: Sequence[tuple[int, list[str]]]) -> int | None:
    """Return which row is the header: the first as full as the rows below it, without numbers."""
    if len(rows) < 2:
        return None
    top = rows[:_HEADER_WITHIN]
    widths = sorted(sum(map(bool, cells)) for _, cells in rows[:200])
    usual = widths[len(widths) // 2]
    for at, (_, cells) in enumerate(top[:-1] if len(rows) == len(top) else top):
        filled = [cell for cell in cells if cell]
        numbers = sum(_is_number(cell) for cell in filled)
        if len(filled) >= max(2, 0.6 * usual) and numbers <= 0.2 * len(filled):
            return at
    return 0


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[\d.,/: -]*\d[\d.,/: -]*", text))


def _is_hxl(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(cell.startswith("#") for cell in filled)


def _unique_names(header: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for name in (" ".join(cell.split())[:100] for cell in header):
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return names


def text_of(path: Path) -> str:
    """Return the text of a file in UTF-8, UTF-16 or, if it is neither, as its letters suggest."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(Problem(str(path), f"cannot be read ({error.strerror})")) from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for nul, codec in ((data[1::2].count(0), "utf-16-le"), (data[::2].count(0), "utf-16-be")):
        if nul > len(data) // 3:
            return data.decode(codec, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return str(best) if best is not None else data.decode("cp1252", errors="replace")


def _csv_rows(path: Path) -> Iterator[list[str]]:
    text = text_of(path)
    if text.startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    counts = {d: sorted(line.count(d) for line in lines) for d in ",;\t|"}
    delimiter = max(counts, key=lambda d: counts[d][len(lines) // 2] if lines else 0)
    csv.field_size_limit(10_000_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _refused(path, f"not a table ({error})", "CSV", "export it again") from None


def _spreadsheet(path: Path, wanted: str | None) -> list[tuple[str, list[list[str]]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        what = "no spreadsheet, a damaged one, or one locked with a password"
        raise _refused(path, what, ".xlsx or .ods", "save it again, without password") from None
    if unpacked > _MOST_UNPACKED:
        raise _refused(path, f"{unpacked:,} bytes when unpacked", f"at most {_MOST_UNPACKED:,}", "")
    engine = "odf" if ending_of(path) == ".ods" else "openpyxl"
    try:
        import pandas as pd

        read: Any = pd.read_excel  # one of two engines, one sheet or all
        frames = read(path, sheet_name=wanted or None, header=None, dtype=object, engine=engine)
    except ImportError:
        raise _refused(
            path, f"{engine} is needed to read it", "", "pip install 'ebbline[import]'"
        ) from None
    except Exception as error:  # each engine has errors of its own for damaged files
        raise _refused(
            path, f"cannot be read ({error})", "a sheet of it", "save it again"
        ) from None
    by_name = frames if isinstance(frames, dict) else {wanted or "": frames}
    return [
        (str(name), [[_cell(value) for value in row] for row in frame.itertuples(index=False)])
        for name, frame in by_name.items()
    ]


def _cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, datetime.datetime):
        whole = value.time() == datetime.time()
        return value.date().isoformat() if whole else value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _refused(path: Path, found: str, allowed: str, do: str) -> UserError:
    return UserError(Problem(str(path), found, allowed, do))
