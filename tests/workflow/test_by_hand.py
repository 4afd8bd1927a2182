"""A case by hand, stage by stage, from its zip, in any locale: the same bytes."""

import contextlib
import os
import shutil
import subprocess
import sys
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
