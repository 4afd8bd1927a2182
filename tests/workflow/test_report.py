"""Snakemake's report of a case whose texts look like code: it is made, and none of them runs."""

import json
import re
import zipfile

import pytest
from test_hostile_text import Tags, hostile_case, runs
from test_workflow import snakemake

from ebbline.layout import workflow_home

pytestmark = pytest.mark.workflow
TABLES = [f"results/vale-1999/{name}" for name in ("geocoding.csv", "events.csv", "states.csv")]
PAGE = {"html", "head", "title", "meta", "style", "body", "div", "p", "script"}
BLOCK = re.compile(r'<script id="(\w+)">\s*var \w+ = (.*?);\s*</script>', re.S)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a folder with tables of a hostile case, and how Snakemake is called there."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile_case(folder, 0)
    snakefile = str(workflow_home() / "workflow" / "Snakefile")
    call = ["--configfile", "config/config.yaml", "--snakefile", snakefile]
    done = snakemake(folder, *call, *TABLES, "results/vale-1999/run_config.yaml")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder, call


def test_texts_with_braces_are_no_patterns_of_the_workflow(built):
    folder, _ = built
    assert "{2}" in (folder / "config/config.yaml").read_text(encoding="utf-8")
    assert "{2}" in (folder / "results/vale-1999/run_config.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["report.zip", "report.html"])
def test_a_report_is_made_and_no_text_of_the_case_runs_in_it(built, name):
    folder, call = built
    done = snakemake(folder, *call, "--report", name, *TABLES)
    assert done.returncode == 0, done.stderr[-3000:]
    if name.endswith(".zip"):
        with zipfile.ZipFile(folder / name) as archive:
            page = archive.read("report/report.html").decode()
            assert any(inner.endswith("/events.csv") for inner in archive.namelist())
    else:
        page = (folder / name).read_text(encoding="utf-8")
    tags = Tags(page).tags
    assert {tag for tag, _ in tags} == PAGE
    assert runs(tags) == []
    blocks = {name: json.loads(value) for name, value in BLOCK.findall(page)}
    assert {"results", "categories", "rules"} <= set(blocks)
    assert set(blocks["results"]) == set(TABLES)
    for result in blocks["results"].values():
        assert {tag for tag, _ in Tags(result["caption"]).tags} == {"p"}
    assert "hacked(" not in BLOCK.sub("", page)
