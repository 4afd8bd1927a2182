"""Score extraction: a folder of texts with a gold file.

DIR holds the reports as for 'ebbline extract' and gold.csv with the columns report, place, kind,
holder, date_from, date_to (an empty holder is not scored), and if it is known sentence, the number
of the sentence that says so (0: the title). Printed are precision, recall and F1 of finding a
statement at all, and with the right place, holder, day and kind; how many changes of control
are missed without a word: neither proposed nor listed as unread; and how far confidence is honest.
"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ebbline.command import add_case_option
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.extract.candidates import CandidateClaim
from ebbline.extract.command import case_extractor
from ebbline.extract.engine import Extractor, Reading
from ebbline.extract.incoming import read_folder
from ebbline.tables import CellError, parse_day, read_bytes_as_text
from ebbline.vocabulary import Kind

GOLD = "gold.csv"
COLUMNS = ("report", "place", "kind", "holder", "date_from", "date_to")
ALL = "place+holder+date"
ASPECTS = ("detection", "place", "holder", "date", "kind", ALL)
CHANGES = (Kind.CAPTURED, Kind.WITHDREW, Kind.CONTESTED)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one aspect."""

    right: int
    proposed: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the proposals that are right (1 where nothing is proposed)."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold statements that are found (1 where nothing is wanted)."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """What a person read in a report; ``date_to`` None means "still".

    ``sentence`` is its number in the report (0: the title), None if the gold does not say.
    """

    report: str
    place: str
    kind: str
    holder: str
    date_from: date
    date_to: date | None
    sentence: int | None = None


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline benchmark extract``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="reports and gold.csv")
    add_case_option(parser, told="configuration with the actors")
    parser.add_argument("--errors", action="store_true", help="list what was missed or wrong")


def execute(options: Namespace) -> None:
    """Score the folder and print the table."""
    gold: dict[str, list[GoldClaim]] = defaultdict(list)
    for statement in read_gold(options.folder / GOLD):
        gold[statement.report].append(statement)
    extractor, least = case_extractor(options.config, options.folder)
    right: Counter[str] = Counter()
    bins: dict[float, list[bool]] = {0.5: [], 0.7: [], 0.85: []}
    wrong: list[str] = []
    changes, silent, unread, sentences, brier = 0, 0, 0, 0, 0.0
    reports = set()
    for reading in map(extractor.read, read_folder(options.folder)):
        name, kept = reading.report.name, [c for c in reading.candidates if c.confidence >= least]
        reports.add(name)
        pairs = _pair(kept, gold[name], extractor)
        for c, s in pairs:
            right.update(_agreement(c, s, extractor))
        full = [(c, s) for c, s in pairs if ALL in _agreement(c, s, extractor)]
        for c in kept:
            good = any(c is d for d, _ in full)
            bins[max((b for b in bins if b <= c.confidence), default=0.5)].append(good)
            brier += (c.confidence - good) ** 2
            if not good:
                days = f"{c.date_from}/{c.date_to}"
                about = f"{c.place} {c.kind} {c.holder} {days} ({c.rule}, {c.confidence})"
                wrong.append(f"wrong     {name}: {about}")
        unread, sentences = unread + len(reading.unread), sentences + reading.length
        for s in gold[name]:
            changes += s.kind in CHANGES
            if any(s is t for _, t in full):
                continue
            unseen = s.kind in CHANGES and not _is_shown(s, kept, reading)
            silent += unseen
            told = f"{s.place} {s.kind} {s.holder} {s.date_from}/{s.date_to or ''}"
            wrong.append(f"missed    {name}: {told}{' (in silence)' if unseen else ''}")
    _check_reports(options.folder / GOLD, set(gold) - reports)
    proposed, wanted = sum(map(len, bins.values())), sum(map(len, gold.values()))
    sys.stdout.write(as_table({a: Score(right[a], proposed, wanted) for a in ASPECTS}))
    sys.stdout.write(
        f"changes of control: {changes}, {silent} of them neither proposed nor in a sentence that "
        f"is shown; unread are {unread} of {sentences} sentences\nright by confidence: "
        + ", ".join(
            f"{low:.2f} or more {sum(good) / len(good):.2f} ({sum(good)} of {len(good)})"
            for low, good in bins.items()
            if good
        )
        + f"; Brier score {brier / max(proposed, 1):.2f}\n"
    )
    if options.errors:
        sys.stdout.write("\n" + "\n".join(wrong) + "\n")


