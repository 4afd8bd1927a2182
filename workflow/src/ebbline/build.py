"""Build all maps of a case: runs the workflow that comes with ebbline, in the working folder.

The case is that of ``config/config.yaml``; a folder that has none builds the one that comes with
ebbline. What is there and still true is kept, and a build that was cut off goes on. A line a stage
tells how it goes; all that Snakemake says is in ``.snakemake/log/``.

    ebbline build
    ebbline build --quick
    ebbline build --config config/vale-1999.yaml --set collections=[wire]
    ebbline build results/euphrates-2017/areas.csv
    ebbline build -- --executor slurm --jobs 20
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from ebbline.command import add_case_option
from ebbline.config.read import config_path
from ebbline.errors import Problem, UserError
from ebbline.layout import workflow_home
from ebbline.running import RECOVER

LOGGER = "ebbline"
"""Name of the logger plugin that tells how a build goes (``snakemake_logger_plugin_ebbline``)."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline build``."""
    parser.add_argument(
        "targets",
        nargs="*",
        metavar="TARGET",
        help="a file to build (default: all maps); what follows -- goes to Snakemake",
    )
    add_case_option(parser)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="another value for a key of the configuration; can be given several times",
    )
    parser.add_argument(
        "--cores",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="jobs and processes at a time (default: all cores)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="only the interactive map and the key figures of one language",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would be built, and build nothing"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="show all that Snakemake and its jobs say"
    )


def execute(options: Namespace) -> None:
    """Run the workflow; its exit code is the command's."""
    done = subprocess.run(command(options), check=False, env=_environment(options))
    if done.returncode:
        raise SystemExit(done.returncode)


def command(options: Namespace) -> list[str]:
    """Return the call of Snakemake for the options; ``passed`` are options of its own."""
    if options.cores < 1:
        raise UserError(Problem("--cores", f"found {options.cores}", "1 or more"))
    config = config_path(options.config)
    if not config.is_file():
        raise UserError(
            Problem(str(config), "no such file", do="give a configuration, see config/README.md")
        )
    call = [sys.executable, "-m", "snakemake", *(["quick"] if options.quick else [])]
    call += options.targets
    call += ["--snakefile", str(workflow_home() / "workflow" / "Snakefile")]
    call += ["--configfile", str(config), "--cores", str(options.cores), "--rerun-incomplete"]
    if options.set:
        call += ["--config", *options.set]
    if options.dry_run:
        call += ["--dry-run"]
    elif not options.verbose:
        call += ["--logger", LOGGER]
    return [*call, *options.passed]


def build(
    targets: Sequence[str], *, config: Path, settings: Sequence[str] = (), cores: int | None = None
) -> None:
    """Build ``targets`` (all maps if there are none) without a word.

    Raises
    ------
    UserError
        If the build failed, with what its stages said.
    """
    options = Namespace(
        targets=list(targets),
        config=config,
        set=list(settings),
        cores=cores or os.cpu_count() or 1,
        quick=False,
        dry_run=False,
        verbose=False,
        passed=[],
    )
    done = subprocess.run(
        command(options), check=False, env=_environment(options), capture_output=True, text=True
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise UserError([Problem("build", line.strip()) for line in said] or Problem("build", "?"))


def _environment(options: Namespace) -> dict[str, str]:
    """Return the environment: this code, whether it is installed or not, and builds that go on."""
    code = str(Path(__file__).resolve().parents[1])
    paths = [code, *(p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p)]
    told = {} if options.verbose else {"TQDM_DISABLE": "1"}
    return {RECOVER: "1"} | told | os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
