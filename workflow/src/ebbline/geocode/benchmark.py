"""Measure how well names become places, on the gazetteer itself and on lists made for it.

hidden spellings   each Latin spelling of each place is hidden, with all that fold to the same
                   letters, and asked for: is the place that had it the first of all places?
in the case's box  the same for the places in the case's box, by the case's own rules: right,
                   wrong and unanswered
hidden Arabic      the same for Arabic spellings
hidden places      each place of the box is hidden whole and asked for by its Latin spellings:
                   every answer is wrong
press spellings    spellings as newspapers use them, with the place each means
absent places      names of places that the gazetteer does not have: every answer is wrong
"""

from __future__ import annotations

import csv
import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ebbline.config.base import Box
from ebbline.errors import Problem, UserError
from ebbline.geocode.evidence import in_box
from ebbline.geocode.index import names_of
from ebbline.geocode.resolve import add_setting_arguments
from ebbline.geocode.resolver import Answer, Resolver
from ebbline.geocode.setting import home_folder, resolver_of
from ebbline.spelling import fold, is_arabic
from ebbline.tables import read_bytes_as_text
from ebbline.vocabulary import Place

WORLD = Box(-180.0, -90.0, 180.0, 90.0)
LISTS = Path("benchmarks", "names")


@dataclass(frozen=True)
class Outcome:
    """What came of one question; ``wanted`` is empty where no answer is right."""

    asked: str
    wanted: str
    got: str
    method: str
    score: float | None


