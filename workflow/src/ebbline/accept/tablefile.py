"""Rows added to a table's file as it is: its columns, their order, delimiter and line ends stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ebbline.tables import Table, header_of, read_bytes_as_text


def with_rows(path: Path, table: Table[Any], rows: Sequence[Any]) -> str:
    """Return the text of the table at ``path`` with ``rows`` added at its end.

    A file that is not there gets the table's columns; one that lacks a column which a row needs
    gets it as its last. No other row changes.
    """
    cells = [{c.name: c.write(getattr(row, c.name)) for c in table.columns} for row in rows]
    if not path.exists() or not read_bytes_as_text(path).strip():
        return table.to_text(rows)
    names, delimiter = header_of(path)
    text = path.read_bytes().decode("utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    needed = [c.name for c in table.columns if c.name not in names]
    missing = [name for name in needed if any(row[name] for row in cells)]
    if missing:
        names += missing
        old = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        head = next(row for row in old if _counts(row))
        empty = [""] * len(missing)
        padded = [
            [*row, *(missing if row is head else empty)] if _counts(row) else row for row in old
        ]
        text = _text(padded, delimiter, end)
    if not text.endswith(("\n", "\r")):
        text += end
    return text + _text([[row.get(n, "") for n in names] for row in cells], delimiter, end)


def _counts(row: Sequence[str]) -> bool:
    """Tell whether a row is one of the table: not blank and no comment."""
    return any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#")


def _text(rows: Sequence[Sequence[str]], delimiter: str, end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()
