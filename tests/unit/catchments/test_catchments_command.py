"""``ebbline catchments`` on a small part of the real gazetteer and basemap, and on broken files."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely
import yaml

from ebbline import tables
from ebbline.cli import main
from ebbline.land.ground import Ground

ROOT = Path(__file__).resolve().parents[3]
GAZETTEER = ROOT / "resources" / "gazetteer" / "syria-iraq.csv"
BASEMAP = ROOT / "resources" / "basemap" / "syria-iraq"
BORDER = [40.2, 33.8, 41.6, 35.2]


@pytest.fixture
def configured(tmp_path):
    """Return a function that writes the case's configuration with changes and returns its path."""

    def write(**changes):
        values = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
        values["study_area"]["bbox"] = BORDER
        values["catchments"] = {"cell_km": 4}
        for key, value in changes.items():
            values[key] = {**values.get(key, {}), **value}
        for view in values["figures"]["views"].values():
            view["bbox"] = values["study_area"]["bbox"]
        path = tmp_path / "config.yaml"
        path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
        return path

    return write


def run(config, folder, *, gazetteer=GAZETTEER, basemap=BASEMAP, own=None):
    arguments = ["catchments", "--config", str(config), "--basemap", str(basemap)]
    arguments += ["--gazetteer", str(gazetteer), "--case-places", str(own or folder / "none.csv")]
    return main([*arguments, "--ground", str(folder / "ground.npz")])


def test_the_border_country_is_divided_by_river_and_border(configured, tmp_path):
    assert run(configured(), tmp_path) == 0
    ground = Ground.load(tmp_path / "ground.npz")
    assert {c for c, _ in ground.leaves} == {"Syria", "Iraq"}
    assert set(ground.leaves) >= {("Syria", "Deir ez-Zor governorate")}
    assert 0 < ground.settled.sum() < len(ground.settled)
    assert ground.part.sum(axis=1) == pytest.approx(np.ones(len(ground.part)), abs=1e-5)
    assert shapely.is_valid(ground.faces).all()
    place = {name: i for i, name in enumerate(ground.place_ids)}
    face = ground.face[ground.place_cell]
    assert face[place["albu-kamal"]] != face[place["al-qaim"]]
    assert face[place["albu-kamal"]] != face[place["hajin"]]


def test_what_is_saved_comes_back(configured, tmp_path):
    assert run(configured(), tmp_path) == 0
    ground = Ground.load(tmp_path / "ground.npz")
    ground.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "ground.npz").read_bytes()


def test_the_same_input_gives_the_same_bytes(configured, tmp_path):
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        assert run(configured(), folder) == 0
        contents.append([p.read_bytes() for p in sorted(folder.iterdir())])
    assert contents[0] == contents[1]


def message_of(capsys, code):
    assert code == 2
    return capsys.readouterr().err


def test_an_unknown_country_is_told_with_those_there_are(configured, tmp_path, capsys):
    path = configured(study_area={"countries": ["SY", "ZZ"]})
    message = message_of(capsys, run(path, tmp_path))
    assert "study_area.countries" in message
    assert "ZZ" in message
    assert "IQ" in message


def test_a_box_in_the_sea_is_told(configured, tmp_path, capsys):
    path = configured(study_area={"bbox": [34.1, 33.0, 34.9, 34.0]})
    assert "study area" in message_of(capsys, run(path, tmp_path))


def test_a_box_with_west_and_east_exchanged_is_refused_with_the_order_to_use(
    configured, tmp_path, capsys
):
    path = configured(study_area={"bbox": [44, 33, 38, 37]})
    message = message_of(capsys, run(path, tmp_path))
    assert "study_area.bbox" in message
    assert "west < east" in message


def test_too_fine_a_grid_is_told_before_it_is_made(configured, tmp_path, capsys):
    path = configured(catchments={"cell_km": 0.01})
    message = message_of(capsys, run(path, tmp_path))
    assert "catchments.cell_km" in message


def test_a_study_area_without_settlements_is_told(configured, tmp_path, capsys):
    path = configured(study_area={"bbox": [40.6, 33.05, 40.9, 33.3]})
    message = message_of(capsys, run(path, tmp_path))
    assert "no populated place" in message


@pytest.mark.parametrize(
    ("layer", "geometry", "told"),
    [
        (
            "lakes",
            {
                "type": "Polygon",
                "coordinates": [[[40, 34], [41, 35], [41, 34], [40, 35], [40, 34]]],
            },
            "Self-intersection",
        ),
        ("rivers", {"type": "Point", "coordinates": [40, 34]}, "Point"),
        ("lakes", None, "no geometry"),
        ("rivers", {"type": "LineString", "coordinates": [[179, 1], [181, 2]]}, "antimeridian"),
    ],
)
def test_a_broken_feature_is_named(configured, tmp_path, capsys, layer, geometry, told):
    folder = tmp_path / "basemap"
    shutil.copytree(BASEMAP, folder)
    file = folder / f"{layer}.geojson"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["features"][1]["geometry"] = geometry
    name = next(iter(document["features"][1]["properties"].values()))
    file.write_text(json.dumps(document), encoding="utf-8")
    message = message_of(capsys, run(configured(), tmp_path, basemap=folder))
    assert f"{layer}.geojson, feature 2" in message
    assert told in message
    assert name in message
    assert not (tmp_path / "ground.npz").exists()


@pytest.mark.parametrize("content", ['{"type": "FeatureCollection", "features": [', '{"a": 1}', ""])
def test_a_layer_that_is_not_geojson_is_named(configured, tmp_path, capsys, content):
    folder = tmp_path / "basemap"
    shutil.copytree(BASEMAP, folder)
    (folder / "rivers.geojson").write_text(content, encoding="utf-8")
    assert "rivers.geojson" in message_of(capsys, run(configured(), tmp_path, basemap=folder))


def standing(folder):
    """The places that stand on the ground of the study area."""
    ground = Ground.load(folder / "ground.npz")
    return {n for n, c in zip(ground.place_ids, ground.place_cell, strict=True) if c >= 0}


def own_place(tmp_path, **values):
    row = {"place_id": "new", "name": "New", "lat": 34.5, "lon": 41.0, "precision_km": 1}
    row |= {"country": "SY", "kind": "village", "origin": "test"} | values
    header = [c.name for c in tables.GAZETTEER.columns]
    text = ",".join(header) + "\n" + ",".join(str(row.get(c, "")) for c in header) + "\n"
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_settlement_in_a_lake_stands_on_the_ground(configured, tmp_path):
    own = own_place(tmp_path, lat=34.1, lon=43.3, country="IQ")
    path = configured(study_area={"bbox": [42.6, 33.4, 44.0, 34.6]})
    assert run(path, tmp_path, own=own) == 0
    assert "new" in standing(tmp_path)


def test_a_settlement_outside_the_study_area_is_left_out(configured, tmp_path):
    own = own_place(tmp_path, lat=10, lon=10)
    assert run(configured(), tmp_path, own=own) == 0
    assert "new" not in standing(tmp_path)


def test_two_settlements_on_one_spot_both_count(configured, tmp_path):
    place = next(p for p in tables.GAZETTEER.read(GAZETTEER) if p.place_id == "hiri")
    own = own_place(tmp_path, lat=place.lat, lon=place.lon)
    assert run(configured(), tmp_path, own=own) == 0
    assert {"new", "hiri"} <= standing(tmp_path)
