"""The whole workflow, on an invented case, from another folder through ``module``.

Few runs, because Snakemake costs seconds each: one cold build, one look at what would be done, one
edit, one mistake.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import chdir, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from test_by_hand import by_hand

from ebbline import tables
from ebbline.layout import workflow_home
from ebbline.plan import Plan
from ebbline.running import hold
from ebbline.webmap.page import read_data

pytestmark = pytest.mark.workflow
TINY = Path(__file__).parent / "tiny"
RESULTS = Path("results/vale-1999")
SNAKEFILE = """
configfile: "config/config.yaml"


module ebbline:
    snakefile:
        "code/workflow/Snakefile"
    config:
        config


use rule * from ebbline as ebbline_*


rule all:
    default_target: True
    input:
        rules.ebbline_maps.input,
"""


def snakemake(folder, *arguments, environment=None):
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *arguments]
    around = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=around | {"TQDM_DISABLE": "1"} | (environment or {}),
    )


def jobs_of(done):
    """Return the rules that a run (or dry run) has jobs for, from its statistics."""
    table = re.search(r"^job +count\n[- ]+\n(.*?)^total", done.stderr + done.stdout, re.M | re.S)
    return set(re.findall(r"^(?:ebbline_)?(\w+) +\d+$", table[1], re.M)) if table else set()


def hashes(folder):
    files = sorted(
        p for p in (folder / RESULTS).rglob("*") if p.is_file() and "logs" not in p.parts
    )
    return {
        p.relative_to(folder / RESULTS).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files
    }


def in_two_languages(path):
    text = path.read_text()
    assert "figures:\n" in text
    path.write_text(text.replace("figures:\n", "figures:\n  languages: [en, ar]\n"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a folder in which the tiny case was built once."""
    folder = tmp_path_factory.mktemp("importer")
    shutil.copytree(TINY, folder, dirs_exist_ok=True)
    (folder / "Snakefile").write_text(SNAKEFILE)
    shutil.copytree(
        workflow_home() / "workflow",
        folder / "code" / "workflow",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    in_two_languages(folder / "config" / "config.yaml")
    done = snakemake(folder)
    assert done.returncode == 0, done.stderr[-4000:]
    assert "index.html" in done.stderr + done.stdout
    return folder


CONTRACT = (
    *("geocoding.csv", "places.geojson", "events.csv", "states.csv"),
    *("ground.npz", "patches.gpkg", "influence.csv", "predictions.csv"),
    *("holdings.gpkg", "areas.csv", "checks.csv", "settlement_states.csv", "patch_states.csv"),
    *("map.html", "index.html", "run_config.yaml"),
    *(f"figures/en/vale/overview.{ending}" for ending in ("png", "svg", "pdf", "txt", "md")),
    *(f"figures/en/area.{ending}" for ending in ("png", "svg", "pdf", "txt", "md")),
    *(f"figures/en/towns.{ending}" for ending in ("png", "svg", "pdf", "txt", "md")),
)


@pytest.mark.parametrize("name", CONTRACT)
def test_every_file_of_the_contract_is_built(built, name):
    assert (built / RESULTS / name).stat().st_size > 0


def test_there_is_a_map_for_each_change_day_with_alt_text_and_caption(built):
    states = tables.STATES.read(built / RESULTS / "states.csv")
    pairs = [(a, b) for a, b in pairwise(states) if a.place_id == b.place_id]
    days = {b.start.isoformat() for a, b in pairs if a.holder != b.holder}
    days = {d for d in days if "1999-05-01" <= d <= "1999-05-20"}
    assert days
    for day in days:
        for ending in ("png", "txt", "md"):
            assert (built / RESULTS / "figures/en/vale" / f"{day}.{ending}").exists(), day


def holders_on(spells, day):
    """Return who held each place at the end of ``day``, of rows with place_id, start and end."""
    return {
        s.place_id: s.holder
        for s in spells
        if s.start.isoformat() <= day and (s.end is None or day < s.end.isoformat())
    }


def holders_in_map(page, day):
    """Return who holds each place on ``day`` by the data of an interactive map."""
    data = read_data(page)
    return {
        place["id"]: holder
        for place in data["places"]
        for first, last, kind, *_ in place["runs"]
        if first <= day and (last is None or day <= last)
        if (holder := data["said"]["kinds"][kind]["holder"])
    }


def test_tables_figures_and_web_map_say_the_same_of_every_town(built):
    reported = tables.STATES.read(built / RESULTS / "states.csv")
    settlements = tables.SETTLEMENT_STATES.read(built / RESULTS / "settlement_states.csv")
    page = (built / RESULTS / "map.html").read_text(encoding="utf-8")
    drawings = sorted((built / RESULTS / "figures/en/vale").glob("1999-??-??.svg"))
    assert len(drawings) >= 2
    seen = set()
    for drawing in drawings:
        day = drawing.stem
        told = holders_on(settlements, day)
        assert holders_on(reported, day).items() <= told.items()
        assert holders_in_map(page, day) == told
        text = drawing.read_text(encoding="utf-8")
        drawn = dict(re.findall(r'id="town-([a-z0-9-]+)-(red|blue)"', text))
        assert drawn.items() <= told.items() and set(holders_on(reported, day)) <= set(drawn)
        seen |= set(told.values())
    assert seen == {"red", "blue"}


def test_no_temporary_file_is_left(built):
    assert list((built / "results").rglob(".writing-*")) == []


def test_no_job_reads_a_file_that_its_rule_does_not_name(built):
    """Where files come from elsewhere a job has nothing but what its rule names."""
    records = [p for p in (built / ".snakemake/metadata").rglob("*") if p.is_file()]
    jobs = {}
    for record in map(json.loads, (p.read_text(encoding="utf-8") for p in records)):
        for log in record["log"]:
            jobs[log] = record["input"]
    told = 0
    for log, named in jobs.items():
        text = (built / log).read_text(encoding="utf-8")
        for path in re.findall(r"^read \w+: (\S+) \(", text, re.M):
            told += 1
            assert any(n == path or n.startswith(f"{path}/") for n in named), (log, path)
    assert told > 40


def test_a_second_run_has_nothing_to_do(built):
    before = hashes(built)
    done = snakemake(built)
    assert done.returncode == 0 and jobs_of(done) == set(), done.stderr
    assert hashes(built) == before


def test_the_stages_by_hand_give_the_bytes_of_the_workflow(built, tmp_path):
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    in_two_languages(tmp_path / "config" / "config.yaml")
    with chdir(tmp_path):
        by_hand()
    snakemakes_own = ".snakemake_timestamp"
    wanted = {f: h for f, h in hashes(built).items() if not f.endswith(snakemakes_own)}
    assert hashes(tmp_path) == wanted


def local_links(page):
    return {
        link
        for link in re.findall(
            r'(?:href|src|srcset)="([^"#:]+)(?:#[^"]*)?"', page.read_text(encoding="utf-8")
        )
        if link
    }


def test_everything_that_the_index_links_to_is_there_and_comes_back(edited, monkeypatch):
    results = edited / RESULTS
    links = local_links(results / "index.html")
    assert {"map.html", "areas.csv", "figures/en/vale/overview.png"} <= links
    assert [link for link in sorted(links) if not (results / link).is_file()] == []
    monkeypatch.chdir(edited)
    values = yaml.safe_load((edited / "config/config.yaml").read_text())
    targets = Plan.of(values, home=edited).products()
    asked = {Path(t).relative_to(RESULTS).as_posix() for t in targets}
    assert [x for x in sorted(links) if not asked & {x, *map(str, Path(x).parents)}] == []
    before = hashes(edited)
    field = f"field/{min(path.name for path in (results / 'field').glob('*.tif'))}"
    gone = {
        "figures/ar/towns.svg": "charts",
        "figures/embed.md": "blocks_to_paste",
        "figures/en/vale/1999-05-07.png": "maps_of_a_view",
        "map.html": "webmap",
        field: "territory",
        "logs/land_inputs.csv": "check_land",
    }
    kept = edited / "kept"
    for name, rule in gone.items():
        shutil.move(results / name, kept)
        listed = snakemake(edited, "--dry-run")
        assert rule in jobs_of(listed), (name, listed.stderr[-4000:])
        shutil.move(kept, results / name)
    for name in gone:
        (results / name).unlink()
    assert set(gone.values()) <= jobs_of(snakemake(edited, "--dry-run"))
    assert not [name for name in gone if (results / name).exists()]
    done = snakemake(edited)
    assert done.returncode == 0 and set(gone.values()) <= jobs_of(done), done.stderr[-4000:]
    assert hashes(edited) == before
    assert jobs_of(snakemake(edited, "--dry-run")) == set()
    assert snakemake(edited, "ebbline_quick").returncode == 0
    (results / "quick/en/area.png").unlink()
    assert "key_figures" in jobs_of(snakemake(edited, "ebbline_quick", "--dry-run"))
    assert snakemake(edited, "ebbline_quick").returncode == 0
    assert (results / "quick/en/area.png").is_file()


@contextmanager
def changed(folder, file, old, new):
    """Let ``old`` be ``new`` in a file of the workflow's code or the case, for a while."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    yield
    path.write_text(text, encoding="utf-8")


CODE = "code/workflow/src/ebbline"
PAGES = {"webmap", "index"}


@pytest.mark.parametrize(
    ("file", "old", "new", "rerun"),
    [
        (f"{CODE}/palette.yaml", "#2A2C33", "#2A2C34", {"maps_of_a_view", "charts", *PAGES}),
        (f"{CODE}/language/ar.yaml", "مؤكد", "ثابت", {"maps_of_a_view", "charts", "webmap"}),
        ("config/config.yaml", "{en: The Vale}", "{en: The Vale, ar: الوادي}", {"maps_of_a_view"}),
        (f"{CODE}/reconcile/engine.py", '"""', '"""Once more: ', set()),
        (f"{CODE}/webmap/command.py", "from __", "# A remark.\nfrom __", set()),
    ],
    ids=["colour", "arabic word", "arabic title", "docstring", "comment"],
)
def test_an_edit_reruns_what_shows_it_and_no_fact(built, request, file, old, new, rerun):
    with changed(built, file, old, new):
        done = snakemake(built, "--dry-run")
    assert done.returncode == 0, done.stderr
    below = {"blocks_to_paste", "index", "all", "datapackage"}  # what reads pictures and pages
    # The words; the GeoPackage carries them with the colours of the maps.
    below |= {"scene", "scene_of_a_language", "geopackage"} if rerun else set()
    if file.endswith("config.yaml"):
        below |= {"settings", "run_config", "charts", "webmap"}
    assert rerun <= jobs_of(done) <= rerun | below
    if "arabic" in request.node.callspec.id:
        told = done.stdout + done.stderr
        assert "lang=ar" in told and "lang=en" not in told


@pytest.fixture
def edited(built, tmp_path):
    """Return a copy of the built folder that a test may change."""
    folder = tmp_path / "copy"
    shutil.copytree(built, folder, copy_function=shutil.copy2)
    return folder


def edit(folder, name, old, new):
    path = folder / "resources/cases/vale-1999" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_an_edited_claim_rebuilds_what_depends_on_it_and_no_land(edited):
    edit(edited, "claims.csv", "1999-05-07,1999-05-07", "1999-05-06,1999-05-06")
    before = hashes(edited)
    done = snakemake(edited)
    assert done.returncode == 0, done.stderr[-4000:]
    jobs = jobs_of(done)
    assert {"check", "geocode", "reconcile", "territory", "maps_of_a_view", "webmap"} <= jobs
    assert not jobs & {"catchments", "run_config"}
    after = hashes(edited)
    assert "figures/en/vale/1999-05-06.png" in after
    assert after["ground.npz"] == before["ground.npz"]
    assert after["states.csv"] != before["states.csv"]


def test_a_mistake_stops_the_build_with_its_row_and_earlier_results_stand(edited):
    before = hashes(edited)
    edit(edited, "claims.csv", "1999-05-07,1999-05-07", "5/7/1999,1999-05-07")
    edit(edited, "sources.csv", ",archive,C", ",archive,Q")
    done = snakemake(edited)
    assert done.returncode != 0
    told = done.stderr + done.stdout
    assert "claims.csv, row 2" in told and "spreadsheet" in told
    assert "sources.csv, row 4" in told and "'Q'" in told
    assert hashes(edited) == before


def test_a_wrong_configuration_ends_with_its_key_before_anything_runs(edited):
    before = hashes(edited)
    done = snakemake(edited, "--config", "subject=green")
    assert done.returncode == 2
    assert "subject 'green'" in done.stderr and "Traceback" not in done.stderr
    assert hashes(edited) == before


@pytest.mark.parametrize(
    "given", [["--configfile", "config/config.yaml"], ["--config", "subject=blue"]]
)
def test_an_impossible_day_is_told_with_line_and_key_however_the_file_is_given(tmp_path, given):
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "config" / "config.yaml"
    path.write_text(path.read_text().replace("first: 1999-05-01", "first: 1999-05-32"))
    done = snakemake(tmp_path, "-s", str(workflow_home() / "Snakefile"), "--dry-run", *given)
    assert done.returncode == 2, done.stderr
    number = path.read_text().split("first:")[0].count("\n") + 1
    line = f"config/config.yaml, line {number}, key period.first: found '1999-05-32'"
    assert line in done.stderr and "Traceback" not in done.stderr


def test_a_whole_configuration_of_the_command_line_stands_alone(tmp_path):
    """Added to the repository's own, it would show the parties and views of both wars."""
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "config" / "config.yaml").rename(tmp_path / "config" / "vale.yaml")
    shutil.copy(workflow_home() / "config" / "config.yaml", tmp_path / "config")
    plan = ("-s", str(workflow_home() / "Snakefile"), "--dry-run", "--quiet", "rules", "host")
    done = snakemake(tmp_path, *plan, "--configfile", "config/vale.yaml", "--detailed-summary")
    assert done.returncode == 0, done.stderr
    built = {line.split("\t")[0] for line in done.stdout.splitlines() if "results/" in line}
    assert f"{RESULTS}/figures/en/vale" in built
    assert not [name for name in built if not name.startswith(f"{RESULTS}/") or "valley" in name]


