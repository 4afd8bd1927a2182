"""A case by hand, stage by stage, from its zip, in any locale: the same bytes."""

import contextlib
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
import shapely
import yaml
from shapely.affinity import translate

from ebbline.cli import COMMANDS, main
from ebbline.geopackage import read_geopackage
from ebbline.meridian import cut

pytestmark = pytest.mark.workflow
TINY = Path(__file__).parent / "tiny"
RESULTS = Path("results") / "vale-1999"


def by_hand():
    """Run every stage of the command line in the working folder, in the order of the data."""
    where = ["--config", "config/config.yaml", "--out", str(RESULTS / "run_config.yaml")]
    assert main(["config", *where]) == 0
    for command, (module, _) in COMMANDS.items():
        if hasattr(import_module(module), "STAGE"):
            assert main([command, *(["--list"] if command == "check" else [])]) == 0, command


def differing(given, again):
    """Return which files of a build's results are not in the other one, byte for byte."""
    files = {p.relative_to(given) for p in given.rglob("*") if p.is_file()}
    assert {Path("states.csv"), Path("holdings.gpkg"), Path("map.html")} <= files
    same = (f for f in files if (again / f).read_bytes() == (given / f).read_bytes())
    return sorted(files - set(same))


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """Return a folder in which the tiny case was built by hand."""
    folder = tmp_path_factory.mktemp("by-hand") / "here"
    shutil.copytree(TINY, folder)
    with contextlib.chdir(folder):
        by_hand()
    return folder


def test_the_zip_unpacked_elsewhere_is_built_again_to_the_same_bytes(here, tmp_path):
    with contextlib.chdir(here):
        assert main(["package", "--whole", str(tmp_path / "all.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        archive.extractall(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "results").rename(tmp_path / "given")
    with contextlib.chdir(tmp_path / "elsewhere"):
        by_hand()
    assert differing(tmp_path / "given" / RESULTS.name, tmp_path / "elsewhere" / RESULTS) == []


IN_ITS_LOCALE = "import locale; locale.setlocale(locale.LC_ALL, ''); import test_by_hand as t"


@pytest.mark.parametrize("name", ["tr_TR.UTF-8", "ar_SA.UTF-8"])
def test_stages_write_the_same_bytes_in_every_locale(here, tmp_path, name):
    """Turkish has commas in decimals and another small I, Arabic other digits and months."""
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    if name.replace("UTF-8", "utf8") not in listed.split() and not os.environ.get("CI"):
        pytest.skip(f"no locale {name} here (localedef -i {name[:5]} -f UTF-8 {name})")
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", f"{IN_ITS_LOCALE}; t.by_hand()"],
        cwd=tmp_path,
        env=os.environ | {"LC_ALL": name, "LANG": name, "LANGUAGE": name, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert differing(here / RESULTS, tmp_path / RESULTS) == []


MOVED = 159.5
"""Degrees that put 180° through the middle of the vale."""


def lon(value):
    return round((float(value) + MOVED + 180) % 360 - 180, 6)


def moved_east(folder):
    """Move a copy of the tiny case, whose tables then have longitudes on both sides of 180°."""

    path = folder / "config/config.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    for part in (config["names"], config["study_area"], config["figures"]["views"]["vale"]):
        west, south, east, north = part["bbox"]
        part["bbox"] = [lon(west), south, lon(east), north]
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    table = folder / "resources/gazetteer/vale.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"lon": lon(row["lon"])} for row in rows)
    for layer in (folder / "resources/basemap/vale").glob("*.geojson"):
        document = json.loads(layer.read_text(encoding="utf-8"))
        for feature in document["features"]:
            shape = cut(translate(shapely.from_geojson(json.dumps(feature["geometry"])), MOVED))
            feature["geometry"] = json.loads(shapely.to_geojson(shape))
        layer.write_text(json.dumps(document), encoding="utf-8")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_case_across_the_antimeridian_is_the_same_case(here, tmp_path):
    """Who held what and how much land, to three cells: 180° is a line as any other."""
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    moved_east(tmp_path)
    with contextlib.chdir(tmp_path):
        by_hand()
    one, two = here / RESULTS, tmp_path / RESULTS
    was, now = rows_of(one / "states.csv"), rows_of(two / "states.csv")
    assert [row | {"lon": lon(row["lon"])} for row in was] == [
        row | {"lon": float(row["lon"])} for row in now
    ]
    assert min(float(row["lon"]) for row in now) < 0 < max(float(row["lon"]) for row in now)
    for a, b in zip(rows_of(one / "areas.csv"), rows_of(two / "areas.csv"), strict=True):
        assert (a["date"], a["holder"], a["region"]) == (b["date"], b["holder"], b["region"])
        assert float(b["km2"]) == pytest.approx(float(a["km2"]), abs=3 * 16)
    for layer in ("total", "settled"):
        was, now = (
            read_geopackage(f / "land.gpkg.zip", columns=(), layer=layer) for f in (one, two)
        )
        west, _, east, _ = now.total_bounds
        assert (west, east) == (-180, 180)
        assert now.geometry.is_valid.all()
        before, after = (shapely.area(f.geometry.to_numpy()).sum() for f in (was, now))
        assert after == pytest.approx(before, rel=0.01)
    told = (two / "figures/en/vale/1999-05-01.svg").read_text(encoding="utf-8")
    assert re.search(r"179\.\d°\s[EW]", told)
    assert "180." not in re.sub(r"<(path|defs).*?>", "", told)
