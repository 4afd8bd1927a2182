"""The command line: whole folders, single figures, clear mistakes, nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
import yaml

import invented_case as case
from ebbline import tables
from ebbline.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the invented case as files."""
    folder = tmp_path_factory.mktemp("case")
    config = json.loads(json.dumps(case.CONFIG))
    config["figures"]["key_day_count"] = 2
    config["figures"]["languages"] = ["en"]
    config["figures"]["sizes"] = {
        "page": {"width_mm": 120, "height_mm": 90, "type_pt": 6},
        "column": {"width_mm": 89, "height_mm": 160, "type_pt": 6.5},
    }
    config["figures"]["dpi"] = 100
    config["period"] = {"first": "2020-03-18", "last": "2020-03-25"}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True))
    tables.SOURCES.write(folder / "sources.csv", case.SOURCES)
    tables.CLAIMS.write(folder / "claims.csv", case.claims())
    tables.GAZETTEER.write(folder / "gazetteer.csv", case.PLACES)
    (folder / "places.geojson").write_text(tables.places_to_geojson(case.PLACES))
    tables.EVENTS.write(folder / "events.csv", case.EVENTS)
    tables.STATES.write(folder / "states.csv", case.STATES)
    tables.STATES.write(folder / "as_known.csv", case.STATES)
    tables.SETTLEMENT_STATES.write(folder / "settlement_states.csv", case.SETTLEMENTS)
    tables.AREAS.write(folder / "areas.csv", case.AREAS)
    tables.CHECKS.write(folder / "checks.csv", case.CHECKS)
    tables.PREDICTIONS.write(folder / "predictions.csv", [])
    tables.INFLUENCE.write(folder / "influence.csv", [])
    rows = [
        {
            "date": day.isoformat(),
            "holder": p.holder,
            "rival": p.rival,
            "evidence": str(p.evidence),
            "contested": int(p.contested),
            "certainty": str(p.certainty),
            "convention": str(p.convention),
            "geometry": p.shape,
        }
        for day, pieces in case.land().items()
        for p in pieces
    ]
    case.write_land(folder, rows)
    (folder / "basemap").mkdir()
    for name, frame in case.layers().items():
        frame.to_file(folder / "basemap" / f"{name}.geojson", driver="GeoJSON")
    tables.GEOCODING.write(folder / "geocoding.csv", [])
    assert tell(folder) == 0
    return folder


def tell(folder, *options, scene=None):
    """Run ``ebbline scene`` on the tables of the folder."""
    names = (
        *("sources", "claims", "gazetteer", "geocoding", "events", "states"),
        *("settlement_states", "areas", "checks", "as_known", "predictions", "influence"),
    )
    arguments = ["scene", "--config", str(folder / "config.yaml")]
    for name in names:
        arguments += [f"--{name.replace('_', '-')}", str(folder / f"{name}.csv")]
    for name in ("aliases", "case-places", "display-names"):
        arguments += [f"--{name}", str(folder / "none.csv")]
    arguments += ["--places", str(folder / "places.geojson"), "--basemap", str(folder / "basemap")]
    arguments += ["--holdings", str(folder / "holdings.gpkg")]
    return main([*arguments, "--scene", str(scene or folder / "scene.json"), *options])


def run(folder, *options, figures=None, scene=None, default=False):
    arguments = ["figures", "--config", str(folder / "config.yaml")]
    arguments += ["--scene", str(scene or folder / "scene.json")]
    arguments += ["--holdings", str(folder / "holdings.gpkg"), "--basemap", str(folder / "basemap")]
    arguments += ["--patches", str(folder / "patches.gpkg")]
    if not default:
        arguments += ["--figures", str(figures or folder / "figures")]
    arguments += ["--cache", str(folder / "cache")]
    return main([*arguments, *options])


def asked(folder, tmp_path, *options):
    """Return the path of a scene that tells of what the options ask for, too."""
    scene = tmp_path / "asked.json"
    assert tell(folder, *options, scene=scene) == 0
    return scene


DAYS = ["2020-03-18", "2020-03-20", "2020-03-25"]


