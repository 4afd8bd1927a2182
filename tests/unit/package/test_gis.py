"""The layers for a GIS open as our map, step through time, and say whose they are."""

import base64
import json
import re
import sqlite3
import sys
from xml.etree import ElementTree

import geopandas as gpd
import pyogrio
import pytest
import yaml

from ebbline.cli import main
from ebbline.palette import mix
from ebbline.scene.record import scene_text
from invented_case import CONFIG, land, scene_of, write_land

LAYERS = ("total", "settled", "events", "places")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the invented case's land and scene, and its ``holdings.gpkg``."""
    folder = tmp_path_factory.mktemp("gis")
    rows = [
        {
            **{"date": str(day), "convention": str(p.convention), "holder": p.holder},
            **{"rival": p.rival, "evidence": str(p.evidence), "contested": int(p.contested)},
            **{"certainty": str(p.certainty), "geometry": p.shape},
        }
        for day, pieces in land().items()
        for p in pieces
    ]
    write_land(folder, rows)
    (folder / "holdings.gpkg").rename(folder / "land.gpkg")
    (folder / "scene.json").write_text(scene_text(scene_of()), encoding="utf-8")
    (folder / "config.yaml").write_text(yaml.safe_dump(CONFIG), encoding="utf-8")
    assert gis(folder, "--geopackage", folder / "holdings.gpkg") == 0
    return folder


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 - our own file


def gis(folder, *options):
    given = {"config": "config.yaml", "scene": "scene.json", "holdings": "land.gpkg"}
    files = [x for name, file in given.items() for x in (f"--{name}", str(folder / file))]
    return main(["gis", *files, *map(str, options)])


def style(folder, layer):
    """Return the style of a layer that QGIS takes by itself."""
    with sqlite3.connect(folder / "holdings.gpkg") as file:
        found = file.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = ? AND useAsDefault", (layer,)
        ).fetchall()
    ((text,),) = found
    return parsed(text)


def test_the_layers_are_there_with_days_as_dates(folder):
    path = folder / "holdings.gpkg"
    assert [n for n, kind in pyogrio.list_layers(path) if kind] == list(LAYERS)
    for layer in LAYERS:
        info = pyogrio.read_info(path, layer=layer)
        kinds = dict(zip(info["fields"], info["dtypes"], strict=True))
        assert kinds["valid_from"] == kinds["valid_to"] == "datetime64[D]"
        assert info["layer_metadata"]["DESCRIPTION"]


def test_land_is_that_of_the_territory_stage(folder):
    for layer in ("settled", "total"):
        ours = gpd.read_file(folder / "holdings.gpkg", layer=layer)
        given = gpd.read_file(folder / "land.gpkg", layer=layer)
        assert len(ours) == len(given) > 0
        assert ours.geometry.geom_equals(given.geometry).all()
        assert set(ours["holder_name"]) <= {"Red league", "Blue government", "Green forces"}


def test_no_place_or_event_lies_outside_the_period(folder):
    for layer in ("places", "events"):
        rows = pyogrio.read_dataframe(folder / "holdings.gpkg", layer=layer, read_geometry=False)
        assert str(rows["valid_from"].min())[:10] >= "2020-03-01", layer
        assert str(rows["valid_to"].max())[:10] <= "2020-04-30", layer
        assert (rows["valid_from"].astype(str) <= rows["valid_to"].astype(str)).all()


@pytest.mark.parametrize("layer", LAYERS)
def test_the_temporal_controller_of_qgis_finds_what_it_asks_for(folder, layer):
    temporal = style(folder, layer).find("temporal")
    assert temporal.get("enabled") == "1"
    assert "valid_from" in temporal.get("startExpression")
    assert "valid_to" in temporal.get("endExpression")
    assert "1 day" in temporal.get("endExpression"), "valid_to is the last day included"


def value(element, name):
    return next(o.get("value") for o in element.iter("Option") if o.get("name") == name)


def rgba(colour):
    return ",".join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5)) + ",255"


def test_land_has_the_colours_of_the_scene(folder):
    renderer = style(folder, "settled").find("renderer-v2")
    labels = {c.get("value"): c.get("label") for c in renderer.iter("category")}
    symbols = {s.get("name"): s for s in renderer.find("symbols")}
    numbers = {c.get("value"): c.get("symbol") for c in renderer.iter("category")}
    scene = scene_of()
    red = scene.party["red"]
    reported = next(v for v in labels if re.fullmatch(r"red\|\|reported", v))
    assert labels[reported] == "Red league: reported"
    plain = symbols[numbers[reported]].find("layer")
    assert value(plain, "color") == rgba(red.fill)
    assert len(symbols[numbers[reported]].findall("layer")) == 1, "reported land has no pattern"
    inferred = symbols[numbers["red||inferred"]].findall("layer")
    assert value(inferred[0], "color") == rgba(mix(red.fill, scene.ground["land"], 0.58))
    assert inferred[1].get("class") == "SVGFill"
    contested = [v for v in labels if v.split("|")[1]]
    assert contested
    for key in contested:
        holder, rival, _ = key.split("|")
        tile = value(symbols[numbers[key]].findall("layer")[1], "svgFile")
        drawn = base64.b64decode(tile.removeprefix("base64:")).decode()
        assert scene.party[rival].fill.lower() in drawn.lower(), "hatched in the rival's colour"
        assert holder != rival


