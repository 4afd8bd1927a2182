"""A GeoPackage that is none is told by its name, whoever reads it."""

import pytest

from ebbline.errors import UserError
from ebbline.figures.reading import read_holdings
from ebbline.geopackage import read_geopackage


@pytest.mark.parametrize(
    "read",
    [read_holdings, lambda path: read_geopackage(path, columns=("patch_id",))],
    ids=["holdings", "patches"],
)
@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00cut off"])
def test_what_is_no_geopackage_is_told(tmp_path, read, content):
    path = tmp_path / "land.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"land\.gpkg: (no such file|cannot be read).*GeoPackage"):
        read(path)
