"""The workflow from a repository's tag, from an address, from a wheel: in folders not its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ebbline.layout import workflow_home

pytestmark = pytest.mark.workflow
HOME = workflow_home()
EVENTS = "results/euphrates-2017/events.csv"
IMPORTER = """
configfile: "mine.yaml"


module ebbline:
    snakefile:
        {source}
    config:
        config


use rule * from ebbline as ebbline_*
"""
OURS = ("config", "resources", "workflow")


def around(**more):
    """Return an environment in which no checkout of ebbline is on Python's path."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("PYTEST")}
    return kept | {"TQDM_DISABLE": "1"} | more


def run(*command, folder, environment=None):
    return subprocess.run(
        [str(c) for c in command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=around() if environment is None else environment,
    )


def copied(folder):
    """Return a copy of what the repository keeps, without what lies about in a checkout."""
    for name in OURS:
        shutil.copytree(
            HOME / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "reports"),
        )
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(HOME / name, folder)
    shutil.copy(HOME / "CITATION.cff", folder)
    return folder


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Return a repository with a tag; its working folder was emptied afterwards."""
    folder = copied(tmp_path_factory.mktemp("repository"))
    with (folder / "workflow/src/ebbline/__init__.py").open("a") as out:
        out.write('with open("used.txt", "a") as out:\n    out.write(__file__ + "\\n")\n')
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "All"], ["tag", "v9"]):
        done = run("git", *arguments, folder=folder)
        assert done.returncode == 0, done.stderr
    shutil.rmtree(folder / "workflow")
    return folder


def importer(folder, source):
    (folder / "Snakefile").write_text(IMPORTER.format(source=source))
    shutil.copy(HOME / "config/config.yaml", folder / "mine.yaml")
    return folder


def test_from_a_tag_code_and_committed_inputs_come_with_the_workflow(repository, tmp_path):
    folder = importer(tmp_path, f'gitfile("{repository}", path="workflow/Snakefile", tag="v9")')
    bare = ("-m", "snakemake", "--cores", "1", EVENTS)
    done = run(sys.executable, *bare, folder=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len((folder / EVENTS).read_text().splitlines()) > 20
    (unpacked,) = (folder / ".snakemake/ebbline").glob("*/workflow")
    used = set((folder / "used.txt").read_text().splitlines())
    assert used == {str(unpacked.resolve() / "src/ebbline/__init__.py")}  # in the jobs, too
    assert not (folder / "resources").exists()


@pytest.fixture
def address():
    """Return where the workflow is served, and nothing else."""
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(HOME))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/workflow/Snakefile"
        server.shutdown()


def test_from_an_address_the_installed_package_has_code_and_inputs(address, tmp_path):
    folder = importer(tmp_path, f'"{address}"')
    command = (sys.executable, "-m", "snakemake", "--cores", "1", EVENTS)
    installed = around(PYTHONPATH=str(HOME / "workflow/src"))
    done = run(*command, folder=folder, environment=installed)
    assert done.returncode == 0, done.stderr[-3000:]
    assert (folder / EVENTS).exists()
    missing = folder / "missing" / "ebbline.py"
    missing.parent.mkdir()
    missing.write_text("raise ModuleNotFoundError('none', name='ebbline')\n")
    done = run(*command, folder=folder, environment=around(PYTHONPATH=str(missing.parent)))
    assert done.returncode == 2
    assert "pip install ebbline" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return the environment of a wheel that was built from an sdist, and its folder."""
    source = copied(tmp_path_factory.mktemp("source"))
    reports = source / "resources/cases/euphrates-2017/reports"
    reports.mkdir()
    (reports / "press.txt").write_text("Nobody's to pass on.")
    built = tmp_path_factory.mktemp("built")
    call = "import sys; from setuptools import build_meta as b; print(b.build_sdist(sys.argv[1]))"
    done = run(sys.executable, "-c", call, built, folder=source)
    assert done.returncode == 0, done.stderr[-3000:]
    (sdist,) = built.glob("*.tar.gz")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
    done = run(
        *(*pip, "install", "--no-deps", "--no-build-isolation", "--no-index"),
        *("--target", built / "site", sdist),
        folder=built,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return built / "site", around(PYTHONPATH=str(built / "site"))


def test_a_wheel_carries_workflow_case_templates_and_schemas_and_no_press_text(installed):
    site, _ = installed
    carried = {p.relative_to(site / "ebbline").as_posix() for p in (site / "ebbline").rglob("*.*")}
    assert {
        *("palette.yaml", "language/ar.yaml", "py.typed"),
        *("_home/config/config.yaml", "_home/workflow/schemas/config.schema.json"),
        *("_home/workflow/rules/home.smk", "_home/workflow/envs/ebbline.yaml"),
        *("_home/resources/cases/euphrates-2017/claims.csv", "_home/CITATION.cff"),
        "_home/resources/gazetteer/syria-iraq.csv",
    } <= carried
    assert (site / "ebbline/_home/workflow/Snakefile").is_file()
    assert not [name for name in carried if "press" in name or "_home/workflow/src" in name]
    assert (site / "snakemake_logger_plugin_ebbline/__init__.py").is_file()


def test_an_installed_ebbline_builds_checks_and_resolves_in_an_empty_folder(installed, tmp_path):
    _, environment = installed
    ebbline = (sys.executable, "-m", "ebbline")
    done = run(*ebbline, "resolve", "Abu Kamal", folder=tmp_path, environment=environment)
    assert json.loads(done.stdout)["place_id"] == "albu-kamal", done.stderr
    done = run(*ebbline, "check", folder=tmp_path, environment=environment)
    assert done.returncode == 0, done.stderr
    done = run(*ebbline, "build", "--cores", "1", EVENTS, folder=tmp_path, environment=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / EVENTS).exists()
    assert re.search(r"^claims to history +1/1 +[\d.]+ s$", done.stderr, re.M), done.stderr
    assert "Job stats" not in done.stderr  # Snakemake's own lines are in its log
    (log,) = (tmp_path / ".snakemake/log").glob("*.log")
    assert "Job stats" in log.read_text()