def test_every_feature_has_a_symbol(folder):
    """The style's key, worked out here as QGIS does, is one of the style's categories."""
    keys = {
        "settled": lambda r: f"{r.holder}|{r.rival if r.contested else ''}|{r.evidence}",
        "places": lambda r: (
            f"inferred|{r.holder}"
            if r.evidence == "inferred"
            else f"{r.symbol}|{r.age}|{r.holder}|{r.rival}|{r.besieged}"
        ),
        "events": lambda r: (
            f"attacked|{r.holder}"
            if r.kind == "attacked"
            else "changed"
            if r.kind in ("captured", "withdrew")
            else "told"
        ),
    }
    keys["total"] = keys["settled"]
    for layer in LAYERS:
        rows = pyogrio.read_dataframe(folder / "holdings.gpkg", layer=layer, read_geometry=False)
        rows = rows.fillna({"rival": "", "holder": ""})
        known = {c.get("value") for c in style(folder, layer).iter("category")}
        assert {keys[layer](row) for row in rows.itertuples()} <= known, layer


@pytest.mark.parametrize("layer", LAYERS)
def test_pictures_in_the_style_are_whole_and_fetch_nothing(folder, layer):
    root = style(folder, layer)
    pictures = [o.get("value") for o in root.iter("Option") if o.get("name") in ("name", "svgFile")]
    pictures = [p for p in pictures if p.startswith("base64:")]
    assert pictures
    for picture in pictures:
        svg = base64.b64decode(picture.removeprefix("base64:")).decode()
        parsed(svg)
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_the_file_says_whose_it_is_of_which_days_and_from_what(folder):
    with sqlite3.connect(folder / "holdings.gpkg") as file:
        rows = file.execute(
            "SELECT reference_scope, table_name, md_standard_uri, metadata"
            " FROM gpkg_metadata JOIN gpkg_metadata_reference ON id = md_file_id"
        ).fetchall()
        extensions = {r[0] for r in file.execute("SELECT table_name FROM gpkg_extensions")}
    assert {"gpkg_metadata", "gpkg_metadata_reference"} <= extensions
    whole = next(parsed(text) for scope, *_, text in rows if scope == "geopackage")
    told = {e.tag.rpartition("}")[2]: e.text for e in whole}
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["coverage"] == "2020-03-01/2020-04-30"
    assert told["date"] == "2020-04-21"
    assert len([e for e in whole if e.tag.endswith("source")]) == len(scene_of().sources) > 0
    of_layers = {table: text for scope, table, _, text in rows if scope == "table"}
    assert set(of_layers) == set(LAYERS)
    for text in of_layers.values():
        root = parsed(text)
        assert "creativecommons.org" in root.find("license").text
        assert root.find("constraints").text.startswith("Ebbline")


def test_the_same_tables_give_the_same_bytes(folder, tmp_path):
    assert gis(folder, "--geopackage", tmp_path / "again.gpkg") == 0
    assert (tmp_path / "again.gpkg").read_bytes() == (folder / "holdings.gpkg").read_bytes()


def test_geoparquet_has_the_same_layers_with_days_and_licence(folder, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    assert gis(folder, "--geoparquet", tmp_path / "geo") == 0
    assert sorted(p.stem for p in (tmp_path / "geo").iterdir()) == sorted(LAYERS)
    for layer in LAYERS:
        frame = gpd.read_parquet(tmp_path / "geo" / f"{layer}.parquet")
        other = gpd.read_file(folder / "holdings.gpkg", layer=layer)
        assert frame.crs == 4326
        assert frame.geometry.geom_equals(other.geometry).all()
        schema = parquet.read_schema(tmp_path / "geo" / f"{layer}.parquet")
        assert str(schema.field("valid_from").type) == "date32[day]"
        assert schema.metadata[b"license"] == b"https://creativecommons.org/licenses/by/4.0/"
        assert json.loads(schema.metadata[b"geo"])["primary_column"] == "geometry"
    before = [p.read_bytes() for p in sorted((tmp_path / "geo").iterdir())]
    assert gis(folder, "--geoparquet", tmp_path / "geo") == 0
    assert [p.read_bytes() for p in sorted((tmp_path / "geo").iterdir())] == before


def test_without_the_extra_geoparquet_says_what_to_install(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert gis(folder, "--geoparquet", tmp_path / "geo") == 2
    assert "pip install 'ebbline[geo]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