def test_a_view_is_a_folder_of_every_change_day_and_nothing_else(folder, tmp_path):
    (tmp_path / "en" / "gorge").mkdir(parents=True)
    (tmp_path / "en" / "gorge" / "old.png").write_text("left over")
    assert run(folder, "--view", "gorge", "--lang", "en", figures=tmp_path) == 0
    found = {p.name for p in (tmp_path / "en" / "gorge").iterdir()}
    change = "change_2020-03-18_2020-03-25"
    for day in DAYS:
        assert {f"{day}.png", f"{day}.txt", f"{day}.md"} <= found
    for key in (DAYS[0], DAYS[-1], "overview"):
        assert {f"{key}.svg", f"{key}.pdf", f"{key}.column.png"} <= found
    assert {f"{change}.png", f"{change}.svg", f"{change}.txt", f"{change}.md"} <= found
    assert {"animation.gif", "animation.mp4", "animation.txt", "animation.md"} <= found
    assert "old.png" not in found
    assert "2020-03-20.svg" not in found
    assert [p.name for p in tmp_path.iterdir()] == ["en"]


def test_one_figure_goes_into_the_folder_that_is_there(folder, tmp_path):
    assert run(folder, "--view", "gorge", "--only", "2020-03-20", figures=tmp_path) == 0
    found = {p.name for p in (tmp_path / "en" / "gorge").iterdir()}
    assert found == {f"2020-03-20.{e}" for e in ("png", "txt", "md", "list.md")}


