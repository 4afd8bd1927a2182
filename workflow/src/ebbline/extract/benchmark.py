"""Score extraction: a folder of texts with a gold file.

DIR holds the reports as for 'ebbline extract' and gold.csv with the columns report, place, kind,
holder, date_from, date_to (an empty holder is not scored), and if it is known sentence, the number
of the sentence that says so (0: the title). Printed are precision, recall and F1 of finding a
statement at all, and with the right place, holder, day and kind; and how many changes of control
are missed without a word: neither proposed nor listed as unread.
"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ebbline.command import add_case_option
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.extract.candidates import Candidate
from ebbline.extract.command import case_extractor
from ebbline.extract.engine import Extractor, Reading
from ebbline.extract.incoming import read_folder
from ebbline.tables import CellError, parse_day, read_bytes_as_text
from ebbline.vocabulary import Kind

GOLD = "gold.csv"
COLUMNS = ("report", "place", "kind", "holder", "date_from", "date_to")
ASPECTS = ("detection", "place", "holder", "date", "kind", "place+holder+date")


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
class Statement:
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


@dataclass(slots=True)
class Missed:
    """Changes of control in the gold, and what a reviewer sees of those that are not found.

    ``listed``: the sentence is unread; ``beside``: a proposal stands in it. Where the gold gives no
    sentence, any that names the place counts. ``silent`` are those that a reviewer is not shown.
    """

    changes: int = 0
    listed: int = 0
    beside: int = 0
    silent: list[Statement] = field(default_factory=list)
    unread: int = 0
    sentences: int = 0

    def count(
        self,
        reading: Reading,
        kept: Sequence[Candidate],
        gold: Sequence[Statement],
        found: Sequence[Statement],
    ) -> None:
        """Count one report; ``found`` are the statements that a proposal repeats rightly."""
        self.unread += len(reading.unread)
        self.sentences += reading.length
        for s in gold:
            if s.kind not in (Kind.CAPTURED, Kind.WITHDREW, Kind.CONTESTED):
                continue
            self.changes += 1
            if any(s is told for told in found):
                continue
            if any(
                u.sentence.number == s.sentence
                or (s.sentence is None and s.place in u.sentence.text)
                for u in reading.unread
            ):
                self.listed += 1
            elif any(s.sentence in (None, c.sentence_no) for c in kept):
                self.beside += 1
            else:
                self.silent.append(s)

    def __str__(self) -> str:
        missed = self.listed + self.beside + len(self.silent)
        share = len(self.silent) / self.changes if self.changes else 0.0
        part = self.unread / self.sentences if self.sentences else 0.0
        return (
            f"changes of control: {self.changes}, missed {missed}: {self.listed} listed as "
            f"unread, {self.beside} beside a proposal, "
            f"{len(self.silent)} in silence ({share:.1%} of all); "
            f"unread are {self.unread} of {self.sentences} sentences ({part:.0%})\n"
        )


def _as_bins(bins: dict[float, list[bool]]) -> str:
    """Return the share that is right among proposals of each confidence."""
    told = (
        f"{least:.2f} or more {sum(right) / len(right):.2f} ({sum(right)} of {len(right)})"
        for least, right in bins.items()
        if right
    )
    return "right by confidence: " + ", ".join(told) + "\n"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline benchmark extract``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="reports and gold.csv")
    add_case_option(parser, told="configuration with the actors")
    parser.add_argument("--errors", action="store_true", help="list what was missed or wrong")


def execute(options: Namespace) -> None:
    """Score the folder and print the table."""
    gold = read_gold(options.folder / GOLD)
    extractor, least = case_extractor(options.config, options.folder)
    candidates: dict[str, list[Candidate]] = defaultdict(list)
    missed = Missed()
    bins: dict[float, list[bool]] = {0.5: [], 0.7: [], 0.85: []}
    for reading in map(extractor.read, read_folder(options.folder)):
        kept = [c for c in reading.candidates if c.confidence >= least]
        candidates[reading.report.name].extend(kept)
        told = [s for s in gold if s.report == reading.report.name]
        right = [
            (c, s)
            for c, s in _pair(kept, told, extractor)
            if "place+holder+date" in _agreement(c, s, extractor)
        ]
        missed.count(reading, kept, told, [s for _, s in right])
        for c in kept:
            least_of_bin = max((b for b in bins if b <= c.confidence), default=min(bins))
            bins[least_of_bin].append(any(c is good for good, _ in right))
    _check_reports(options.folder / GOLD, gold, candidates)
    scores, wrong = score(candidates, gold, extractor)
    sys.stdout.write(f"{as_table(scores)}{missed}{_as_bins(bins)}")
    if options.errors:
        wrong += [f"silent    {s.report}: {s.place} {s.kind} {s.holder}" for s in missed.silent]
        sys.stdout.write("\n" + "\n".join(wrong) + "\n")


def read_gold(path: Path) -> list[Statement]:
    """Return the statements of a gold file; every mistake of it is told."""
    problems = Problems()
    reader = csv.DictReader(read_bytes_as_text(path).splitlines())
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise UserError(
            Problem(f"{path}, row 1", f"no column {', '.join(missing)}", ", ".join(COLUMNS))
        )
    found: list[Statement] = []
    for row, cells in enumerate(reader, start=2):
        known = {k: (cells.get(k) or "").strip() for k in (*COLUMNS, "sentence")}
        statement = _statement(path, row, known, problems)
        if statement is not None:
            found.append(statement)
    problems.raise_any()
    return found


def _statement(path: Path, row: int, cells: dict[str, str], problems: Problems) -> Statement | None:
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
    return Statement(
        cells["report"], cells["place"], cells["kind"], cells["holder"], first, last, sentence
    )


def _check_reports(
    path: Path, gold: Sequence[Statement], candidates: dict[str, list[Candidate]]
) -> None:
    unknown = sorted({s.report for s in gold} - set(candidates))
    if unknown:
        raise UserError(
            Problem(
                str(path),
                f"not a report of the folder: {', '.join(map(shown, unknown[:5]))}",
                "the file names of index.csv",
                "correct the column report",
            )
        )


def score(
    candidates: dict[str, list[Candidate]], gold: Sequence[Statement], extractor: Extractor
) -> tuple[dict[str, Score], list[str]]:
    """Return the scores by aspect, and a line for each statement missed or proposal wrong.

    In each report proposals and statements are paired one to one, best pairs first; a proposal
    without a partner is wrong, so a repeat counts against precision.
    """
    by_report: dict[str, list[Statement]] = defaultdict(list)
    for statement in gold:
        by_report[statement.report].append(statement)
    right: Counter[str] = Counter()
    wrong: list[str] = []
    for report, proposed in candidates.items():
        pairs = _pair(proposed, by_report[report], extractor)
        for c, s in pairs:
            right.update(_agreement(c, s, extractor))
        wrong += _mistakes(report, proposed, by_report[report], pairs, extractor)
    count, wanted = sum(map(len, candidates.values())), len(gold)
    return {a: Score(right[a], count, wanted) for a in ASPECTS}, wrong


def _pair(
    proposed: Sequence[Candidate], wanted: Sequence[Statement], extractor: Extractor
) -> list[tuple[Candidate, Statement]]:
    weight = {"place": 8, "holder": 4, "date": 2, "kind": 1, "place+holder+date": 4}
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


def _agreement(c: Candidate, s: Statement, extractor: Extractor) -> set[str]:
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
        agreed.add("place+holder+date")
    return agreed


def same_day(c: Candidate, s: Statement) -> bool:
    """Tell whether the days agree: the last day is in the gold window, which holds half the days.

    The last day is what the map uses. An open end ("still") agrees with any.
    """
    last = s.date_to or date.max
    end = c.date_to or last
    if not s.date_from <= end <= last:
        return False
    shared = (end - max(c.first_day, s.date_from)).days + 1
    return 2 * shared >= (end - c.first_day).days + 1


def _mistakes(
    report: str,
    proposed: Sequence[Candidate],
    wanted: Sequence[Statement],
    pairs: Sequence[tuple[Candidate, Statement]],
    extractor: Extractor,
) -> list[str]:
    full = [(c, s) for c, s in pairs if "place+holder+date" in _agreement(c, s, extractor)]
    lines = [
        f"missed    {report}: {s.place} {s.kind} {s.holder} {s.date_from}/{s.date_to or ''}"
        for s in wanted
        if not any(s is t for _, t in full)
    ]
    lines += [
        f"wrong     {report}: {c.place} {c.kind} {c.holder} {c.date_from}/{c.date_to}"
        f" ({c.rule}, {c.confidence})"
        for c in proposed
        if not any(c is d for d, _ in full)
    ]
    return lines


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
