"""Measure extraction: quality on the invented gold, looked at and set aside; speed and memory.

    python benchmarks/extract.py [--reports N]

Quality is what ``ebbline benchmark extract`` prints, with each set's own ``actors.csv`` and
without. Speed is measured on N reports put together from the development half, each about as
long as an agency report, in a fresh process.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOLD = HERE / "extract"
CONFIG = HERE.parent / "config" / "config.yaml"


SETS = (
    "development",
    "practice",
    "practice-short",
    "fresh-development",
    "dense-development",
    "heldout",
    "fresh-heldout",
    "dense-heldout",
)


def quality(name: str, *, actors: bool) -> str:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        shutil.copytree(GOLD / name, folder)
        if not actors:
            (folder / "actors.csv").unlink()
        command = [sys.executable, "-m", "ebbline.cli", "benchmark", "extract", str(folder)]
        done = subprocess.run(
            [*command, "--config", str(CONFIG)], check=True, capture_output=True, text=True
        )
    return done.stdout


def write_reports(folder: Path, count: int) -> int:
    """Write ``count`` reports to ``folder`` and return their number of words."""
    with (GOLD / "development" / "index.csv").open(encoding="utf-8") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    long = sorted(texts, key=len)[-8:]
    rng = random.Random(1)  # noqa: S311 -- a seeded sample
    words = 0
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as index:
        writer = csv.writer(index)
        writer.writerow(["file", "publisher", "title", "published"])
        for i in range(count):
            text = "\n\n".join(rng.sample(long, 2) + rng.sample(texts, 8))
            (folder / f"{i}.txt").write_text(text, encoding="utf-8")
            writer.writerow([f"{i}.txt", "invented", "A title", "2022-11-10"])
            words += len(text.split())
    return words


def speed(count: int) -> str:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "reports"
        folder.mkdir()
        words = write_reports(folder, count)
        command = [sys.executable, "-m", "ebbline.cli", "extract", str(folder)]
        outputs = ["--out", str(Path(place) / "c.csv"), "--review", str(Path(place) / "r.html")]
        start = time.perf_counter()
        done = subprocess.run(
            [*command, *outputs, "--config", str(CONFIG)],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        f"{count} reports, {words:,} words: {seconds:.1f} s, {1000 * seconds / count:.0f} ms a "
        f"report, at most {usage.ru_maxrss / 1024:.0f} MB; {usage.ru_utime:.1f} s of processor "
        f"in all runs so far\n{done.stderr}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1000, help="reports for the speed (1000)")
    options = parser.parse_args()
    for name in SETS:
        for actors in (True, False):
            with_actors = "with" if actors else "without"
            sys.stdout.write(f"{name}, {with_actors} actors\n{quality(name, actors=actors)}\n")
    for count in (max(options.reports // 10, 1), options.reports):
        sys.stdout.write(speed(count))


if __name__ == "__main__":
    main()