def test_a_figure_that_is_asked_for_is_none_of_the_build(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(folder, "--view", "gorge", "--only", "2020-03-20", default=True) == 0
    made = {p.relative_to(tmp_path).parts[2:] for p in tmp_path.rglob("*.png")}
    assert made == {("asked", "en", "gorge", "2020-03-20.png")}


def test_the_key_figures_are_one_picture_each(folder, tmp_path):
    assert run(folder, "--lang", "en", "--key", str(tmp_path / "quick"), "--view", "gorge") == 0
    pictures = {p.relative_to(tmp_path / "quick").as_posix() for p in tmp_path.rglob("*.png")}
    change = f"gorge/change_{DAYS[0]}_{DAYS[-1]}.png"
    days = {f"gorge/{DAYS[0]}.png", f"gorge/{DAYS[-1]}.png"}
    assert pictures == {"area.png", "towns.png", "gorge/overview.png", change, *days}
    assert not list(tmp_path.rglob("*.svg"))


def test_the_list_of_a_views_files_is_true(folder, tmp_path):
    listed = tmp_path / "list.sha256"
    options = ("--view", "gorge", "--lang", "en", "--list", str(listed))
    assert run(folder, *options, figures=tmp_path / "figures") == 0
    made = tmp_path / "figures" / "en" / "gorge"
    told = dict(reversed(line.split("  ")) for line in listed.read_text().splitlines())
    assert told == {p.name: sha256(p.read_bytes()).hexdigest() for p in made.iterdir()}


def test_any_day_can_be_asked_for(folder, tmp_path):
    scene = asked(folder, tmp_path, "--on", "2020-03-22")
    options = ("--view", "gorge", "--on", "2020-03-22")
    assert run(folder, *options, figures=tmp_path, scene=scene) == 0
    found = {p.name for p in (tmp_path / "en" / "gorge").iterdir()}
    assert {"2020-03-22.png", "2020-03-22.svg", "2020-03-22.pdf"} <= found


def test_any_day_can_be_one_file_in_any_format(folder, tmp_path):
    target = tmp_path / "one" / "2020-03-22.pdf"
    options = ("--view", "gorge", "--only", "2020-03-22", "--to", str(target))
    scene = asked(folder, tmp_path, "--only", "2020-03-22")
    assert run(folder, *options, figures=tmp_path / "none", scene=scene) == 0
    found = {p.name for p in (tmp_path / "one").iterdir()}
    assert found == {f"2020-03-22.{e}" for e in ("pdf", "txt", "md", "list.md")}
    assert target.read_bytes().startswith(b"%PDF")


def test_any_map_can_be_drawn_as_outlines(folder, tmp_path):
    target = tmp_path / "mine.outlines.svg"
    options = ("--view", "gorge", "--only", "2020-03-20", "--to", str(target))
    assert run(folder, *options, figures=tmp_path / "none") == 0
    found = {p.name for p in tmp_path.iterdir()}
    assert found == {f"mine.{e}" for e in ("outlines.svg", "txt", "md", "list.md")}
    assert "<text" not in target.read_text()


def test_two_days_can_be_compared_into_a_file_of_ones_own(folder, tmp_path):
    target = tmp_path / "mine.svg"
    options = ("--view", "gorge", "--change", "2020-03-19", "2020-03-24", "--to", str(target))
    scene = asked(folder, tmp_path, "--change", "2020-03-19", "2020-03-24")
    assert run(folder, *options, figures=tmp_path / "none", scene=scene) == 0
    found = {p.name for p in tmp_path.iterdir()} - {"asked.json"}
    assert found == {"mine.svg", "mine.txt", "mine.md", "mine.list.md"}
    assert "<svg" in target.read_text()


def test_charts_and_ready_blocks(folder, tmp_path):
    assert run(folder, "--charts", "--embed", figures=tmp_path) == 0
    names = {p.name for p in (tmp_path / "en").iterdir()}
    endings = ("png", "svg", "outlines.svg", "pdf", "txt", "md", "list.md")
    assert names == {f"{name}.{e}" for name in ("area", "towns") for e in endings}
    page = (tmp_path / "embed.md").read_text()
    for part in (
        "![Map. ",
        '<img src="en/gorge/2020-03-18.png" width="454" alt="Map. ',
        "keepaspectratio]{en/gorge/overview.pdf}",
        "en/area.png",
    ):
        assert part in page


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--view", "moon"], "allowed: gorge, whole"),
        (["--lang", "xx"], "allowed: en, "),
        (["--on", "9/11/2020"], "an ISO day"),
        (["--change", "2020-03-24", "2020-03-19"], "FROM is not before TO"),
        (["--only", "everything"], "any day, 2020-03-18"),
        (["--cores", "0"], "1 or more"),
        (["--only", "area", "--to", "area.docx"], ".png, .svg or .pdf"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(folder, tmp_path, capsys, options, told):
    assert run(folder, *options, figures=tmp_path) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_all_mistakes_are_told_together(folder, tmp_path, capsys):
    assert run(folder, "--view", "moon", "--lang", "xx", "--on", "today", figures=tmp_path) == 2
    assert "3 mistakes" in capsys.readouterr().err


def test_a_place_that_a_view_shall_name_and_nobody_knows_is_told_with_what_is_like_it(
    folder, tmp_path, capsys
):
    values = yaml.safe_load((folder / "config.yaml").read_text())
    values["figures"]["views"]["gorge"]["places"] = ["gama"]
    other = tmp_path / "other.yaml"
    other.write_text(yaml.safe_dump(values, allow_unicode=True))
    assert tell(folder, "--config", str(other), scene=tmp_path / "s.json") == 2
    told = capsys.readouterr().err
    assert "figures.views.gorge.places: no place 'gama'" in told
    assert "such as gamma" in told
    assert not (tmp_path / "s.json").exists()


def test_a_case_in_which_nothing_changes_makes_no_map_but_charts(folder, tmp_path):
    quiet = tmp_path / "quiet.csv"
    kept = [replace(s, start=date(2019, 1, 1)) for s in case.STATES if s.place_id == "gamma"]
    tables.STATES.write(quiet, kept)
    scene = asked(folder, tmp_path, "--states", str(quiet))
    assert run(folder, "--view", "gorge", "--charts", figures=tmp_path / "f", scene=scene) == 0
    assert list((tmp_path / "f" / "en" / "gorge").iterdir()) == []
    assert (tmp_path / "f" / "en" / "towns.png").exists()


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as a full disk: an error where it is written
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from ebbline.cli import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize(("room", "cores"), [(3_000, "1"), (30_000, "2"), (90_000, "1")])
def test_a_disk_that_fills_in_the_middle_of_the_figures_is_told(folder, tmp_path, room, cores):
    """Some of the files fit and the next does not: none is left, the earlier ones stand."""
    (tmp_path / "en" / "gorge").mkdir(parents=True)
    (tmp_path / "en" / "gorge" / "earlier.png").write_text("of the last build")
    options = ["figures", "--config", "config.yaml", "--scene", "scene.json"]
    options += ["--holdings", "holdings.gpkg", "--basemap", "basemap"]
    options += ["--patches", "patches.gpkg", "--figures", str(tmp_path), "--cores", cores]
    options += ["--cache", str(tmp_path / "cache"), "--view", "gorge", "--lang", "en"]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(room), *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    outside = {p for p in left if not p.startswith("cache/")}
    assert outside == {"en/gorge/earlier.png"}
    assert not list(tmp_path.rglob(".writing-*"))