def _is_shown(s: GoldClaim, kept: Sequence[CandidateClaim], reading: Reading) -> bool:
    """Tell whether a person sees the sentence of a statement: proposed from, or unread.

    Where the gold gives no sentence, any that names the place counts.
    """
    return any(s.sentence in (None, c.sentence_no) for c in kept) or any(
        u.sentence.number == s.sentence or (s.sentence is None and s.place in u.sentence.text)
        for u in reading.unread
    )


def read_gold(path: Path) -> list[GoldClaim]:
    """Return the statements of a gold file; every mistake of it is told."""
    problems = Problems()
    reader = csv.DictReader(read_bytes_as_text(path).splitlines())
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise UserError(
            Problem(f"{path}, row 1", f"no column {', '.join(missing)}", ", ".join(COLUMNS))
        )
    found: list[GoldClaim] = []
    for row, cells in enumerate(reader, start=2):
        known = {k: (cells.get(k) or "").strip() for k in (*COLUMNS, "sentence")}
        statement = _statement(path, row, known, problems)
        if statement is not None:
            found.append(statement)
    problems.raise_any()
    return found


def _statement(path: Path, row: int, cells: dict[str, str], problems: Problems) -> GoldClaim | None:
    kinds = [k.value for k in Kind]
    if cells["kind"] and cells["kind"] not in kinds:
        problems.add(path, row, f"kind: {shown(cells['kind'])}", allowed=", ".join(kinds))
        return None
    try:
        first = parse_day(cells["date_from"])
        last = parse_day(cells["date_to"]) if cells["date_to"] else None
    except CellError as error:
        problems.add(path, row, f"date: {error.found}", allowed=error.allowed, do=error.do)
        return None
    number = cells.get("sentence", "")
    if number and not number.isdecimal():
        problems.add(path, row, f"sentence: {shown(number)}", allowed="a number, 0 for the title")
        return None
    sentence = int(number) if number else None
    return GoldClaim(
        cells["report"], cells["place"], cells["kind"], cells["holder"], first, last, sentence
    )


def _check_reports(path: Path, unknown: set[str]) -> None:
    if unknown:
        names = ", ".join(map(shown, sorted(unknown)[:5]))
        raise UserError(
            Problem(
                str(path),
                f"not a report of the folder: {names}",
                "the file names of index.csv",
                "correct the column report",
            )
        )


def _pair(
    proposed: Sequence[CandidateClaim], wanted: Sequence[GoldClaim], extractor: Extractor
) -> list[tuple[CandidateClaim, GoldClaim]]:
    weight = {"place": 8, "holder": 4, "date": 2, "kind": 1, ALL: 4}
    ranked = sorted(
        (
            (-sum(weight.get(a, 0) for a in _agreement(c, s, extractor)), i, j)
            for i, c in enumerate(proposed)
            for j, s in enumerate(wanted)
        ),
    )
    used_c: set[int] = set()
    used_s: set[int] = set()
    pairs = []
    for _, i, j in ranked:
        if i not in used_c and j not in used_s:
            pairs.append((proposed[i], wanted[j]))
            used_c.add(i)
            used_s.add(j)
    return pairs


def _agreement(c: CandidateClaim, s: GoldClaim, extractor: Extractor) -> set[str]:
    """Return the aspects in which a proposal and a statement agree."""
    agreed = {"detection"}
    if extractor.places.key(c.place) == extractor.places.key(s.place):
        agreed.add("place")
    if not s.holder or c.holder == s.holder:
        agreed.add("holder")
    if same_day(c, s):
        agreed.add("date")
    if not s.kind or c.kind == s.kind:
        agreed.add("kind")
    if agreed >= {"place", "holder", "date"}:
        agreed.add(ALL)
    return agreed


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


def as_table(scores: dict[str, Score]) -> str:
    """Return the scores as aligned text."""
    lines = [
        f"{'':<20}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>7}{'proposed':>10}{'gold':>6}"
    ]
    for aspect, s in scores.items():
        lines.append(
            f"{aspect:<20}{s.precision:>10.3f}{s.recall:>8.3f}{s.f1:>8.3f}{s.right:>7}{s.proposed:>10}{s.wanted:>6}"
        )
    return "\n".join(lines) + "\n"
