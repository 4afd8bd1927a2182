"""Speed of the whole workflow: ratios of one run, and the seconds beside them.

    python benchmarks/workflow.py [--repeats 3] [--languages en]

Everything runs in a temporary folder with a copy of config/ and resources/. Each ratio is the
median of its pairs; pairs are run in turn, so that a drift of the machine's speed cancels. In
brackets stand seconds of processor, which other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

HOME = Path(__file__).resolve().parents[1]
CLAIMS = Path("resources/cases/euphrates-2017/claims.csv")
EMPTY = "rule all:\n    default_target: True\n"


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the clock, and of processor."""

    clock: float
    processor: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--languages", help="of the figures (default: those of the case)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ebbline-bench-") as name:
        folder = Path(name)
        shutil.copytree(HOME / "config", folder / "config")
        shutil.copytree(HOME / "resources", folder / "resources")
        (folder / "empty.smk").write_text(EMPTY, encoding="utf-8")
        if options.languages:
            path = folder / "config" / "config.yaml"
            values = yaml.safe_load(path.read_text(encoding="utf-8"))
            values["figures"]["languages"] = options.languages.split(",")
            path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
        measure(folder, options.repeats)


def measure(folder: Path, repeats: int) -> None:
    """Run the pairs and print a Markdown row for each ratio."""
    cold, one, noop, empty, note, moved = ([] for _ in range(6))
    for _ in range(repeats):
        one.append(one_process(folder))
        cold.append(build(folder, fresh=True))
        for _ in range(3):
            noop.append(build(folder))
            empty.append(snakemake(folder, "empty.smk"))
        before = frames_drawn(folder)
        edit(folder, "day given", "the day is given")
        note.append(build(folder))
        redrawn_note = frames_drawn(folder) - before
        before = frames_drawn(folder)
        edit(
            folder,
            "captured,iraq,,is,2017-11-17,2017-11-17",
            "captured,iraq,,is,2017-11-18,2017-11-18",
        )
        moved.append(build(folder))
        redrawn_move = frames_drawn(folder) - before
        shutil.copy(HOME / CLAIMS, folder / CLAIMS)
    print("| what | ratio | at most | seconds |")
    print("|---|---|---|---|")
    row("cold build / one process, stage functions back to back", cold, one, 2.5)
    row("no-op build / snakemake on an empty workflow", noop, empty, 1.5)
    row("a note edited / cold build", note, cold, None, f"; frames redrawn: {redrawn_note}")
    row(
        "a claim moved by a day / cold build", moved, cold, 0.6, f"; frames redrawn: {redrawn_move}"
    )
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    megabytes = kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(f"\nPeak memory of any job: {megabytes:,.0f} MB (at most 1,000)")


def row(
    what: str, ours: list[Cost], other: list[Cost], limit: float | None, more: str = ""
) -> None:
    """Print the median ratio of the pairs, with the median seconds of both sides."""
    ratio = statistics.median(a.clock / b.clock for a, b in zip(ours, other, strict=True))
    print(f"| {what} | {ratio:.2f} | {limit or '–'} | {median(ours)} / {median(other)}{more} |")


def median(costs: list[Cost]) -> str:
    """Return the median seconds of ``costs``, those of processor in brackets."""
    clock = statistics.median(c.clock for c in costs)
    return f"{clock:.1f} ({statistics.median(c.processor for c in costs):.1f})"


def frames_drawn(folder: Path) -> int:
    """Return how many pictures the content-keyed cache holds: what was ever drawn."""
    return sum(1 for p in (folder / "results/.cache/frames").rglob("*") if p.is_file())


def edit(folder: Path, old: str, new: str) -> None:
    """Replace a text once in the claims."""
    path = folder / CLAIMS
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{CLAIMS} has no {old!r}: change this benchmark")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def build(folder: Path, *, fresh: bool = False) -> Cost:
    """Return what a build costs; a fresh one is from nothing."""
    if fresh:
        shutil.rmtree(folder / "results", ignore_errors=True)
        shutil.rmtree(folder / ".snakemake", ignore_errors=True)
    cost = snakemake(folder, str(HOME / "Snakefile"))
    if not (folder / "results/euphrates-2017/index.html").exists():
        raise SystemExit("the build made nothing: change this benchmark")
    return cost


def snakemake(folder: Path, snakefile: str) -> Cost:
    """Return what one Snakemake call on two cores costs."""
    call = ["snakemake", "-s", snakefile, "--cores", "2", "--quiet", "all"]
    return timed(folder, [sys.executable, "-m", *call])


def one_process(folder: Path) -> Cost:
    """Return what it costs to run all stages in one Python process, from nothing, with no cache."""
    shutil.rmtree(folder / "results", ignore_errors=True)
    script = (
        "from ebbline.cli import main\n"
        "calls = [['config', '--out', 'results/euphrates-2017/run_config.yaml'], ['check'],"
        " ['geocode'], ['reconcile'], ['catchments'], ['territory'], ['figures', '--no-cache'],"
        " ['webmap'], ['index']]\n"
        "assert all(main(call) == 0 for call in calls)\n"
    )
    return timed(folder, [sys.executable, "-c", script])


def timed(folder: Path, command: list[str]) -> Cost:
    """Return what ``command``, which must succeed, costs with all processes that it starts."""
    environment = os.environ | {"PYTHONPATH": str(HOME / "workflow/src"), "TQDM_DISABLE": "1"}
    before, start = processor(), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return Cost(time.perf_counter() - start, processor() - before)


def processor() -> float:
    """Return the seconds of processor that finished child processes have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
