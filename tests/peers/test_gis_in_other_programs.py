"""``holdings.gpkg`` opens in QGIS as our map; other programs read the same rows and days."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
from PIL import Image
from shapely.geometry import box

from ebbline.scene.record import read_scene

DAY = "2017-11-09"
LAYERS = ("places", "events", "settled", "total")
QGIS = os.environ.get("EBBLINE_QGIS_PYTHON", "/usr/bin/python3")
"""A Python that imports ``qgis``: that of the system, where QGIS is a package of it."""


@pytest.fixture(scope="module")
def results():
    return Path(os.environ["EBBLINE_PEERS"])


@pytest.fixture(scope="module")
def qgis(results, tmp_path_factory):
    """Return what QGIS says of the file, and the picture that it draws of :data:`DAY`."""
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    found = subprocess.run([QGIS, "-c", "import qgis.core"], env=offscreen, capture_output=True)
    if found.returncode:
        pytest.skip("QGIS is not installed")
    picture = tmp_path_factory.mktemp("qgis") / "map.png"
    view = read_scene(results / "scene.json").views[0]
    box = ",".join(str(v) for v in view.bbox)
    script = Path(__file__).with_name("in_qgis.py")
    command = [QGIS, str(script), str(results / "holdings.gpkg"), DAY, str(picture), box]
    done = subprocess.run(command, env=offscreen, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), picture


@pytest.mark.parametrize("layer", LAYERS)
def test_the_slider_of_qgis_shows_on_each_day_what_is_there(qgis, results, layer):
    told = qgis[0][layer]
    rows = pyogrio.read_dataframe(results / "holdings.gpkg", layer=layer, read_geometry=False)
    first, last = pd.to_datetime(rows["valid_from"]), pd.to_datetime(rows["valid_to"])
    assert told["temporal"]
    assert len(told["by_day"]) > 50
    for day, count in told["by_day"].items():
        assert count == int(((first <= day) & (last >= day)).sum()), day


@pytest.mark.parametrize("layer", LAYERS)
def test_every_feature_has_a_look_and_the_layer_a_licence(qgis, layer):
    told = qgis[0][layer]
    assert told["without_symbol"] == 0
    assert "creativecommons.org" in told["licences"][0]


def test_the_picture_has_as_much_of_each_colour_as_the_party_holds(qgis, results):
    """Settled land that a report speaks of is plain; marks and names of places lie over it."""
    picture = np.asarray(Image.open(qgis[1]).convert("RGB"), dtype=int)
    scene = read_scene(results / "scene.json")
    west, south, east, north = scene.views[0].bbox
    more = (picture.shape[0] / picture.shape[1] * (east - west) - (north - south)) / 2
    frame = box(west, south - more, east, north + more)
    land = pyogrio.read_dataframe(results / "holdings.gpkg", layer="settled")
    there = (pd.to_datetime(land["valid_from"]) <= DAY) & (pd.to_datetime(land["valid_to"]) >= DAY)
    plain = land[there & (land["evidence"] == "reported") & (land["contested"] == 0)]
    for party in scene.parties:
        own = plain[plain["holder"] == party.id].intersection(frame).union_all()
        expected = own.area / frame.area
        colour = [int(party.fill[n : n + 2], 16) for n in (1, 3, 5)]
        share = (np.abs(picture - colour).max(axis=2) <= 2).mean()
        assert 0.4 * expected <= share <= 1.2 * expected, party.id


def test_duckdb_reads_the_tables_as_they_are_described(results):
    duckdb = pytest.importorskip("duckdb")
    described = json.loads((results / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        if resource.get("type") != "table":
            continue
        path = results / resource["path"]
        seen = duckdb.sql(f"SELECT * FROM read_csv('{path}', header=true)")  # noqa: S608
        assert seen.columns == [f["name"] for f in resource["schema"]["fields"]], path.name
    days = duckdb.sql(
        f"SELECT count(*) FROM read_csv('{results / 'areas.csv'}') WHERE date >= DATE '2017-11-01'"  # noqa: S608
    ).fetchall()
    assert days[0][0] > 0