def cut_off(folder, *arguments, environment=None):
    """Start a build, and kill it and its jobs as soon as it has begun to build."""
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *arguments]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | (environment or {}),
    )
    try:
        started = (folder / RESULTS / "logs").glob
        for _ in range(1200):
            if list(started("check*.log")) or process.poll() is not None:
                break
            time.sleep(0.05)
        assert process.poll() is None and list((folder / ".snakemake/locks").iterdir())
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_build_that_was_killed_tells_the_remedy_and_goes_on_with_it(built, tmp_path):
    folder = tmp_path / "fresh"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns(".snakemake", "results"))
    shutil.copytree(workflow_home() / "profiles", folder / "profiles")
    cut_off(folder)
    bare = snakemake(folder, f"{RESULTS}/events.csv")
    assert bare.returncode != 0
    assert "was cut off" in bare.stderr and "snakemake --unlock" in bare.stderr
    recovered = snakemake(folder, f"{RESULTS}/events.csv", environment={"EBBLINE_RECOVER": "1"})
    assert recovered.returncode == 0, recovered.stderr[-4000:]
    assert "it goes on" in recovered.stderr
    assert (folder / RESULTS / "events.csv").read_bytes() == (
        (built / RESULTS / "events.csv").read_bytes()
    )


def test_a_build_that_runs_is_left_alone(edited, monkeypatch):
    monkeypatch.chdir(edited)
    with hold(str(RESULTS)):
        lock = edited / ".snakemake/locks/0.output.lock"
        lock.parent.mkdir(exist_ok=True)
        lock.write_text(f"{RESULTS}/events.csv\n")
        done = snakemake(edited, environment={"EBBLINE_RECOVER": "1"})
        assert done.returncode == 2
        assert f"Another build of {RESULTS} runs" in done.stderr
        assert str(os.getpid()) in done.stderr
        assert lock.exists()


def test_make_recovers_and_a_bare_run_has_the_profile():
    told = subprocess.run(
        ["make", "-n", "maps"], cwd=workflow_home(), capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"^ebbline build --cores", told, re.M)  # it recovers
    profile = yaml.safe_load((workflow_home() / "profiles/default/config.yaml").read_text())
    assert profile["rerun-incomplete"] is True


def test_a_quick_build_makes_map_and_key_figures_of_one_language(built, tmp_path):
    folder = tmp_path / "quick"
    shutil.copytree(built, folder, copy_function=shutil.copy2)
    shutil.rmtree(folder / RESULTS / "figures")
    (folder / RESULTS / "map.html").unlink()
    done = snakemake(folder, "ebbline_quick")
    assert done.returncode == 0, done.stderr[-4000:]
    assert jobs_of(done) == {"webmap", "key_figures", "quick"}
    made = {
        p.relative_to(folder / RESULTS / "quick/en").as_posix()
        for p in (folder / RESULTS / "quick/en").rglob("*.png")
    }
    assert {"area.png", "towns.png", "vale/overview.png"} < made
    assert (folder / RESULTS / "map.html").exists()
    assert "quick/" in done.stdout + done.stderr
