"""``ebbline score``: the model against fronts that somebody drew."""

import json
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from flat_land import KM_PER_DEGREE

from ebbline.cli import main
from ebbline.territory.fronts import read_front

ROOT = Path(__file__).resolve().parents[3]
TRUTH = Path(os.environ.get("EBBLINE_TRUTH") or ROOT.parent / "shared" / "truth")


def feature(shape, **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": shapely.geometry.mapping(shape),
    }


def write(path, *features):
    document = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(document), encoding="utf-8")


def degrees(shape, shift=0.0):
    """Return a shape in kilometres in degrees, cut where it crosses the antimeridian."""
    moved = shapely.transform(shape, lambda p: p / KM_PER_DEGREE + [shift, 0])
    here = moved & shapely.box(-180, -90, 180, 90)
    beyond = shapely.transform(moved & shapely.box(180, -90, 540, 90), lambda p: p - [360, 0])
    if beyond.is_empty or here.is_empty:
        return here if beyond.is_empty else beyond
    return shapely.union(here, beyond)


def front(folder, *, shift=0.0, river=True):
    """A river front: everything east of x = 60 held, first with a bridgehead to x = 35."""
    random = np.random.default_rng(4)
    x, y = random.uniform(2, 98, 70), random.uniform(2, 78, 70)
    write(folder / "study_area.geojson", feature(degrees(shapely.box(0, 0, 100, 80), shift)))
    held = [
        feature(degrees(shapely.box(from_x, -1, 101, 81), shift), date=date, holder="east")
        for date, from_x in (("2020-01-01", 35), ("2020-01-06", 60))
    ]
    write(folder / "held.geojson", *held)
    if river:
        line = degrees(shapely.LineString([(60, -5), (60, 85)]), shift)
        write(folder / "rivers.geojson", feature(line, scalerank=4, name=None))
    lines = ["place,lat,lon,held_2020-01-01,held_2020-01-06"]
    for px, py in zip(x, y, strict=True):
        lon = px / KM_PER_DEGREE + shift
        lon = lon - 360 if lon > 180 else lon
        lines.append(f"p,{py / KM_PER_DEGREE:.6f},{lon:.6f},{int(px > 35)},{int(px > 60)}")
    (folder / "settlements.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def scored(capsys, folder, *options):
    assert main(["score", str(folder), *options]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_for_each_share_and_date_and_each_pair_of_dates(tmp_path, capsys):
    lines = scored(capsys, front(tmp_path), "--keep", "1.0", "0.3", "--draws", "3")
    assert [(v["keep"], v["what"], v["date"], v.get("date_to")) for v in lines] == [
        (1.0, "state", "2020-01-01", None),
        (1.0, "state", "2020-01-06", None),
        (1.0, "lost", "2020-01-01", "2020-01-06"),
        (1.0, "gained", "2020-01-01", "2020-01-06"),
        (0.3, "state", "2020-01-01", None),
        (0.3, "state", "2020-01-06", None),
        (0.3, "lost", "2020-01-01", "2020-01-06"),
        (0.3, "gained", "2020-01-01", "2020-01-06"),
    ]
    for line in lines:
        assert {"iou", "ratio", "nearest_iou", "nearest_ratio", "linear_iou"} <= set(line)
        assert {"true_km2", "km2"} <= set(line)
        assert ("brier" in line) == (line["what"] == "state")
        assert line["iou"] is None or 0 <= line["iou"] <= 1


def test_where_a_river_is_the_front_the_model_finds_it(tmp_path, capsys):
    lines = scored(capsys, front(tmp_path), "--keep", "1.0")
    assert lines[1]["iou"] > 0.97
    assert lines[1]["ratio"] == pytest.approx(1, abs=0.03)
    assert all(line["iou"] > line["nearest_iou"] for line in lines[:3])
    assert lines[1]["brier"] < lines[1]["linear_brier"]


def test_the_same_seed_gives_the_same_draws(tmp_path, capsys):
    front(tmp_path)
    options = ("--keep", "0.3", "--draws", "4", "--seed")
    one, same, other = (scored(capsys, tmp_path, *options, seed) for seed in "778")
    assert one == same
    assert one != other


def test_only_the_kept_settlements_are_known(tmp_path, capsys):
    lines = scored(capsys, front(tmp_path), "--keep", "1.0", "0.05", "--draws", "10")
    assert lines[4]["iou"] < lines[0]["iou"]


def test_rivers_lakes_and_borders_may_be_missing(tmp_path, capsys):
    lines = scored(capsys, front(tmp_path, river=False), "--keep", "1.0")
    assert lines[0]["iou"] > 0.8


def test_a_front_across_the_antimeridian_scores_as_anywhere_else(tmp_path, capsys):
    results = []
    for name, shift in (("here", 20.0), ("there", 179.5)):
        (tmp_path / name).mkdir()
        results.append(scored(capsys, front(tmp_path / name, shift=shift), "--keep", "1.0"))
    for here, there in zip(*results, strict=True):
        if here["iou"] is not None:
            assert there["iou"] == pytest.approx(here["iou"], abs=0.02)


def test_a_date_on_which_nothing_is_lost_has_no_figure(tmp_path, capsys):
    folder = front(tmp_path)
    document = json.loads((folder / "held.geojson").read_text(encoding="utf-8"))
    document["features"][1]["geometry"] = document["features"][0]["geometry"]
    (folder / "held.geojson").write_text(json.dumps(document), encoding="utf-8")
    text = (folder / "settlements.csv").read_text(encoding="utf-8").splitlines()
    same = [text[0], *(line[:-1] + line[-3] for line in text[1:])]
    (folder / "settlements.csv").write_text("\n".join(same), encoding="utf-8")
    lost = scored(capsys, folder, "--keep", "1.0")[2]
    assert lost["iou"] is None


def test_a_date_on_which_nothing_is_held_any_more_needs_no_polygon(tmp_path, capsys):
    folder = front(tmp_path)
    document = json.loads((folder / "held.geojson").read_text(encoding="utf-8"))
    del document["features"][1]
    (folder / "held.geojson").write_text(json.dumps(document), encoding="utf-8")
    text = (folder / "settlements.csv").read_text(encoding="utf-8").splitlines()
    gone = [text[0], *(line[:-1] + "0" for line in text[1:])]
    (folder / "settlements.csv").write_text("\n".join(gone), encoding="utf-8")
    lines = scored(capsys, folder, "--keep", "1.0")
    assert lines[1]["true_km2"] == lines[1]["km2"] == 0
    assert lines[2]["true_km2"] == lines[0]["true_km2"]


def test_a_time_of_midnight_behind_a_day_is_left_out(tmp_path, capsys):
    plain = scored(capsys, front(tmp_path), "--keep", "1.0")
    changed(tmp_path, "settlements.csv", "held_2020-01-06", "held_2020-01-06 00:00")
    changed(tmp_path, "held.geojson", '"2020-01-01"', '"2020-01-01T00:00:00Z"')
    assert scored(capsys, tmp_path, "--keep", "1.0") == plain


def changed(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("settlements.csv", "held_2020-01-01", "held_1.1.2020", "YYYY-MM-DD"),
        ("settlements.csv", "lat,lon", "lat,long", "lon"),
        ("settlements.csv", ",0,0\n", ",0,maybe\n", "0 or 1"),
        ("settlements.csv", "p,0.", "p,900.", "WGS 84"),
        ("held.geojson", '"2020-01-06"', '"2020-01-07"', "no land on 2020-01-06"),
        ("held.geojson", '"Polygon"', '"Point"', "feature 1"),
        ("rivers.geojson", '"scalerank"', '"rank"', "scalerank"),
        ("study_area.geojson", '"FeatureCollection"', '"FeatureCollection', "not JSON"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path, capsys, name, old, new, told):
    changed(front(tmp_path), name, old, new)
    assert main(["score", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert name in message
    assert told in message


@pytest.mark.parametrize("options", [("--keep", "0"), ("--keep", "1.5"), ("--draws", "0")])
def test_options_out_of_range_are_refused(tmp_path, capsys, options):
    assert main(["score", str(front(tmp_path)), *options]) == 2
    assert options[0] in capsys.readouterr().err


KHERSON = TRUTH / "kherson-2022"


@pytest.mark.skipif(not KHERSON.is_dir(), reason="the drawn fronts are not beside the repository")
def test_the_lower_dnipro_in_november_2022(capsys):
    """The marks: 0.74 on the area lost and 0.935 on the state with all settlements known."""
    lines = scored(capsys, KHERSON, "--keep", "1.0", "0.3", "--draws", "20")
    by = {(v["keep"], v["what"], v["date"]): v for v in lines}
    dates = sorted({v["date"] for v in lines})
    assert np.mean([by[1.0, "state", d]["iou"] for d in dates]) >= 0.935
    assert np.mean([by[0.3, "state", d]["iou"] for d in dates]) >= 0.88
    for first, _ in pairwise(dates):
        assert by[1.0, "lost", first]["iou"] >= 0.74
        lost = by[0.3, "lost", first]
        assert lost["difference"] > 3 * lost["standard_error"] > 0


def test_the_land_of_a_day_is_that_drawn_on_it_alone(tmp_path):
    """What is held later is not added to what was held before."""
    folder = front(tmp_path)
    moved = [
        feature(degrees(shapely.box(west, -1, west + 20, 81)), date=date, holder="east")
        for date, west in (("2020-01-01", 35), ("2020-01-06", 60))
    ]
    write(folder / "held.geojson", *moved)
    truth = read_front(folder).truth
    bounds = {
        day: [round(x * KM_PER_DEGREE) for x in land.bounds[::2]] for day, land in truth.items()
    }
    assert bounds == {"2020-01-01": [35, 55], "2020-01-06": [60, 80]}
