"""Places found online are added to the case's table, whatever its columns and delimiter."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_world import PLACES

from ebbline import tables
from ebbline.geocode.ownplaces import add_places

COLUMNS = [c.name for c in tables.GAZETTEER.columns]


def test_a_missing_or_empty_table_is_made(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path / "empty.csv"):
        if path.name == "empty.csv":
            path.write_text("\n")
        add_places(path, PLACES[:2])
        assert tables.GAZETTEER.read(path) == list(PLACES[:2])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with a byte-order mark"])
def test_rows_that_are_there_stay_and_columns_keep_their_order(
    tmp_path: Path, delimiter: str, start: str
) -> None:
    path = tmp_path / "places.csv"
    header = delimiter.join([*reversed(COLUMNS), "remark"])
    path.write_text(f"{start}{header}\r\n", encoding="utf-8", newline="")
    add_places(path, PLACES[:1])
    before = path.read_text(encoding="utf-8")
    add_places(path, PLACES[1:3])
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n")) and after.split("\n")[0].strip() == header
    assert tables.GAZETTEER.read(path) == list(PLACES[:3])
