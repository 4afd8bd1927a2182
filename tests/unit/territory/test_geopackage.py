"""A GeoPackage written row by row is the one that GDAL would have written."""

import sqlite3
import warnings
from contextlib import closing

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from ebbline.errors import UserError
from ebbline.geopackage import Feature, encoded_rings, multipolygon, write_features

COLUMNS = {"day": str, "holder": str, "contested": int, "share": float}
SQUARE = shapely.box(40, 34, 41, 35)
FRAMED = shapely.box(42, 34, 44, 36).difference(
    shapely.union_all([shapely.box(42.2, 34.2, 43, 35), shapely.box(43.2, 35.2, 43.9, 35.9)])
)
LANDS = [
    shapely.MultiPolygon([SQUARE]),
    shapely.MultiPolygon([FRAMED]),
    shapely.MultiPolygon([SQUARE, FRAMED, shapely.box(42.4, 34.4, 42.6, 34.6)]),
    shapely.MultiPolygon([shapely.box(-179.9, -89.5, -12.3, 0.1)]),
]
VALUES = [
    ("2017-10-01", "داعش", 0, 0.1),
    ("2017-10-02", "Größe \"quoted\" 'too'; DROP TABLE", 1, -1.5),
    ("", "日本語 \N{ADLAM SMALL LETTER ALIF}", 0, 1e-300),
    ("2017-10-03", "sdf", 1, 2.0**60),
]


def geometry(land):
    """Return a multipolygon as the writer wants it."""
    rings = [r for p in land.geoms for r in (p.exterior, *p.interiors)]
    points = np.concatenate([shapely.get_coordinates(r) for r in rings])
    count = np.array([shapely.get_num_coordinates(r) for r in rings])
    polygon_rings = np.array([1 + len(p.interiors) for p in land.geoms])
    west, south, east, north = land.bounds
    return multipolygon(encoded_rings(points, count), polygon_rings, (west, east, south, north))


def features():
    return (Feature(geometry(land), v) for land, v in zip(LANDS, VALUES, strict=True))


def frame():
    columns = dict(zip(COLUMNS, zip(*VALUES, strict=True), strict=True))
    return gpd.GeoDataFrame(columns, geometry=LANDS, crs=4326)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "written.gpkg"
    write_features(path, features(), layer="holdings", columns=COLUMNS)
    return path


@pytest.fixture
def of_gdal(tmp_path):
    path = tmp_path / "gdal.gpkg"
    pyogrio.write_dataframe(frame(), path, layer="holdings", driver="GPKG")
    return path


