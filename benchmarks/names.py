"""Names to places: how often right, wrong and unanswered, and how fast.

    python benchmarks/names.py

Prints the table of `ebbline benchmark names`; beside it what simpler ways find on the same hidden
spellings; then times, each also as a multiple of one look through all spellings with rapidfuzz.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from ebbline.geocode.benchmark import (
    LISTS,
    as_table,
    hiding_one_spelling,
    is_latin,
    measure,
    read_list,
)
from ebbline.geocode.evidence import in_box
from ebbline.geocode.index import NameIndex, names_of
from ebbline.geocode.resolver import Resolver
from ebbline.geocode.setting import resolver_of
from ebbline.spelling import fold, skeleton, strip_articles
from ebbline.vocabulary import Place

HOME = Path(__file__).resolve().parents[1]
MANY = 10_000


def main() -> None:
    """Print the tables."""
    resolver = resolver_of(case="euphrates-2017", gazetteer=None, bbox=None, countries=None)
    places = resolver.index.places
    press = read_list(HOME / LISTS / "press.csv")
    absent = read_list(HOME / LISTS / "absent.csv")
    print(as_table(measure(resolver, press=press, absent=absent)))
    print("\n| hidden spellings, first of all places | right |\n|---|---:|")
    for name, form in (
        ("the same letters (no likeness)", None),
        ("ratio of letters", fold),
        ("ratio of letters without articles", lambda text: strip_articles(fold(text))),
        ("ratio of letters without articles, consonants after them", _both),
    ):
        print(f"| {name} | {100 * baseline(places, form):.1f} % |")
    certainties(resolver)
    times(resolver)


def certainties(resolver: Resolver) -> None:
    """Print what other values of ``names.certainty`` would do in the case's box."""
    inside = [p for p in resolver.index.places if in_box(p, resolver.settings.bbox)]
    print("\n| certainty | right | wrong | a place of a hidden one |\n|---:|---:|---:|---:|")
    for least in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        settings = resolver.settings.model_copy(update={"certainty": least})
        right = wrong = invented = asked = 0
        for place in inside:
            for name, keep in hiding_one_spelling(place, is_latin):
                kept = resolver.over(resolver.index.hiding(place, keep=keep), settings)
                gone = resolver.over(resolver.index.hiding(place), settings)
                given = kept.resolve(name).place
                asked += 1
                right += given is not None and given.place_id == place.place_id
                wrong += given is not None and given.place_id != place.place_id
                invented += gone.resolve(name).place is not None
        cells = " | ".join(f"{100 * n / asked:.1f} %" for n in (right, wrong, invented))
        print(f"| {least} | {cells} |")


def _both(name: str) -> str:
    return f"{strip_articles(fold(name))} | {skeleton(fold(name))}"


def baseline(places: Sequence[Place], form: Callable[[str], str] | None) -> float:
    """Return the share found at the first place by one rapidfuzz ratio over ``form``.

    A tie between places counts as found if the first in order of the gazetteer is right. Without
    a form, only a place with exactly the same letters counts.
    """
    spelled = [
        (i, text, name)
        for i, place in enumerate(places)
        for text, name in {
            fold(n): n for n in (place.name, place.name_ar, *place.aliases) if fold(n)
        }.items()
    ]
    forms = [form(name) if form else text for _, text, name in spelled]
    right = asked = 0
    for i, place in enumerate(places):
        for name, _ in hiding_one_spelling(place, is_latin):
            folded = fold(name)
            choices = [
                None if (owner == i and text == folded) else candidate
                for (owner, text, _), candidate in zip(spelled, forms, strict=True)
            ]
            wanted = form(name) if form else folded
            found = process.extractOne(
                wanted, choices, scorer=fuzz.ratio, score_cutoff=None if form else 100
            )
            asked += 1
            right += bool(found) and spelled[found[2]][0] == i
    return right / asked


def times(resolver: Resolver) -> None:
    """Print seconds of loading and of many names, and how often one plain look fits in."""
    places = resolver.index.places
    known = [n for p in places for n in (p.name, *p.aliases)]
    letters = [fold(n) for n in known]
    # Misspelled, because a look ends early at a perfect match.
    some = [f"{fold(n)[:-1]}e" for n in known[:500]]
    plain = spent(lambda: [process.extractOne(n, letters, scorer=fuzz.ratio) for n in some])
    plain = (plain[0] / len(some), plain[1] / len(some))
    resolver.resolve("load what is loaded on first use")
    many = (known * (MANY // len(known) + 1))[:MANY]
    rows: list[tuple[str, Callable[[], object]]] = [
        (f"loading {len(places)} places", lambda: NameIndex(map(names_of, places))),
        *(
            (f"{MANY:,} {what}", lambda names=names: [resolver.resolve(n) for n in names])
            for what, names in (
                ("names as in the gazetteer", many),
                ("misspelled names", [f"{n[:-1]}e" for n in many]),
                ("names of no place", [f"Qx{n[::-1]}" for n in many]),
            )
        ),
    ]
    print("\n| what | seconds | processor seconds | one plain look = 1 |\n|---|---:|---:|---:|")
    print(f"| one plain look through {len(letters):,} spellings | {plain[0]:.6f} ", end="")
    print(f"| {plain[1]:.6f} | 1 |")
    for what, run in rows:
        took, worked = spent(run)
        print(f"| {what} | {took:.2f} | {worked:.2f} | {worked / plain[1]:,.0f} |")


def spent(run: Callable[[], object]) -> tuple[float, float]:
    """Return how long ``run`` takes: seconds, and seconds of a processor."""
    started, worked = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - started, time.process_time() - worked


if __name__ == "__main__":
    main()
