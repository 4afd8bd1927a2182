"""Measure extraction: quality on texts with a gold file, speed and memory.

    python benchmarks/extract.py [DIR ...] [--errors] [--reports N] [--config FILE|CASE]

A DIR holds reports as for ``ebbline extract`` and ``gold.csv`` (report, place, kind, holder,
date_from, date_to; an empty holder is not scored; if it is known sentence, the number of the
sentence that says so, 0 for the title). Without DIR these are the invented sets, each with its own
``actors.csv`` and without. Printed are precision, recall and F1 of finding a statement at all, and
with the right place, holder, day and kind; how many changes of control are missed without a word,
neither proposed nor listed as unread; and how far confidence is honest.

Speed is measured on N reports put together from the development half, each about as long as an
agency report, in a fresh process.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ebbline.command import add_case_option
from ebbline.errors import Problem, UserError
from ebbline.extract.candidates import CandidateClaim
from ebbline.extract.command import case_extractor
from ebbline.extract.engine import Extractor, Reading
from ebbline.extract.incoming import read_folder
from ebbline.tables import Table
from ebbline.vocabulary import Kind

HERE = Path(__file__).resolve().parent
SETS = HERE / "extract"
CONFIG = HERE.parent / "config" / "config.yaml"
ALL = "place+holder+date"
WEIGHT = {"place": 8, "holder": 4, "date": 2, "kind": 1, ALL: 4}
CHANGES = (Kind.CAPTURED, Kind.WITHDREW, Kind.CONTESTED)


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """What a person read in a report; ``date_to`` None means "still"."""

    report: str
    place: str
    kind: Kind
    holder: str
    date_from: date
    date_to: date | None
    sentence: int | None = None


GOLD: Table[GoldClaim] = Table(GoldClaim, required=("report", "place"))


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall (1 where there is nothing to be wrong about) and F1 of one aspect."""

    right: int
    proposed: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(folder: Path, config: Path, *, actors: bool = True, errors: bool = False) -> str:
    """Return the scores of a folder as text; ``actors``: with the folder's own ``actors.csv``."""
    gold: dict[str, list[GoldClaim]] = defaultdict(list)
    for statement in GOLD.read(folder / "gold.csv"):
        gold[statement.report].append(statement)
    extractor, least = case_extractor(config, folder)
    extractor.rows = extractor.rows if actors else ()
    right: Counter[str] = Counter()
    bins: dict[float, list[bool]] = {0.5: [], 0.7: [], 0.85: []}
    wrong: list[str] = []
    changes, silent, unread, sentences, brier = 0, 0, 0, 0, 0.0
    reports = set()
    for reading in map(extractor.read, read_folder(folder, tell=lambda _: None)):
        name, kept = reading.report.name, [c for c in reading.candidates if c.confidence >= least]
        reports.add(name)
        pairs = pair(kept, gold[name], extractor)
        for c, s in pairs:
            right.update(agreement(c, s, extractor))
        full = [(c, s) for c, s in pairs if ALL in agreement(c, s, extractor)]
        for c in kept:
            good = any(c is d for d, _ in full)
            bins[max((b for b in bins if b <= c.confidence), default=0.5)].append(good)
            brier += (c.confidence - good) ** 2
            if not good:
                days = f"{c.date_from}/{c.date_to}"
                about = f"{c.place} {c.kind} {c.holder} {days} ({c.rule}, {c.confidence})"
                wrong.append(f"wrong     {name}: {about}")
        unread, sentences = unread + len(reading.unread), sentences + len(reading.every)
        for s in gold[name]:
            changes += s.kind in CHANGES
            if any(s is t for _, t in full):
                continue
            unseen = s.kind in CHANGES and not is_shown(s, kept, reading)
            silent += unseen
            told = f"{s.place} {s.kind} {s.holder} {s.date_from}/{s.date_to or ''}"
            wrong.append(f"missed    {name}: {told}{' (in silence)' if unseen else ''}")
    if unknown := set(gold) - reports:
        told = f"not a report of the folder: {', '.join(sorted(unknown))}"
        raise UserError(Problem(str(folder / "gold.csv"), told))
    proposed, wanted = sum(map(len, bins.values())), sum(map(len, gold.values()))
    lines = [f"{'':<20}precision  recall      F1  right  proposed  gold"]
    for aspect in ("detection", "place", "holder", "date", "kind", ALL):
        s = Score(right[aspect], proposed, wanted)
        lines.append(
            f"{aspect:<20}{s.precision:>9.3f}{s.recall:>8.3f}{s.f1:>8.3f}"
            f"{s.right:>7}{s.proposed:>10}{s.wanted:>6}"
        )
    confident = ", ".join(
        f"{low:.2f} or more {sum(good) / len(good):.2f} ({sum(good)} of {len(good)})"
        for low, good in bins.items()
        if good
    )
    lines += [
        f"changes of control: {changes}, {silent} of them neither proposed nor in a sentence that "
        f"is shown; unread are {unread} of {sentences} sentences",
        f"right by confidence: {confident}; Brier score {brier / max(proposed, 1):.2f}",
    ]
    return "\n".join([*lines, *(["", *wrong] if errors else [])]) + "\n"


