"""The workflow with its files in another storage than the working folder: the same bytes."""

import shutil
from pathlib import Path

import pytest
from test_workflow import snakemake

from ebbline.layout import workflow_home

pytestmark = pytest.mark.workflow
TINY = Path(__file__).parent / "tiny"
TABLES = [f"results/vale-1999/{name}" for name in ("places.geojson", "events.csv", "states.csv")]


def test_files_in_a_store_are_those_of_a_folder(tmp_path):
    if not shutil.which("rsync"):
        pytest.skip("the plugin copies with rsync, which is not here")
    here, elsewhere, store = (tmp_path / name for name in ("here", "elsewhere", "store"))
    shutil.copytree(TINY, here)
    shutil.copytree(TINY / "config", elsewhere / "config")
    shutil.copytree(TINY / "resources", store / "resources")
    code = ["--snakefile", str(workflow_home() / "workflow" / "Snakefile")]
    done = snakemake(here, *code, *TABLES)
    assert done.returncode == 0, done.stderr[-3000:]
    shutil.copytree(TINY / "resources", elsewhere / "resources")
    there = [
        *("--default-storage-provider", "fs", "--default-storage-prefix", str(store)),
        *("--local-storage-prefix", str(tmp_path / "scratch")),
    ]
    done = snakemake(elsewhere, *TABLES, *there, *code)
    assert done.returncode == 0, done.stderr[-3000:]
    for name in TABLES:
        assert (store / name).read_bytes() == (here / name).read_bytes(), name
        assert not (elsewhere / name).exists()
