"""Adding places to a case's ``places.csv`` without touching the rows that are there."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ebbline import tables
from ebbline.files import write_text
from ebbline.vocabulary import Place


def add_places(path: Path, places: Sequence[Place]) -> None:
    """Append ``places`` to the table at ``path``, in its own columns and their order.

    The file is made if there is none; it changes whole or not at all.
    """
    text = tables.read_bytes_as_text(path) if path.exists() else ""
    if not text.strip():
        tables.GAZETTEER.write(path, places)
        return
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    header = next(csv.reader(io.StringIO(first), delimiter=delimiter))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", delimiter=delimiter)
    columns = {c.name: c for c in tables.GAZETTEER.columns}
    for place in places:
        known = {name: c.write(getattr(place, name)) for name, c in columns.items()}
        writer.writerow([known.get(name.strip(), "") for name in header])
    write_text(path, text.rstrip("\r\n") + "\n" + out.getvalue())
