"""A case by hand, stage by stage, and again from its zip where nothing else is: the same bytes."""

import contextlib
import shutil
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from ebbline.cli import COMMANDS, main

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


def test_the_zip_unpacked_elsewhere_is_built_again_to_the_same_bytes(tmp_path):
    shutil.copytree(TINY, tmp_path / "here")
    with contextlib.chdir(tmp_path / "here"):
        by_hand()
        assert main(["package", "--whole", str(tmp_path / "all.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        archive.extractall(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "results").rename(tmp_path / "given")
    with contextlib.chdir(tmp_path / "elsewhere"):
        by_hand()
    given, again = tmp_path / "given" / RESULTS.name, tmp_path / "elsewhere" / RESULTS
    files = {p.relative_to(given) for p in given.rglob("*") if p.is_file()}
    assert {Path("states.csv"), Path("holdings.gpkg"), Path("map.html")} <= files
    assert [f for f in sorted(files) if (again / f).read_bytes() != (given / f).read_bytes()] == []