def is_shown(s: GoldClaim, kept: Sequence[CandidateClaim], reading: Reading) -> bool:
    """Tell whether a person sees the sentence of a statement: proposed from, or unread.

    Where the gold gives no sentence, any that names the place counts.
    """
    return any(s.sentence in (None, c.sentence_no) for c in kept) or any(
        u.sentence.number == s.sentence or (s.sentence is None and s.place in u.sentence.text)
        for u in reading.unread
    )


def pair(
    proposed: Sequence[CandidateClaim], wanted: Sequence[GoldClaim], extractor: Extractor
) -> list[tuple[CandidateClaim, GoldClaim]]:
    """Return proposals with statements, each once, those that agree most first."""
    ranked = sorted(
        (-sum(WEIGHT.get(a, 0) for a in agreement(c, s, extractor)), i, j)
        for i, c in enumerate(proposed)
        for j, s in enumerate(wanted)
    )
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(proposed[i], wanted[j]) for i, j in pairs.items()]


def agreement(c: CandidateClaim, s: GoldClaim, extractor: Extractor) -> set[str]:
    """Return the aspects in which a proposal and a statement agree."""
    alike = {
        "place": extractor.places.key(c.place) == extractor.places.key(s.place),
        "holder": not s.holder or c.holder == s.holder,
        "date": same_day(c, s),
    }
    whole = {ALL: all(alike.values()), "kind": c.kind == s.kind, "detection": True}
    return {aspect for aspect, is_so in (alike | whole).items() if is_so}


def same_day(c: CandidateClaim, s: GoldClaim) -> bool:
    """Tell whether the days agree: the last day is in the gold window, which holds half the days.

    The last day is what the map uses. An open end ("still") agrees with any.
    """
    last = s.date_to or date.max
    end = c.date_to or last
    if not s.date_from <= end <= last:
        return False
    shared = (end - max(c.first_day, s.date_from)).days + 1
    return 2 * shared >= (end - c.first_day).days + 1


def write_reports(folder: Path, count: int) -> int:
    """Write ``count`` reports to ``folder`` and return their number of words."""
    with (SETS / "development" / "index.csv").open(encoding="utf-8") as lines:
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
    parser.add_argument("folders", type=Path, nargs="*", metavar="DIR", help="reports and gold.csv")
    parser.add_argument("--errors", action="store_true", help="list what was missed or wrong")
    parser.add_argument("--reports", type=int, default=1000, help="reports for the speed (1000)")
    add_case_option(parser, told="configuration with the actors")
    options = parser.parse_args()
    for folder in options.folders:
        sys.stdout.write(score(folder, options.config, errors=options.errors))
    if options.folders:
        return
    for folder in sorted(SETS.iterdir()):
        for actors in (True, False):
            told = score(folder, CONFIG, actors=actors, errors=options.errors)
            sys.stdout.write(f"{folder.name}, {'with' if actors else 'without'} actors\n{told}\n")
    for count in (max(options.reports // 10, 1), options.reports):
        sys.stdout.write(speed(count))


if __name__ == "__main__":
    main()
