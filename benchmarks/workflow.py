"""Speed of the whole workflow: ratios of one run, and the seconds beside them.

    python benchmarks/workflow.py [--repeats 3]

Everything runs in a temporary folder with a copy of config/ and resources/. Each ratio is the
median of its pairs; pairs are run in turn, so that a drift of the machine's speed cancels.
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
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
CLAIMS = Path("resources/cases/euphrates-2017/claims.csv")
EMPTY = "rule all:\n    default_target: True\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory(prefix="ebbline-bench-") as name:
        folder = Path(name)
        shutil.copytree(HOME / "config", folder / "config")
        shutil.copytree(HOME / "resources", folder / "resources")
        (folder / "Snakefile").write_text(f'include: "{HOME}/Snakefile"\n', encoding="utf-8")
        (folder / "empty.smk").write_text(EMPTY, encoding="utf-8")
        measure(folder, repeats)


def measure(folder: Path, repeats: int) -> None:
    """Run the pairs and print a Markdown row for each ratio."""
    cold, one, noop, empty, note, moved = ([] for _ in range(6))
    for _ in range(repeats):
        one.append(one_process(folder))
        cold.append(build(folder, fresh=True))
        for _ in range(3):
            noop.append(build(folder))
            empty.append(snakemake(folder, "-s", "empty.smk"))
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
    what: str, ours: list[float], other: list[float], limit: float | None, more: str = ""
) -> None:
    """Print the median ratio of the pairs, with the median seconds of both sides."""
    ratio = statistics.median(a / b for a, b in zip(ours, other, strict=True))
    seconds = f"{statistics.median(ours):.2f} / {statistics.median(other):.2f}"
    print(f"| {what} | {ratio:.2f} | {limit or '–'} | {seconds}{more} |")


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


def build(folder: Path, *, fresh: bool = False) -> float:
    """Return the seconds of a build; a fresh one from nothing."""
    if fresh:
        shutil.rmtree(folder / "results", ignore_errors=True)
        shutil.rmtree(folder / ".snakemake", ignore_errors=True)
    return snakemake(folder)


def snakemake(folder: Path, *arguments: str) -> float:
    """Return the seconds of one Snakemake call on two cores."""
    return timed(
        folder, [sys.executable, "-m", "snakemake", "--cores", "2", "--quiet", "all", *arguments]
    )


def one_process(folder: Path) -> float:
    """Return the seconds of all stages in one Python process, from nothing, with no cache."""
    shutil.rmtree(folder / "results", ignore_errors=True)
    script = (
        "from ebbline.cli import main\n"
        "calls = [['config', '--out', 'results/euphrates-2017/run_config.yaml'], ['check'],"
        " ['geocode'], ['reconcile'], ['catchments'], ['territory'], ['figures', '--no-cache'],"
        " ['webmap'], ['index']]\n"
        "assert all(main(call) == 0 for call in calls)\n"
    )
    return timed(folder, [sys.executable, "-c", script])


def timed(folder: Path, command: list[str]) -> float:
    """Return the seconds of ``command``, which must succeed."""
    environment = os.environ | {"PYTHONPATH": str(HOME / "workflow/src"), "TQDM_DISABLE": "1"}
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
