"""``ebbline territory`` on files: one case from end to end, byte for byte, and broken input."""

import csv
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import rasterio.warp
import shapely
import yaml
from flat_case import TOWNS, case, config, event, state
from flat_land import place

from ebbline import tables
from ebbline.cli import main

OUTPUTS = {
    "settlement_states": "settlement_states.csv",
    "patch_states": "patch_states.csv",
    "patches": "patches.gpkg",
    "holdings": "holdings.gpkg",
    "areas": "areas.csv",
    "areas_daily": "areas_daily.csv",
    "area_changes": "area_changes.csv",
    "field": "field",
    "statements": "statements.csv",
    "calibration": "calibration.csv",
    "predictions": "predictions.csv",
    "influence": "influence.csv",
    "checks": "checks.csv",
}
FILES = ("sources", "claims", "geocoding")
STATES = [state("t00", "red", 1, 9), state("t00", "blue", 9), state("t40", "red")]


@pytest.fixture
def inputs(tmp_path):
    """Write a case to files and return their folder."""
    parts = case(STATES)
    folder = tmp_path / "in"
    folder.mkdir()
    tables.STATES.write(folder / "states.csv", STATES)
    tables.EVENTS.write(folder / "events.csv", [event("t00", "blue", 9, 8, 10)])
    tables.GAZETTEER.write(folder / "gazetteer.csv", TOWNS)
    (folder / "sources.csv").write_text(
        "source_id,publisher,origin,title,published,url,lang,collection,reliability\n"
        "s,Paper,Paper,Town falls,2020-05-21,https://example.org/1,en,all,B\n",
        encoding="utf-8",
    )
    (folder / "claims.csv").write_text(
        "claim_id,source_id,place,kind,holder,rival,from_holder,date_from,date_to,claimant,"
        "claimant_side,credibility,locator,note,distance_km\n"
        "c,s,T40,near,blue,,,2020-05-20,2020-05-20,,neutral,2,,,30\n",
        encoding="utf-8",
    )
    (folder / "geocoding.csv").write_text(
        "place_name,place_id,method,score,runner_up,runner_up_score\nT40,t40,exact,100,,\n",
        encoding="utf-8",
    )
    (folder / "published.csv").write_text(
        "date,region,measure,value,low,high,unit,convention,source\n"
        "2020-05-09,Flatland,held_area,3000,,,km2,desert counted,somebody\n",
        encoding="utf-8",
    )
    parts.ground.save(folder / "ground.npz")
    settings = config().model_dump(mode="json", exclude={"extract"})
    (folder / "config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder


def run(inputs, out, *more):
    out.mkdir(exist_ok=True)
    root = Path(__file__).resolve().parents[3]
    basemap = root / "resources" / "basemap" / "syria-iraq"
    arguments = ["territory", "--config", str(inputs / "config.yaml"), "--basemap", str(basemap)]
    for name in (*FILES, "states", "events", "gazetteer", "published"):
        arguments += [f"--{name}", str(inputs / f"{name}.csv")]
    arguments += ["--ground", str(inputs / "ground.npz")]
    arguments += ["--case-places", str(inputs / "none.csv")]
    arguments += ["--evidence", str(inputs / "evidence.geojson")]
    for name, file in OUTPUTS.items():
        arguments += [f"--{name.replace('_', '-')}", str(out / file)]
    return main([*arguments, *more])


def files(folder):
    return sorted(p for p in folder.rglob("*") if p.is_file())


def test_every_day_has_its_areas(inputs, tmp_path):
    out = tmp_path / "out"
    run(inputs, out)
    areas = tables.AREAS.read(out / "areas.csv")
    daily = tables.AREAS.read(out / "areas_daily.csv")
    assert len({a.date for a in daily}) == 31
    assert set(areas) <= set(daily)
    assert len({a.date for a in areas}) < 31


def test_land_lost_and_gained_has_intervals_of_its_own(inputs, tmp_path):
    out = tmp_path / "out"
    run(inputs, out)
    rows = tables.AREA_CHANGES.read(out / "area_changes.csv")
    falls = [r for r in rows if r.holder == "red" and r.lost_km2 > 0]
    assert falls
    for r in falls:
        assert r.lost_km2_low < r.lost_km2 < r.lost_km2_high
    still = [r for r in rows if r.lost_km2 == 0]
    assert still and all(r.lost_km2_low == 0 for r in still)
    assert any(r.lost_km2_high > 0 for r in still)  # change that nobody told of is possible


def test_the_field_of_a_key_day_is_a_raster_with_a_band_a_holder(inputs, tmp_path):
    out = tmp_path / "out"
    run(inputs, out)
    with rasterio.open(out / "field" / "2020-05-01.tif") as raster:
        assert set(raster.descriptions) == {"red", "blue", "green"}
        red = raster.descriptions.index("red")
        assert raster.crs.linear_units == "metre"
        assert raster.tags()["date"] == "2020-05-01"
        values = raster.read(masked=True).astype(int)
        east, north = rasterio.warp.transform(
            "EPSG:4326", raster.crs, [TOWNS[0].lon], [TOWNS[0].lat]
        )
        (at_t00,) = raster.sample([(east[0], north[0])])
        assert at_t00[red] > 60  # t00 is red's
    assert values.sum(axis=0).max() <= 102  # rounded


def test_the_tables_are_written_and_agree_with_each_other(inputs, tmp_path):
    out = tmp_path / "out"
    assert run(inputs, out) == 0
    for layer in ("settled", "total"):
        holdings = gpd.read_file(out / "holdings.gpkg", layer=layer)
        assert list(holdings.columns) == [
            *("valid_from", "valid_to", "holder", "rival", "evidence", "contested", "certainty"),
            "geometry",
        ]
        assert shapely.is_valid(holdings.geometry).all()
    info = pyogrio.read_info(out / "holdings.gpkg", layer="total")
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert types["valid_from"] == types["valid_to"] == "datetime64[D]"
    assert {n for n, _ in pyogrio.list_layers(out / "holdings.gpkg")} == {"settled", "total"}
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
    assert {"t00", "t40", "t10", "t30"} <= {r.place_id for r in rows}
    patches = gpd.read_file(out / "patches.gpkg", layer="patches")
    assert shapely.coverage_is_valid(patches.geometry.to_numpy(), gap_width=0)
    assert {r.patch_id for r in tables.PATCH_STATES.read(out / "patch_states.csv")} <= set(
        patches["patch_id"]
    )


def test_the_same_input_gives_the_same_bytes(inputs, tmp_path, monkeypatch):
    contents = []
    for number, epoch in enumerate(("0", "1600000000")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        out = tmp_path / str(number)
        assert run(inputs, out) == 0
        contents.append([p.read_bytes() for p in files(out)])
    assert contents[0] == contents[1]


def test_a_day_that_is_asked_for_is_told_and_the_build_stays_as_it_is(inputs, tmp_path, capsys):
    assert run(inputs, tmp_path / "out") == 0
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in files(tmp_path / "out")}
    capsys.readouterr()
    assert run(inputs, tmp_path / "out", "--on", "2020-05-05", "--on", "2020-05-06") == 0
    told = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["date"] for row in told} == {"2020-05-05", "2020-05-06"}
    assert {row["convention"] for row in told} == {"settled", "total"}
    now = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in files(tmp_path / "out")}
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
    assert len(gpd.read_file(tmp_path / "out" / "holdings.gpkg", layer="total")) == 0
    assert {a.holder for a in tables.AREAS.read(tmp_path / "out" / "areas.csv")} == {""}


@pytest.mark.parametrize("content", [b"nothing", b""])
def test_a_file_that_is_no_ground_is_named(inputs, tmp_path, capsys, content):
    (inputs / "ground.npz").write_bytes(content)
    assert run(inputs, tmp_path / "out") == 2
    assert "ground.npz" in capsys.readouterr().err


def test_an_unknown_holder_in_the_states_is_named(inputs, tmp_path, capsys):
    tables.STATES.write(inputs / "states.csv", [state("t00", "purple")])
    assert run(inputs, tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "purple" in message
    assert "red" in message


def test_a_state_of_a_place_that_is_nowhere_is_named(inputs, tmp_path, capsys):
    tables.STATES.write(inputs / "states.csv", [*STATES, state("atlantis", "red")])
    assert run(inputs, tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "states.csv" in message
    assert "atlantis" in message
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
    assert {a.holder for a in two} == {"red", "blue", ""}
    for before, after in zip(one, two, strict=True):
        assert (before.km2, before.settlements, before.population) == (
            after.km2,
            after.settlements,
            after.population,
        )
    rows = tables.SETTLEMENT_STATES.read(tmp_path / "two" / "settlement_states.csv")
    assert [r.holder for r in rows if r.place_id == "far"] == ["green"]