@dataclass(frozen=True)
class Measured:
    """Counts of one measurement, and what was not right."""

    name: str
    asked: int
    right: int
    wrong: int
    unanswered: int
    failures: tuple[Outcome, ...]

    @classmethod
    def of(cls, name: str, outcomes: Iterable[Outcome]) -> Measured:
        """Count ``outcomes``; where no answer is right, giving none is."""
        told = list(outcomes)
        right = sum(o.got == o.wanted for o in told)
        silent = sum(not o.got and bool(o.wanted) for o in told)
        failures = tuple(o for o in told if o.got != o.wanted)
        return cls(name, len(told), right, len(told) - right - silent, silent, failures)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline benchmark names``."""
    add_setting_arguments(parser)
    parser.add_argument(
        "--lists", type=Path, metavar="DIR", help="folder of press.csv and absent.csv"
    )
    parser.add_argument("--failures", action="store_true", help="list what was not right")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def execute(options: Namespace) -> None:
    """Measure and print."""
    resolver = resolver_of(
        case=options.case,
        gazetteer=options.gazetteer,
        bbox=options.bbox,
        countries=options.countries,
    )
    lists = options.lists or home_folder() / LISTS
    measured = measure(
        resolver,
        press=read_list(lists / "press.csv"),
        absent=read_list(lists / "absent.csv"),
        tell=sys.stderr.write,
    )
    seconds = milliseconds_a_name(resolver)
    if options.json:
        told = {"measured": [asdict(m) for m in measured], "milliseconds": seconds}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print(as_table(measured))
    for kind, value in seconds.items():
        print(f"{kind}: {value:.2f} ms a name")
    if options.failures:
        for m in measured:
            print(f"\n{m.name}")
            for o in m.failures:
                score = "" if o.score is None else f"{o.score:.1f}"
                print(f"  {o.asked!r}: {o.got or '-'} instead of {o.wanted or '-'} {score}")


def measure(
    resolver: Resolver,
    *,
    press: Sequence[tuple[str, str]],
    absent: Sequence[tuple[str, str]],
    every: int = 1,
    tell: Callable[[str], object] = str,
) -> list[Measured]:
    """Return all measurements; ``press`` and ``absent`` are (name, place_id) and (name, "").

    With ``every`` above 1, only that share of the places is hidden, for a quick look. ``tell`` is
    called with a line before each measurement, because they take time.
    """

    def count(name: str, outcomes: Iterable[Outcome]) -> Measured:
        tell(f"measuring: {name.strip()}\n")
        return Measured.of(name, outcomes)

    hidden = resolver.index.places[::every]
    case = resolver.settings
    anywhere = resolver.over(
        resolver.index, case.model_copy(update={"bbox": WORLD, "certainty": 0.0})
    )
    inside = [p for p in hidden if in_box(p, case.bbox)]
    tell("measuring: hidden spellings\n")
    first = list(_hidden_spellings(anywhere, hidden, is_latin, _first))
    alone = {p.place_id for p in resolver.index.places if len(names_of(p).folded) == 1}
    return [
        count("hidden spellings, first of all places", first),
        count(
            "  of them, of places with another spelling",
            [o for o in first if o.wanted not in alone],
        ),
        count(
            "hidden spellings in the case's box",
            _hidden_spellings(resolver, inside, is_latin, _given),
        ),
        count(
            "hidden Arabic spellings in the box",
            _hidden_spellings(resolver, inside, is_arabic, _given),
        ),
        count("hidden places in the box: no answer", _hidden_places(resolver, inside)),
        count("press spellings", _listed(resolver, press)),
        count("absent places: no answer", _listed(resolver, absent)),
    ]


def _hidden_spellings(
    resolver: Resolver,
    places: Iterable[Place],
    wanted: Callable[[str], bool],
    answer: Callable[[Answer], str],
) -> Iterator[Outcome]:
    """Ask for each spelling with it, and all that fold to the same letters, hidden."""
    for place in places:
        for name, keep in hiding_one_spelling(place, wanted):
            index = resolver.index.hiding(place, keep=keep)
            given = resolver.over(index, resolver.settings).resolve(name)
            yield Outcome(name, place.place_id, answer(given), given.method, given.score)


def _hidden_places(resolver: Resolver, places: Iterable[Place]) -> Iterator[Outcome]:
    """Ask for each place by its Latin spellings while it is not in the gazetteer."""
    for place in places:
        without = resolver.over(resolver.index.hiding(place), resolver.settings)
        for name, _ in hiding_one_spelling(place, is_latin):
            given = without.resolve(name)
            yield Outcome(name, "", _given(given), given.method, given.score)


def hiding_one_spelling(place: Place, wanted: Callable[[str], bool]) -> Iterator[tuple[str, Place]]:
    """Yield each spelling of a place, one for all that fold alike, and the place without it."""
    asked: dict[str, str] = {}
    for name in (place.name, place.name_ar, *place.aliases):
        if wanted(name):
            asked.setdefault(fold(name), name)
    for folded, name in asked.items():
        yield (
            name,
            replace(
                place,
                name="" if fold(place.name) == folded else place.name,
                name_ar="" if fold(place.name_ar) == folded else place.name_ar,
                aliases=tuple(n for n in place.aliases if fold(n) != folded),
            ),
        )


def _listed(resolver: Resolver, rows: Iterable[tuple[str, str]]) -> Iterator[Outcome]:
    for name, place_id in rows:
        given = resolver.resolve(name)
        yield Outcome(name, place_id, _given(given), given.method, given.score)


def _given(answer: Answer) -> str:
    return answer.place.place_id if answer.place else ""


def _first(answer: Answer) -> str:
    return _given(answer) or next((c.place.place_id for c in answer.candidates), "")


def is_latin(name: str) -> bool:
    """Tell whether all letters of ``name`` are Latin, and there is one."""
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and all(c < "\u0300" or "\u1e00" <= c < "\u1f00" for c in letters)


def read_list(path: Path) -> list[tuple[str, str]]:
    """Return ``(name, place_id)`` of a list; a missing ``place_id`` column means none is right."""
    rows = list(csv.DictReader(read_bytes_as_text(path).splitlines()))
    if not rows or "name" not in rows[0]:
        raise UserError(Problem(str(path), "no rows with a column 'name'", "name, place_id"))
    return [(row["name"], row.get("place_id") or "") for row in rows]


def milliseconds_a_name(resolver: Resolver, limit: int = 2000) -> dict[str, float]:
    """Return the mean time of names spelled as in the gazetteer, and of misspelled ones."""
    known = [n for p in resolver.index.places for n in (p.name, *p.aliases)][:limit]
    resolver.resolve("load what is loaded on first use")
    timed = {}
    for kind, names in (
        ("spelled as in the gazetteer", known),
        ("misspelled", [f"{name[:-1]}e" for name in known]),
    ):
        started = time.perf_counter()
        for name in names:
            resolver.resolve(name)
        timed[kind] = 1000 * (time.perf_counter() - started) / max(len(names), 1)
    return timed


def as_table(measured: Iterable[Measured]) -> str:
    """Return the counts and shares as a Markdown table."""
    lines = ["| measurement | asked | right | wrong | unanswered |", "|---|---:|---:|---:|---:|"]
    for m in measured:
        shares = (
            f"{n} ({100 * n / max(m.asked, 1):.1f} %)" for n in (m.right, m.wrong, m.unanswered)
        )
        lines.append(f"| {m.name} | {m.asked} | {' | '.join(shares)} |")
    return "\n".join(lines)