def rows(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def test_geopandas_reads_back_what_was_written(written, of_gdal):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, expected = gpd.read_file(written), gpd.read_file(of_gdal)
    assert found.crs == expected.crs == 4326
    assert list(found.dtypes.items()) == list(expected.dtypes.items())
    assert found.drop(columns="geometry").equals(expected.drop(columns="geometry"))
    assert shapely.equals_identical(found.geometry.to_numpy(), np.array(LANDS)).all()


def test_the_geometries_are_stored_as_gdal_stores_them(written, of_gdal):
    query = "SELECT * FROM holdings ORDER BY fid"
    assert rows(written, query) == rows(of_gdal, query)


@pytest.mark.parametrize(
    "table",
    [
        *("gpkg_geometry_columns", "gpkg_extensions", "gpkg_ogr_contents", "gpkg_spatial_ref_sys"),
        *("sqlite_sequence", "rtree_holdings_geom"),
    ],
)
def test_the_tables_beside_the_layer_are_those_of_gdal(written, of_gdal, table):
    query = f"SELECT * FROM {table} ORDER BY 1"  # noqa: S608
    assert rows(written, query) == rows(of_gdal, query)


def test_tables_triggers_and_indices_are_those_of_gdal(written, of_gdal):
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    assert rows(written, query) == rows(of_gdal, query)
    assert rows(written, "PRAGMA application_id") == rows(of_gdal, "PRAGMA application_id")
    assert rows(written, "PRAGMA user_version") == rows(of_gdal, "PRAGMA user_version")


def test_the_database_is_whole(written):
    assert rows(written, "PRAGMA integrity_check") == [("ok",)]
    assert rows(written, "SELECT rtreecheck('rtree_holdings_geom')") == [("ok",)]


def test_gdal_knows_extent_count_type_and_index(written):
    info = pyogrio.read_info(written, force_feature_count=True, force_total_bounds=True)
    assert info["features"] == len(LANDS)
    assert info["geometry_type"] == "MultiPolygon"
    assert info["capabilities"]["fast_spatial_filter"]
    assert info["capabilities"]["fast_feature_count"]
    assert info["total_bounds"] == pytest.approx((-179.9, -89.5, 44, 36), abs=1e-12)


def test_a_search_by_extent_finds_what_lies_there(written):
    found = gpd.read_file(written, bbox=(42.3, 34.3, 42.5, 34.5))
    assert list(found["day"]) == [VALUES[2][0]]
    assert len(gpd.read_file(written, bbox=(100, 0, 101, 1))) == 0


def test_rows_that_gdal_adds_later_are_indexed_too(written):
    later = frame().iloc[:1].assign(geometry=[shapely.MultiPolygon([shapely.box(10, 10, 11, 11)])])
    pyogrio.write_dataframe(later, written, layer="holdings", driver="GPKG", append=True)
    assert len(gpd.read_file(written, bbox=(10, 10, 11, 11))) == 1
    assert rows(written, "SELECT feature_count FROM gpkg_ogr_contents") == [(len(LANDS) + 1,)]


def test_the_same_features_give_the_same_bytes(written, tmp_path):
    again = tmp_path / "other" / "name.gpkg"
    write_features(again, features(), layer="holdings", columns=COLUMNS)
    assert again.read_bytes() == written.read_bytes()


def test_no_feature_is_an_empty_layer_with_all_columns(tmp_path):
    path = tmp_path / "empty.gpkg"
    write_features(path, [], layer="holdings", columns=COLUMNS)
    found = gpd.read_file(path)
    assert len(found) == 0
    assert list(found.columns) == [*COLUMNS, "geometry"]
    assert found.crs == 4326
    assert pyogrio.read_info(path)["features"] == 0


def test_a_geometry_gives_its_shape():
    for land in LANDS:
        assert shapely.equals_identical(geometry(land).shape, land)


def test_a_failure_leaves_the_earlier_file_and_nothing_else(written):
    before = written.read_bytes()

    def broken():
        yield next(features())
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        write_features(written, broken(), layer="holdings", columns=COLUMNS)
    assert written.read_bytes() == before
    assert [p.name for p in written.parent.iterdir()] == ["written.gpkg"]


def test_a_target_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder.gpkg").mkdir()
    for target in (tmp_path / "file" / "a.gpkg", tmp_path / "folder.gpkg"):
        with pytest.raises(UserError, match=str(target)):
            write_features(target, features(), layer="holdings", columns=COLUMNS)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.gpkg"]


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    connect = sqlite3.connect

    def small(path, **options):
        database = connect(path, **options)
        database.execute("PRAGMA max_page_count = 40")
        return database

    monkeypatch.setattr(sqlite3, "connect", small)
    many = (Feature(geometry(LANDS[2]), VALUES[0]) for _ in range(2000))
    with pytest.raises(UserError, match="full"):
        write_features(tmp_path / "a.gpkg", many, layer="holdings", columns=COLUMNS)
    assert list(tmp_path.iterdir()) == []


def test_a_layer_may_have_any_name(tmp_path):
    path = tmp_path / "ü 'odd' name.gpkg"
    layer = 'a "b" ç; --'
    write_features(path, features(), layer=layer, columns=COLUMNS)
    assert len(gpd.read_file(path, layer=layer, bbox=(10, 10, 50, 50))) == 3
