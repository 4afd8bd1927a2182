"""``ebbline check`` finds what would stop a later stage, before anything is built."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from ebbline.cli import main
from ebbline.layout import workflow_home

TINY = workflow_home() / "tests" / "workflow" / "tiny"


@pytest.fixture
def vale(tmp_path, monkeypatch):
    """Go to a copy of the tiny case and return its folder."""
    folder = tmp_path / "vale"
    shutil.copytree(TINY, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def told(vale, capsys):
    """Return a function that checks the case and returns the mistakes, one a line; none if fine."""

    def check(*arguments: str) -> list[str]:
        code = main(["check", *arguments])
        lines = capsys.readouterr().err.splitlines()
        assert code == (2 if lines else 0)
        assert not (vale / "results").exists(), "a question that wrote into a build"
        return lines[1:]

    return check


def basemap(vale: Path, layer: str) -> Path:
    return vale / "resources" / "basemap" / "vale" / f"{layer}.geojson"


def edit_features(path: Path, change) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    for feature in document["features"]:
        change(feature)
    path.write_text(json.dumps(document), encoding="utf-8")


def edit_configuration(vale: Path, old: str, new: str) -> None:
    path = vale / "config" / "config.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit_place(vale: Path, place_id: str, **cells: str) -> int:
    """Change cells of a row of the gazetteer and return its number."""
    path = vale / "resources" / "gazetteer" / "vale.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(r | (cells if r["place_id"] == place_id else {}) for r in rows)
    return 2 + [r["place_id"] for r in rows].index(place_id)


def test_the_tiny_case_is_correct(told):
    assert told() == []


def test_a_basemap_of_land_alone_is_enough(vale, told):
    for layer in ("rivers", "lakes", "borders", "divisions"):
        basemap(vale, layer).unlink()
    edit_features(basemap(vale, "land"), lambda f: f["properties"].pop("name_ar", None))
    assert told() == []


def test_without_land_there_is_no_basemap(vale, told):
    basemap(vale, "land").unlink()
    (line,) = told()
    assert "resources/basemap/vale: no land.geojson" in line


def test_a_layer_under_another_name_is_told_and_not_left_out_in_silence(vale, told):
    basemap(vale, "rivers").rename(basemap(vale, "river"))
    (line,) = told()
    assert "river.geojson: no layer has this name" in line
    assert "rivers.geojson, lakes.geojson" in line


def test_every_mistake_of_every_layer_is_told_before_anything_is_built(vale, told):
    edit_features(basemap(vale, "rivers"), lambda f: f["properties"].update(scalerank="3"))
    edit_features(basemap(vale, "land"), lambda f: f["properties"].pop("country"))
    lines = told("--only", "land")
    assert any("rivers.geojson, feature 1" in line and "scalerank: '3'" in line for line in lines)
    assert any("land.geojson, feature 1 " in line and "property country" in line for line in lines)


def test_brackets_without_end_are_no_layer(vale, told):
    basemap(vale, "lakes").write_text("[" * 100_000, encoding="utf-8")
    (line,) = told()
    assert "lakes.geojson, row 1: brackets within brackets" in line


def test_a_study_area_without_land_is_told_before_anything_is_built(vale, told):
    path = vale / "config" / "config.yaml"
    text = path.read_text(encoding="utf-8")
    box = "[19.7, 9.7, 21.3, 10.6]"
    assert text.count(box) == 2
    for old in (box, "[19.5, 9.5, 21.5, 11.0]"):
        text = text.replace(old, "[60, 60, 61, 61]")
    path.write_text(text, encoding="utf-8")
    assert any("study_area.bbox" in line for line in told())


def test_a_view_that_shows_nothing_of_the_study_area_is_told(vale, told):
    edit_configuration(vale, "      bbox: [19.7, 9.7, 21.3, 10.6]", "      bbox: [60, 60, 61, 61]")
    (line,) = told()
    assert "figures.views.vale.bbox: shows nothing of the study area" in line


def test_exchanged_coordinates_are_told_with_the_row(vale, told):
    row = edit_place(vale, "midford", lat="20.5", lon="10.1")
    (line,) = told()
    assert f"vale.csv, row {row}: midford" in line
    assert "exchange lat and lon" in line


def test_a_place_on_the_other_side_of_the_world_is_told(vale, told):
    row = edit_place(vale, "midford", lat="-40", lon="170")
    (line,) = told()
    assert f"vale.csv, row {row}: midford" in line and "correct the point" in line


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"lat": "95"}, "lat 95.0"),
        ({"country": "Vale"}, "country: 'Vale'"),
        ({"precision_km": "-1"}, "precision_km: -1.0"),
        ({"population": "-5"}, "population: -5"),
    ],
)
def test_numbers_and_codes_that_cannot_be_are_told_once(vale, told, cells, says):
    row = edit_place(vale, "midford", **cells)
    lines = told()
    assert [line for line in lines if says in line and f"row {row}" in line] == lines
    assert len(lines) == 1


def test_the_inputs_are_listed_where_that_is_asked(vale, told):
    assert told("--inputs", "lists/inputs.csv", "--view-places", "lists/views.csv") == []
    lines = (vale / "lists" / "inputs.csv").read_text(encoding="utf-8").splitlines()
    assert "cases/vale-1999/claims.csv" in {row["file"] for row in csv.DictReader(lines)}
    assert sorted(p.name for p in (vale / "lists").iterdir()) == ["inputs.csv", "views.csv"]


def test_a_build_by_hand_has_its_lists(vale, capsys):
    assert main(["check", "--list"]) == 0
    made = {p.name for p in (vale / "results/vale-1999/logs").iterdir()}
    assert made == {"inputs.csv", "land_inputs.csv", "view_places.csv"}


def test_a_place_of_a_view_that_nobody_knows_is_told_before_the_land_is_done(vale, told):
    edit_configuration(vale, "[northby, midford, southam]", "[northby, midfort, southam]")
    (line,) = told()
    assert "config" in line and "figures.views.vale.places" in line
    assert "no place 'midfort'" in line and "such as midford" in line
    assert told("--only", "views") == [line]


def test_a_date_of_production_that_cannot_be_is_told_before_anything_is_built(told, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    (line,) = told()
    assert "SOURCE_DATE_EPOCH" in line and "'yesterday'" in line


@pytest.mark.parametrize(
    "name", ["Rivers.GeoJSON", "RIVERS.geojson", "river.geojson", "rivers.json", "rivers.shp"]
)
def test_a_file_that_is_no_layer_is_named_whatever_its_case(vale, told, name):
    basemap(vale, "rivers").rename(basemap(vale, "rivers").with_name(name))
    assert any(f"vale/{name}: no layer has this name" in line for line in told())


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "Sources.txt", ".DS_Store"])
def test_texts_about_the_layers_may_lie_beside_them(vale, told, name):
    basemap(vale, "rivers").with_name(name).write_text("about")
    assert told() == []


def test_layers_that_contradict_each_other_are_told(vale, told):
    def overlap(feature):
        feature["geometry"] = first["geometry"]

    path = basemap(vale, "divisions")
    first = json.loads(path.read_text(encoding="utf-8"))["features"][0]
    edit_features(path, overlap)
    assert any("divisions.geojson, feature 2" in line and "(feature 1)" in line for line in told())


def test_a_layer_that_is_a_link_to_nothing_is_told(vale, told):
    basemap(vale, "lakes").unlink(missing_ok=True)
    basemap(vale, "lakes").symlink_to("gone.geojson")
    assert any("lakes.geojson: a link to 'gone.geojson'" in line for line in told())


EDITION = "edition: {name: {en: '2'}, previous: {en: '1'}}\n"
PREVIOUS = "resources/cases/vale-1999/previous_states.csv"


def test_an_edition_before_this_one_needs_its_states_and_they_need_its_name(vale, told):
    config = vale / "config" / "config.yaml"
    plain = config.read_text(encoding="utf-8")
    config.write_text(plain + EDITION, encoding="utf-8")
    (mistake,) = told()
    assert PREVIOUS in mistake and "edition.previous" in mistake
    header = "place_id,place,start,end,holder,rival,contested,certainty,event_id,collections,"
    (vale / PREVIOUS).write_text(
        header + "last_report,note,lat,lon,country,admin1\n", encoding="utf-8"
    )
    config.write_text(plain, encoding="utf-8")
    (mistake,) = told()
    assert PREVIOUS in mistake and "names no edition" in mistake
    config.write_text(plain + EDITION, encoding="utf-8")
    assert told() == []
