"""``ebbline territory`` on files: one case from end to end, byte for byte, and broken input."""

import csv
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
import yaml
from flat_case import TOWNS, case, config, event, state
from flat_land import place

from ebbline import tables
from ebbline.basemap import WGS84
from ebbline.cli import main
from ebbline.geopackage import write_geopackage

OUTPUTS = {
    "settlement_states": "settlement_states.csv",
    "patch_states": "patch_states.csv",
    "holdings": "holdings.gpkg",
    "areas": "areas.csv",
    "barriers": "barriers.csv",
    "calibration": "calibration.csv",
    "checks": "checks.csv",
}
STATES = [state("t00", "red", 1, 9), state("t00", "blue", 9), state("t40", "red")]


@pytest.fixture
def inputs(tmp_path):
    """Write a case to files and return their options."""
    parts = case(STATES)
    folder = tmp_path / "in"
    folder.mkdir()
    tables.STATES.write(folder / "states.csv", STATES)
    tables.EVENTS.write(folder / "events.csv", [event("t00", "blue", 9, 8, 10)])
    tables.WEIGHTS.write(folder / "weights.csv", parts.weights)
    tables.COSTS.write(folder / "costs.csv", parts.costs)
    tables.GAZETTEER.write(folder / "gazetteer.csv", TOWNS)
    (folder / "published.csv").write_text(
        "date,region,measure,value,low,high,unit,convention,source\n"
        "2020-05-09,Flatland,held_area,3000,,,km2,desert counted,somebody\n",
        encoding="utf-8",
    )
    land = parts.land
    leaves = np.array(land.leaves)[land.leaf]
    frame = gpd.GeoDataFrame(
        {
            "patch_id": land.ids,
            "settled": land.settled.astype(int),
            "region": leaves[:, 2],
            "country": leaves[:, 1],
            "division": leaves[:, 2],
            "km2": land.km2,
        },
        geometry=land.shape,
        crs=WGS84,
    )
    write_geopackage(folder / "catchments.gpkg", frame, layer="catchments")
    settings = config().model_dump(mode="json", exclude={"extract"})
    (folder / "config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder


def run(inputs, out, *more):
    out.mkdir(exist_ok=True)
    root = Path(__file__).resolve().parents[3]
    basemap = root / "resources" / "basemap" / "syria-iraq"
    arguments = ["territory", "--config", str(inputs / "config.yaml"), "--basemap", str(basemap)]
    for name in ("states", "events", "weights", "costs", "gazetteer", "published"):
        arguments += [f"--{name}", str(inputs / f"{name}.csv")]
    arguments += ["--catchments", str(inputs / "catchments.gpkg")]
    arguments += ["--case-places", str(inputs / "none.csv")]
    for name, file in OUTPUTS.items():
        arguments += [f"--{name.replace('_', '-')}", str(out / file)]
    return main([*arguments, *more])


def test_the_tables_are_written_and_agree_with_each_other(inputs, tmp_path):
    out = tmp_path / "out"
    assert run(inputs, out) == 0
    holdings = gpd.read_file(out / "holdings.gpkg")
    assert list(holdings.columns) == [
        *("date", "holder", "rival", "evidence", "contested", "certainty", "convention"),
        "geometry",
    ]
    assert set(holdings["date"].astype(str).str[:10]) == {"2020-05-01", "2020-05-09", "2020-05-31"}
    (check,) = tables.CHECKS.read(out / "checks.csv")
    areas = tables.AREAS.read(out / "areas.csv")
    held = next(
        a.km2
        for a in areas
        if (str(a.date), a.holder, a.region, a.convention)
        == ("2020-05-09", "red", "Flatland", "total")
    )
    assert check.model == pytest.approx(held, abs=0.1)
    rows = tables.SETTLEMENT_STATES.read(out / "settlement_states.csv")
    assert {r.place_id for r in rows} == {t.place_id for t in TOWNS}
    assert len(tables.PATCH_STATES.read(out / "patch_states.csv")) > 0
    assert len(tables.CALIBRATION.read(out / "calibration.csv")) == 3


def test_the_same_input_gives_the_same_bytes(inputs, tmp_path, monkeypatch):
    contents = []
    for number, epoch in enumerate(("0", "1600000000")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        out = tmp_path / str(number)
        assert run(inputs, out) == 0
        contents.append([p.read_bytes() for p in sorted(out.iterdir())])
    assert contents[0] == contents[1]


def test_a_day_that_is_asked_for_is_told_and_the_build_stays_as_it_is(inputs, tmp_path, capsys):
    assert run(inputs, tmp_path / "out") == 0
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "out").iterdir()}
    capsys.readouterr()
    assert run(inputs, tmp_path / "out", "--on", "2020-05-05", "--on", "2020-05-06") == 0
    told = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["date"] for row in told} == {"2020-05-05", "2020-05-06"}
    assert {row["convention"] for row in told} == {"settled", "total"}
    now = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "out").iterdir()}
    assert now == before


