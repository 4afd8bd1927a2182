"""A GeoPackage that is none is told by its name; one of ours does not tell how it was written."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest
import shapely

from ebbline.errors import UserError
from ebbline.figures.reading import read_holdings
from ebbline.geopackage import Layer, read_geopackage, write_layers


@pytest.mark.parametrize(
    "read",
    [
        lambda path: read_holdings(path, (0, 0, 1, 1)),
        lambda path: read_geopackage(path, columns=("patch_id",)),
    ],
    ids=["holdings", "patches"],
)
@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00cut off"])
@pytest.mark.parametrize("name", ["land.gpkg", "land.gpkg.zip"])
def test_what_is_no_geopackage_is_told(tmp_path, read, content, name):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=rf"{name}: (no such file|cannot be read).*GeoPackage"):
        read(path)


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_counts_one_change_however_many_steps_wrote_it_and_is_whole(tmp_path, count):
    path = tmp_path / "land.gpkg"
    layer = Layer([shapely.Point(20, 10)], "Point", {"name": np.array(["a"], dtype=object)})
    write_layers(path, {f"layer{n}": layer for n in range(count)})
    header = path.read_bytes()[:100]
    assert header[24:28] == header[92:96] == b"\0\0\0\1"
    with closing(sqlite3.connect(path)) as file, file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        file.execute("UPDATE gpkg_contents SET description = 'b'")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert ("b",) in file.execute("SELECT description FROM gpkg_contents").fetchall()


def test_a_zipped_file_is_read_as_the_plain_one_and_has_the_same_bytes_again(tmp_path):
    shapes = [shapely.box(n, 0, n + 1, 1) for n in range(99)]
    layer = Layer(shapes, "Polygon", {"name": np.array([*map(str, range(99))], dtype=object)})
    plain, zipped, again = (tmp_path / n for n in ("a.gpkg", "b.gpkg.zip", "c/b.gpkg.zip"))
    for path in (plain, zipped, again):
        path.parent.mkdir(exist_ok=True)
        write_layers(path, {"land": layer})
    one, two = (read_geopackage(p, columns=("name",), layer="land") for p in (plain, zipped))
    assert one.equals(two)
    assert len(one) == 99
    assert zipped.read_bytes() == again.read_bytes()
    assert zipped.stat().st_size < plain.stat().st_size / 4
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg", "b.gpkg.zip", "c"]
