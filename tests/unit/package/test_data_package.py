"""The data package says of every table what a stranger needs to compute with it."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from frictionless import Package, system
from hypothesis import given
from hypothesis import strategies as st

from ebbline import tables, vocabulary
from ebbline.cli import main
from ebbline.package.describe import INPUT_TABLES, RESULT_TABLES, meanings, schema_of
from ebbline.tables import Table

HOME = Path(__file__).parents[3]
CASE = HOME / "resources" / "cases" / "euphrates-2017"
DESCRIBED = {**INPUT_TABLES, **RESULT_TABLES}
EMPTY = {name: table for name, (_, table) in RESULT_TABLES.items()}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return a folder that looks like results of the default case, its tables without rows."""
    folder = tmp_path_factory.mktemp("results")
    for name, table in EMPTY.items():
        table.write(folder / f"{name}.csv", [])
    (folder / "places.geojson").write_text(tables.places_to_geojson([]), encoding="utf-8")
    for name in ("holdings.gpkg", "scene.json", "map.html", "run_config.yaml"):
        (folder / name).write_text("")
    (folder / "figures").mkdir()
    (folder / "figures" / "one.png").write_bytes(b"a picture")
    (folder / "logs").mkdir()
    (folder / "logs" / "private.log").write_text("not for others")
    return folder


def package(results, *options):
    """Run ``ebbline package`` on the default case with these results."""
    files = {f.stem: f for f in results.iterdir() if f.is_file() and f.name != "datapackage.json"}
    files["geopackage"] = files.pop("holdings")
    given_ = [x for n, p in files.items() for x in (f"--{n.replace('_', '-')}", str(p))]
    target = results / "datapackage.json"
    where = ["--config", str(HOME / "config" / "config.yaml"), "--home", str(HOME)]
    assert main(["package", *where, *given_, "--datapackage", str(target), *options]) == 0
    return target


def valid(descriptor):
    """Return what frictionless finds wrong."""
    with system.use_context(trusted=True):
        report = Package(str(descriptor)).validate()
    return [error for task in report.tasks for error in task.errors] + report.errors


@pytest.mark.parametrize("file", DESCRIBED)
def test_every_column_says_what_it_means(file):
    meaning, table = DESCRIBED[file]
    for field in schema_of(meaning, table)["fields"]:
        assert len(field["description"]) > 15, field
        assert field["title"], field


def test_no_text_is_about_a_column_that_no_table_has():
    for meaning, told in meanings()["tables"].items():
        known = {
            c.name for name, table in DESCRIBED.values() if name == meaning for c in table.columns
        }
        if known:
            assert set(told["columns"]) <= known, meaning


def test_results_are_valid_and_carry_licence_sources_and_hashes(results):
    target = package(results)
    assert valid(target) == []
    told = json.loads(target.read_text())
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert all(source["title"] for source in told["sources"])
    for resource in told["resources"]:
        data = (results / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_cases_own_tables_are_valid_with_the_description_beside_them(results):
    committed = (CASE / "datapackage.json").read_text(encoding="utf-8")
    assert valid(CASE / "datapackage.json") == []
    target = CASE / "datapackage.json"
    package(results, "--case-inputs")
    assert target.read_text(encoding="utf-8") == committed, "run: ebbline package --case-inputs"


def test_a_state_ends_on_the_first_day_that_no_longer_counts():
    fields = {f["name"]: f for f in schema_of("states", tables.STATES)["fields"]}
    assert "first day that no longer counts" in fields["end"]["description"]
    assert fields["contested"]["trueValues"] == ["1"]
    assert fields["certainty"]["constraints"]["enum"] == ["confirmed", "claimed", "disputed"]


def test_one_file_holds_everything_with_the_same_bytes_every_time(results, tmp_path):
    for name in ("one.zip", "two.zip"):
        package(results, "--whole", str(tmp_path / name))
    data = (tmp_path / "one.zip").read_bytes()
    assert data == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "unpacked")
    assert valid(tmp_path / "unpacked" / "datapackage.json") == []
    inside = f"results/{results.name}"
    assert any(n.endswith("figures/one.png") for n in names), inside
    assert "resources/cases/euphrates-2017/claims.csv" in names
    assert "resources/basemap/syria-iraq/land.geojson" in names
    assert "config/config.yaml" in names
    assert not any("private.log" in n for n in names)


def test_a_file_that_is_no_zip_is_refused(results, capsys):
    files = ["--datapackage", str(results / "datapackage.json"), "--whole", "all.rar"]
    assert main(["package", "--config", str(HOME / "config/config.yaml"), *files]) == 2
    assert "a file ending in .zip" in capsys.readouterr().err


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


@given(words=st.lists(WORDS, min_size=1, max_size=5))
def test_any_text_in_a_cell_stays_valid(words, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    rows = [
        vocabulary.Alias(name=w.strip() or "x", place_id=f"p{n}", basis=w.strip())
        for n, w in enumerate(words)
    ]
    tables.ALIASES.write(folder / "aliases.csv", rows)
    resource = {
        "name": "aliases",
        "path": "aliases.csv",
        "schema": schema_of("aliases", tables.ALIASES),
        "dialect": {"delimiter": ","},
    }
    (folder / "datapackage.json").write_text(json.dumps({"name": "x", "resources": [resource]}))
    assert valid(folder / "datapackage.json") == []


def test_every_result_table_is_described():
    known = {id(table) for _, table in DESCRIBED.values()}
    left_out = {"INPUTS", "VIEW_PLACES"}
    all_tables = {n: t for n, t in vars(tables).items() if isinstance(t, Table)}
    missing = {n for n, t in all_tables.items() if id(t) not in known} - left_out
    assert missing <= {"PATCH_STATES"}
