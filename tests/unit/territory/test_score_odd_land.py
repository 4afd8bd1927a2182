"""``ebbline score`` on land and settlements that are not as one would wish them."""

import csv

import pytest
import shapely
from test_score import changed, degrees, feature, front, scored, write

from ebbline.cli import main
from ebbline.config import CatchmentsConfig
from ebbline.territory.front_model import FrontModel
from ebbline.territory.fronts import read_front

KM = 111.195


def with_settlements(folder, *more, keep=None):
    """Add settlements (x, y in kilometres, held on both days) and keep only the first ``keep``."""
    path = folder / "settlements.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    rows = rows[: None if keep is None else keep + 1]
    rows += [["new", f"{y / KM:.6f}", f"{x / KM:.6f}", str(held), str(held)] for x, y, held in more]
    path.write_text("\n".join(",".join(r) for r in rows) + "\n", encoding="utf-8")
    return folder


def known_to_all(capsys, folder):
    return scored(capsys, folder, "--keep", "1.0")


def test_a_settlement_in_a_lake_speaks_for_the_shore(tmp_path, capsys):
    folder = with_settlements(front(tmp_path), (80, 40, 1))
    write(folder / "lakes.geojson", feature(degrees(shapely.box(78, 38, 82, 42))))
    assert known_to_all(capsys, folder)[1]["iou"] > 0.97


def test_a_settlement_outside_the_study_area_changes_nothing(tmp_path, capsys):
    before = known_to_all(capsys, front(tmp_path))
    after = known_to_all(capsys, with_settlements(tmp_path, (300, 300, 1)))
    assert [v["iou"] for v in after] == [v["iou"] for v in before]


def test_two_settlements_in_one_cell_both_count(tmp_path, capsys):
    folder = with_settlements(front(tmp_path), (80.2, 40.2, 1), (80.4, 40.4, 1))
    assert known_to_all(capsys, folder)[1]["iou"] > 0.97


def test_one_settlement_alone_speaks_for_all_the_land(tmp_path, capsys):
    folder = with_settlements(front(tmp_path), (80, 40, 1), keep=0)
    state = known_to_all(capsys, folder)[1]
    assert state["iou"] == pytest.approx(0.4, abs=0.01)
    assert state["ratio"] == pytest.approx(2.5, abs=0.05)


def test_no_settlement_at_all_is_told(tmp_path, capsys):
    folder = with_settlements(front(tmp_path), keep=0)
    assert main(["score", str(folder)]) == 2
    assert "no settlement" in capsys.readouterr().err


def test_a_study_area_may_have_holes_islands_and_several_parts(tmp_path, capsys):
    folder = front(tmp_path)
    ring = shapely.box(0, 0, 100, 55) - shapely.box(20, 20, 40, 50)
    island = shapely.box(110, 30, 118, 38)
    write(
        folder / "study_area.geojson",
        feature(degrees(shapely.MultiPolygon([ring, island]))),
        feature(degrees(shapely.box(0, 60, 100, 80))),
    )
    lines = known_to_all(capsys, folder)
    assert lines[1]["iou"] > 0.9
    assert lines[1]["iou"] > lines[1]["nearest_iou"]


def test_beyond_the_last_settlement_and_the_river_nobody_knows_the_line(tmp_path, capsys):
    """The northern part is 7 km from the next settlement: each way misses a third of it."""
    folder = front(tmp_path)
    write(
        folder / "study_area.geojson",
        feature(degrees(shapely.box(0, 0, 100, 80))),
        feature(degrees(shapely.box(0, 85, 100, 100))),
    )
    state = known_to_all(capsys, folder)[1]
    assert 0.9 > state["iou"] > max(state["nearest_iou"], state["linear_iou"])


@pytest.mark.parametrize("name", ["study_area", "held", "lakes"])
def test_an_invalid_polygon_is_named(tmp_path, capsys, name):
    folder = front(tmp_path)
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    write(folder / f"{name}.geojson", feature(bow_tie, date="2020-01-01"))
    assert main(["score", str(folder)]) == 2
    message = capsys.readouterr().err
    assert f"{name}.geojson, feature 1" in message
    assert "Self-intersection" in message


@pytest.mark.parametrize("name", ["study_area", "held"])
def test_a_file_without_features_is_named(tmp_path, capsys, name):
    folder = front(tmp_path)
    write(folder / f"{name}.geojson")
    assert main(["score", str(folder)]) == 2
    assert f"{name}.geojson" in capsys.readouterr().err


def test_a_study_area_of_any_size_is_scored_on_as_many_cells(tmp_path):
    folder = front(tmp_path)
    for size in (2.0, 60.0):
        area = shapely.box(50 - size / 2, 40 - size / 2, 50 + size / 2, 40 + size / 2)
        write(folder / "study_area.geojson", feature(degrees(area)))
        model = FrontModel.of(read_front(folder), CatchmentsConfig())
        assert 8_000 < len(model.middles) < 10_000
        assert model.cell_km2 * len(model.middles) == pytest.approx(size**2, rel=0.03)


def test_settlements_all_outside_the_study_area_are_told(tmp_path, capsys):
    folder = front(tmp_path)
    write(folder / "study_area.geojson", feature(degrees(shapely.box(1000, 0, 1100, 80))))
    assert main(["score", str(folder)]) == 2
    assert "settlements.csv" in capsys.readouterr().err


def test_a_latitude_that_is_no_number_is_told(tmp_path, capsys):
    changed(front(tmp_path), "settlements.csv", "p,0.", "p,nan0.")
    assert main(["score", str(tmp_path)]) == 2
    assert "settlements.csv" in capsys.readouterr().err