def test_a_day_that_is_asked_for_can_go_to_a_folder(inputs, tmp_path, capsys):
    options = ("--on", "2020-05-05", "--to", str(tmp_path / "asked"))
    assert run(inputs, tmp_path / "out", *options) == 0
    assert capsys.readouterr().out == ""
    areas = tables.AREAS.read(tmp_path / "asked" / "areas.csv")
    assert {str(a.date) for a in areas} == {"2020-05-05"}
    assert sorted(p.name for p in (tmp_path / "asked").iterdir()) == ["areas.csv", "holdings.gpkg"]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("day", "told"), [("2020-06-01", "outside the period"), ("5/6/2020", "YYYY-MM-DD")]
)
def test_a_day_that_cannot_be_is_refused(inputs, tmp_path, capsys, day, told):
    assert run(inputs, tmp_path / "out", "--on", day) == 2
    assert told in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


def test_no_report_at_all_is_an_empty_map_and_not_an_error(inputs, tmp_path):
    tables.STATES.write(inputs / "states.csv", [])
    assert run(inputs, tmp_path / "out") == 0
    assert len(gpd.read_file(tmp_path / "out" / "holdings.gpkg")) == 0
    assert {a.holder for a in tables.AREAS.read(tmp_path / "out" / "areas.csv")} == {""}


def test_a_file_that_is_no_geopackage_is_named(inputs, tmp_path, capsys):
    (inputs / "catchments.gpkg").write_text("nothing", encoding="utf-8")
    assert run(inputs, tmp_path / "out") == 2
    assert "catchments.gpkg" in capsys.readouterr().err


def test_an_unknown_holder_in_the_states_is_named(inputs, tmp_path, capsys):
    tables.STATES.write(inputs / "states.csv", [state("t00", "purple")])
    assert run(inputs, tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "purple" in message
    assert "red" in message


def test_on_several_cores_the_same_bytes_are_written(inputs, tmp_path):
    contents = []
    for cores in ("1", "3"):
        out = tmp_path / cores
        assert run(inputs, out, "--cores", cores) == 0
        contents.append([p.read_bytes() for p in sorted(out.iterdir())])
    assert contents[0] == contents[1]


def test_no_core_at_all_is_refused(inputs, tmp_path, capsys):
    assert run(inputs, tmp_path / "out", "--cores", "0") == 2
    assert "--cores" in capsys.readouterr().err


def test_a_state_of_a_place_that_is_nowhere_is_named(inputs, tmp_path, capsys):
    tables.STATES.write(inputs / "states.csv", [*STATES, state("atlantis", "red")])
    assert run(inputs, tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "states.csv" in message
    assert "atlantis" in message
    assert list((tmp_path / "out").iterdir()) == []


def test_weights_of_another_cover_are_refused(inputs, tmp_path, capsys):
    weights = tables.WEIGHTS.read(inputs / "weights.csv")
    tables.WEIGHTS.write(inputs / "weights.csv", [*weights, replace(weights[0], patch_id="p9999")])
    assert run(inputs, tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "weights.csv" in message
    assert "p9999" in message


def change_patches(inputs, change):
    frame = gpd.read_file(inputs / "catchments.gpkg")
    shapes = frame.geometry.to_numpy().copy()
    change(shapes)
    frame = frame.set_geometry(shapes, crs=WGS84)
    write_geopackage(inputs / "catchments.gpkg", frame, layer="catchments")


def test_a_patch_with_an_invalid_polygon_is_named(inputs, tmp_path, capsys):
    def cross(shapes):
        shapes[1] = shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")

    change_patches(inputs, cross)
    assert run(inputs, tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "catchments.gpkg, patch p0002" in message
    assert "Self-intersection" in message


def test_patches_that_overlap_are_named(inputs, tmp_path, capsys):
    def copy(shapes):
        shapes[1] = shapes[0]

    change_patches(inputs, copy)
    assert run(inputs, tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "p0001 and p0002" in message
    assert list((tmp_path / "out").iterdir()) == []


def test_a_reported_town_outside_the_study_area_is_told_of_but_holds_and_counts_nothing(
    inputs, tmp_path
):
    far = place("far", 900, 900, population=10**6)
    tables.GAZETTEER.write(inputs / "gazetteer.csv", [*TOWNS, far])
    assert run(inputs, tmp_path / "one") == 0
    tables.STATES.write(inputs / "states.csv", [state("far", "green"), *STATES])
    assert run(inputs, tmp_path / "two") == 0
    one, two = (tables.AREAS.read(tmp_path / n / "areas.csv") for n in ("one", "two"))
    assert {a.holder for a in two} == {"red", "blue"}
    for before, after in zip(one, two, strict=True):
        assert (before.km2, before.settlements, before.population) == (
            after.km2,
            after.settlements,
            after.population,
        )
    rows = tables.SETTLEMENT_STATES.read(tmp_path / "two" / "settlement_states.csv")
    assert [r.holder for r in rows if r.place_id == "far"] == ["green"]
